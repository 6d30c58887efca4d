#include "lib/trace/measure/Analysis.h"
#include "lib/support/Error.h"
#include "lib/trace/formats/TraceReaders.h"
#include "tests/trace/Simulator.h"
#include <cstdlib>
#include <future>
#include <gmock/gmock.h>

using namespace eo;

namespace {

TraceAnalysis analyse(PowerTrace const &trace, AnalysisOptions const &options = {}) {
  DiagnosticEngine diagnostics;
  auto analysis = analyseTrace(trace, options, diagnostics);
  EXPECT_TRUE(static_cast<bool>(analysis));
  return analysis ? std::move(*analysis) : TraceAnalysis{};
}

std::string samples() {
  char const *extra = std::getenv("ENERGY_OPT_EXTRA_DATA");
  return extra ? std::string(extra) + "/samples/" : "";
}

PowerTrace sampleTrace(std::string const &path, std::optional<double> rateHz = {}) {
  DiagnosticEngine diagnostics;
  TraceReadOptions options;
  options.rateHz = rateHz;
  auto trace = readTraceFile(samples() + path, options, diagnostics);
  EXPECT_TRUE(static_cast<bool>(trace));
  return trace ? std::move(*trace) : PowerTrace{};
}

char const *const energyRunner = "eembc_energyrunner/stm_l4r5_ic_trace1-energy.bin";
// The totals EnergyRunner states for windows 2, 4, 6, 8 (results.txt), J.
double const officialJ[] = {0.3528206, 0.350250299, 0.34916054, 0.351658249};

} // namespace

namespace {

struct CaseResult {
  uint32_t seed = 0;
  double energyError = 1, tauError = 0;
  bool covered = false, smoothed = false;
};

CaseResult runCase(uint32_t seed) {
  sim::Setup setup = sim::randomSetup(seed, 18000);
  sim::Simulated simulated = sim::simulate(setup);
  TraceAnalysis analysis = analyse(simulated.trace);
  CaseResult result{seed, 1, 0, false, setup.tauS > 0};
  // Where there is no smoothing, none may be found.
  result.tauError = result.smoothed ? std::fabs(analysis.tauS / setup.tauS - 1) : analysis.tauS > 0 ? 1 : 0;
  if (!analysis.inference)
    return result;
  EnergyFigure energy = analysis.inference->energy;
  // The interval is for the network: it includes what inferences scatter by.
  double expected = simulated.truth.expectedJ;
  result.covered = energy.low <= expected && expected <= energy.high;
  result.energyError = std::fabs(energy.joules / simulated.truth.inferenceJ() - 1);
  return result;
}

} // namespace

// 200 random networks, boards and meters. The figures are those the project promises.
TEST(Simulated, TwoHundredRandomCases) {
  constexpr uint32_t first = 200, cases = 200, threads = 4;
  std::vector<std::future<std::vector<CaseResult>>> parts;
  for (uint32_t part = 0; part < threads; ++part)
    parts.push_back(std::async(std::launch::async, [part] {
      std::vector<CaseResult> results;
      for (uint32_t seed = first + part; seed < first + cases; seed += threads)
        results.push_back(runCase(seed));
      return results;
    }));
  std::vector<double> errors;
  size_t covered = 0;
  for (auto &part : parts)
    for (CaseResult const &one : part.get()) {
      EXPECT_LT(one.energyError, 0.01) << "seed " << one.seed;
      EXPECT_LT(one.tauError, 0.10) << "seed " << one.seed;
      errors.push_back(one.energyError);
      covered += one.covered ? 1 : 0;
    }
  std::sort(errors.begin(), errors.end());
  EXPECT_LT(errors[errors.size() / 2], 0.003);
  EXPECT_GE(covered, cases * 90 / 100);
  EXPECT_LE(covered, cases * 99 / 100);
  RecordProperty("median_error", std::to_string(errors[errors.size() / 2]));
  RecordProperty("largest_error", std::to_string(errors.back()));
  RecordProperty("covered", std::to_string(covered));
}

TEST(Samples, EnergyRunnerWindowsWithStampsMatchTheOfficialTotals) {
  if (samples().empty())
    GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set";
  AnalysisOptions options;
  auto windows = readWindowsFile(samples() + "eembc_energyrunner/stm_l4r5_ic_trace1-timestamps.json");
  ASSERT_TRUE(static_cast<bool>(windows));
  options.windows = *windows;
  TraceAnalysis analysis = analyse(sampleTrace(energyRunner), options);
  ASSERT_EQ(analysis.windows.size(), 9U);
  for (size_t i = 0; i < 4; ++i)
    EXPECT_NEAR(analysis.windows[2 * i + 1].energy->joules, officialJ[i], 0.001 * officialJ[i]);
}

