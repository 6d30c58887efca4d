#include "lib/trace/signal/Statistics.h"
#include "lib/support/Quantiles.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace eo {

double quantileOf(std::vector<double> values, double quantile) {
  if (values.empty())
    return 0;
  double position = quantile * static_cast<double>(values.size() - 1);
  auto index = static_cast<size_t>(position);
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(index);
  std::nth_element(values.begin(), middle, values.end());
  double low = *middle, share = position - static_cast<double>(index);
  if (share == 0)
    return low;
  return low + share * (*std::min_element(middle + 1, values.end()) - low);
}

double medianOf(std::vector<double> values) { return quantileOf(std::move(values), 0.5); }

double robustSpread(std::vector<double> values) {
  double center = medianOf(values);
  for (double &value : values)
    value = std::fabs(value - center);
  return deviationOfMedian * medianOf(std::move(values));
}

double meanOf(llvm::ArrayRef<double> values) {
  return values.empty()
             ? 0
             : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double deviationOf(llvm::ArrayRef<double> values) {
  if (values.size() < 2)
    return 0;
  double mean = meanOf(values), sum = 0;
  for (double value : values)
    sum += (value - mean) * (value - mean);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

double studentT95(size_t freedom) { return studentQuantile(0.975, static_cast<double>(freedom)); }

template <typename Real> static double whiteNoiseOf(llvm::ArrayRef<Real> samples) {
  std::vector<double> bends;
  size_t stride = std::max<size_t>(1, samples.size() / 100000);
  for (size_t i = 1; i + 1 < samples.size(); i += stride)
    bends.push_back(std::fabs(static_cast<double>(samples[i - 1]) - 2.0 * samples[i] + samples[i + 1]));
  return deviationOfMedian * medianOf(std::move(bends)) / std::sqrt(6.0);
}

double whiteNoise(llvm::ArrayRef<float> samples) { return whiteNoiseOf(samples); }
double whiteNoise(llvm::ArrayRef<double> samples) { return whiteNoiseOf(samples); }

} // namespace eo
