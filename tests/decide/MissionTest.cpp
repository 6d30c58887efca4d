// Expectations are worked out by hand from the formulas at the head of Mission.h.
#include "lib/decide/Mission.h"
#include "lib/decide/MissionFile.h"
#include "lib/decide/MissionWords.h"
#include "lib/decide/MissionWriters.h"
#include "lib/support/Error.h"
#include "tests/decide/MadeUpReport.h"
#include "tests/decide/OneJoule.h"
#include "tests/support/TestFiles.h"

#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;
using testing::HasSubstr;

namespace {

MissionPlan oncePerSecond() {
  MissionPlan plan;
  plan.ratePerS = 1;
  return plan;
}

TEST(Mission, WithoutSleepIsAnInferenceAndIdleForTheRest) {
  MissionPlan plan = oncePerSecond();
  plan.batteryWh = 10;
  plan.usable = 0.7;
  MissionResult result = solveMission(plan, oneJoule());
  EXPECT_NEAR(result.meanW.value, 1 + 2 * 0.9, 1e-12);
  EXPECT_NEAR(*result.meanW.low, 2.6, 1e-12);
  EXPECT_NEAR(*result.meanW.high, 3.0, 1e-12);
  EXPECT_NEAR(result.lastsS->value, 7 * 3600 / 2.8, 1e-9) << "2.5 h";
  EXPECT_NEAR(*result.lastsS->low, 7 * 3600 / 3.0, 1e-9);
  EXPECT_NEAR(result.samplesPerCharge->value, 9000, 1e-9);
  EXPECT_NEAR(result.busyShare, 0.1, 1e-12);
  EXPECT_NEAR(result.highestRatePerS.value, 10, 1e-12);
  ASSERT_EQ(result.parts.size(), 2U);
  EXPECT_EQ(result.parts[0].name, "idle between inferences");
  EXPECT_NEAR(result.parts[0].watts.value, 1.8, 1e-12);
}

TEST(Mission, SleepPaysForWakingUpAtTheIdlePowerUnlessItsEnergyIsGiven) {
  MissionPlan plan;
  plan.ratePerS = 1.0 / 600;
  plan.sleepW = 0.1;
  plan.wakeS = 2;
  EXPECT_NEAR(solveMission(plan, oneJoule()).meanW.value, (1 + 2 * 2) / 600.0 + 0.1 * (1 - 2.1 / 600), 1e-12);
  plan.wakeJ = 10;
  EXPECT_NEAR(solveMission(plan, oneJoule()).meanW.value, (1 + 10) / 600.0 + 0.1 * (1 - 2.1 / 600), 1e-12);
}

TEST(Mission, BurstsShareAWakeUpAndALoad) {
  MissionPlan plan;
  plan.ratePerS = 1.0 / 60;
  plan.sleepW = 0.1;
  plan.wakeS = 2;
  plan.loadS = 1;
  plan.burst = 10;
  // awake 0.1 + 0.3 s an execution; 2 W · 0.3 s of waking and loading
  EXPECT_NEAR(solveMission(plan, oneJoule()).meanW.value, (1 + 0.6) / 60 + 0.1 * (1 - 0.4 / 60), 1e-12);
}

TEST(Mission, CameraSleepsWithTheDeviceHostDoesNotRadioIsPaidBySample) {
  MissionPlan plan = oncePerSecond();
  plan.cameraW = 1;
  plan.hostW = 3;
  plan.radioJ = 0.5;
  EXPECT_NEAR(solveMission(plan, oneJoule()).meanW.value, 2.8 + 1 + 3 + 0.5, 1e-12);
  plan.sleepW = 0;
  EXPECT_NEAR(solveMission(plan, oneJoule()).meanW.value, 1 + 1 * 0.1 + 3 + 0.5, 1e-12);
}

TEST(Mission, RegulatorLossIsAPart) {
  MissionPlan plan = oncePerSecond();
  plan.regulator = 0.8;
  MissionResult result = solveMission(plan, oneJoule());
  EXPECT_NEAR(result.meanW.value, 3.5, 1e-12);
  double sum = 0;
  for (MissionPart const &part : result.parts)
    sum += part.watts.value;
  EXPECT_NEAR(sum, 3.5, 1e-12);
  EXPECT_NEAR(result.peakW.value, 15, 1e-12);
}

TEST(Mission, HoursWithoutARateGiveTheHighestRate) {
  MissionPlan plan;
  plan.batteryWh = 60;
  plan.lastS = 24 * 3600; // 2.5 W = 2 + f · (1 − 0.2)
  MissionResult result = solveMission(plan, oneJoule());
  EXPECT_NEAR(result.rateForHours->value, 0.5 / 0.8, 1e-12);
  EXPECT_NEAR(*result.rateForHours->low, 0.5 / 1.0, 1e-12);
  EXPECT_NEAR(*result.rateForHours->high, 0.5 / 0.6, 1e-12);
  EXPECT_NEAR(result.meanW.value, 2 + 0.5 * 0.8, 1e-12) << "figures are those at the rate that is certain";
  EXPECT_NEAR(*result.meanW.high, 2.5, 1e-12);
  EXPECT_EQ(result.verdict(), MissionVerdict::Fits);
  plan.batteryWh = 40; // 1.67 W: less than idle
  result = solveMission(plan, oneJoule());
  EXPECT_EQ(result.rateForHours->value, 0);
  EXPECT_EQ(result.verdict(), MissionVerdict::DoesNotFit);
}

TEST(Mission, TheHighestRateIsNeverMoreThanItKeepsUpWith) {
  MissionPlan plan;
  plan.batteryWh = 1000;
  plan.lastS = 3600;
  EXPECT_NEAR(solveMission(plan, oneJoule()).rateForHours->value, 10, 1e-12);
}

// 3 Wh in an hour are 3 W at most: 1 W over the idle power. An inference adds 1 J less the 0.2 J of idling, 0.6 to 1 J.
TEST(Mission, WithoutARateItRunsAtTheOneThatLastsForCertain) {
  MissionPlan plan;
  plan.batteryWh = 3;
  plan.lastS = 3600;
  MissionResult result = solveMission(plan, oneJoule());
  EXPECT_NEAR(result.rateForHours->value, 1.25, 1e-12);
  EXPECT_NEAR(*result.rateForHours->low, 1, 1e-12);
  EXPECT_NEAR(*result.rateForHours->high, 1 / 0.6, 1e-12);
  EXPECT_NEAR(result.ratePerS, 1, 1e-12);
  EXPECT_NEAR(*result.lastsS->low, 3600, 1e-6) << "at the upper bound of the energy it lasts just as asked";
  EXPECT_EQ(result.verdict(), MissionVerdict::Fits);
  plan.ratePerS = 1.001;
  EXPECT_EQ(solveMission(plan, oneJoule()).verdict(), MissionVerdict::Unknown)
      << "the next rate is not certain";
  plan.ratePerS = 0.999;
  EXPECT_EQ(solveMission(plan, oneJoule()).verdict(), MissionVerdict::Fits);
}

TEST(Mission, TheRateThatLastsForCertainIsKeptUpForCertain) {
  MissionPlan plan;
  plan.batteryWh = 1000;
  plan.lastS = 3600;
  MissionInference inference = oneJoule();
  inference.timeLowS = 0.08;
  inference.timeHighS = 0.125;
  MissionResult result = solveMission(plan, inference);
  EXPECT_NEAR(result.ratePerS, 8, 1e-12);
  EXPECT_NEAR(result.rateForHours->value, 10, 1e-12);
  EXPECT_NEAR(*result.rateForHours->high, 12.5, 1e-12);
}

TEST(Mission, WithoutAnIntervalTheRateThatLastsIsThatOfTheValue) {
  MissionPlan plan;
  plan.batteryWh = 3;
  plan.lastS = 3600;
  MissionInference inference = oneJoule();
  inference.lowJ = inference.highJ = std::nullopt;
  EXPECT_NEAR(solveMission(plan, inference).ratePerS, 1.25, 1e-12);
}

TEST(Mission, HoursAreJudgedByTheInterval) {
  MissionPlan plan = oncePerSecond();
  plan.batteryWh = 28; // 10 h at 2.8 W, 9.33 h at 3 W, 10.77 h at 2.6 W
  for (auto [hours, verdict] : {std::pair(9.3, MissionVerdict::Fits),
                                {10.0, MissionVerdict::Unknown},
                                {10.8, MissionVerdict::DoesNotFit}}) {
    plan.lastS = hours * 3600;
    EXPECT_EQ(solveMission(plan, oneJoule()).verdict(), verdict) << hours;
  }
}

TEST(Mission, APeakIsJudgedAgainstTheSupply) {
  MissionPlan plan = oncePerSecond();
  plan.cameraW = 1; // 13 W; 10.6 to 15.4 W
  for (auto [supply, verdict] : {std::pair(15.5, MissionVerdict::Fits),
                                 {13.0, MissionVerdict::Unknown},
                                 {10.0, MissionVerdict::DoesNotFit}}) {
    plan.supplyW = supply;
    EXPECT_EQ(solveMission(plan, oneJoule()).verdict(), verdict) << supply;
  }
}

// 12 W in the hungriest layer; what is drawn between inferences counts too.
TEST(Mission, APeakBetweenInferencesIsOne) {
  MissionPlan plan = oncePerSecond();
  plan.sleepW = 20;
  plan.wakeS = 0.01;
  plan.supplyW = 15;
  MissionResult result = solveMission(plan, oneJoule());
  EXPECT_DOUBLE_EQ(result.peakW.value, 20);
  EXPECT_EQ(result.peakPhase, "asleep");
  EXPECT_EQ(result.peakLayer, "");
  EXPECT_EQ(result.underSupply, MissionVerdict::DoesNotFit);
  MissionInference guess = oneJoule();
  guess.isGuess = true;
  EXPECT_EQ(solveMission(plan, guess).underSupply, MissionVerdict::DoesNotFit) << "sleep is no guess";
  plan.sleepW = 0.3;
  EXPECT_EQ(solveMission(plan, oneJoule()).peakLayer, "conv1");
  EXPECT_EQ(solveMission(plan, guess).underSupply, MissionVerdict::Unknown);
}

// 60 Wh in 100 h are 0.6 W, less than the 2 W of idling: nothing runs, and no layer peaks.
TEST(Mission, WithoutAnyInferenceThePeakIsWhatIsDrawnBetween) {
  MissionPlan plan;
  plan.batteryWh = 60;
  plan.lastS = 360000;
  plan.cameraW = 1;
  plan.hostW = 0.6;
  plan.regulator = 0.9;
  plan.supplyW = 3.9; // (2 + 1 + 0.6) / 0.9 = 4
  MissionResult result = solveMission(plan, oneJoule());
  EXPECT_EQ(result.ratePerS, 0);
  EXPECT_NEAR(result.peakW.value, 4, 1e-12);
  EXPECT_FALSE(result.peakW.low) << "nothing of it is the board's estimate";
  EXPECT_EQ(result.peakPhase, "idle");
  EXPECT_EQ(result.underSupply, MissionVerdict::DoesNotFit);
  plan.supplyW = 4.1;
  EXPECT_EQ(solveMission(plan, oneJoule()).underSupply, MissionVerdict::Fits);
  MissionInference guess = oneJoule();
  guess.isGuess = true;
  EXPECT_EQ(solveMission(plan, guess).underSupply, MissionVerdict::Fits) << "what idles is no guess";
  plan.sleepW = 0.3; // the camera sleeps, too
  EXPECT_NEAR(solveMission(plan, guess).peakW.value, 1, 1e-12);
}

// 1 J in 0.1 s is 10 W.
TEST(Mission, IdleAboveTheInferenceIsSaid) {
  auto notes = [](double idleW) {
    MissionPlan plan;
    plan.idleW = idleW;
    return llvm::cantFail(missionInference(madeUpReport(1, 10), 2, plan)).notes;
  };
  EXPECT_THAT(notes(10.1), testing::Contains(HasSubstr("idle is said to draw 10.1 W, more than")));
  EXPECT_THAT(notes(9.9), testing::IsEmpty());
}

// 1 s awake for each wake-up, one a second: asleep never.
TEST(Mission, AlwaysBusyLeavesExactlyNothing) {
  MissionPlan plan;
  plan.sleepW = 0.02;
  plan.wakeS = 0.7;
  plan.loadS = 0.23;
  plan.ratePerS = 3;
  std::vector<MissionPart> const parts = solveMission(plan, oneJoule()).parts;
  auto const *asleep =
      llvm::find_if(parts, [](MissionPart const &part) { return part.name == "asleep"; }).base();
  ASSERT_NE(asleep, parts.data() + parts.size());
  EXPECT_EQ(asleep->watts.value, 0);
}

// 4 s of waking and 1 s of loading for an inference a second: whatever the inference takes.
TEST(Mission, ARateThatWakingAloneRulesOutDoesNotFitEvenOfAGuess) {
  MissionInference guess = oneJoule();
  guess.isGuess = true;
  MissionPlan plan = oncePerSecond();
  plan.sleepW = 0.3;
  plan.wakeS = 4;
  plan.loadS = 1;
  EXPECT_EQ(solveMission(plan, guess).keepsUp, MissionVerdict::DoesNotFit);
  plan.ratePerS = 0.15;
  EXPECT_EQ(solveMission(plan, guess).keepsUp, MissionVerdict::Unknown);
}

TEST(Mission, MoreThanItKeepsUpWithDoesNotFit) {
  MissionPlan plan;
  plan.ratePerS = 11;
  MissionResult result = solveMission(plan, oneJoule());
  EXPECT_EQ(result.verdict(), MissionVerdict::DoesNotFit);
  EXPECT_NEAR(result.meanW.value, 10, 1e-9) << "always busy: 1 J every 0.1 s";
}

TEST(Mission, NoVerdictIsPassedOnAGuessUnlessIdleAloneIsTooMuch) {
  MissionInference guess = oneJoule();
  guess.isGuess = true;
  MissionPlan plan = oncePerSecond();
  plan.batteryWh = 1000;
  plan.lastS = 3600;
  plan.supplyW = 100;
  MissionResult result = solveMission(plan, guess);
  EXPECT_EQ(result.lastsAsAsked, MissionVerdict::Unknown);
  EXPECT_EQ(result.underSupply, MissionVerdict::Unknown);
  // 1.8 W of idle and at least 0.8 · 0.8 / 1.2 J of inferences a second
  for (auto [wattHours, verdict] : {std::pair(1.0, MissionVerdict::DoesNotFit),
                                    {2.33, MissionVerdict::DoesNotFit},
                                    {2.34, MissionVerdict::Unknown}}) {
    plan.batteryWh = wattHours;
    EXPECT_EQ(solveMission(plan, guess).lastsAsAsked, verdict) << wattHours;
  }
  // 12 W in the hungriest layer, at least 12 · 0.8 · 0.8 / 1.2 = 6.4 W
  for (auto [watts, verdict] :
       {std::pair(6.39, MissionVerdict::DoesNotFit), {6.41, MissionVerdict::Unknown}}) {
    plan.supplyW = watts;
    EXPECT_EQ(solveMission(plan, guess).underSupply, verdict) << watts;
  }
  // 0.1 s an inference, at least 0.08 · 0.08 / 0.125 = 0.0512 s: 19.53 a second
  guess.timeLowS = 0.08;
  guess.timeHighS = 0.125;
  for (auto [rate, verdict] :
       {std::pair(19.6, MissionVerdict::DoesNotFit), {19.5, MissionVerdict::Unknown}}) {
    plan.ratePerS = rate;
    EXPECT_EQ(solveMission(plan, guess).keepsUp, verdict) << rate;
  }
}

/// Of 20 Wh and 1.9 W on the mean, an hour is left many times over; what is left out may be more.
TEST(Mission, NothingFitsByALowerBound) {
  MissionPlan plan;
  plan.ratePerS = 1;
  plan.idleW = 1;
  plan.batteryWh = 20;
  plan.lastS = 3600;
  plan.supplyW = 100;
  MissionInference inference;
  inference.energyJ = 1;
  inference.lowJ = 0.9;
  inference.highJ = 1.1;
  inference.timeS = 0.1;
  inference.peakW = 10;
  inference.idleW = 1;
  EXPECT_EQ(solveMission(plan, inference).verdict(), MissionVerdict::Fits);
  inference.isAll = false;
  MissionResult result = solveMission(plan, inference);
  EXPECT_EQ(result.keepsUp, MissionVerdict::Unknown);
  EXPECT_EQ(result.lastsAsAsked, MissionVerdict::Unknown);
  EXPECT_EQ(result.underSupply, MissionVerdict::Unknown);
  plan.lastS = 3600 * 1000;
  plan.supplyW = 5;
  result = solveMission(plan, inference);
  EXPECT_EQ(result.lastsAsAsked, MissionVerdict::DoesNotFit) << "what is known is too much already";
  EXPECT_EQ(result.underSupply, MissionVerdict::DoesNotFit);
  plan.ratePerS.reset();
  plan.lastS = 3600 * 1000; // without any inference it draws too much already
  EXPECT_EQ(solveMission(plan, inference).lastsAsAsked, MissionVerdict::DoesNotFit);
}

TEST(Mission, CarbonAndCostAreOfTheMeanPower) {
  MissionResult result = solveMission(oncePerSecond(), oneJoule()); // 2.8 W at 1/s
  EXPECT_NEAR(kwhPerYear(result), 2.8 * 8.76, 1e-9);
  EXPECT_NEAR(kwhPerMillion(result), 2.8 / 3.6, 1e-12);
  MissionPlan plan = oncePerSecond();
  plan.gridGPerKwh = 400;
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeMissionText(MissionCase{madeUpReport(1, 10), plan, solveMission(plan, oneJoule())},
                   WriteOptions{10, 110, false}, stream);
  EXPECT_THAT(stream.str(), HasSubstr("24.53 kWh    9.811 kg of CO2e, 311.1 g a million samples"));
}

TEST(Mission, RatesCountSamplesOfABatch) {
  MissionInference inference = oneJoule();
  inference.samples = 8;
  MissionPlan plan;
  plan.ratePerS = 8;
  MissionResult result = solveMission(plan, inference);
  EXPECT_NEAR(result.meanW.value, 2.8, 1e-12);
  EXPECT_NEAR(result.highestRatePerS.value, 80, 1e-12);
}

TEST(Mission, CapacityIsReadOffTheTableBetweenItsTemperatures) {
  MissionPlan plan;
  EXPECT_EQ(capacityShare(plan), 1);
  plan.capacityAt = {{-20, 0.5}, {0, 0.8}, {25, 1}};
  for (auto [celsius, share] :
       {std::pair(-30.0, 0.5), {-20.0, 0.5}, {-10.0, 0.65}, {0.0, 0.8}, {40.0, 1.0}}) {
    plan.temperatureC = celsius;
    EXPECT_NEAR(capacityShare(plan), share, 1e-12) << celsius;
  }
}

TEST(Mission, ATemperatureOutsideTheTableIsSaid) {
  MissionPlan plan = oncePerSecond();
  plan.capacityAt = {{-20, 0.5}, {25, 1}};
  for (auto [celsius, said] : {std::pair(-20.0, false), {-20.1, true}, {25.0, false}, {25.1, true}}) {
    plan.temperatureC = celsius;
    EXPECT_EQ(testing::Value(solveMission(plan, oneJoule()).notes,
                             testing::Contains(HasSubstr("outside the capacities"))),
              said)
        << celsius;
  }
}

TEST(Mission, WhatTheBoardDoesNotKnowHasToBeSaid) {
  Report report = madeUpReport(1, 10);
  llvm::Expected<MissionInference> inference = missionInference(report, std::nullopt, {});
  ASSERT_FALSE(inference);
  EXPECT_THAT(takeErrorText(inference.takeError()).message, HasSubstr("--idle=P"));
  report.totals.throughput.reset();
  inference = missionInference(report, 2, {});
  ASSERT_FALSE(inference);
  EXPECT_THAT(takeErrorText(inference.takeError()).message, HasSubstr("--inference-time=20ms"));
  report.totals.energy.reset();
  inference = missionInference(report, 2, {});
  ASSERT_FALSE(inference);
  EXPECT_EQ(takeErrorText(inference.takeError()).kind, ErrorKind::Input);
}

TEST(Mission, EnergiesAboveIdleGetIdleForTheTimeOfTheInference) {
  Report report = madeUpReport(1, 10);
  report.board->idle = "excluded";
  EXPECT_NEAR(llvm::cantFail(missionInference(report, 2, {})).energyJ, 1.2, 1e-12);
}

TEST(MissionKeys, AreReadWithTheirUnits) {
  MissionPlan plan;
  auto set = [&](llvm::StringRef name, llvm::StringRef text) {
    for (MissionKey const &key : missionKeys())
      if (key.flag == name)
        return takeErrorText(setMissionKey(plan, key, text)).message;
    return std::string("no such key");
  };
  for (auto [key, text] : {std::pair("battery", "10Ah@3.7V"),
                           {"hours", "24"},
                           {"usable", "80%"},
                           {"temperature", "-10 °C"},
                           {"idle", "1500mW"},
                           {"grid", "400 g/kWh"},
                           {"price", "1e12"},
                           {"burst", "3"}})
    EXPECT_EQ(set(key, text), "") << key;
  EXPECT_NEAR(*plan.batteryWh, 37, 1e-9);
  EXPECT_EQ(plan.lastS, 86400);
  EXPECT_EQ(plan.temperatureC, -10);
  EXPECT_EQ(plan.idleW, 1.5);
  EXPECT_EQ(plan.gridGPerKwh, 400);
  for (auto [key, text] : {std::pair("battery", "10Ah"),
                           {"battery", "0Wh"},
                           {"battery", "1e200Ah@1e200V"},
                           {"supply", "1e308kW"},
                           {"usable", "120%"},
                           {"usable", "0"},
                           {"idle", "2"},
                           {"burst", "1.5"},
                           {"hours", "soon"},
                           {"grid", "400 kg/kWh"},
                           {"price", "1.1e12"},
                           {"rate", "1e-16/s"},
                           {"temperature", "hot"}})
    EXPECT_THAT(set(key, text), HasSubstr(key)) << text;
}

TEST(MissionFile, HoldsTheKeysAndTheCapacityOfTemperatures) {
  eo::test::TemporaryFile file(
      "rate: 10/min\nsleep: 50 mW\nwake_time: 2 s\nbattery: 37 Wh\ntemperature: -10\n"
      "capacity_at: {25: 100%, -20: 50%, 0: 80%}\n");
  MissionPlan plan = llvm::cantFail(readMissionFile(file.path()));
  EXPECT_NEAR(*plan.ratePerS, 1.0 / 6, 1e-12);
  EXPECT_EQ(plan.wakeS, 2);
  EXPECT_NEAR(capacityShare(plan), 0.65, 1e-12);
}

TEST(MissionFile, NamesEverythingThatIsWrongWithIt) {
  eo::test::TemporaryFile file("rat: 10/min\nsleep: 50\ncapacity_at: {warm: 100%, 0: 200%}\n");
  llvm::Expected<MissionPlan> plan = readMissionFile(file.path());
  ASSERT_FALSE(plan);
  std::string message = takeErrorText(plan.takeError()).message;
  for (char const *part :
       {"did you mean 'rate'", "'50' is not a power", "'warm' is not a temperature", "'200%'"})
    EXPECT_THAT(message, HasSubstr(part));
}

TEST(MissionPlan, PartsThatContradictEachOtherAreErrors) {
  MissionPlan wake, hours, capacity;
  wake.wakeS = 2;
  hours.lastS = 3600;
  capacity.batteryWh = 10;
  capacity.temperatureC = 5;
  for (MissionPlan const &plan : {wake, hours, capacity})
    EXPECT_NE(takeErrorText(checkPlan(plan)).message, "");
}

TEST(MissionWriters, SeveralCasesAreATableOfOneRowEach) {
  MissionPlan plan = oncePerSecond();
  MissionCase one{madeUpReport(1, 10), plan, solveMission(plan, oneJoule())};
  std::string text, json;
  llvm::raw_string_ostream stream(text), jsonStream(json);
  for (unsigned width : {60U, 80U, 200U}) {
    text.clear();
    writeMissionText({one, one}, WriteOptions{10, width, false}, stream);
    EXPECT_THAT(stream.str(), HasSubstr("2.8 W")) << width;
  }
  writeMissionJson({one, one}, jsonStream);
  EXPECT_THAT(jsonStream.str(), HasSubstr("\"mean_power_w\": 2.8"));
  EXPECT_THAT(jsonStream.str(), HasSubstr("\"lasts_s\": null"));
}

// Two boards of long names, two settings of one: at any usual width the rows are told apart, and so is whose note one is.
TEST(MissionWriters, RowsAndNotesOfSeveralBoardsNameThem) {
  MissionPlan plan = oncePerSecond();
  std::vector<MissionCase> cases;
  for (char const *board : {"quadro-rtx-5000", "odroid-n2plus-gpu"}) {
    MissionCase one{madeUpReport(1, 10), plan, solveMission(plan, oneJoule())};
    one.report.board->id = board;
    one.report.board->settings = {{"power_mode", "maxn"}, {"precision", "fp16"}};
    one.result.notes = {"said of all"};
    cases.push_back(std::move(one));
  }
  cases[1].result.notes.push_back("said of one");
  for (unsigned width : {72U, 80U, 110U, 200U}) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    writeMissionText(cases, WriteOptions{10, width, false}, stream);
    for (char const *board : {"quadro-rtx-5000", "odroid-n2plus-gpu"})
      EXPECT_EQ(llvm::StringRef(stream.str()).split("cheapest").first.count(board), 1U)
          << board << " " << width;
  }
  std::vector<std::string> notes = missionNotes(cases);
  notes.resize(2);
  EXPECT_THAT(notes, testing::ElementsAre("said of all", "odroid-n2plus-gpu: said of one"));
}