// The board draws less while it computes (35 mW) than while it talks (47 mW), and waits at 36 mW at both ends: the ends
// say "high", what repeats 130 times in each low stretch says "low".
TEST(Samples, EnergyRunnerIsAmbiguousBlindAndBothReadingsAreGiven) {
  if (samples().empty())
    GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set";
  TraceAnalysis analysis = analyse(sampleTrace(energyRunner));
  EXPECT_TRUE(analysis.ambiguous);
  EXPECT_TRUE(analysis.windows.empty());
  EXPECT_FALSE(analysis.inference);
  ASSERT_EQ(analysis.readings.size(), 2U);
  EXPECT_FALSE(analysis.readings[0].activeHigh);
  EXPECT_TRUE(analysis.readings[1].activeHigh);
  ASSERT_EQ(analysis.readings[0].windows.size(), 4U);
  for (size_t i = 0; i < 4; ++i)
    EXPECT_NEAR(analysis.readings[0].windows[i].energy->joules, officialJ[i], 0.01 * officialJ[i]);
}

TEST(Samples, JetsonNanoShowsIdleBuildAndInference) {
  if (samples().empty())
    GTEST_SKIP() << "ENERGY_OPT_EXTRA_DATA is not set";
  for (std::optional<double> rate : {std::optional<double>(4), std::optional<double>()}) {
    TraceAnalysis analysis = analyse(sampleTrace("tegrastats/jetson_nano_trtexec_resnet50.txt", rate));
    std::vector<PhaseKind> kinds;
    for (Phase const &phase : analysis.phases)
      kinds.push_back(phase.kind);
    EXPECT_THAT(kinds, testing::ElementsAre(PhaseKind::Idle, PhaseKind::Build, PhaseKind::Inference,
                                            PhaseKind::Idle));
    ASSERT_EQ(analysis.windows.size(), 1U);
    EXPECT_NEAR(*analysis.windows[0].meanW, 5.18, 0.05);
    EXPECT_EQ(analysis.windows[0].energy.has_value(), rate.has_value());
  }
}

TEST(Analysis, OneLevelHasNoWindows) {
  sim::Setup setup;
  setup.layers = {{0.01, 1}};
  TraceAnalysis analysis = analyse(sim::simulate(setup).trace);
  EXPECT_TRUE(analysis.windows.empty());
  EXPECT_FALSE(analysis.baseW);
  EXPECT_FALSE(analysis.inference);
}

TEST(Analysis, InferencesOfABurstAreCounted) {
  sim::Setup setup;
  setup.layers = {{0.0006, 2}, {0.0009, 2.6}, {0.0005, 1.7}};
  setup.inferencesPerWindow = 25;
  setup.windows = 5;
  setup.gapS = 0.03;
  sim::Simulated simulated = sim::simulate(setup);
  TraceAnalysis analysis = analyse(simulated.trace);
  ASSERT_TRUE(analysis.inference);
  EXPECT_EQ(analysis.windows[0].inferences, 25);
  EXPECT_NEAR(analysis.inference->energy.joules, simulated.truth.inferenceJ(),
              0.003 * simulated.truth.inferenceJ());
  EXPECT_NEAR(*analysis.inference->periodS, 0.002, 2e-6);
}

TEST(Analysis, ActiveCanBeForced) {
  sim::Setup setup;
  setup.layers = {{0.01, 2}};
  setup.idleW = 1;
  setup.gapS = 0.02;
  PowerTrace trace = sim::simulate(setup).trace;
  AnalysisOptions options;
  options.active = ActiveChoice::Low;
  EXPECT_TRUE(analyse(trace).activeHigh);
  EXPECT_FALSE(analyse(trace, options).activeHigh);
}

TEST(Analysis, BasePowerIsNotTheMinimum) {
  sim::Setup setup;
  setup.layers = {{0.01, 2}, {0.005, 3}};
  setup.noiseW = 0.1;
  TraceAnalysis analysis = analyse(sim::simulate(setup).trace);
  EXPECT_NEAR(*analysis.baseW, 1, 0.01); // the minimum is near 0.6 W
}

TEST(Analysis, AWindowThatLosesSamplesHasNoEnergy) {
  sim::Setup setup;
  setup.layers = {{0.01, 2}, {0.005, 3}};
  sim::Simulated simulated = sim::simulate(setup);
  auto begin = static_cast<size_t>((simulated.truth.starts[3] + 0.004) * setup.rateHz);
  simulated.trace.missing = {{begin, begin + 200}};
  TraceAnalysis analysis = analyse(simulated.trace);
  ASSERT_EQ(analysis.windows.size(), 20U);
  EXPECT_FALSE(analysis.windows[3].energy);
  EXPECT_FALSE(analysis.windows[3].inMean);
  EXPECT_TRUE(analysis.windows[4].energy);
}

TEST(Analysis, GivenWindowBeyondTheTraceIsAnError) {
  sim::Setup setup;
  setup.layers = {{0.01, 2}};
  AnalysisOptions options;
  options.windows = {{0.1, 99, ""}};
  DiagnosticEngine diagnostics;
  PowerTrace trace = sim::simulate(setup).trace;
  auto analysis = analyseTrace(trace, options, diagnostics);
  ASSERT_FALSE(static_cast<bool>(analysis));
  EXPECT_THAT(takeErrorText(analysis.takeError()).message, testing::HasSubstr("reaches beyond the trace"));
}
