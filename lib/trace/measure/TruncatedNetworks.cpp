#include "lib/trace/measure/TruncatedNetworks.h"
#include "lib/trace/signal/Deconvolution.h"
#include "lib/trace/signal/Statistics.h"

#include <algorithm>
#include <cmath>

namespace eo {

/// The measured profile at multiples of `step`, idle behind its end.
static std::vector<double> onGrid(Profile const &profile, double step, size_t points, double baseW) {
  std::vector<double> result(points);
  std::vector<double> const &watts = profile.watts;
  for (size_t i = 0; i < points; ++i) {
    double place = (static_cast<double>(i) + 0.5) * step / profile.stepS() - 0.5;
    auto left = static_cast<size_t>(std::max(0.0, place));
    if (place > static_cast<double>(watts.size()) - 0.5)
      result[i] = baseW;
    else if (left + 1 >= watts.size())
      result[i] = watts.back();
    else
      result[i] =
          watts[left] + (std::max(place, 0.0) - static_cast<double>(left)) * (watts[left + 1] - watts[left]);
  }
  return result;
}

static double rangeOf(std::vector<double> const &values) {
  return quantileOf(values, 0.95) - quantileOf(values, 0.05);
}

LayerBorder longestCommonPart(Profile const &longer, Profile const &shorter, double baseW) {
  double step = std::max(longer.stepS(), shorter.stepS());
  auto points = static_cast<size_t>(std::max(longer.seconds, shorter.seconds) / step) + 8;
  std::vector<double> a = onGrid(longer, step, points, baseW), b = onGrid(shorter, step, points, baseW);
  double noise = std::hypot(medianOf(longer.halfBand), medianOf(shorter.halfBand)) / deviations95;
  double range = std::max(rangeOf(a), rangeOf(b));
  size_t smooth = smoothingFor(0, noise, range / 40, points / 100 + 1);
  a = deconvolve(a, 0, smooth);
  b = deconvolve(b, 0, smooth);
  double threshold = std::max(5 * noise / std::sqrt(static_cast<double>(smooth)), 0.04 * range);
  auto toleranceAt = [&](size_t i) { return 2 + smooth / 2 + i / 400; };
  auto commonAt = [&](size_t i) {
    size_t from = i - std::min(i, toleranceAt(i)), to = std::min(points - 1, i + toleranceAt(i));
    auto [low, high] = std::minmax_element(b.begin() + static_cast<std::ptrdiff_t>(from),
                                           b.begin() + static_cast<std::ptrdiff_t>(to) + 1);
    return a[i] >= *low - threshold && a[i] <= *high + threshold;
  };
  size_t needed = std::max<size_t>(3, smooth), run = 0, parts = points - 1;
  for (size_t i = 0; i < points; ++i) {
    run = commonAt(i) ? 0 : run + 1;
    if (run == needed) {
      parts = i + 1 - needed;
      break;
    }
  }
  // The tolerance hides a parting of its own length at most: half of it is the expectation.
  double tolerance = static_cast<double>(toleranceAt(parts)) * step, at = static_cast<double>(parts) * step;
  // Alike up to its end, all of the shorter network is common, and its end is known better than the parting.
  if (at > shorter.seconds - 2 * tolerance)
    return {std::min(shorter.seconds, longer.seconds), step + 0.0005 * shorter.seconds};
  return {std::max(0.0, at - tolerance / 2), tolerance / 2};
}

std::vector<LayerBorder> bordersFromTruncated(Profile const &full, std::vector<Profile> const &shortened,
                                              double baseW) {
  std::vector<LayerBorder> fromEnd = {{full.seconds, full.stepS()}};
  for (size_t k = 0; k < shortened.size(); ++k) {
    std::vector<double> times, spreads;
    auto compare = [&](Profile const &longer) {
      LayerBorder border = longestCommonPart(longer, shortened[k], baseW);
      times.push_back(border.seconds);
      spreads.push_back(border.spread);
    };
    compare(full);
    for (size_t j = 0; j < k; ++j)
      compare(shortened[j]);
    LayerBorder border{medianOf(times), std::hypot(medianOf(spreads), robustSpread(times))};
    border.seconds = std::min(border.seconds, fromEnd.back().seconds);
    fromEnd.push_back(border);
  }
  fromEnd.push_back({0, full.stepS()});
  std::reverse(fromEnd.begin(), fromEnd.end());
  return fromEnd;
}

} // namespace eo
