//===- Outliers.h - windows unlike the others -------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_SIGNAL_OUTLIERS_H
#define ENERGY_OPT_LIB_TRACE_SIGNAL_OUTLIERS_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace eo {

/// One row of figures per window (duration, mean power, …).
using Features = std::vector<std::vector<double>>;

/// The rule in use: a window is an outlier if any figure is further from the median than `limit` robust
/// standard deviations, than the share `least` of it (windows that hardly differ at all are all good) and than
/// what `floors` says for its column, in its unit (what sampling makes of equal windows; none: 0).
/// Deterministic; of clean normal data it drops 1 in 10^6.
std::vector<bool> robustOutliers(Features const &windows, double limit = 5, double least = 0.005,
                                 llvm::ArrayRef<double> floors = {});

/// Isolation forest (Liu, Ting, Zhou 2008), as in the published pipeline: 100 trees on at most 256 rows,
/// score above `threshold` (0.5 is the published default; the paper's "likely anomalies" are near 1). Kept
/// for comparison: on the 10 to 100 windows a trace has, its score of ordinary rows scatters around 0.5, so
/// any fixed share or threshold drops good windows (tests/trace/OutliersTest.cpp has the figures).
std::vector<bool> isolationForestOutliers(Features const &windows, double threshold = 0.5, uint32_t seed = 1);

} // namespace eo

#endif
