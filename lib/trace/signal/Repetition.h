//===- Repetition.h - what repeats in one state of a trace, beyond chance ---------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_SIGNAL_REPETITION_H
#define ENERGY_OPT_LIB_TRACE_SIGNAL_REPETITION_H

#include "lib/trace/formats/PowerTrace.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>

namespace eo {

/// How a computation shows: inferences repeat, noise does not.
struct Repetition {
  /// W, RMS of what returns with one period; 0 where chance explains what the test saw; absent where the runs are
  /// too short for the test.
  std::optional<double> periodW;
  double period = 0; ///< samples; 0: none
  double totalW = 0; ///< around each run's own line, noise included: more than that cannot repeat
};

/// The limits of the test.
struct RepetitionLimits {
  /// Periods found in different runs agree if their robust spread is below this share: periods found in noise
  /// lie anywhere.
  double periodSpread = 0.03;
  /// The share of the runs in which the period must be found.
  double periodShare = 0.75;
  /// How often a period must be seen in a run: fewer may be the run's own shape.
  double leastPeriods = 6;
};

/// Tests `runs` (all of one state) for a period (Ripple.h) that most of them agree on. `margin` samples at both
/// ends of each are left out.
Repetition findRepetition(llvm::ArrayRef<float> watts, llvm::ArrayRef<SampleRange> runs, size_t margin,
                          RepetitionLimits const &limits = {});

/// W, RMS of the wave of the given period (samples) in the runs, median of them; over a few periods at a time, so
/// that the period need not be exact. Absent where no run holds two periods.
std::optional<double> rippleAt(double period, llvm::ArrayRef<float> watts, llvm::ArrayRef<SampleRange> runs,
                               size_t margin);

} // namespace eo

#endif
