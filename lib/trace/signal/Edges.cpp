#include "lib/trace/signal/Edges.h"
#include "lib/trace/signal/Deconvolution.h"
#include "lib/trace/signal/Statistics.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>

namespace eo {

/// The sample where a profile leaves idle for good; nothing where it never does, or never was idle. `width`: of the
/// smoothing behind `departs`.
static std::optional<size_t> leavesIdle(size_t n, size_t width, llvm::function_ref<bool(size_t)> departs,
                                        EdgeLimits const &limits) {
  // From the middle into the execution, then back out until idle lasts.
  size_t leaves = n / 2, needed = std::max<size_t>(2, width), run = 0;
  for (size_t i = n / 2; i < n && run < needed; ++i) {
    run = departs(i) ? run + 1 : 0;
    leaves = i + 1 - run;
  }
  if (run < needed)
    return std::nullopt;
  size_t hold = std::max({size_t{3}, 2 * width, n / limits.calmPart}), calm = 0;
  for (size_t i = leaves; i-- > 0 && calm < hold;) {
    calm = departs(i) ? 0 : calm + 1;
    if (calm == 0)
      leaves = i;
  }
  return leaves == 0 ? std::nullopt : std::optional(leaves);
}

/// The first place behind an edge where it stops climbing, by less than this from one sample to the next.
static size_t settlesAt(llvm::ArrayRef<double> smooth, size_t leaves, size_t width, double sign,
                        double climbing) {
  size_t settle = leaves + width / 2;
  while (settle + 1 < smooth.size() && settle < leaves + 3 * width + 2 &&
         sign * (smooth[settle + 1] - smooth[settle]) > climbing)
    ++settle;
  return settle;
}

std::optional<Edge> findEdge(llvm::ArrayRef<double> profile, double noise, EdgeLimits const &limits) {
  size_t n = profile.size();
  if (n < 8)
    return std::nullopt;
  auto part = static_cast<std::ptrdiff_t>(std::max<size_t>(3, n / limits.idlePart));
  double idle = medianOf({profile.begin(), profile.begin() + part});
  std::vector<double> heights;
  for (double value : profile.drop_front(n / 2))
    heights.push_back(std::fabs(value - idle));
  double height = quantileOf(heights, 0.75);
  size_t width = smoothingFor(0, noise, height * limits.noiseOfStep, n / limits.smoothestPart);
  std::vector<double> smooth = deconvolve(profile, 0, width);
  double spread = noise / std::sqrt(static_cast<double>(width));
  // Idle may ripple: what it does in the part surely before the edge, it may do again.
  std::vector<double> swings;
  for (std::ptrdiff_t i = 0; i < part; ++i)
    swings.push_back(std::fabs(smooth[static_cast<size_t>(i)] - idle));
  double swing = quantileOf(swings, 0.99);
  double threshold =
      std::max({limits.beyondNoise * spread, limits.leastDeparture * height, limits.beyondSwing * swing});
  if (height <= threshold)
    return std::nullopt;
  auto departs = [&](size_t i) { return std::fabs(smooth[i] - idle) > threshold; };
  std::optional<size_t> left = leavesIdle(n, width, departs, limits);
  if (!left)
    return std::nullopt;
  double sign = smooth[std::min(n - 1, *left + width / 2)] > idle ? 1 : -1;
  double climbing = std::max(limits.climbingNoise * spread, limits.climbing * height);
  size_t settle = settlesAt(smooth, *left, width, sign, climbing);
  std::vector<double> plateau(
      profile.begin() + static_cast<std::ptrdiff_t>(settle),
      profile.begin() + static_cast<std::ptrdiff_t>(std::min(n, settle + std::max<size_t>(3, width))));
  double level = medianOf(std::move(plateau)), middle = (idle + level) / 2;
  size_t at = settle;
  while (at > 0 && sign * (smooth[at] - middle) > 0)
    --at;
  if (at + 1 >= n)
    return std::nullopt;
  double slope = smooth[at + 1] - smooth[at];
  double share = slope != 0 ? std::clamp((middle - smooth[at]) / slope, 0.0, 1.0) : 0.5;
  double sampleSpread =
      std::fabs(slope) > 0 ? std::min(spread / std::fabs(slope), static_cast<double>(width)) : 1;
  return Edge{static_cast<double>(at) + 0.5 + share, std::hypot(limits.leastSpread, sampleSpread)};
}

/// What the device drew beyond idle up to each sample (seen from idle), in watt-samples.
static std::vector<double> drawnBeyondIdle(llvm::ArrayRef<double> profile, double idle, double tau,
                                           bool fromExecution) {
  size_t n = profile.size();
  std::vector<double> drawn(n);
  double sum = 0;
  for (size_t k = 0; k < n; ++k) {
    double above = profile[fromExecution ? n - 1 - k : k] - idle;
    sum += above;
    // Up to the middle of this sample; the capacitors hold tau times the present power, to be given or
    // already taken.
    drawn[k] = sum - above / 2 + (fromExecution ? -tau : tau) * above;
  }
  return drawn;
}

namespace {
struct Hinge {
  double position = 0, slope = 0, residual = 0;
};
} // namespace

/// Least squares of c + b·k + slope·max(0, k - position) for a given position; b is what the idle level is
/// off by.
static Hinge hingeAt(llvm::ArrayRef<double> y, double position) {
  auto n = static_cast<double>(y.size());
  double middle = (n - 1) / 2, kk = n * (n * n - 1) / 12, x1 = 0, y1 = 0, xx = 0, xy = 0, xk = 0, yk = 0,
         yy = 0;
  for (size_t i = 0; i < y.size(); ++i) {
    double k = static_cast<double>(i) - middle, x = std::max(0.0, static_cast<double>(i) - position);
    x1 += x;
    y1 += y[i];
    xx += x * x;
    xy += x * y[i];
    xk += x * k;
    yk += y[i] * k;
    yy += y[i] * y[i];
  }
  // What is left of x and y beside the constant and the trend.
  xx -= x1 * x1 / n + xk * xk / kk;
  xy -= x1 * y1 / n + xk * yk / kk;
  yy -= y1 * y1 / n + yk * yk / kk;
  double slope = xx > 0 ? xy / xx : 0;
  return {position, slope, yy - slope * xy};
}

/// The mean power of the device over the stretch: that of the samples, and what the capacitors gave.
static double deviceMean(llvm::ArrayRef<double> samples, double tau) {
  size_t fifth = std::max<size_t>(1, samples.size() / 5);
  double rise = meanOf(samples.take_back(fifth)) - meanOf(samples.take_front(fifth));
  return meanOf(samples) + tau * rise / static_cast<double>(samples.size() - fifth);
}

std::optional<Edge> findSmoothedEdge(llvm::ArrayRef<double> profile, double tau, double noise,
                                     bool fromExecution, SmoothedEdgeLimits const &limits) {
  size_t n = profile.size();
  if (n < 16)
    return std::nullopt;
  auto part = static_cast<std::ptrdiff_t>(n / 5);
  double idle = deviceMean(fromExecution ? profile.take_back(n / 5) : profile.take_front(n / 5), tau);
  std::vector<double> drawn = drawnBeyondIdle(profile, idle, tau, fromExecution);
  size_t middle = n / 2;
  double height = std::fabs(drawn[n - 1] - drawn[middle]) / static_cast<double>(n - middle);
  double white = noise * tau;
  // What smoothing makes of the noise, and what idle itself does (ripple, what is left of the last
  // discharge).
  auto width = static_cast<size_t>(std::clamp(std::pow(white / std::max(height * 4, 1e-30), 2.0 / 3), 1.0,
                                              static_cast<double>(n) / 16)) |
               1;
  std::vector<double> smooth = deconvolve(drawn, 0, width);
  std::vector<double> swings;
  for (std::ptrdiff_t k = 0; k < part; ++k)
    swings.push_back(std::fabs(smooth[static_cast<size_t>(k)]));
  double threshold = std::max({limits.beyondNoise * white / std::sqrt(static_cast<double>(width)),
                               limits.beyondSwing * quantileOf(swings, 0.99), limits.beyondSamples * height});
  size_t past = n;
  while (past > 0 && std::fabs(smooth[past - 1]) > threshold)
    --past;
  if (past == 0 || past + 8 > n)
    return std::nullopt;
  auto ahead =
      static_cast<size_t>(std::clamp(limits.ahead * threshold / std::max(height, 1e-30), limits.leastAhead,
                                     static_cast<double>(n) / limits.mostAheadPart));
  size_t first = 0, last = std::min(n, past + ahead);
  llvm::ArrayRef<double> y = llvm::ArrayRef<double>(drawn).slice(first, last - first);
  std::vector<Hinge> hinges;
  for (size_t halves = 0; halves + 6 < 2 * y.size(); ++halves)
    hinges.push_back(hingeAt(y, static_cast<double>(halves) / 2));
  auto best = std::min_element(hinges.begin(), hinges.end(),
                               [](Hinge const &a, Hinge const &b) { return a.residual < b.residual; });
  if (best == hinges.begin() || best + 1 == hinges.end())
    return std::nullopt;
  double bend = (best - 1)->residual - 2 * best->residual + (best + 1)->residual;
  double fine = bend > 0 ? 0.5 * ((best - 1)->residual - (best + 1)->residual) / bend * 0.5 : 0;
  Edge edge;
  // Index k stands for the middle of sample k.
  edge.position = static_cast<double>(first) + best->position + fine + 0.5;
  if (fromExecution)
    edge.position = static_cast<double>(n) - edge.position;
  double variance = best->residual / static_cast<double>(y.size());
  edge.spread = std::hypot(EdgeLimits().leastSpread, bend > 0 ? std::sqrt(2 * variance * 0.25 / bend) : 1);
  return edge;
}

} // namespace eo
