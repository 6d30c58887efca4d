#include "lib/cost/Interval.h"

#include <algorithm>
#include <cmath>

namespace eo {

double beyondRange(double value, FeatureRange const &range) {
  constexpr double most = 20; // where nothing like it was measured, how far makes no difference
  double inside = std::max(value, 1.0);
  double times = std::max(inside / std::max(range.max, 1.0), std::max(range.min, 1.0) / inside);
  return std::log(std::clamp(times, 1.0, most));
}

double beyondClass() {
  constexpr double times = 8;
  return std::log(times);
}

IntervalFactors intervalFactors(IntervalFactors const &heldOut, Doubt doubt) {
  constexpr double ofOutside = 1.4, ofDistance = 0.35;
  double wider = 1 + ofOutside * std::sqrt(std::clamp(doubt.outside, 0.0, 1.0));
  double more = std::exp(ofDistance * doubt.beyond);
  double low = heldOut.low < 1 ? heldOut.low : 1 / heldOut.high;
  double high = heldOut.high > 1 ? heldOut.high : 1 / heldOut.low;
  auto ofWhole = [&](double factor) { return doubt.measured + (1 - doubt.measured) * factor; };
  return {ofWhole(std::pow(low, wider) / more), ofWhole(std::pow(high, wider) * more)};
}

} // namespace eo
