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
  double beyond = 0;   ///< how far outside: the mean of beyondRange over the figure
};

/// How far outside a calibrated range a value lies, as the logarithm of how many times it is beyond the nearer end,
/// no more than that of 20. Counts of 0 are taken for 1.
double beyondRange(double value, FeatureRange const &range);
/// That of a kernel whose class was never measured.
double beyondClass();

/// The factors on an estimate. With h0 the logarithm of a factor that the board file gives for what lies inside,
/// that of the interval is
///
///   h = h0 · (1 + 1.4 · √outside) + 0.35 · beyond
///
/// either way, also where the file gives one side only. Learned from boards fitted without a family of networks
/// (scripts/study-intervals.py families, plain): quantile regression of level 0.9 of |ln measured/predicted| over 460
/// rows of 8 boards, each family of a board weighing as the root of its rows. A little outside says much of the rest,
/// hence the root. What was measured has no error of the board's.
IntervalFactors intervalFactors(IntervalFactors const &heldOut, Doubt doubt);

} // namespace eo

#endif
