// One network measured: runners that are a few lines of shell, sensors that are files.

#include "lib/measure/Measurement.h"
#include "lib/measure/Sampler.h"
#include "lib/support/Error.h"
#include "tests/measure/FakeMachine.h"
#include <gmock/gmock.h>

namespace eo::test {
namespace {

using testing::Contains;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::IsEmpty;

/// Answers every run with 100 inferences.
char const *const obedient =
    "echo energy-opt-runner 1; echo fact runtime fake; echo fact version 1.2; echo chatter; echo ready\n"
    "while read verb what rest; do case $verb in\n"
    "run) echo begin; sleep $what; echo end 100;;\n"
    "profile) echo profile none;; quit) exit;; esac; done\n";

MeasureOptions quick(FakeMachine const &machine) {
  MeasureOptions options;
  options.idleS = 0.2;
  options.warmUpS = 0.05;
  options.mostS = 4;
  options.rounds = 1;
  options.precision = 0.5;
  options.sysfs = machine.root();
  return options;
}

NetworkMeasurement measuredBy(std::unique_ptr<Sensor> sensor, FakeMachine &machine, std::string const &script,
                              MeasureOptions const &options) {
  machine.program("runner", script);
  RunnerSpec spec;
  spec.name = "fake";
  spec.command = {"runner"};
  MeasurementFiles files{"net.onnx", machine.root() + "/rec.csv", machine.root() + "/profile.json",
                         machine.root() + "/log.txt"};
  return measureNetwork(spec, std::move(sensor), files, options, [](std::string const &) {});
}

NetworkMeasurement measured(FakeMachine &machine, std::string const &script, bool withSensor = true) {
  std::unique_ptr<Sensor> sensor;
  if (withSensor)
    sensor = llvm::cantFail(openSensor("auto", machine.options()));
  return measuredBy(std::move(sensor), machine, script, quick(machine));
}

TEST(Measurement, EnergyIsPowerTimesTheTimeOfAnInference) {
  FakeMachine machine;
  addJetsonNano(machine); // 6 W
  NetworkMeasurement network = measured(machine, obedient);
  ASSERT_THAT(network.failure, IsEmpty());
  EXPECT_NEAR(*network.powerW, 6.0, 1e-9);
  EXPECT_GE(*network.latencyS, 0.002) << "at least 0.2 s for 100 inferences";
  EXPECT_NEAR(*network.energyJ / *network.latencyS, 6.0, 1e-9);
  EXPECT_EQ(network.facts.at("version"), "1.2");
  EXPECT_NEAR(*network.idleBeforeW, 6.0, 1e-9);
  EXPECT_THAT(network.doubts, Contains(HasSubstr("is this the rail")));
  EXPECT_THAT(network.doubts, Contains(HasSubstr("stands still")));
  EXPECT_GE(network.runs.size(), 5U);
}

// What shares a core takes its turns between inferences: the mean of a stretch is longer than what an inference takes by itself, and the
// energy is the power times the latter.
TEST(Measurement, WhereARunnerTimesEachInferenceTheirMedianIsTheLatency) {
  FakeMachine machine;
  addJetsonNano(machine); // 6 W
  std::string timing = obedient;
  timing.replace(timing.find("echo end 100"), 12, "echo end 100 $what 0.001");
  NetworkMeasurement network = measured(machine, timing);
  ASSERT_THAT(network.failure, IsEmpty());
  EXPECT_NEAR(*network.latencyS, 0.001, 1e-12);
  EXPECT_NEAR(*network.energyJ, 0.006, 1e-9) << "6 W · 1 ms";
  EXPECT_NEAR(*network.powerW, 6.0, 1e-9);
  MeasureOptions paced = quick(machine);
  paced.pacedHz = 50;
  NetworkMeasurement atAPace =
      measuredBy(llvm::cantFail(openSensor("auto", machine.options())), machine, timing, paced);
  EXPECT_GE(*atAPace.energyJ, 0.012) << "its pauses, of 0.2 s and more for 100 inferences, are in it";
}

TEST(Measurement, AMedianThatTheCountAndTheSecondsForbidIsNamed) {
  FakeMachine machine;
  for (auto const &[median, wanted] :
       {std::pair("0.02", ""), std::pair("0.022", "is no median of 10 inferences"),
        std::pair("0", "is no median"), std::pair("soon", "is no median")}) {
    std::string timing = obedient;
    timing.replace(timing.find("sleep $what; echo end 100"), 25,
                   std::string("sleep 0.1; echo end 10 0.1 ") + median);
    NetworkMeasurement network = measured(machine, timing, false);
    EXPECT_THAT(network.failure, *wanted == 0 ? testing::Matcher<std::string>(IsEmpty()) : HasSubstr(wanted))
        << median;
  }
}

/// What a sensor that says `watts` all the time makes of a network.
NetworkMeasurement measuredAt(std::string const &watts) {
  FakeMachine machine;
  machine.program("meter", "while :; do echo " + watts + "; sleep 0.01; done");
  MeasureOptions options = quick(machine);
  options.firstReadingS = 2;
  options.mostS = 0.5;
  return measuredBy(llvm::cantFail(openSensor("command:meter", machine.options())), machine, obedient,
                    options);
}

// A manifest with an energy of 0 or less could not be read back, and with it all that the bundle holds would be lost.
TEST(Measurement, APowerThatIsNotAbove0IsAFailureAndNoFigure) {
  for (char const *watts : {"0", "-3"}) {
    NetworkMeasurement network = measuredAt(watts);
    EXPECT_THAT(network.failure,
                HasSubstr(std::string("the sensor says ") + watts + " W while the network runs"));
    EXPECT_FALSE(network.energyJ) << watts;
    EXPECT_FALSE(network.powerW) << watts;
  }
  NetworkMeasurement least = measuredAt("0.001");
  EXPECT_THAT(least.failure, IsEmpty());
  EXPECT_NEAR(*least.powerW, 0.001, 1e-12);
}

TEST(Measurement, AProgramThatPrintsNoPowersIsNamed) {
  EXPECT_THAT(measuredAt("'U = 5 V'").failure, HasSubstr("each line is 'watts' or 'time, watts'"));
}

TEST(Measurement, WithoutSensorThereAreTimesOnly) {
  FakeMachine machine;
  NetworkMeasurement network = measured(machine, obedient, false);
  EXPECT_THAT(network.failure, IsEmpty());
  EXPECT_TRUE(network.latencyS);
  EXPECT_FALSE(network.energyJ);
  EXPECT_THAT(network.recording, IsEmpty());
}

/// Answers runs with 100 and with `other` inferences in turn.
std::string alternating(int other) {
  std::string script = obedient;
  script.replace(script.find("echo end 100"), 12,
                 "n=$((1 - ${n:-0})); echo end $((n ? 100 : " + std::to_string(other) + ")) 0.01");
  return script;
}

TEST(Measurement, TimesThatScatterWithoutACauseOnThisMachineAreADoubt) {
  FakeMachine machine;
  EXPECT_THAT(measured(machine, alternating(60), false).doubts,
              Contains(HasSubstr("another guest of the same host")))
      << "1.67 times the quickest";
  EXPECT_THAT(measured(machine, alternating(95), false).doubts,
              testing::Not(Contains(HasSubstr("another guest"))))
      << "1.05 times";
}

TEST(Measurement, WhatARunnerSaysIsTheFailure) {
  FakeMachine machine;
  EXPECT_THAT(measured(machine, "echo energy-opt-runner 1; echo error no kernel for Foo", false).failure,
              HasSubstr("runner fake: no kernel for Foo"));
  EXPECT_THAT(
      measured(machine, "echo energy-opt-runner 1; echo Segmentation fault >&2; exit 139", false).failure,
      HasSubstr("exit code 139: Segmentation fault"));
  EXPECT_THAT(measured(machine, "echo energy-opt-runner 2", false).failure,
              HasSubstr("not 'energy-opt-runner 1'"));
  EXPECT_THAT(measured(machine, "echo energy-opt-runner 1; echo ready; read x; echo begin; echo end 0", false)
                  .failure,
              HasSubstr("count of at least 1"));
  EXPECT_THAT(
      measured(machine, "echo energy-opt-runner 1; echo ready; read x; echo begin; echo end 5 1e9", false)
          .failure,
      HasSubstr("its seconds are none of the"));
}

TEST(Measurement, ARunnerThatHangsIsGivenUpAfterItsPatience) {
  FakeMachine machine;
  auto failure = [&](std::string const &script) {
    machine.program("runner", "echo energy-opt-runner 1\n" + script);
    RunnerSpec spec;
    spec.name = "fake";
    spec.command = {"runner"};
    spec.patienceS = 0.3;
    MeasurementFiles files{"net.onnx", "", "", machine.root() + "/log.txt"};
    MeasureOptions options = quick(machine);
    options.idleS = 0;
    return measureNetwork(spec, nullptr, files, options, [](std::string const &) {}).failure;
  };
  EXPECT_THAT(failure("sleep 60"), HasSubstr("runner fake: said nothing of 'ready' for 0.3 s"));
  EXPECT_THAT(failure("echo ready; read x; sleep 60"), HasSubstr("said nothing of 'begin' for"));
  EXPECT_THAT(failure("echo ready; read x; echo begin; while :; do echo rubbish; sleep 0.01; done"),
              HasSubstr("said nothing of 'end' for"))
      << "lines that are no answer are no sign of life";
}

TEST(Measurement, ASensorThatDiesEndsItWithItsReason) {
  FakeMachine machine;
  addJetsonNano(machine);
  machine.file("class/hwmon/hwmon1/curr1_input", "1250");
  std::string script = "echo x > " + machine.root() + "/class/hwmon/hwmon1/curr1_input\n" + obedient;
  EXPECT_THAT(measured(machine, script).failure,
              ContainsRegex("curr1_input: 'x?' is not a number")); // the shell empties it first
}

TEST(Measurement, ASensorReadTooSeldomGetsMoreTimeForTheRuns) {
  // A reading every 0.4 s, runs for 0.2 s: no energy in the time asked for, one in four times of it.
  FakeMachine machine;
  machine.program("meter", "while :; do echo 3; sleep 0.4; done");
  MeasureOptions options = quick(machine);
  options.mostS = 0.2;
  NetworkMeasurement network =
      measuredBy(llvm::cantFail(openSensor("command:meter", machine.options())), machine, obedient, options);
  EXPECT_THAT(network.failure, IsEmpty());
  ASSERT_TRUE(network.powerW);
  EXPECT_NEAR(*network.powerW, 3.0, 1e-9);
}

TEST(Measurement, APlainCommandIsTimedAsAWholeUnlessItSaysBeginAndEnd) {
  FakeMachine machine;
  machine.program("bench",
                  "test \"$1\" = net.onnx || exit 9; sleep 0.05; echo begin; sleep 0.1; echo end 10 0.1");
  RunnerSpec spec;
  spec.name = "bench";
  spec.command = {"bench", "{model}", "{seconds}"};
  spec.plain = true;
  llvm::Expected<Runner> runner = Runner::start(spec, "net.onnx", {}, machine.root() + "/log.txt");
  ASSERT_TRUE(bool(runner));
  RunStretch told = llvm::cantFail(runner->run(1, std::nullopt));
  EXPECT_EQ(told.count, 10);
  EXPECT_GE(told.endS - told.beginS, 0.09);
  machine.program("bench", "sleep 0.05");
  EXPECT_THAT(takeErrorText(runner->run(1, std::nullopt).takeError()).message, HasSubstr("--inferences=N"));
  machine.program("bench", "exit 4");
  EXPECT_THAT(takeErrorText(runner->run(1, std::nullopt).takeError()).message, HasSubstr("exit code 4"));
}

TEST(Sampler, MeanPowerIsTheIntegralOverTheTime) {
  // 2 W until 1 s, then a line to 4 W at 2 s, 4 W on.
  std::vector<PowerReading> readings = {{0, 2}, {1, 2}, {2, 4}, {3, 4}};
  EXPECT_NEAR(*meanPower(readings, 0, 3), (2 + 3 + 4) / 3.0, 1e-12);
  EXPECT_NEAR(*meanPower(readings, 0.9, 2.1), (0.2 + 3 + 0.4) / 1.2, 1e-12);
  EXPECT_FALSE(meanPower(readings, 1.2, 1.8)) << "no reading inside";
  EXPECT_FALSE(meanPower(readings, 0, 30)) << "most of it lies outside";
  EXPECT_EQ(changesWithin(readings, 0, 3), 1U);
}

TEST(Measurement, TheIntervalIsStudents) {
  // Mean 2, standard deviation 1, n 3: 4.3027 · 1/√3 / 2 (Student's t with two degrees, 0.975).
  EXPECT_NEAR(*relativeHalfWidth({1, 2, 3}), 4.30265 / std::sqrt(3.0) / 2, 1e-4);
  EXPECT_FALSE(relativeHalfWidth({1, 2}));
}

} // namespace
} // namespace eo::test
