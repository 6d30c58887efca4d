//===- Ripple.h - what repeats inside a stretch of a trace ------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_SIGNAL_RIPPLE_H
#define ENERGY_OPT_LIB_TRACE_SIGNAL_RIPPLE_H

#include "llvm/ADT/ArrayRef.h"
#include <vector>

namespace eo {

/// What repeats inside a window.
struct Ripple {
  double period = 0;     ///< samples; 0: nothing repeats
  double amplitude = 0;  ///< W, root mean square of what repeats (noise does not)
  double likeness = 0;   ///< of one period to the next, noise taken off: 1 a copy, 0 chance
  double steadiness = 0; ///< likeness after many periods relative to one: 1 a clock, 0 chance
};

/// The repetition inside a stretch: the first lag at which the stretch is nearly as like itself as at any,
/// after having been less so, with a likeness of at least a half. Two periods are enough to be found; how far
/// the figures can then be trusted is for the caller to judge.
Ripple findRipple(llvm::ArrayRef<float> samples);

/// The samples minus their least-squares line.
std::vector<double> detrended(llvm::ArrayRef<float> samples);

/// The covariance of two stretches that begin together, over the shorter of both: the power (W²) of what they
/// have in common beyond their means.
double commonPower(llvm::ArrayRef<float> a, llvm::ArrayRef<float> b);

} // namespace eo

#endif
