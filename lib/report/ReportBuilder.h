//===- ReportBuilder.h - from annotations to a report ---------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_REPORTBUILDER_H
#define ENERGY_OPT_LIB_REPORT_REPORTBUILDER_H

#include "lib/pass/Pass.h"
#include "lib/report/Report.h"

namespace eo {

/// How much a report has of the nodes; what nobody reads takes time and memory.
enum class ReportDetail : uint8_t {
  Totals, ///< no layers
  Heaviest, ///< those that cost most, with their figures, and what has bodies; Report::rest says what the others come to
  Layers,  ///< all of them
  Reasons, ///< and why these are no plain fits, which only pages show
};

/// What a report needs beside the analysis.
struct ReportOrigin {
  std::string toolName, toolVersion;
  std::string modelPath;
  ReportDetail detail = ReportDetail::Reasons;
  size_t heaviest = 0; ///< how many layers, where that is the detail
};

/// The report of whatever annotations are there: what no pass has found out is absent. With a board,
/// coverage speaks of energy; without one, of counting: a node is modelled when its counts are known, and the
/// shares are 1 or absent.
Report buildReport(PassContext const &context, ReportOrigin origin);

} // namespace eo

#endif
