#include "lib/cost/Interval.h"

namespace eo {

IntervalFactors intervalFactors(IntervalFactors const &heldOut, Doubt doubt) {
  return heldOut.widened(1 + doubt.outside);
}

} // namespace eo
