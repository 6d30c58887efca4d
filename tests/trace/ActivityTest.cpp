// Which of two states is the execution: what the docs ask a recording to be decides, chance never.
#include "lib/trace/measure/Analysis.h"
#include "tests/trace/Recordings.h"
#include <gmock/gmock.h>

using namespace eo;

namespace {

struct Stretch {
  double seconds, watts;
};

/// White noise of `noiseW` on stretches of constant power.
PowerTrace recorded(std::vector<Stretch> const &stretches, double rateHz, double noiseW, uint64_t seed = 7) {
  sim::Dice dice(seed);
  PowerTrace trace;
  trace.source = "recorded";
  trace.rateHz = rateHz;
  for (Stretch const &stretch : stretches)
    for (double n = 0; n < std::round(stretch.seconds * rateHz); ++n)
      trace.watts.push_back(static_cast<float>(stretch.watts + noiseW * dice.normal()));
  return trace;
}

/// `runs` runs with pauses between them, and what is before and after.
std::vector<Stretch> loop(size_t runs, Stretch run, Stretch pause, Stretch before, Stretch after) {
  std::vector<Stretch> all{before};
  for (size_t i = 0; i < runs; ++i) {
    all.push_back(run);
    all.push_back(i + 1 < runs ? pause : after);
  }
  return all;
}

struct Found {
  TraceAnalysis analysis;
  std::vector<DiagCode> codes;
  bool says(DiagCode code) const { return std::find(codes.begin(), codes.end(), code) != codes.end(); }
};

Found find(PowerTrace const &trace, ActiveChoice active = ActiveChoice::Auto) {
  DiagnosticEngine diagnostics;
  AnalysisOptions options;
  options.inferences = 1;
  options.active = active;
  auto analysis = analyseTrace(trace, options, diagnostics);
  EXPECT_TRUE(static_cast<bool>(analysis));
  Found found{std::move(*analysis), {}};
  for (Diagnostic const &diagnostic : diagnostics.diagnostics())
    found.codes.push_back(diagnostic.code);
  return found;
}

struct LoopCase {
  char const *what;
  double rateHz, noiseW;
  size_t runs;
  Stretch run, pause, before, after;
  std::optional<bool> high; ///< absent: ambiguous
};
void PrintTo(LoopCase const &one, std::ostream *stream) { *stream << one.what; }

} // namespace

class Loops : public testing::TestWithParam<LoopCase> {};

// The energy of a run is its seconds times its watts; a border is known to a sample.
TEST_P(Loops, AreReadRightOrDeclaredAmbiguous) {
  LoopCase const &c = GetParam();
  Found found = find(recorded(loop(c.runs, c.run, c.pause, c.before, c.after), c.rateHz, c.noiseW));
  EXPECT_EQ(found.analysis.ambiguous, !c.high.has_value());
  if (!c.high) {
    EXPECT_TRUE(found.says(DiagCode::AmbiguousActivity));
    EXPECT_TRUE(found.analysis.windows.empty());
    EXPECT_FALSE(found.analysis.inference || found.analysis.baseW);
    ASSERT_EQ(found.analysis.readings.size(), 2U);
    EXPECT_FALSE(found.analysis.readings[0].activeHigh);
    EXPECT_TRUE(found.analysis.readings[1].activeHigh);
    return;
  }
  ASSERT_TRUE(found.analysis.inference);
  EXPECT_EQ(found.analysis.activeHigh, *c.high);
  EXPECT_EQ(found.analysis.windows.size(), c.runs);
  EnergyFigure energy = found.analysis.inference->energy;
  double truth = c.run.seconds * c.run.watts;
  EXPECT_NEAR(energy.joules, truth, 0.02 * truth);
  EXPECT_LE(energy.low, truth);
  EXPECT_GE(energy.high, truth);
  EXPECT_NEAR(*found.analysis.baseW, c.pause.watts, 0.01 * c.pause.watts + c.noiseW);
  EXPECT_EQ(found.says(DiagCode::NegativeDynamic), c.run.watts < c.pause.watts);
}

INSTANTIATE_TEST_SUITE_P(
    All, Loops,
    testing::Values(
        // One sample a second, little contrast, nothing but noise in both states.
        LoopCase{"SlowMeterLittleContrast", 1, 0.02, 12, {9, 4.8}, {17, 4}, {17, 4}, {18, 4}, true},
        LoopCase{"SlowMeterBelowIdle", 1, 0.02, 12, {9, 4}, {17, 4.8}, {17, 4.8}, {18, 4.8}, false},
        LoopCase{"FastMeterLittleContrast", 20, 0.05, 10, {7, 3.3}, {11, 3}, {11, 3}, {11, 3}, true},
        // A loop with short pauses: the execution is the longer part.
        LoopCase{"DutyNearOne", 10, 0.03, 6, {13.2, 5}, {1.6, 2}, {1.7, 2}, {2.1, 2}, true},
        LoopCase{"DutyNearOneBelowIdle", 10, 0.03, 6, {13.2, 2}, {1.6, 5}, {1.7, 5}, {2.1, 5}, false},
        // The same, begun and stopped within a run: nothing says that the short part is no execution.
        LoopCase{"CutAtBothEnds", 10, 0.03, 6, {1.6, 2}, {13.2, 5}, {4, 5}, {7, 5}, std::nullopt},
        LoopCase{"CutAtOneEnd", 10, 0.03, 6, {8, 2}, {8, 5}, {3, 5}, {0, 5}, std::nullopt},
        // Runs of two to five samples.
        LoopCase{"FiveSamples", 1, 0.01, 9, {5, 7}, {8, 3}, {8, 3}, {8, 3}, true},
        LoopCase{"ThreeSamples", 1, 0.01, 9, {3, 7}, {7, 3}, {9, 3}, {8, 3}, true},
        LoopCase{"TwoSamples", 1, 0.01, 12, {2, 7}, {5, 3}, {6, 3}, {6, 3}, true},
        LoopCase{"TwoSamplesOfPause", 1, 0.01, 12, {6, 7}, {2, 3}, {4, 3}, {3, 3}, true}),
    [](auto const &c) { return std::string(c.param.what); });

