//===- Interval.h - how wide an estimate's interval is ------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_INTERVAL_H
#define ENERGY_OPT_LIB_COST_INTERVAL_H

#include "lib/board/BoardModel.h"

namespace eo {

/// What an estimate consists of, in shares of the figure.
struct Doubt {
  double outside = 0;  ///< 0 to 1: extrapolated or priced by a stand-in (isOutside)
  double measured = 0; ///< 0 to 1: not estimated at all, but measured (--latency-report)
  double standIn = 0;  ///< the part of `outside` whose class of kernels was never measured
  double beyond = 0;   ///< how far outside: mean of the ln of how many times a kernel is beyond the ranges
};

/// The factors on an estimate. Errors were found inside the calibrated range, so the interval widens with the
/// share that is not: to twice its logarithm where all of it is, and by a factor of two more where classes stand
/// in for others. (169 networks that another laboratory measured on a Jetson Nano: depthwise networks took up to
/// twice the time of boards calibrated without depthwise kernels.) What was measured has no error of the board's.
IntervalFactors intervalFactors(IntervalFactors const &heldOut, Doubt doubt);

} // namespace eo

#endif
