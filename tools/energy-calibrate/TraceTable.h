//===- TraceTable.h - energies from traces, as a table that fit reads ---------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_TRACETABLE_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_TRACETABLE_H

#include "lib/text/CsvFile.h"
#include "lib/trace/measure/Analysis.h"

namespace eo {

/// Gives the analysis of the trace in a file.
using AnalyseTrace = llvm::function_ref<llvm::Expected<TraceAnalysis>(std::string const &path)>;

/// Writes the table `plan` with the time and energy of one inference in every row, measured in the trace that
/// its column `trace` names (relative to the table's folder). Where the table has a column `layer`, the
/// figures are those of the layer of that name in the trace. The columns `trace`, `layer`, `energy_j`,
/// `latency_s` and `time_s` are taken out; the last two columns are then the time (`time_s` in tables with a
/// column `node`, else `latency_s`) and `energy_j`. `dynamicOnly`: the energy above base power. Errors name
/// the row: no column `trace`, a trace that cannot be read, no energy in it, no such layer.
llvm::Error fillTable(CsvFile const &plan, bool dynamicOnly, AnalyseTrace analyse, llvm::raw_ostream &out);

} // namespace eo

#endif
