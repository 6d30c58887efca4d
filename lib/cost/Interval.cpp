#include "lib/cost/Interval.h"

namespace eo {

IntervalFactors intervalFactors(IntervalFactors const &heldOut, Doubt doubt) {
  IntervalFactors estimated = heldOut.widened(1 + doubt.outside);
  auto ofWhole = [&](double factor) { return doubt.measured + (1 - doubt.measured) * factor; };
  return {ofWhole(estimated.low), ofWhole(estimated.high)};
}

} // namespace eo
