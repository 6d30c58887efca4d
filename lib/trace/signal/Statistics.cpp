#include "lib/trace/signal/Statistics.h"

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
  return 1.4826 * medianOf(std::move(values));
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

double studentT95(size_t freedom) {
  if (freedom <= 1)
    return 12.706;
  if (freedom == 2)
    return 4.303;
  double const z = 1.959964, n = static_cast<double>(freedom);
  // Cornish-Fisher expansion of t around the normal quantile (Abramowitz and Stegun 26.7.5).
  double g1 = (std::pow(z, 3) + z) / 4, g2 = (5 * std::pow(z, 5) + 16 * std::pow(z, 3) + 3 * z) / 96;
  double g3 = (3 * std::pow(z, 7) + 19 * std::pow(z, 5) + 17 * std::pow(z, 3) - 15 * z) / 384;
  double g4 =
      (79 * std::pow(z, 9) + 776 * std::pow(z, 7) + 1482 * std::pow(z, 5) - 1920 * std::pow(z, 3) - 945 * z) /
      92160;
  return z + g1 / n + g2 / (n * n) + g3 / std::pow(n, 3) + g4 / std::pow(n, 4);
}

template <typename Real> static double whiteNoiseOf(llvm::ArrayRef<Real> samples) {
  std::vector<double> bends;
  size_t stride = std::max<size_t>(1, samples.size() / 100000);
  for (size_t i = 1; i + 1 < samples.size(); i += stride)
    bends.push_back(std::fabs(static_cast<double>(samples[i - 1]) - 2.0 * samples[i] + samples[i + 1]));
  return 1.4826 * medianOf(std::move(bends)) / std::sqrt(6.0);
}

double whiteNoise(llvm::ArrayRef<float> samples) { return whiteNoiseOf(samples); }
double whiteNoise(llvm::ArrayRef<double> samples) { return whiteNoiseOf(samples); }

} // namespace eo
