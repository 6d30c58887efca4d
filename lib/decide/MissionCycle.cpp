#include "lib/decide/MissionCycle.h"

#include "lib/decide/Mission.h"

namespace eo {

std::array<StartUp, 2> startUpsOf(MissionPlan const &plan, double idleW) {
  double wakeS = plan.wakeS.value_or(0), loadS = plan.loadS.value_or(0);
  return {StartUp{"waking up", wakeS, plan.wakeJ.value_or(idleW * wakeS)},
          StartUp{"loading the network", loadS, plan.loadJ.value_or(idleW * loadS)}};
}

double MissionCycle::seconds() const {
  double sum = 0;
  for (CyclePhase const &phase : phases)
    sum += phase.seconds;
  return sum;
}

double MissionCycle::joules() const {
  double sum = 0;
  for (CyclePhase const &phase : phases)
    sum += phase.joules();
  for (CyclePulse const &pulse : pulses)
    sum += pulse.joules;
  return sum;
}

namespace {
/// Puts one phase behind the other.
class CycleBuilder {
public:
  CycleBuilder(MissionPlan const &missionPlan, MissionCycle &built) : plan(missionPlan), cycle(built) {}

  /// What the camera draws in it depends on whether it sleeps.
  void phase(char const *name, double seconds, double boardW, bool isAwake) {
    CyclePhase one;
    one.name = name;
    one.seconds = seconds;
    one.boardW = boardW;
    one.cameraW = isAwake || !plan.sleeps() ? plan.cameraW.value_or(0) : 0;
    one.hostW = plan.hostW.value_or(0);
    one.lossW = one.watts() * (1 / efficiency() - 1);
    atS += seconds;
    cycle.phases.push_back(std::move(one));
  }

  void pulse(char const *name, double joules) {
    if (joules > 0)
      cycle.pulses.push_back({name, atS, joules / efficiency()});
  }

  double efficiency() const { return plan.regulator.value_or(1); }
  double atS = 0;

private:
  MissionPlan const &plan;
  MissionCycle &cycle;
};
} // namespace

MissionCycle cycleOf(MissionPlan const &plan, MissionInference const &inference, double executionsPerS) {
  MissionCycle cycle;
  if (!(executionsPerS > 0) || !(inference.timeS > 0))
    return cycle;
  CycleBuilder build(plan, cycle);
  if (plan.sleeps()) {
    cycle.executions = plan.burst.value_or(1);
    for (StartUp const &one : startUpsOf(plan, inference.idleW)) {
      if (one.seconds > 0)
        build.phase(one.name, one.seconds, one.joules / one.seconds, true);
      else
        build.pulse(one.name, one.joules);
    }
  }
  build.phase("inference", cycle.executions * inference.timeS, inference.energyJ / inference.timeS, true);
  if (inference.lowJ && inference.highJ) {
    CyclePhase &work = cycle.phases.back();
    auto withEnergy = [&](double joules) {
      return work.watts() + (joules - inference.energyJ) / inference.timeS / build.efficiency();
    };
    work.lowW = withEnergy(*inference.lowJ);
    work.highW = withEnergy(*inference.highJ);
  }
  build.pulse("radio", cycle.executions * inference.samples * plan.radioJ.value_or(0));
  double wholeS = cycle.executions / executionsPerS;
  if (double restS = wholeS - build.atS; restS > 1e-12 * wholeS) // rounding leaves no phase of its own
    build.phase(plan.sleeps() ? "asleep" : "idle", restS, plan.sleepW.value_or(inference.idleW), false);
  return cycle;
}

} // namespace eo
