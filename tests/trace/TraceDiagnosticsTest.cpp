// What readers and the analysis say of a recording, each code from a recording that deserves it.
#include "lib/trace/formats/TraceReaders.h"
#include "lib/trace/measure/Analysis.h"
#include "lib/trace/measure/LayerCut.h"
#include "tests/trace/Recordings.h"
#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;

namespace {

struct Level {
  double seconds, watts;
};

/// 100 samples a second of stretches with a little white noise.
PowerTrace recorded(std::vector<Level> const &stretches) {
  sim::Dice dice(3);
  PowerTrace trace;
  trace.source = "recorded";
  trace.rateHz = 100;
  for (Level const &stretch : stretches)
    for (int n = 0; n < std::lround(stretch.seconds * trace.rateHz); ++n)
      trace.watts.push_back(static_cast<float>(stretch.watts + 0.01 * dice.normal()));
  return trace;
}

/// Idle at 1 W, and runs of a second at these powers.
std::vector<Level> runsOf(std::vector<double> const &watts) {
  std::vector<Level> all{{1.3, 1}};
  for (double one : watts) {
    all.push_back({1, one});
    all.push_back({0.6, 1});
  }
  all.back().seconds = 1.4;
  return all;
}

/// The messages of one code, each on a line.
std::string said(DiagnosticEngine const &diagnostics, DiagCode code) {
  std::string text;
  for (Diagnostic const &one : diagnostics.diagnostics())
    if (one.code == code)
      text += one.message + "\n";
  return text;
}

std::string said(PowerTrace const &trace, AnalysisOptions const &options, DiagCode code) {
  DiagnosticEngine diagnostics;
  llvm::Expected<TraceAnalysis> analysis = analyseTrace(trace, options, diagnostics);
  EXPECT_TRUE(static_cast<bool>(analysis));
  return said(diagnostics, code);
}

std::string saidOfFile(llvm::StringRef text, DiagCode code, TraceReadOptions const &options = {}) {
  DiagnosticEngine diagnostics;
  llvm::Expected<PowerTrace> trace = readTrace(text, "file", options, diagnostics);
  EXPECT_TRUE(static_cast<bool>(trace));
  return said(diagnostics, code);
}

AnalysisOptions oneInference() {
  AnalysisOptions options;
  options.inferences = 1;
  return options;
}

} // namespace

TEST(TraceDiagnostics, PlainNumbersAreTakenAsMilliwattsAloud) {
  TraceReadOptions options;
  options.rateHz = 1;
  EXPECT_THAT(saidOfFile("AlexNet\n\n14000\n13000\n", DiagCode::TraceUnitAssumed, options),
              HasSubstr("milliwatts"));
  EXPECT_THAT(saidOfFile("Date,CPU Utilization,CPU Power\n2024-01-01 10:00:00,0.5,3.2\n"
                         "2024-01-01 10:00:01,0.5,3.3\n2024-01-01 10:00:02,0.5,3.1\n",
                         DiagCode::TraceUnitAssumed),
              HasSubstr("powerjoular, whose powers are in watts"));
  EXPECT_EQ(saidOfFile("time_s,power_w\n0,3\n1,3\n2,3\n", DiagCode::TraceUnitAssumed), "")
      << "units are stated";
}

TEST(TraceDiagnostics, StepsOfTheAnalysisAreSaid) {
  std::string steps = said(recorded(runsOf({3, 3, 3, 3, 3, 3})), oneInference(), DiagCode::TraceStep);
  EXPECT_THAT(steps, HasSubstr("execution is the high state"));
  EXPECT_THAT(steps, HasSubstr("1 inferences per window (given with --inferences)"));
}

TEST(TraceDiagnostics, RunsAtTheEndsOfTheTraceAreLeftOutAloud) {
  std::vector<Level> cut = runsOf({3, 3, 3, 3, 3, 3});
  cut.insert(cut.begin(), {0.4, 3});
  AnalysisOptions options = oneInference();
  options.active = ActiveChoice::High;
  EXPECT_THAT(said(recorded(cut), options, DiagCode::WindowIncomplete), HasSubstr("1 stretches of activity"));
  EXPECT_EQ(said(recorded(runsOf({3, 3, 3, 3, 3, 3})), options, DiagCode::WindowIncomplete), "");
}

// 100 samples a window: of 5 lost ones it has its energy, of 6 none.
TEST(TraceDiagnostics, WindowsThatMissMoreThanATwentiethOfTheirSamplesHaveNoEnergy) {
  for (size_t lost : {size_t{5}, size_t{6}}) {
    PowerTrace trace = recorded(runsOf({3, 3, 3, 3, 3, 3}));
    AnalysisOptions options = oneInference();
    options.windows = {{1.3, 2.3, "run"}};
    trace.missing = {{150, 150 + lost}};
    std::string warning = said(trace, options, DiagCode::WindowIncomplete);
    EXPECT_EQ(warning.empty(), lost == 5) << warning;
    EXPECT_THAT(warning, HasSubstr(lost == 6 ? "6 of 100 samples from 1.3 s to 2.3 s are missing" : ""));
  }
}

