//===- TraceWriters.h - the analysis of a trace as JSON, text and a picture -------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_MEASURE_TRACEWRITERS_H
#define ENERGY_OPT_LIB_TRACE_MEASURE_TRACEWRITERS_H

#include "lib/support/Diagnostics.h"
#include "lib/text/JsonWriter.h"
#include "lib/trace/formats/PowerTrace.h"
#include "lib/trace/measure/Figures.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

/// One object of schema energy-opt/trace/1. Figures that are not known are null; without time in the file,
/// all times and energies are.
void writeTraceJson(TraceAnalysis const &analysis, llvm::ArrayRef<Diagnostic> diagnostics, JsonWriter &json);

/// For people: what was found, how, and the figures with units.
void writeTraceText(TraceAnalysis const &analysis, llvm::ArrayRef<Diagnostic> diagnostics,
                    llvm::raw_ostream &out);

/// One self-contained page: the trace (lowest and highest value per column of the picture) with what was
/// detected, the mean profile with its band and the layers. Follows the reader's light or dark scheme, loads
/// nothing.
void writeTraceHtml(PowerTrace const &trace, TraceAnalysis const &analysis,
                    llvm::ArrayRef<Diagnostic> diagnostics, llvm::raw_ostream &out);

} // namespace eo

#endif
