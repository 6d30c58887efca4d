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

/// What a repetition has to be; likeness is 1 of a copy and 0 of chance. Chosen by the reasons given; SignalLimitsTest.cpp shows both
/// sides of what decides alone.
struct RippleLimits {
  /// Of the highest peak: half of what is there repeats, or nothing is said to.
  double likeness = 0.5;
  /// What a peak rises out of the valley before it: a bump on the way down from lag 0 is none.
  double rise = 0.3;
  /// The first peak of at least this share of the highest is the period; a later one a multiple of it.
  double ofHighest = 0.9;
  /// Multiples refine the period while they are at least this like, in shares of the first.
  double ofFirst = 0.3;
  /// Variance beyond the noise, in shares of the variance over the root of the samples: what chance makes of white noise.
  double beyondChance = 4.5;
};

/// The repetition inside a stretch: the first lag at which the stretch is nearly as like itself as at any,
/// after having been less so, with a likeness of at least `likeness`. Two periods are enough to be found; how far
/// the figures can then be trusted is for the caller to judge.
Ripple findRipple(llvm::ArrayRef<float> samples, RippleLimits const &limits = {});

/// The samples minus their least-squares line.
std::vector<double> detrended(llvm::ArrayRef<float> samples);

/// The covariance of two stretches that begin together, over the shorter of both: the power (W²) of what they
/// have in common beyond their means.
double commonPower(llvm::ArrayRef<float> a, llvm::ArrayRef<float> b);

} // namespace eo

#endif
