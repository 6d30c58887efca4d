#include "lib/lint/Verdicts.h"
#include "lib/lint/OwnFindings.h"
#include "tests/lint/Sample.h"

#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;
using testing::HasSubstr;

namespace {

constexpr std::optional<double> none;

/// One row of the verdict table: at most 10.
struct Judged {
  char const *name;
  Figure figure;
  NoIntervalPolicy policy;
  Verdict expected;
};

void PrintTo(Judged const &row, std::ostream *stream) { *stream << row.name; }

class JudgeTable : public testing::TestWithParam<Judged> {};

TEST_P(JudgeTable, AtMostTen) {
  EXPECT_EQ(judge(GetParam().figure, 10, GetParam().policy), GetParam().expected);
}

constexpr auto warn = NoIntervalPolicy::Warn, asUnknown = NoIntervalPolicy::Unknown;

INSTANTIATE_TEST_SUITE_P(
    Verdicts, JudgeTable,
    testing::Values(
        Judged{"IntervalBelow", {8, 7, 9, ""}, warn, Verdict::Fits},
        Judged{"UpperBoundOnTheLimit", {8, 7, 10, ""}, warn, Verdict::Fits},
        Judged{"IntervalAbove", {12, 11, 13, ""}, warn, Verdict::DoesNotFit},
        Judged{"LowerBoundOnTheLimit", {12, 10, 13, ""}, warn, Verdict::Unknown},
        Judged{"StraddlesFromBelow", {9, 8, 11, ""}, warn, Verdict::Unknown},
        Judged{"StraddlesFromAbove", {11, 9, 12, ""}, warn, Verdict::Unknown},
        Judged{"KnownPartFits", {5, 4, 6, "half"}, warn, Verdict::Unknown},
        Judged{"KnownPartAloneIsTooMuch", {15, 12, 20, "half"}, warn, Verdict::DoesNotFit},
        Judged{"KnownPartStraddles", {9, 8, 11, "half"}, warn, Verdict::Unknown},
        Judged{"NoFigure", {none, none, none, ""}, warn, Verdict::Unknown},
        Judged{"ValueAloneBelow", {9, none, none, ""}, warn, Verdict::Fits},
        Judged{"ValueAloneAbove", {11, none, none, ""}, warn, Verdict::DoesNotFit},
        Judged{"ValueAloneWithAPartMissing", {9, none, none, "half"}, warn, Verdict::Unknown},
        Judged{"ValueAloneBelowWhenThatIsUnknown", {9, none, none, ""}, asUnknown, Verdict::Unknown},
        Judged{"ValueAloneAboveWhenThatIsUnknown", {11, none, none, ""}, asUnknown, Verdict::Unknown},
        Judged{"CountOnTheLimit", {10, 10, 10, ""}, asUnknown, Verdict::Fits},
        Judged{"CountAbove", {11, 11, 11, ""}, warn, Verdict::DoesNotFit},
        // of a guess: 20 · 20 / 40 is 10, on the limit; 20.1 · 20.1 / 40 is 10.1
        Judged{"GuessBelow", {2, 1, 4, "little", true, true}, warn, Verdict::Unknown},
        Judged{"GuessAbove", {28, 20, 40, "little", true, true}, warn, Verdict::Unknown},
        Judged{"GuessAboveByMoreThanItsInterval",
               {28, 20.1, 40, "little", true, true},
               warn,
               Verdict::DoesNotFit},
        Judged{"GuessWithoutAnInterval", {1000, none, none, "little", true, true}, warn, Verdict::Unknown}),
    [](auto const &row) { return row.param.name; });

Budget budgetOf(Metric metric, double max) {
  Budget budget;
  budget.metric = metric;
  budget.max = max;
  return budget;
}

Budget relative(Metric metric, double increase, double change) {
  Budget budget;
  budget.metric = metric;
  budget.maxIncrease = increase;
  budget.minChange = change;
  return budget;
}

/// What one budget says of a report.
struct Said {
  std::vector<BudgetResult> results;
  std::vector<Finding> findings;
};

Said say(Budget budget, Report const &report, Baseline const *baseline = nullptr, LintPolicy policy = {}) {
  policy.budgets = {std::move(budget)};
  Said said;
  said.results = judgeBudgets({report, "nets/a.onnx", policy, baseline}, said.findings);
  return said;
}

TEST(Budgets, NetworkIsJudgedByItsOwnInterval) {
  Said said = say(budgetOf(Metric::Energy, 13), sample());
  ASSERT_EQ(said.results.size(), 1U);
  BudgetResult const &one = said.results.front();
  EXPECT_EQ(one.verdict, Verdict::Fits);
  EXPECT_EQ(one.severity, Severity::Note);
  EXPECT_FALSE(one.pointOnly);
  EXPECT_EQ(one.subject, "network");
  EXPECT_EQ(say(budgetOf(Metric::Energy, 12), sample()).results[0].verdict, Verdict::Unknown);
  EXPECT_EQ(say(budgetOf(Metric::Energy, 7), sample()).results[0].verdict, Verdict::DoesNotFit);
}

TEST(Budgets, NoGuessFitsAndOneFailsOnlyByMoreThanItsInterval) {
  Report report = sample(); // 8 to 13 J: 8 · 8 / 13 is 4.92
  report.trust = ReportTrust{0.2, TrustLevel::Guess, {}, {}};
  for (auto [limit, verdict] :
       {std::pair(20.0, Verdict::Unknown), {4.95, Verdict::Unknown}, {4.9, Verdict::DoesNotFit}}) {
    BudgetResult one = say(budgetOf(Metric::Energy, limit), report).results.at(0);
    EXPECT_EQ(one.verdict, verdict) << limit;
    EXPECT_THAT(one.reason, HasSubstr("20.0 % of it lies inside")) << limit;
  }
}

// conv1 takes 6 of 9 J of the convolutions
TEST(Budgets, LayersAreAGuessWhereMoreThanHalfOfThemLiesOutside) {
  for (auto [outside, verdict] : {std::pair("conv2", Verdict::Fits), {"conv1", Verdict::Unknown}}) {
    Report report = sample();
    for (ReportLayer &layer : report.layers)
      if (layer.name == outside)
        layer.basis = Basis::Fallback;
    Budget convolutions = budgetOf(Metric::Energy, 100);
    convolutions.op = "Conv";
    EXPECT_EQ(say(convolutions, report).results.at(0).verdict, verdict) << outside;
    Budget one = budgetOf(Metric::Energy, 100);
    one.layer = "conv1";
    EXPECT_EQ(say(one, report).results.at(0).verdict, verdict) << outside;
  }
}

TEST(Budgets, WithoutIntervalTheValueIsJudgedAndMarked) {
  Said said = say(budgetOf(Metric::Power, 6), sample());
  EXPECT_EQ(said.results[0].verdict, Verdict::Fits);
  EXPECT_TRUE(said.results[0].pointOnly);
  EXPECT_EQ(said.results[0].severity, Severity::Warning);
  LintPolicy quiet;
  quiet.noInterval = NoIntervalPolicy::Pass;
  EXPECT_EQ(say(budgetOf(Metric::Power, 6), sample(), nullptr, quiet).results[0].severity, Severity::Note);
}

TEST(Budgets, UnknownWeighsWhatThePolicySays) {
  for (auto [policy, severity] : {std::pair(UnknownPolicy::Pass, Severity::Note),
                                  {UnknownPolicy::Warn, Severity::Warning},
                                  {UnknownPolicy::Fail, Severity::Error}}) {
    LintPolicy lint;
    lint.unknown = policy;
    EXPECT_EQ(say(budgetOf(Metric::Energy, 12), sample(), nullptr, lint).results[0].severity, severity);
  }
  EXPECT_EQ(say(budgetOf(Metric::Energy, 12), sample()).results[0].severity, Severity::Error)
      << "the default";
}

TEST(Budgets, LayerPatternGivesOneResultALayer) {
  Budget budget = budgetOf(Metric::Energy, 6);
  budget.layer = "*conv?";
  Said said = say(budget, sample());
  ASSERT_EQ(said.results.size(), 2U);
  EXPECT_EQ(said.results[0].subject, "layer conv1");
  EXPECT_EQ(said.results[0].verdict, Verdict::Unknown) << "3 to 12 J";
  EXPECT_EQ(said.results[1].subject, "layer head/conv2");
  EXPECT_EQ(said.results[1].verdict, Verdict::Fits) << "1.5 to 6 J";
  EXPECT_EQ(said.results[1].sort, BudgetSubject::Matched);
  budget.layer = "conv1";
  said = say(budget, sample());
  ASSERT_EQ(said.results.size(), 1U);
  EXPECT_EQ(said.results[0].sort, BudgetSubject::Named) << "its name stands in the budget";
}

TEST(Budgets, OperatorIsTheSumOfItsLayers) {
  Budget budget = budgetOf(Metric::Energy, 20);
  budget.op = "Conv";
  BudgetResult sum = say(budget, sample()).results.at(0);
  EXPECT_EQ(sum.value, 9);
  EXPECT_EQ(sum.low, 4.5);
  EXPECT_EQ(sum.high, 18);
  EXPECT_EQ(sum.verdict, Verdict::Fits);
  budget.metric = Metric::Macs;
  budget.max = 599;
  EXPECT_EQ(say(budget, sample()).results.at(0).verdict, Verdict::DoesNotFit);
}

TEST(Budgets, PowerOfASumIsEnergyOverTime) {
  Budget budget = budgetOf(Metric::Power, 7);
  budget.op = "Conv";
  EXPECT_EQ(say(budget, sample()).results.at(0).value, 6) << "9 J in 1.5 s";
}

TEST(Budgets, ScopeEndsAtAPartOfThePath) {
  Budget budget = budgetOf(Metric::Macs, 200);
  budget.scope = "head";
  EXPECT_EQ(say(budget, sample()).results.at(0).value, 200);
  budget.scope = "hea";
  Said said = say(budget, sample());
  EXPECT_TRUE(said.results.empty());
  ASSERT_EQ(said.findings.size(), 1U);
  EXPECT_EQ(said.findings[0].rule, budgetUnmatched);
}

TEST(Budgets, FusedLayerHasNoEnergyOfItsOwn) {
  Budget budget = budgetOf(Metric::Energy, 1);
  budget.layer = "relu";
  EXPECT_TRUE(say(budget, sample()).results.empty());
  budget.metric = Metric::Macs;
  EXPECT_EQ(say(budget, sample()).results.size(), 1U);
}

TEST(Budgets, MinCoverageIsAVerdictAndSaysWhatCountsAsAll) {
  Report report = sample();
  report.coverage = {4, 3, 0.93, 1.0};
  LintPolicy policy;
  EXPECT_EQ(say(budgetOf(Metric::Energy, 20), report).results.at(0).verdict, Verdict::Unknown);
  policy.minCoverage = 0.9;
  Said said = say(budgetOf(Metric::Energy, 20), report, nullptr, policy);
  ASSERT_EQ(said.results.size(), 2U);
  EXPECT_EQ(said.results[0].verdict, Verdict::Fits);
  EXPECT_EQ(said.results[1].metricName(), "coverage");
  EXPECT_EQ(said.results[1].verdict, Verdict::Fits);
  policy.minCoverage = 0.95;
  EXPECT_EQ(say(budgetOf(Metric::Energy, 20), report, nullptr, policy).results[1].verdict, Verdict::Unknown);
}

TEST(Budgets, BatteryLastsAsLongAsItsEnergy) {
  Budget budget;
  budget.metric = Metric::BatteryLife;
  budget.battery = BatteryUse{10, 360}; // 36 kJ at 3.6 kJ a day, 10 J each
  budget.minDays = 7;
  BudgetResult result = say(budget, sample()).results.at(0);
  EXPECT_DOUBLE_EQ(*result.value, 10);
  EXPECT_DOUBLE_EQ(*result.low, 100.0 / 13);
  EXPECT_DOUBLE_EQ(*result.high, 12.5);
  EXPECT_EQ(result.verdict, Verdict::Fits);
  budget.minDays = 9;
  EXPECT_EQ(say(budget, sample()).results[0].verdict, Verdict::Unknown);
  budget.minDays = 13;
  EXPECT_EQ(say(budget, sample()).results[0].verdict, Verdict::DoesNotFit);
}

TEST(Budgets, LatencyIsJudgedByItsInterval) {
  Report report = sample(); // 2 s
  report.totals.latencyLow = 1;
  report.totals.latencyHigh = 3;
  BudgetResult result = say(budgetOf(Metric::Latency, 3), report).results.at(0);
  EXPECT_EQ(result.low, 1);
  EXPECT_EQ(result.high, 3);
  EXPECT_EQ(result.verdict, Verdict::Fits);
  EXPECT_EQ(say(budgetOf(Metric::Latency, 2.9), report).results.at(0).verdict, Verdict::Unknown);
  EXPECT_EQ(say(budgetOf(Metric::Latency, 0.9), report).results.at(0).verdict, Verdict::DoesNotFit);
}

TEST(Budgets, BoardAndModelPatternsChoose) {
  Budget budget = budgetOf(Metric::Energy, 20);
  budget.board = "b2";
  EXPECT_TRUE(say(budget, sample()).results.empty());
  budget.board = "b*";
  budget.model = "nets/*.onnx";
  EXPECT_EQ(say(budget, sample()).results.size(), 1U);
  budget.model = "other/*.onnx";
  EXPECT_TRUE(say(budget, sample()).results.empty());
}

Baseline baselineOf(Report report) { return {"base.json", {{std::move(report), {}}}}; }

/// One row: at most 5 % and 1 J above a baseline of 10 J.
struct Increase {
  char const *name;
  double now, before;
  Verdict expected;
};

void PrintTo(Increase const &row, std::ostream *stream) { *stream << row.name; }

class RelativeTable : public testing::TestWithParam<Increase> {};

TEST_P(RelativeTable, FivePercentAndOneJoule) {
  Report now = sample(), before = sample();
  now.totals.energy = GetParam().now;
  before.totals.energy = GetParam().before;
  Baseline baseline = baselineOf(before);
  BudgetResult result = say(relative(Metric::Energy, 0.05, 1), now, &baseline).results.at(0);
  EXPECT_EQ(result.verdict, GetParam().expected);
  EXPECT_EQ(result.baseline, GetParam().before);
  EXPECT_FALSE(result.pointOnly) << "both share the board's error";
}

INSTANTIATE_TEST_SUITE_P(Verdicts, RelativeTable,
                         testing::Values(Increase{"Unchanged", 10, 10, Verdict::Fits},
                                         Increase{"Less", 5, 10, Verdict::Fits},
                                         Increase{"EightPercentButUnderOneJoule", 10.8, 10, Verdict::Fits},
                                         Increase{"OverOneJouleButUnderFivePercent", 102, 100, Verdict::Fits},
                                         Increase{"BothExceeded", 11.5, 10, Verdict::DoesNotFit},
                                         Increase{"FromNothing", 2, 0, Verdict::DoesNotFit}),
                         [](auto const &row) { return row.param.name; });

TEST(RelativeBudgets, AFailedIncreaseNamesTheLayersThatGrew) {
  // conv1 takes 6 J after 4, the pool 1 after 0.5; conv2 is what it was.
  Report before = sample();
  before.layers[0].energy = 4;
  before.layers[3].energy = 0.5;
  before.totals.energy = 7.5;
  Baseline baseline = baselineOf(before);
  BudgetResult result = say(relative(Metric::Energy, 0.05, 0), sample(), &baseline).results.at(0);
  EXPECT_EQ(result.verdict, Verdict::DoesNotFit);
  EXPECT_THAT(result.reason, HasSubstr("most of it in 'conv1' (+2 J), 'pool' (+500 mJ)"));
  BudgetResult fits = say(relative(Metric::Energy, 0.5, 0), sample(), &baseline).results.at(0);
  EXPECT_THAT(fits.reason, testing::Not(HasSubstr("most of it")));
}

TEST(RelativeBudgets, MissingEntryIsAFindingWithItsReason) {
  Report other = sample();
  other.board->settings = {{"unit", "gpu"}};
  Baseline baseline = baselineOf(other);
  Said said = say(relative(Metric::Energy, 0.05, 0), sample(), &baseline);
  EXPECT_TRUE(said.results.empty());
  ASSERT_EQ(said.findings.size(), 1U);
  EXPECT_EQ(said.findings[0].rule, baselineMissing);
  EXPECT_THAT(said.findings[0].message, HasSubstr("base.json has it for b1 unit=gpu, not for b1 unit=cpu"));
}

TEST(RelativeBudgets, NewLayerIsAnIncreaseFromNothing) {
  Report before = sample();
  before.layers.erase(before.layers.begin());
  Baseline baseline = baselineOf(before);
  Budget budget = relative(Metric::Energy, 0.05, 5);
  budget.layer = "conv*";
  Said said = say(budget, sample(), &baseline);
  ASSERT_EQ(said.results.size(), 2U);
  EXPECT_EQ(said.results[0].verdict, Verdict::DoesNotFit) << "6 J more";
  EXPECT_EQ(said.results[1].verdict, Verdict::Fits);
}

TEST(RelativeBudgets, PartsLeftOutMustBeTheSame) {
  Report now = sample(), before = sample();
  now.coverage = before.coverage = {4, 3, 0.9, 1.0};
  now.layers[3].energy = before.layers[3].energy = std::nullopt;
  Baseline baseline = baselineOf(before);
  EXPECT_EQ(say(relative(Metric::Energy, 0.05, 0), now, &baseline).results.at(0).verdict, Verdict::Fits);
  now.layers[3].energy = 1;
  now.layers[1].energy = std::nullopt;
  EXPECT_EQ(say(relative(Metric::Energy, 0.05, 0), now, &baseline).results.at(0).verdict, Verdict::Unknown);
}

} // namespace
