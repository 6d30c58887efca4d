//===- Activity.h - which of two states is the execution --------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_SIGNAL_ACTIVITY_H
#define ENERGY_OPT_LIB_TRACE_SIGNAL_ACTIVITY_H

#include "lib/trace/signal/States.h"
#include <string>

namespace eo {

/// Which state the user says is the execution; Auto: the trace is asked.
enum class ActiveChoice { Auto, Low, High };

/// Which state is the execution, if anything says so.
struct Activity {
  std::optional<bool> high; ///< absent where nothing decides, or signs contradict each other
  std::string reason;       ///< the signs, with their figures
};

/// The limits of the signs.
struct ActivityLimits {
  /// What repeats in one state decides if it is this many times what can repeat in the other (RMS).
  double repetitionRatio = 2;
  /// ... and at least this share of the step between the states: less is crosstalk of the meter.
  double repetitionFloor = 1e-3;
  /// A run at an end of the trace that is longer than the longest whole run of its state by this factor is no
  /// part of an execution.
  double tooLong = 1.25;
  /// A ripple that is in the other state as well, at this share of its strength, is no one's work.
  double commonRipple = 0.5;
  /// A stretch at one end whose level is farther out than all whole runs of its state by this share of the step
  /// is none of them: the board is off, or starts.
  double anotherLevel = 0.25;
  /// Runs of fewer samples are not told from runs cut off by one of their ends alone.
  double manySamples = 12;
  /// The shorter of two ends of idle is at least this share of the shortest pause: cut-off executions are so at both ends
  /// once in 100.
  double leastEnd = 0.9;
  /// Ends are equally long on purpose where they differ by a sample or by this share of a whole run at most, and a run has
  /// so many samples: that happens to one pair of cut-off runs in 50 and fewer.
  double equalSamples = 100;
  double equalShare = 0.002;
};

/// Active power may lie below idle power, and neither the level nor the share of time says which is which.
/// Two signs do:
///  * the ends: a recording begins and ends in idle (docs/calibration.md asks for it), at least as long as the
///    shortest pause, or longer than a whole run of the state, which a cut-off execution cannot be. One end may be
///    of another kind (switched off);
///  * repetition: layers and inferences repeat in the execution, many times and beyond chance (Repetition.h), and
///    not in idle. A shape that is the same in every run is no sign: idle that sleeps deeper after a while has one.
/// Signs that contradict each other decide nothing. Ends shorter than every whole run of their state may be
/// executions cut off: they decide nothing.
Activity findActivity(PowerTrace const &trace, PowerStates const &states, ActivityLimits const &limits = {});

/// Which state executions of the given mean power are in, with the rest of the trace in the other: the means
/// are at least half a step apart. Absent where both are alike.
std::optional<bool> stateInside(PowerStates const &states, double insideW, double outsideW);

} // namespace eo

#endif
