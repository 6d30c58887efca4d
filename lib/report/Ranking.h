//===- Ranking.h - the layers that cost most, for what people read ----------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_RANKING_H
#define ENERGY_OPT_LIB_REPORT_RANKING_H

#include "lib/report/Report.h"

namespace eo {

/// What layers are ranked by: energy with a board, else MACs. Absent where that is not known.
ReportNumber weightOf(Report const &report, ReportLayer const &layer);

/// The layers that matter, by energy; where there is none, by MACs.
struct Ranking {
  std::vector<ReportLayer const *> layers; ///< those with a weight above 0, the heaviest first
  double sum = 0;                          ///< of their weights, and of those that the report leaves out
};

/// Points into `report`, which outlives the ranking.
Ranking rankedLayers(Report const &report);

} // namespace eo

#endif
