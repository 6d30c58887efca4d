#include "lib/cost/Interval.h"

#include <cmath>

namespace eo {

IntervalFactors intervalFactors(IntervalFactors const &heldOut, Doubt doubt) {
  constexpr double ofStandIns = 2;
  IntervalFactors estimated = heldOut.widened(1 + doubt.outside);
  double more = std::pow(ofStandIns, doubt.standIn);
  auto ofWhole = [&](double factor) { return doubt.measured + (1 - doubt.measured) * factor; };
  return {ofWhole(estimated.low / more), ofWhole(estimated.high * more)};
}

} // namespace eo
