#include "lib/trace/measure/OutlyingWindows.h"

#include "lib/support/Quantity.h"
#include "lib/trace/signal/Outliers.h"
#include "lib/trace/signal/Statistics.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace eo {

/// At most one window in so many is an outlier; more are a second kind of run, or a drift.
static constexpr size_t mostOutliers = 5;

std::string leaveOutliersOut(PowerTrace const &trace, double stepW, OutlierRule rule,
                             std::vector<WindowFigures> &windows, DiagnosticEngine &diagnostics) {
  if (rule == OutlierRule::None)
    return "outliers: skipped";
  Features features;
  std::vector<size_t> rows;
  for (size_t i = 0; i < windows.size(); ++i) {
    WindowFigures const &window = windows[i];
    if (!window.inMean || !window.meanW)
      continue;
    double seconds = window.endS - window.startS;
    features.push_back({seconds, *window.meanW, *window.meanW * seconds});
    rows.push_back(i);
  }
  // A meter out of step with the windows gives equal ones lengths that differ by a sample at each end.
  std::vector<double> seconds, watts;
  for (auto const &row : features) {
    seconds.push_back(row[0]);
    watts.push_back(row[1]);
  }
  double samples = 2 * trace.sampleS(), typical = std::max(medianOf(seconds), trace.sampleS());
  double const floors[] = {samples, stepW * samples / typical,
                           samples * (std::fabs(medianOf(watts)) + stepW)};
  std::vector<bool> outlier = rule == OutlierRule::Robust ? robustOutliers(features, 5, 0.005, floors)
                                                          : isolationForestOutliers(features);
  size_t dropped = 0, marked = static_cast<size_t>(llvm::count(outlier, true));
  if (marked > 1 && marked * mostOutliers > rows.size())
    return fmt::format(
        "outliers: {} of {} windows are unlike the others: too many to be disturbances, all are kept", marked,
        rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    if (!outlier[i])
      continue;
    WindowFigures &window = windows[rows[i]];
    window.inMean = false;
    ++dropped;
    diagnostics.warn(DiagCode::WindowOutlier, trace.source,
                     fmt::format("the window at {:.6g} {} is unlike the others ({}, {})", window.startS,
                                 trace.hasTime() ? "s" : "samples",
                                 formatSi(features[i][0], trace.hasTime() ? "s" : "samples"),
                                 formatSi(features[i][1], "W")));
  }
  return fmt::format("outliers: {} of {} windows left out of the averages ({})", dropped, rows.size(),
                     rule == OutlierRule::Robust ? "robust rule, 5 robust standard deviations"
                                                 : "isolation forest");
}

} // namespace eo
