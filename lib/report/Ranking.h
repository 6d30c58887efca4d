//===- Ranking.h - the layers that cost most, for what people read ----------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_RANKING_H
#define ENERGY_OPT_LIB_REPORT_RANKING_H

#include "lib/report/Report.h"

namespace eo {

/// What layers are ranked by: energy with a board, else MACs. Absent where that is not known.
ReportNumber weightOf(Report const &report, ReportLayer const &layer);

/// The weight as people read it: "12.79 mJ", "1.24 M".
std::string weightText(Report const &report, double weight);

struct Ranking {
  std::vector<ReportLayer const *> layers; ///< those with a weight above 0, the heaviest first
  double sum = 0;                          ///< of their weights
};
Ranking rankedLayers(Report const &report);

/// "scope/name", as in the file.
std::string scopedName(ReportLayer const &layer);

/// Of the first output: "1x64x56x56", symbols included; "scalar"; "–" where not even the rank is known.
std::string shapeText(ReportLayer const &layer);

/// "4.089 G", "–" where it is not known.
std::string countText(ReportCount count);
/// "97.49 MiB", "–".
std::string bytesText(ReportCount bytes);
/// What the layer reads and writes; "–".
std::string trafficText(ReportLayer const &layer);
/// "110 mJ to 150 mJ (90 % interval)", or why there is none.
std::string intervalText(ReportTotals const &totals);

} // namespace eo

#endif
