#include "lib/report/Ranking.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

ReportNumber weightOf(Report const &report, ReportLayer const &layer) {
  if (report.board)
    return layer.energy;
  return layer.macs ? ReportNumber(static_cast<double>(*layer.macs)) : std::nullopt;
}

Ranking rankedLayers(Report const &report) {
  Ranking ranking;
  ranking.sum = report.rest.weight;
  for (ReportLayer const &layer : report.layers)
    if (double weight = weightOf(report, layer).value_or(0); weight > 0) {
      ranking.layers.push_back(&layer);
      ranking.sum += weight;
    }
  llvm::stable_sort(ranking.layers, [&](ReportLayer const *a, ReportLayer const *b) {
    return *weightOf(report, *a) > *weightOf(report, *b);
  });
  return ranking;
}

} // namespace eo
