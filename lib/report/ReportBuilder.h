//===- ReportBuilder.h - from annotations to a report ---------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_REPORTBUILDER_H
#define ENERGY_OPT_LIB_REPORT_REPORTBUILDER_H

#include "lib/pass/Pass.h"
#include "lib/report/Report.h"

namespace eo {

/// What a report needs beside the analysis.
struct ReportOrigin {
  std::string toolName, toolVersion;
  std::string modelPath;
  bool layers = true; ///< false: the report has none, where totals alone are asked for
};

/// The report of whatever annotations are there: what no pass has found out is absent. With a board,
/// coverage speaks of energy; without one, of counting: a node is modelled when its counts are known, and the
/// shares are 1 or absent.
Report buildReport(PassContext const &context, ReportOrigin origin);

} // namespace eo

#endif