// Of a network of which a part has no estimate 1 J is the least it takes: 2.8 W at least, 10 h of 28 Wh at most.
TEST(MissionWriters, OfALowerBoundItLastsAtMost) {
  MissionPlan plan = oncePerSecond();
  plan.batteryWh = 28;
  MissionCase part{madeUpReport(1, 10), plan, solveMission(plan, oneJoule())};
  part.report.totals.energyIsAll = false;
  for (size_t cases : {size_t(1), size_t(2)}) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    writeMissionText(std::vector<MissionCase>(cases, part), WriteOptions{10, 200, false}, stream);
    EXPECT_THAT(stream.str(), HasSubstr("≥ 2.8 W")) << cases;
    EXPECT_THAT(stream.str(), HasSubstr("≤ 10 h")) << cases;
  }
}

// At 1/s: 1 J, 2.8 W, 10 h of 28 Wh; 0.5 J, 2.3 W, 12.2 h; 3 J, 4.8 W, 5.8 h
TEST(Mission, OfSeveralTheCheapestAndTheLargestThatLastAreNamed) {
  MissionPlan plan = oncePerSecond();
  plan.batteryWh = 28;
  plan.lastS = 8 * 3600;
  auto caseOf = [&](double joules, int64_t macs) {
    Report report = madeUpReport(joules, 10);
    report.totals.macs = macs;
    MissionInference inference = oneJoule();
    inference.energyJ = inference.lowJ.emplace(inference.highJ.emplace(joules));
    return MissionCase{report, plan, solveMission(plan, inference)};
  };
  std::vector<MissionCase> cases = {caseOf(1, 400), caseOf(0.5, 100), caseOf(3, 900)};
  std::optional<MissionBest> best = bestOf(cases);
  ASSERT_TRUE(best);
  EXPECT_EQ(best->cheapest, 1U);
  EXPECT_EQ(best->largest, 0U) << "900 MACs do not last";
  EXPECT_TRUE(best->certain);
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeMissionText(cases, {}, stream);
  EXPECT_THAT(text, HasSubstr(" cheapest  net.onnx on b, 2.3 W at 1/s, 12.17 h\n"));
  for (MissionCase &one : cases)
    one.result.lastsAsAsked = MissionVerdict::Unknown;
  best = bestOf(cases);
  ASSERT_TRUE(best);
  EXPECT_FALSE(best->certain);
  EXPECT_EQ(best->largest, 0U);
  cases.erase(cases.begin(), cases.begin() + 2);
  EXPECT_FALSE(bestOf(cases)) << "nothing lasts";
}

