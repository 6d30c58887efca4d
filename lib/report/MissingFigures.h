//===- MissingFigures.h - why a figure of a report is null ------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_MISSINGFIGURES_H
#define ENERGY_OPT_LIB_REPORT_MISSINGFIGURES_H

#include "lib/report/Report.h"
#include "lib/text/JsonWriter.h"

namespace eo {

/// Why the report's total of this key (totalColumns in lib/report/Report.h) is null: "no board was named". For totals that
/// are; lower case, no full stop.
std::string whyMissing(Report const &report, llvm::StringRef key);

/// "totals": {…} and "missing": {key: reason} of what is null among them, in an object.
void writeTotals(JsonWriter &json, Report const &report);

} // namespace eo

#endif