TEST(TraceDiagnostics, AWindowUnlikeTheOthersIsNamed) {
  AnalysisOptions options = oneInference();
  options.active = ActiveChoice::High;
  std::string warning =
      said(recorded(runsOf({3, 3, 3, 3, 4.5, 3, 3, 3, 3, 3, 3, 3})), options, DiagCode::WindowOutlier);
  EXPECT_THAT(warning, HasSubstr("is unlike the others (1 s, 4.5 W)"));
  EXPECT_EQ(said(recorded(runsOf({3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3})), options, DiagCode::WindowOutlier),
            "");
}

TEST(TraceDiagnostics, OneLevelIsNoActivity) {
  EXPECT_THAT(said(recorded({{20, 2}}), {}, DiagCode::NoActivity), HasSubstr("one power level only"));
}

TEST(TraceDiagnostics, WhatRepeatsNowhereIsNotCounted) {
  // Noise of every window its own: no shape is shared, nothing repeats.
  AnalysisOptions options;
  options.active = ActiveChoice::High;
  EXPECT_THAT(said(recorded(runsOf({3, 3, 3, 3, 3, 3})), options, DiagCode::InferenceCountUnknown),
              HasSubstr("nothing in the windows repeats"));
}

// The trace shows 1 s; the report may be a quarter longer (scaled by 0.8) or a fifth shorter (by 1.25).
TEST(TraceDiagnostics, AReportFarFromTheTraceIsDoubted) {
  Profile profile;
  profile.seconds = 1;
  profile.watts = profile.deviceWatts = std::vector<double>(100, 2);
  profile.halfBand = std::vector<double>(100, 0.01);
  for (auto [total, doubted] : {std::pair(1.24, false), {1.26, true}, {0.81, false}, {0.79, true}}) {
    LatencyReport report;
    report.source = "report";
    report.rows = {{"a", total / 2, LayerStatus::Executed, ""}, {"b", total / 2, LayerStatus::Executed, ""}};
    DiagnosticEngine diagnostics;
    layersFromReport(profile, report, 1.0, 0, 0.001, diagnostics);
    EXPECT_EQ(diagnostics.count(DiagCode::LatencyMismatch), doubted ? 1U : 0U) << total;
    EXPECT_EQ(diagnostics.count(DiagCode::LayerUnresolved), 0U);
  }
}

// A report of 1.2 s in two halves on a trace of 1 s: scaling moves the border by 0.1 s, and half of all is behind it: 0.05 s. Half of that
// is the deviation, and 1.96 of these either way.
TEST(TraceDiagnostics, ABorderIsAsUncertainAsHalfOfWhatScalingMovesItBy) {
  Profile profile;
  profile.seconds = 1;
  profile.watts = profile.deviceWatts = std::vector<double>(100, 2);
  profile.halfBand = std::vector<double>(100, 0.01);
  LatencyReport report;
  report.source = "report";
  report.rows = {{"a", 0.6, LayerStatus::Executed, ""}, {"b", 0.6, LayerStatus::Executed, ""}};
  DiagnosticEngine diagnostics;
  std::vector<LayerFigures> layers = layersFromReport(profile, report, 1.0, 0, 0, diagnostics);
  ASSERT_EQ(layers.size(), 2U);
  EXPECT_NEAR(*layers[0].timeS, 0.5, 1e-9);
  EXPECT_NEAR(*layers[0].timeHighS - *layers[0].timeS, 1.96 * 0.05 / 2, 1e-5);
}

// Points of 10 ms: of layers of 9, 11 and 980 ms the first is shorter.
TEST(TraceDiagnostics, LayersShorterThanASampleAreSaid) {
  Profile profile;
  profile.seconds = 1;
  profile.watts = profile.deviceWatts = std::vector<double>(100, 2);
  profile.halfBand = std::vector<double>(100, 0.01);
  LatencyReport report;
  report.source = "report";
  report.rows = {{"a", 0.009, LayerStatus::Executed, ""},
                 {"b", 0.011, LayerStatus::Executed, ""},
                 {"c", 0.980, LayerStatus::Executed, ""}};
  DiagnosticEngine diagnostics;
  layersFromReport(profile, report, 1.0, 0, 0.001, diagnostics);
  EXPECT_THAT(said(diagnostics, DiagCode::LayerUnresolved),
              HasSubstr("1 layers are shorter than one sample"));
}