TEST(Activity, TheBoardMayBeSwitchedOffAtTheEnd) {
  std::vector<Stretch> stretches = loop(8, {4, 2}, {6, 5}, {8, 5}, {7, 5});
  stretches.push_back({12, 0.05});
  Found found = find(recorded(stretches, 10, 0.02));
  EXPECT_FALSE(found.analysis.ambiguous);
  EXPECT_FALSE(found.analysis.activeHigh);
  EXPECT_NEAR(found.analysis.inference->energy.joules, 8, 0.1);
}

TEST(Activity, WhatRepeatsInIdleAsInAComputationContradictsTheEnds) {
  PowerTrace trace = recorded(loop(8, {6, 5}, {6, 2}, {7, 2}, {7, 2}), 100, 0.02);
  for (size_t i = 0; i < trace.watts.size(); ++i)
    if (trace.watts[i] < 3.5F)
      trace.watts[i] += i % 20 < 10 ? 0.3F : -0.3F;
  EXPECT_TRUE(find(trace).analysis.ambiguous);
  // In both states it is the meter's.
  for (size_t i = 0; i < trace.watts.size(); ++i)
    if (trace.watts[i] >= 3.5F)
      trace.watts[i] += i % 20 < 10 ? 0.3F : -0.3F;
  Found found = find(trace);
  EXPECT_FALSE(found.analysis.ambiguous);
  EXPECT_TRUE(found.analysis.activeHigh);
}

TEST(Activity, WhatRepeatsDecidesWhereTheEndsDoNot) {
  // Begun within a run and stopped in idle; every run holds 30 inferences of two levels.
  PowerTrace trace = recorded(loop(8, {6, 2}, {6, 5}, {3, 5}, {0, 5}), 100, 0.02);
  for (size_t i = 0; i < trace.watts.size(); ++i)
    if (trace.watts[i] > 3.5F)
      trace.watts[i] += i % 20 < 8 ? 0.4F : -0.3F;
  Found found = find(trace);
  EXPECT_FALSE(found.analysis.ambiguous);
  EXPECT_TRUE(found.analysis.activeHigh);
}

TEST(Activity, OfTwoTimeConstantsTheSmallerIsTheSupply) {
  // The same, but runs climb to what they draw with a time constant of 1.5 s. Were that the supply's, a third of each run would be left
  // out as settling and of its ten periods too few be left. It settles in 0.1 s, as the fall to idle says. Each of the 20 runs begins at
  // another sample of the period, so that nothing but the climb is left in their mean.
  PowerTrace trace = recorded(loop(21, {6, 2}, {6.03, 5}, {3, 5}, {0, 5}), 100, 0.02);
  double since = 1e9, supply = 5;
  for (size_t i = 0; i < trace.watts.size(); ++i) {
    bool high = trace.watts[i] > 3.5F;
    if (i > 0 && high && supply < 2.5)
      since = 0;
    double wanted = high ? 5 - 1.2 * std::exp(-since / 150) : 2;
    ++since;
    supply += (wanted - supply) * (high ? 1 : 1 - std::exp(-1 / 2.0));
    trace.watts[i] += static_cast<float>(supply - (high ? 5 : 2));
    if (high)
      trace.watts[i] += i % 60 < 24 ? 0.6F : -0.4F;
  }
  Found found = find(trace);
  EXPECT_FALSE(found.analysis.ambiguous);
  EXPECT_TRUE(found.analysis.activeHigh);
}

TEST(Activity, ActiveDecidesAnAmbiguousTrace) {
  PowerTrace trace = recorded(loop(6, {1.6, 2}, {13.2, 5}, {4, 5}, {7, 5}), 10, 0.03);
  for (ActiveChoice choice : {ActiveChoice::Low, ActiveChoice::High}) {
    Found found = find(trace, choice);
    EXPECT_FALSE(found.analysis.ambiguous);
    ASSERT_EQ(found.analysis.readings.size(), 1U);
    bool high = choice == ActiveChoice::High;
    EXPECT_EQ(found.analysis.activeHigh, high);
    // Of five pauses between six short stretches, and of the stretches.
    EXPECT_NEAR(found.analysis.inference->energy.joules, high ? 66 : 3.2, 0.7);
  }
}
