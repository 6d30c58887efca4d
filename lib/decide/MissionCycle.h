//===- MissionCycle.h - what a mission draws when, over one of its cycles ---------------------------===//
//
// A cycle is the time from one inference to the next; of a device that sleeps from one wake-up to the next, with all
// executions of it in a row. Its energy over its time is the mean power of the mission (Mission.h).
//
#ifndef ENERGY_OPT_LIB_DECIDE_MISSIONCYCLE_H
#define ENERGY_OPT_LIB_DECIDE_MISSIONCYCLE_H

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace eo {

struct MissionPlan;
struct MissionInference;

/// A stretch of time in which the power stays what it is. W at the battery are the sum of the parts.
struct CyclePhase {
  std::string name; ///< "waking up", "loading the network", "inference", "asleep", "idle"
  double seconds = 0;
  double boardW = 0, cameraW = 0, hostW = 0;
  double lossW = 0;                  ///< of the regulator
  std::optional<double> lowW, highW; ///< of the sum; both or neither

  double watts() const { return boardW + cameraW + hostW + lossW; }
  double joules() const { return seconds * watts(); }
};

/// An energy at the battery of which nobody said how long it takes: that of the radio, of a wake-up without a time.
struct CyclePulse {
  std::string name;
  double atS = 0, joules = 0;
};

/// In the order of time. Without phases where nothing is executed at all.
struct MissionCycle {
  double executions = 1; ///< of the network in a cycle
  std::vector<CyclePhase> phases;
  std::vector<CyclePulse> pulses;

  double seconds() const;
  double joules() const;
};

/// With so many executions of the network a second, which it must be able to keep up with.
MissionCycle cycleOf(MissionPlan const &plan, MissionInference const &inference, double executionsPerS);

/// What comes before the first inference of a device that slept.
struct StartUp {
  char const *name;
  double seconds, joules; ///< joules: at the idle power where the plan says none
};
/// Waking up and loading the network, zeros where the plan says nothing.
std::array<StartUp, 2> startUpsOf(MissionPlan const &plan, double idleW);

} // namespace eo

#endif
