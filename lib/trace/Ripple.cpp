#include "lib/trace/Ripple.h"
#include "lib/trace/Fourier.h"
#include "lib/trace/PowerSum.h"

#include <algorithm>
#include <cmath>

namespace eo {

static constexpr size_t maxPoints = 32768;

/// The samples minus their least-squares line.
static std::vector<double> detrended(llvm::ArrayRef<float> samples) {
  auto n = static_cast<double>(samples.size());
  double mean = 0, slope = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    mean += static_cast<double>(samples[i]) / n;
    slope += static_cast<double>(samples[i]) * (static_cast<double>(i) - (n - 1) / 2);
  }
  slope /= n * (n * n - 1) / 12;
  std::vector<double> result(samples.size());
  for (size_t i = 0; i < samples.size(); ++i)
    result[i] = static_cast<double>(samples[i]) - mean - slope * (static_cast<double>(i) - (n - 1) / 2);
  return result;
}

std::vector<double> autocovariance(llvm::ArrayRef<float> samples) {
  if (samples.size() < 4)
    return {};
  std::vector<double> x = detrended(samples);
  std::vector<double> result = correlate(x, x, samples.size() / 2);
  for (size_t lag = 0; lag < result.size(); ++lag)
    result[lag] /= static_cast<double>(samples.size() - lag);
  return result;
}

/// Where the parabola through three points has its top.
static double topOf(double left, double middle, double right) {
  double bend = left - 2 * middle + right;
  return bend < 0 ? 0.5 * (left - right) / bend : 0;
}

static bool isPeak(std::vector<double> const &c, size_t lag) {
  return c[lag] > c[lag - 1] && c[lag] >= c[lag + 1];
}

Ripple findRipple(llvm::ArrayRef<float> samples) {
  size_t block = (samples.size() + maxPoints - 1) / maxPoints;
  std::vector<float> points =
      block > 1 ? blockMeans(samples, block) : std::vector<float>(samples.begin(), samples.end());
  std::vector<double> c = autocovariance(points);
  size_t limit = points.size() / 4; // four periods at least
  if (c.size() < 8 || limit < 3 || c[0] <= 0)
    return {};
  // White noise lives at lag 0 only; lag 1 extrapolated back is what is left without it.
  double signal = std::min(c[0], c[1] + std::max(0.0, c[1] - c[2]));
  // A repetition is a rise out of a valley, not a bump on the way down from lag 0.
  size_t lag = 1;
  double highest = 0, valley = c[0];
  for (size_t k = 1; k < limit; ++k) {
    valley = std::min(valley, c[k]);
    if (!isPeak(c, k) || c[k] - valley < 0.3 * signal)
      continue;
    lag = highest == 0 ? k - 1 : lag;
    highest = std::max(highest, c[k]);
  }
  if (signal <= 0 || highest < 0.5 * signal)
    return {};
  for (size_t k = lag + 1; k < limit; ++k) {
    if (!isPeak(c, k) || c[k] < 0.85 * highest)
      continue;
    // Refine on the last multiple that is still clear: its error is shared by all periods before it.
    double period = static_cast<double>(k) + topOf(c[k - 1], c[k], c[k + 1]);
    double far = c[k];
    for (size_t multiple = 2; static_cast<double>(multiple + 1) * period < static_cast<double>(c.size());
         ++multiple) {
      auto center = static_cast<size_t>(std::lround(static_cast<double>(multiple) * period));
      size_t reach = std::max<size_t>(1, static_cast<size_t>(period / 8)), at = center;
      for (size_t i = center - std::min(center - 1, reach); i <= center + reach && i + 1 < c.size(); ++i)
        if (c[i] > c[at])
          at = i;
      if (at == 0 || !isPeak(c, at) || c[at] < 0.3 * c[k])
        break;
      double refined =
          (static_cast<double>(at) + topOf(c[at - 1], c[at], c[at + 1])) / static_cast<double>(multiple);
      if (std::fabs(refined * static_cast<double>(multiple) - static_cast<double>(center)) > period / 4)
        break; // not this multiple
      far = c[at];
      period = refined;
    }
    return {period * static_cast<double>(block), std::sqrt(c[k]), std::min(1.0, c[k] / signal),
            std::clamp(far / c[k], 0.0, 1.0)};
  }
  return {};
}

double commonPower(llvm::ArrayRef<float> a, llvm::ArrayRef<float> b) {
  size_t n = std::min(a.size(), b.size());
  if (n < 4)
    return 0;
  std::vector<double> x = detrended(a.take_front(n)), y = detrended(b.take_front(n));
  double sum = 0;
  for (size_t i = 0; i < n; ++i)
    sum += x[i] * y[i];
  return sum / static_cast<double>(n);
}

} // namespace eo
