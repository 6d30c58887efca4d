#include "lib/trace/signal/Profile.h"
#include "lib/trace/signal/Deconvolution.h"
#include "lib/trace/signal/Statistics.h"

#include <algorithm>
#include <cmath>

namespace eo {

Profile averageSpans(PowerSum const &sums, std::vector<Span> const &spans, double sampleS, double tau,
                     double noise) {
  Profile profile;
  profile.count = spans.size();
  double length = 0;
  for (Span span : spans)
    length += (span.end - span.begin) / static_cast<double>(spans.size());
  profile.seconds = length * sampleS;
  auto points = static_cast<size_t>(std::clamp(std::round(length), 1.0, 65536.0));
  std::vector<double> squares(points);
  profile.watts.resize(points);
  for (Span span : spans) {
    double step = (span.end - span.begin) / static_cast<double>(points);
    for (size_t k = 0; k < points; ++k) {
      double begin = span.begin + step * static_cast<double>(k);
      double value = step > 1.5 ? sums.mean(begin, begin + step) : sums.at(begin + step / 2);
      profile.watts[k] += value;
      squares[k] += value * value;
    }
  }
  auto n = static_cast<double>(spans.size());
  double t = studentT95(spans.size() - 1);
  profile.halfBand.resize(points);
  for (size_t k = 0; k < points; ++k) {
    profile.watts[k] /= n;
    double variance =
        n > 1 ? std::max(0.0, squares[k] / n - profile.watts[k] * profile.watts[k]) / (n - 1) : noise * noise;
    profile.halfBand[k] = (n > 1 ? t : deviations95) * std::sqrt(variance);
  }
  profile.deviceWatts = profile.watts;
  if (tau > 0) {
    double perPoint = length / static_cast<double>(points), pointNoise = noise / std::sqrt(n);
    std::vector<double> values(profile.watts);
    double range = quantileOf(values, 0.98) - quantileOf(values, 0.02);
    size_t smooth = smoothingFor(tau / perPoint, pointNoise, range / 50,
                                 static_cast<size_t>(std::max(1.0, tau / perPoint)));
    profile.deviceWatts = deconvolve(profile.watts, tau / perPoint, smooth);
    // The first point has no past: the charge that the capacitors gave is not known there.
    if (points > 1)
      profile.deviceWatts[0] = profile.deviceWatts[1];
  }
  return profile;
}

} // namespace eo
