#include "lib/trace/measure/Inferences.h"
#include "lib/trace/signal/Ripple.h"
#include "lib/trace/signal/Statistics.h"
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace eo {

/// Means of the samples that lie inside as a whole; of a window between two samples none.
static std::vector<float> inside(ActiveWindow const &window, PowerSum const &sums, size_t block) {
  auto begin = static_cast<size_t>(std::ceil(window.begin));
  size_t end = std::max(begin, static_cast<size_t>(window.end));
  return blockMeans(sums.values().slice(begin, end - begin), block);
}

/// Whether windows share a shape that stands clear of noise: the share of their variance that they have in
/// common.
static double sharedShape(WindowSet const &set, PowerSum const &sums, size_t block) {
  std::vector<double> shares;
  size_t stride = std::max<size_t>(1, set.windows.size() / 8);
  for (size_t i = stride; i < set.windows.size(); i += stride) {
    std::vector<float> a = inside(set.windows[i - stride], sums, block),
                       b = inside(set.windows[i], sums, block);
    double own = std::sqrt(std::max(0.0, commonPower(a, a) * commonPower(b, b)));
    if (own > 0)
      shares.push_back(commonPower(a, b) / own);
  }
  return shares.empty() ? 0 : medianOf(std::move(shares));
}

InferenceCount countInferences(WindowSet const &set, PowerSum const &sums, std::optional<double> given,
                               double reportSamples, CountLimits const &limits) {
  std::vector<double> sizes;
  for (ActiveWindow const &window : set.windows)
    sizes.push_back(window.size());
  double typical = medianOf(sizes);
  if (given)
    return {given, typical / *given, "given with --inferences"};

  auto block = std::max<size_t>(1, static_cast<size_t>(typical / 16384));
  std::vector<double> periods, steadiness, likeness;
  size_t stride = std::max<size_t>(1, set.windows.size() / 8);
  for (size_t i = 0; i < set.windows.size(); i += stride) {
    std::vector<float> points = inside(set.windows[i], sums, block);
    Ripple ripple = findRipple(points);
    if (ripple.period > 0) {
      periods.push_back(ripple.period * static_cast<double>(block));
      steadiness.push_back(ripple.steadiness);
      likeness.push_back(ripple.likeness);
    }
  }
  bool most = periods.size() * 4 > 3 * ((set.windows.size() + stride - 1) / stride);
  double period = most ? medianOf(periods) : 0;
  double enough = period > 0 && typical / period < limits.fewPeriods ? limits.likenessOfFew : limits.likeness;
  bool agree = most && robustSpread(periods) < limits.periodSpread * period && medianOf(likeness) > enough;
  if (reportSamples > 0) {
    double count = typical / reportSamples, whole = std::max(1.0, std::round(count));
    return {whole, whole > 1 ? typical / whole : 0,
            fmt::format("window over the report's total: {:.3g}", count)};
  }
  if (agree && medianOf(steadiness) > limits.steadiness) {
    double count = typical / period;
    // A pause may follow the last inference or not: the ripple tells the period, the window the number.
    double whole = std::max(1.0, std::round(count));
    return {whole, period, fmt::format("steady ripple, {:.4g} periods in a window", count)};
  }
  if (agree)
    return {std::nullopt, 0, "something repeats inside the windows, but not steadily enough to be counted"};
  if (set.windows.size() >= 3 &&
      sharedShape(set, sums, std::max<size_t>(block, static_cast<size_t>(typical / 512) + 1)) >
          limits.commonShape)
    return {1, 0, "the windows have one shape in which nothing repeats"};
  return {std::nullopt, 0, "nothing in the windows repeats"};
}

std::optional<InferenceFigures> meanInference(WindowSet const &set, InferenceCount const &count, bool counted,
                                              double sampleS, std::vector<WindowFigures> &windows) {
  std::vector<double> sizes;
  for (ActiveWindow const &window : set.windows)
    sizes.push_back(window.size());
  double typical = medianOf(sizes);
  std::vector<double> joules, seconds, baseJ;
  double edges = 0;
  InferenceFigures figures;
  for (size_t i = 0; i < windows.size(); ++i) {
    WindowFigures &window = windows[i];
    double inferences = *count.perWindow;
    if (!counted && inferences > 1) // windows of other lengths hold other numbers
      inferences = std::max(1.0, std::round(inferences * set.windows[i].size() / typical));
    window.inferences = inferences;
    if (!window.inMean || !window.energy)
      continue;
    figures.count += inferences;
    joules.push_back(window.energy->joules / inferences);
    seconds.push_back((window.endS - window.startS) / inferences);
    if (window.baseJ)
      baseJ.push_back(*window.baseJ / inferences);
    edges += std::hypot(set.beginSpread * set.beginW, set.endSpread * set.endW) * sampleS / inferences;
  }
  if (joules.empty())
    return std::nullopt;
  auto n = static_cast<double>(joules.size());
  double mean = meanOf(joules);
  // The edges are found on the mean of all windows, so their error is common to all of them; what the windows
  // do not share is their scatter. A single window has only its own interval.
  double scatter = joules.size() > 1 ? studentT95(joules.size() - 1) * deviationOf(joules) / std::sqrt(n) : 0;
  double noise =
      joules.size() > 1 ? 0 : deviations95 * set.noiseW * std::sqrt(typical) * sampleS / *count.perWindow;
  double half = std::hypot(scatter, noise, deviations95 * edges / n);
  figures.energy = {mean, mean - half, mean + half};
  figures.seconds = meanOf(seconds);
  if (count.period > 0)
    figures.periodS = count.period * sampleS;
  if (!baseJ.empty()) {
    figures.baseJ = meanOf(baseJ);
    figures.dynamicJ = mean - *figures.baseJ;
  }
  return figures;
}

} // namespace eo
