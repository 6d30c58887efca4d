// Budgets that rest on what a mission or an arena says: hours and bytes worked out by hand.

#include "lib/decide/MemoryFit.h"
#include "lib/lint/LintConfig.h"
#include "lib/lint/Linter.h"
#include "lib/lint/Verdicts.h"
#include "tests/lint/Sample.h"
#include "tests/lint/rules/Linted.h"
#include "tests/support/TextNetwork.h"

#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;
using testing::HasSubstr;

namespace {

Budget budgetIn(std::string const &entry) {
  llvm::Expected<YamlFile> file =
      YamlFile::parse("schema: energy-opt/lint/1\nbudgets: [" + entry + "]\n", "energy.yaml");
  llvm::Expected<LintConfig> config = file ? readLintConfig(*file) : file.takeError();
  if (!config) {
    ADD_FAILURE() << takeErrorText(config.takeError()).message;
    return {};
  }
  return config->base.budgets.at(0);
}

/// The budget on a report of 10 J (8 to 13) in 2 s.
BudgetResult ofTenJoules(std::string const &entry, NoIntervalPolicy noInterval = NoIntervalPolicy::Warn,
                         bool withBounds = true) {
  Report report = sample();
  if (!withBounds)
    report.totals.energyLow = report.totals.energyHigh = std::nullopt;
  report.totals.throughput = 0.5;
  Graph graph;
  DimBindings bindings;
  Annotations annotations;
  PassEstimator estimator;
  LintedNetwork network{graph, bindings, nullptr, annotations, report, estimator};
  LintPolicy policy;
  policy.budgets = {budgetIn(entry)};
  policy.noInterval = noInterval;
  std::vector<Finding> findings;
  return judgeBudgets({report, "a.onnx", policy, nullptr, &network}, findings).at(0);
}

// 0.1/s · 10 J + 1 W · (1 - 0.1/s · 2 s) = 1.8 W of 18 Wh; 1.6 W at 8 J, 2.1 W at 13 J
constexpr char const *farm = "rate: 0.1/s, idle: 1 W, battery: 18 Wh";

TEST(HoursBudget, IsWhatTheMissionLasts) {
  BudgetResult result = ofTenJoules(fmt::format("{{hours: 8.5 h, mission: {{{}}}}}", farm));
  EXPECT_NEAR(*result.value, 10, 1e-9);
  EXPECT_NEAR(*result.low, 18 / 2.1, 1e-9);
  EXPECT_NEAR(*result.high, 18 / 1.6, 1e-9);
  EXPECT_EQ(result.verdict, Verdict::Fits);
  EXPECT_EQ(result.metricName(), "hours");
  EXPECT_DOUBLE_EQ(*result.limit, 8.5);
  EXPECT_EQ(result.budget, "mission at least 8.5 h");
  EXPECT_EQ(ofTenJoules(fmt::format("{{hours: 10, mission: {{{}}}}}", farm)).verdict, Verdict::Unknown)
      << "8.57 to 11.25 h";
  result = ofTenJoules(fmt::format("{{metric: hours, mission: {{{}, hours: 12}}}}", farm));
  EXPECT_EQ(result.verdict, Verdict::DoesNotFit);
  EXPECT_EQ(result.severity, Severity::Error);
  EXPECT_EQ(result.reason, "the battery: 12 h asked for, it lasts 10 h (8.571 h to 11.25 h)");
}

TEST(HoursBudget, TheOtherDemandsOfTheMissionCount) {
  // 5 W while it runs, by layer: conv1 6 J in 1 s, (4.8 to 7.8 W)
  BudgetResult result = ofTenJoules(fmt::format("{{hours: 1, mission: {{{}, supply: 4 W}}}}", farm));
  EXPECT_EQ(result.verdict, Verdict::DoesNotFit);
  EXPECT_THAT(result.reason, HasSubstr("the supply: 4 W at most, the peak is 6 W (4.8 W to 7.8 W)"));
  result = ofTenJoules("{hours: 1, mission: {rate: 1/s, idle: 1 W, battery: 99 Wh}}");
  EXPECT_EQ(result.verdict, Verdict::DoesNotFit);
  EXPECT_THAT(result.reason, HasSubstr("the rate: 1/s asked for, it keeps up with 30/min"));
}

TEST(HoursBudget, WithoutAnIntervalTheValueIsJudgedAsPolicyHasIt) {
  std::string budget = fmt::format("{{hours: 9, mission: {{{}}}}}", farm);
  BudgetResult result = ofTenJoules(budget, NoIntervalPolicy::Warn, false);
  EXPECT_EQ(result.verdict, Verdict::Fits);
  EXPECT_TRUE(result.pointOnly);
  EXPECT_EQ(result.severity, Severity::Warning);
  EXPECT_EQ(ofTenJoules(budget, NoIntervalPolicy::Unknown, false).verdict, Verdict::Unknown);
}

TEST(HoursBudget, SaysWhatTheMissionHasToSay) {
  BudgetResult result = ofTenJoules("{hours: 1, mission: {rate: 0.1/s, battery: 18 Wh}}");
  EXPECT_EQ(result.verdict, Verdict::Unknown);
  EXPECT_THAT(result.reason, HasSubstr("draws between inferences is not known"));
}

/// The peak of the report is the one of the arena, on boards that execute FP32, FP16 and INT8.
TEST(MemoryBudget, RestsOnThePeakOfTheReport) {
  for (auto [board, bits] : {std::pair("raspberry-pi-4", 32U), {"ncs2", 16U}, {"edge-tpu", 8U}})
    for (char const *file : {"tiny-cnn.onnx", "depthwise.onnx", "quantized.onnx", "if.onnx"}) {
      Linted linted(testFile(std::string("networks/") + file), boardNamed(board));
      ASSERT_EQ(linted.error, "") << file;
      LintedNetwork network = linted.network();
      MemoryFit fit = llvm::cantFail(
          memoryOf({network.graph, network.annotations, network.board}, network.report, {}, 0, 1));
      EXPECT_LE(fit.bits, bits) << board << " " << file;
      EXPECT_EQ(fit.lifetimes.peakBytes(), linted.report.totals.peakActivationBytes) << board << " " << file;
      EXPECT_GE(fit.arena.bytes, fit.lifetimes.peakBytes());
      for (auto [bytes, verdict] : {std::pair(fit.lifetimes.peakBytes(), Verdict::Fits),
                                    {fit.lifetimes.peakBytes() - 1, Verdict::DoesNotFit}}) {
        LintPolicy policy;
        policy.budgets = {budgetIn(fmt::format("{{metric: peak_activation_bytes, max: {} B}}", bytes))};
        std::vector<Finding> findings;
        BudgetResult one = judgeBudgets({linted.report, "a.onnx", policy, nullptr, &network}, findings).at(0);
        EXPECT_EQ(one.verdict, verdict) << board << " " << file;
      }
    }
}

// x and y of 16 bytes each are alive at once, w of 16 bytes is a parameter
TEST(MemoryBudget, IsParametersAndAnArena) {
  Graph graph =
      textNetwork("main (float[1,4] x) => (float[1,4] y) <float[4] w = {1, 2, 3, 4}> { y = Add (x, w) }");
  for (auto const &[limit, verdict] : {std::pair("{memory: 48 B}", Verdict::Fits),
                                       {"{memory: 47 B}", Verdict::DoesNotFit},
                                       {"{metric: memory, max: 48 B}", Verdict::Fits}}) {
    LintPolicy policy;
    policy.budgets = {budgetIn(limit)};
    PassEstimator estimator;
    LintResult result = lintNetwork({graph, "a.onnx", "a.onnx", policy, nullptr, nullptr, "0"}, estimator,
                                    DiagnosticEngine());
    ASSERT_EQ(result.error, "");
    ASSERT_EQ(result.budgets.size(), 1U);
    EXPECT_EQ(result.budgets[0].verdict, verdict) << limit;
    EXPECT_DOUBLE_EQ(result.budgets[0].value.value_or(0), 48);
  }
}

/// edge-tpu with a weight memory of so many bytes.
ChosenBoard withWeightMemory(double bytes) {
  ChosenBoard board = boardNamed("edge-tpu");
  auto model = std::make_shared<BoardModel>(*board.model);
  for (Coefficient &one : model->coefficients)
    if (one.name == "parameter_memory")
      one.value = bytes;
  board.model = std::move(model);
  return board;
}

// w has 4 parameters, one byte each where INT8 is executed
TEST(StreamedBudget, IsWhatTheWeightMemoryDoesNotHold) {
  auto judged = [](ChosenBoard const *board, char const *entry) {
    Graph graph =
        textNetwork("main (float[1,4] x) => (float[1,4] y) <float[4] w = {1, 2, 3, 4}> { y = Add (x, w) }");
    LintPolicy policy;
    policy.budgets = {budgetIn(entry)};
    PassEstimator estimator;
    LintResult result =
        lintNetwork({graph, "a.onnx", "a.onnx", policy, board, nullptr, "0"}, estimator, DiagnosticEngine());
    EXPECT_EQ(result.error, "");
    return result.budgets.at(0);
  };
  ChosenBoard small = withWeightMemory(3), large = withWeightMemory(4), other = boardNamed("jetson-nano");
  BudgetResult none = judged(&large, "{metric: streamed_bytes, max: 0 B}");
  EXPECT_EQ(none.verdict, Verdict::Fits) << none.reason;
  BudgetResult one = judged(&small, "{metric: streamed_bytes, max: 0 B}");
  EXPECT_EQ(one.verdict, Verdict::DoesNotFit) << one.reason;
  EXPECT_DOUBLE_EQ(one.value.value_or(-1), 1);
  EXPECT_EQ(judged(&small, "{metric: streamed_bytes, max: 1 B}").verdict, Verdict::Fits);
  BudgetResult unknown = judged(&other, "{metric: streamed_bytes, max: 0 B}");
  EXPECT_EQ(unknown.verdict, Verdict::Unknown);
  EXPECT_EQ(unknown.reason, "the model of jetson-nano knows no memory for weights");
  EXPECT_THAT(judged(nullptr, "{metric: streamed_bytes, max: 0 B}").reason, HasSubstr("no board is given"));
}

} // namespace
