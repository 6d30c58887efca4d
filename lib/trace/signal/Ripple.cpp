#include "lib/trace/signal/Ripple.h"
#include "lib/trace/formats/PowerSum.h"
#include "lib/trace/signal/Fourier.h"
#include "lib/trace/signal/Statistics.h"

#include <algorithm>
#include <cmath>

namespace eo {

static constexpr size_t maxRipplePoints = 32768;

std::vector<double> detrended(llvm::ArrayRef<float> samples) {
  auto n = static_cast<double>(samples.size());
  double mean = 0, slope = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    mean += static_cast<double>(samples[i]) / n;
    slope += static_cast<double>(samples[i]) * (static_cast<double>(i) - (n - 1) / 2);
  }
  slope /= std::max(1.0, n * (n * n - 1) / 12);
  std::vector<double> result(samples.size());
  for (size_t i = 0; i < samples.size(); ++i)
    result[i] = static_cast<double>(samples[i]) - mean - slope * (static_cast<double>(i) - (n - 1) / 2);
  return result;
}

namespace {

/// How alike a stretch is to itself, `lag` samples later.
struct SelfLikeness {
  std::vector<double> likeness; ///< by lag: 1 a copy, 0 chance; white noise is taken off
  std::vector<double> variance; ///< W² of what overlaps, noise taken off
};

} // namespace

/// Lags 0 … lags - 1: one minus half the mean square difference over the variance of what overlaps. Levels
/// that differ count as unlike, unlike in a correlation coefficient.
static SelfLikeness selfLikeness(llvm::ArrayRef<float> samples, size_t lags, double beyondChance) {
  std::vector<double> x = detrended(samples), cross = correlate(x, x, lags);
  size_t n = x.size();
  std::vector<double> sums(n + 1), squares(n + 1);
  for (size_t i = 0; i < n; ++i) {
    sums[i + 1] = sums[i] + x[i];
    squares[i + 1] = squares[i] + x[i] * x[i];
  }
  double noise = std::pow(whiteNoise(llvm::ArrayRef<double>(x)), 2);
  SelfLikeness self{std::vector<double>(cross.size()), std::vector<double>(cross.size())};
  for (size_t lag = 0; lag < cross.size(); ++lag) {
    auto overlap = static_cast<double>(n - lag);
    auto varianceOf = [&](size_t begin, size_t end) {
      double mean = (sums[end] - sums[begin]) / overlap;
      return (squares[end] - squares[begin]) / overlap - mean * mean;
    };
    double variance = (varianceOf(0, n - lag) + varianceOf(lag, n)) / 2;
    double difference = (squares[n - lag] + squares[n] - squares[lag] - 2 * cross[lag]) / overlap / 2;
    double signal = variance - noise;
    // White noise looks like a signal of this variance by chance.
    if (signal <= 0 || signal < beyondChance * variance / std::sqrt(overlap))
      continue;
    self.likeness[lag] = std::min(1.0, 1 - std::max(0.0, difference - noise) / signal);
    self.variance[lag] = signal;
  }
  return self;
}

/// Where the parabola through three points has its top.
static double topOf(double left, double middle, double right) {
  double bend = left - 2 * middle + right;
  return bend < 0 ? 0.5 * (left - right) / bend : 0;
}

static bool isPeak(std::vector<double> const &c, size_t lag) {
  return c[lag] > c[lag - 1] && c[lag] >= c[lag + 1];
}

static double topNear(std::vector<double> const &c, size_t lag) {
  return static_cast<double>(lag) + topOf(c[lag - 1], c[lag], c[lag + 1]);
}

/// Refines a period on its multiples as long as they are clear: an error there is shared by all periods
/// before.
static Ripple refined(std::vector<double> const &likeness, size_t lag, double leastOfFirst) {
  double period = topNear(likeness, lag), far = likeness[lag];
  for (double multiple = 2; (multiple + 0.5) * period + 2 < static_cast<double>(likeness.size());
       ++multiple) {
    auto center = static_cast<size_t>(std::lround(multiple * period));
    size_t reach = std::max<size_t>(1, static_cast<size_t>(period / 8)), at = center;
    for (size_t i = center - std::min(center - 1, reach); i <= center + reach && i + 1 < likeness.size(); ++i)
      if (likeness[i] > likeness[at])
        at = i;
    if (!isPeak(likeness, at) || likeness[at] < leastOfFirst * likeness[lag])
      break;
    far = likeness[at];
    period = topNear(likeness, at) / multiple;
  }
  return {period, 0, likeness[lag], std::clamp(far / likeness[lag], 0.0, 1.0)};
}

Ripple findRipple(llvm::ArrayRef<float> samples, RippleLimits const &limits) {
  size_t block = (samples.size() + maxRipplePoints - 1) / maxRipplePoints;
  std::vector<float> points =
      block > 1 ? blockMeans(samples, block) : std::vector<float>(samples.begin(), samples.end());
  if (points.size() < 32)
    return {};
  SelfLikeness self = selfLikeness(points, points.size() * 11 / 20, limits.beyondChance);
  std::vector<double> const &likeness = self.likeness;
  // A repetition is a rise out of a valley, not a bump on the way down from lag 0.
  std::vector<size_t> peaks;
  double highest = 0, valley = 1;
  for (size_t k = 1; k + 1 < likeness.size(); ++k) {
    valley = std::min(valley, likeness[k]);
    if (!isPeak(likeness, k) || likeness[k] - valley < limits.rise)
      continue;
    peaks.push_back(k);
    highest = std::max(highest, likeness[k]);
  }
  for (size_t k : peaks) {
    if (highest < limits.likeness || likeness[k] < limits.ofHighest * highest)
      continue;
    Ripple ripple = refined(likeness, k, limits.ofFirst);
    ripple.period *= static_cast<double>(block);
    ripple.amplitude = std::sqrt(self.variance[k] * likeness[k]);
    return ripple;
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
