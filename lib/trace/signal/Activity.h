//===- Activity.h - which of two states is the execution --------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_SIGNAL_ACTIVITY_H
#define ENERGY_OPT_LIB_TRACE_SIGNAL_ACTIVITY_H

#include "lib/trace/signal/States.h"
#include <string>

namespace eo {

enum class ActiveChoice { Auto, Low, High };

struct Activity {
  bool high = true;
  std::string reason; ///< which rule decided, with its figures
};

/// Active power may lie below idle power. In this order: the user's choice; the state whose repeating part
/// (inside a run, or from run to run) is at least twice as strong as the other's; the only state with a run
/// that both begins and ends inside the trace; where runs are too short for a ripple, the state whose runs
/// look clearly more like equal windows between stretches of flat idle (PowerStates); the state with the
/// shorter total.
Activity findActivity(PowerTrace const &trace, PowerStates const &states, ActiveChoice choice);

} // namespace eo

#endif
