//===- SummaryColumns.h - one row a report -----------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_SUMMARYCOLUMNS_H
#define ENERGY_OPT_LIB_REPORT_SUMMARYCOLUMNS_H

#include "lib/report/Report.h"
#include "llvm/ADT/ArrayRef.h"

namespace eo {

/// A column of tables with one row a report.
struct SummaryColumn {
  char const *title;
  bool number;
  std::string (*read)(Report const &report); ///< not escaped
};

/// What a table of totals shows of these reports: dimensions where they differ, energy, its interval where
/// there are several reports, time, counts, memory, coverage. What no report knows is left out.
std::vector<SummaryColumn> summaryColumns(llvm::ArrayRef<Report> reports);

} // namespace eo

#endif
