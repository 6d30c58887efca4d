// Expectations are worked out by hand from the head of Mission.h and MissionCycle.h.
#include "lib/decide/Mission.h"
#include "tests/decide/OneJoule.h"

#include <gmock/gmock.h>

using namespace eo;
using testing::ElementsAre;

namespace {

std::vector<std::string> namesOf(MissionCycle const &cycle) {
  std::vector<std::string> names;
  for (CyclePhase const &phase : cycle.phases)
    names.push_back(phase.name);
  return names;
}

TEST(MissionCycle, WithoutSleepItIsAnInferenceAndIdle) {
  MissionPlan plan;
  plan.ratePerS = 2;
  plan.cameraW = 0.5;
  plan.hostW = 1;
  plan.regulator = 0.8;
  MissionCycle cycle = solveMission(plan, oneJoule()).cycle;
  ASSERT_THAT(namesOf(cycle), ElementsAre("inference", "idle"));
  CyclePhase const &work = cycle.phases[0], &idle = cycle.phases[1];
  EXPECT_NEAR(work.seconds, 0.1, 1e-15);
  EXPECT_NEAR(work.boardW, 10, 1e-12) << "1 J in 100 ms";
  EXPECT_NEAR(work.watts(), (10 + 0.5 + 1) / 0.8, 1e-12);
  EXPECT_NEAR(work.lossW, 11.5 / 0.8 - 11.5, 1e-12);
  EXPECT_NEAR(*work.lowW, (8 + 1.5) / 0.8, 1e-12);
  EXPECT_NEAR(*work.highW, (12 + 1.5) / 0.8, 1e-12);
  EXPECT_NEAR(idle.seconds, 0.4, 1e-12);
  EXPECT_NEAR(idle.watts(), (2 + 1.5) / 0.8, 1e-12) << "the camera stays on";
  EXPECT_FALSE(idle.lowW) << "powers of the user have no interval";
  EXPECT_TRUE(cycle.pulses.empty());
}

TEST(MissionCycle, OfADeviceThatSleepsItIsFromWakeUpToWakeUp) {
  MissionPlan plan;
  plan.ratePerS = 0.1;
  plan.sleepW = 0.01;
  plan.burst = 3;
  plan.wakeS = 2; // at the idle power: 2 W
  plan.loadS = 1;
  plan.loadJ = 5;
  plan.cameraW = 0.5;
  MissionCycle cycle = solveMission(plan, oneJoule()).cycle;
  ASSERT_THAT(namesOf(cycle), ElementsAre("waking up", "loading the network", "inference", "asleep"));
  EXPECT_EQ(cycle.executions, 3);
  EXPECT_NEAR(cycle.seconds(), 30, 1e-9);
  EXPECT_NEAR(cycle.phases[0].watts(), 2 + 0.5, 1e-12);
  EXPECT_NEAR(cycle.phases[1].watts(), 5 + 0.5, 1e-12);
  EXPECT_NEAR(cycle.phases[2].seconds, 0.3, 1e-12);
  EXPECT_NEAR(cycle.phases[3].seconds, 30 - 2 - 1 - 0.3, 1e-9);
  EXPECT_NEAR(cycle.phases[3].watts(), 0.01, 1e-12) << "the camera sleeps with the rest";
}

TEST(MissionCycle, AnEnergyWithoutATimeIsNoPhase) {
  MissionPlan plan;
  plan.ratePerS = 1;
  plan.sleepW = 0.01;
  plan.wakeJ = 3;
  plan.radioJ = 0.2;
  plan.regulator = 0.5;
  MissionInference eight = oneJoule();
  eight.samples = 8;
  MissionCycle cycle = solveMission(plan, eight).cycle;
  EXPECT_THAT(namesOf(cycle), ElementsAre("inference", "asleep"));
  ASSERT_EQ(cycle.pulses.size(), 2U);
  EXPECT_EQ(cycle.pulses[0].name, "waking up");
  EXPECT_EQ(cycle.pulses[0].atS, 0);
  EXPECT_NEAR(cycle.pulses[0].joules, 3 / 0.5, 1e-12);
  EXPECT_EQ(cycle.pulses[1].name, "radio");
  EXPECT_NEAR(cycle.pulses[1].atS, 0.1, 1e-15) << "when the result is there";
  EXPECT_NEAR(cycle.pulses[1].joules, 8 * 0.2 / 0.5, 1e-12);
}

TEST(MissionCycle, ItsEnergyOverItsTimeIsTheMeanPower) {
  size_t tried = 0;
  for (double rate : {1e-4, 0.05, 1.0, 3.0})
    for (std::optional<double> sleep : {std::optional<double>(), std::optional(0.03)})
      for (std::optional<double> burst : {std::optional<double>(), std::optional(4.0)})
        for (double regulator : {1.0, 0.85}) {
          MissionPlan plan;
          plan.ratePerS = rate;
          plan.cameraW = 0.7;
          plan.hostW = 0.4;
          plan.radioJ = 0.05;
          plan.regulator = regulator;
          if ((plan.sleepW = sleep)) {
            plan.burst = burst;
            plan.wakeS = 0.2;
            plan.loadJ = 1.5;
          }
          MissionResult result = solveMission(plan, oneJoule());
          EXPECT_NEAR(result.cycle.joules() / result.cycle.seconds(), result.meanW.value,
                      1e-9 * result.meanW.value)
              << rate << (sleep ? " sleeps" : "");
          ++tried;
        }
  EXPECT_EQ(tried, 32U);
}

TEST(MissionCycle, AlwaysBusyLeavesNothingBetween) {
  MissionPlan plan;
  plan.ratePerS = 50; // it keeps up with 10
  MissionCycle cycle = solveMission(plan, oneJoule()).cycle;
  EXPECT_THAT(namesOf(cycle), ElementsAre("inference"));
  EXPECT_NEAR(cycle.seconds(), 0.1, 1e-12);
}

TEST(MissionCycle, WithoutAnyInferenceThereIsNone) {
  MissionPlan plan;
  plan.batteryWh = 1;
  plan.lastS = 3600 * 1000.0; // 2 W of idling empty it in half an hour
  EXPECT_TRUE(solveMission(plan, oneJoule()).cycle.phases.empty());
}

} // namespace
