//===- Metrics.h - how well predictions agree with measurements ---------------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_METRICS_H
#define ENERGY_OPT_LIB_CALIBRATE_METRICS_H

#include "llvm/ADT/ArrayRef.h"
#include <optional>
#include <vector>

namespace eo {

/// Agreement of pairs. What needs more points, or points that differ, is absent.
struct Metrics {
  size_t n = 0;
  double mape = 0;                ///< mean of |predicted − measured| / measured
  double rmspe = 0;               ///< root of the mean of its square
  double bias = 0;                ///< mean of predicted / measured, less 1
  double worst = 0;               ///< largest |predicted − measured| / measured
  std::optional<double> rSquared; ///< 1 − Σ(measured − predicted)² / Σ(measured − mean)²
  std::optional<double> spearman; ///< correlation of ranks, ties given their mean rank
  std::optional<double> kendall;  ///< tau-b (Knight 1966, n log n)
};

/// Both of equal length; measured values above 0.
Metrics agreement(llvm::ArrayRef<double> predicted, llvm::ArrayRef<double> measured);

/// Spearman's rank correlation; absent for fewer than two points or where one side is constant.
std::optional<double> spearman(llvm::ArrayRef<double> a, llvm::ArrayRef<double> b);

/// Kendall's tau-b; absent likewise.
std::optional<double> kendall(llvm::ArrayRef<double> a, llvm::ArrayRef<double> b);

} // namespace eo

#endif
