//===- Statistics.h - medians, spreads and quantiles used all over the signal processing ------===//
#ifndef ENERGY_OPT_LIB_TRACE_SIGNAL_STATISTICS_H
#define ENERGY_OPT_LIB_TRACE_SIGNAL_STATISTICS_H

#include "llvm/ADT/ArrayRef.h"
#include <cstddef>
#include <vector>

namespace eo {

/// Standard deviation over median deviation of a normal sample: 1 / Φ⁻¹(3/4).
inline constexpr double deviationOfMedian = 1.4826;
/// Half the width of a 95 % interval of a normal figure, in standard deviations: Φ⁻¹(0.975).
inline constexpr double deviations95 = 1.96;
/// Between the outer tenths of a normal sample, in standard deviations: 2 Φ⁻¹(0.9).
inline constexpr double deviationsOf80 = 2.56;
/// Standard error of the median over that of the mean, of normal values: √(π/2).
inline constexpr double medianOverMean = 1.2533;

/// The median; the mean of the middle two for an even count. 0 for no values.
double medianOf(std::vector<double> values);

/// The value below which the share `quantile` of the values lies, linearly interpolated.
double quantileOf(std::vector<double> values, double quantile);

/// deviationOfMedian · median |x - median|: the standard deviation of a normal sample, blind to outliers.
double robustSpread(std::vector<double> values);

/// Arithmetic mean; 0 of no values.
double meanOf(llvm::ArrayRef<double> values);
/// Sample standard deviation (n - 1); 0 for fewer than two values.
double deviationOf(llvm::ArrayRef<double> values);

/// The 97.5 % quantile of Student's t with `freedom` degrees: half the width of a 95 % interval in standard
/// errors. Less than one degree is taken for one.
double studentT95(size_t freedom);

/// Standard deviation of white noise, from second differences (x[i-1] - 2x[i] + x[i+1] has variance 6σ²), so
/// that slopes and levels do not count, and from their median, so that steps do not either.
double whiteNoise(llvm::ArrayRef<float> samples);
double whiteNoise(llvm::ArrayRef<double> samples);

} // namespace eo

#endif