// At 1/s of samples: 1 J is 2.8 W, 10 h of 28 Wh; 1.3 J 3.1 W, 9.03 h, but 7.4 h at its upper bound of 2 J
TEST(Mission, OfBatchesTheLargestThatLastsIsNamedAndTheOneThatPerhapsDoes) {
  MissionPlan plan = oncePerSecond();
  plan.batteryWh = 28;
  plan.lastS = 8 * 3600;
  auto caseOf = [&](double joules, double high, int64_t batch) {
    Report report = madeUpReport(joules, 10);
    report.totals.macs = 100 * batch;
    report.model.batch = batch;
    MissionInference inference = oneJoule();
    inference.energyJ = inference.lowJ.emplace(joules);
    inference.highJ = high;
    return MissionCase{report, plan, solveMission(plan, inference)};
  };
  std::vector<MissionCase> cases = {caseOf(1, 1, 1), caseOf(1, 1, 2), caseOf(1.3, 2, 4)};
  std::optional<MissionBest> best = bestOf(cases);
  ASSERT_TRUE(best);
  EXPECT_TRUE(best->certain);
  EXPECT_EQ(best->largest, 1U) << "the same work a second as one, twice as much an execution";
  EXPECT_EQ(best->largestByValue, 2U);
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeMissionText(cases, {}, stream);
  EXPECT_THAT(text, HasSubstr(" perhaps   net.onnx on b, 3.1 W at 1/s, 9.032 h (by the value alone"));
}

// 2 J of base at one inference in 2 s: 1 W, and 3 J beside it in the 500 ms of a layer
TEST(Mission, ThePeakOfALayerHasNoShareOfTheBaseOfOtherTimes) {
  Report report = madeUpReport(5, 0.5);
  report.totals.energyBase = 2;
  report.totals.energyDynamic = 3;
  report.totals.deviceLatency = 0.5;
  ReportLayer layer;
  layer.name = "conv1";
  layer.latency = 0.5;
  layer.energy = 5;
  layer.energyDynamic = 3;
  layer.power = 10;
  report.layers = {layer};
  llvm::Expected<MissionInference> inference = missionInference(report, 1.0, oncePerSecond());
  ASSERT_TRUE(bool(inference));
  EXPECT_NEAR(inference->peakW, 1 + 3 / 0.5, 1e-12);
  EXPECT_EQ(inference->peakLayer, "conv1");
}

} // namespace
