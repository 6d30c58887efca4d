//===- Interval.h - how wide an estimate's interval is ------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_INTERVAL_H
#define ENERGY_OPT_LIB_COST_INTERVAL_H

#include "lib/board/BoardModel.h"

namespace eo {

/// How much of an estimate lies outside what the board was calibrated on.
struct Doubt {
  double outside = 0; ///< share of the figure, 0 to 1, that is extrapolated or priced by a stand-in
};

/// The factors on an estimate. Errors were found inside the calibrated range, so the interval widens with the
/// share that is not: to twice its logarithm where all of it is.
IntervalFactors intervalFactors(IntervalFactors const &heldOut, Doubt doubt);

} // namespace eo

#endif
