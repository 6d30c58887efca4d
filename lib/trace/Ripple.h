//===- Ripple.h - what repeats inside a stretch of a trace
//------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_RIPPLE_H
#define ENERGY_OPT_LIB_TRACE_RIPPLE_H

#include "llvm/ADT/ArrayRef.h"
#include <vector>

namespace eo {

struct Ripple {
  double period = 0;     ///< samples; 0: nothing repeats
  double amplitude = 0;  ///< W, root mean square of what repeats (noise does not)
  double likeness = 0;   ///< correlation one period apart, noise taken off: 1 a copy
  double steadiness = 0; ///< correlation after many periods relative to one: 1 a clock, 0 chance
};

/// The autocorrelation of `samples` (straight line removed) at lags 0 … size/2, unbiased. W².
std::vector<double> autocovariance(llvm::ArrayRef<float> samples);

/// The repetition inside a stretch: the first lag at which the autocovariance has a peak nearly as high as
/// its highest one, at least half of the variance, and at least four periods long.
Ripple findRipple(llvm::ArrayRef<float> samples);

/// The covariance of two stretches that begin together, over the shorter of both: the power (W²) of what they
/// have in common beyond their means.
double commonPower(llvm::ArrayRef<float> a, llvm::ArrayRef<float> b);

} // namespace eo

#endif
