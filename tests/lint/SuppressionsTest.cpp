#include "lib/lint/Suppressions.h"
#include "lib/lint/Linter.h"
#include "lib/lint/OwnFindings.h"
#include "lib/report/ReportReader.h"
#include "lib/support/Error.h"
#include "tests/lint/Sample.h"

#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

Finding finding(std::string rule, std::string layer) {
  Finding one;
  one.rule = std::move(rule);
  one.layer = std::move(layer);
  return one;
}

/// nets/a.onnx with two findings at conv1, nets/b.onnx with one at conv2.
LintReport twoNetworks() {
  LintReport report;
  report.results.resize(2);
  report.results[0].path = "nets/a.onnx";
  report.results[0].report = sample();
  report.results[0].findings = {finding("large-kernel", "conv1"), finding("few-output-channels", "conv1")};
  report.results[1].path = "nets/b.onnx";
  report.results[1].report = sample();
  report.results[1].report->model.path = "nets/b.onnx";
  report.results[1].findings = {finding("large-kernel", "conv2")};
  return report;
}

std::vector<std::string> const models = {"nets/a.onnx", "nets/b.onnx"};

/// "a: large-kernel conv1" of what still counts, then the findings about the config.
std::vector<std::string> counting(LintReport const &report) {
  std::vector<std::string> texts;
  for (LintResult const &result : report.results)
    for (Finding const &one : result.findings)
      if (one.suppressed.empty())
        texts.push_back(one.rule + " " + one.layer);
  for (Finding const &one : report.configFindings)
    texts.push_back(one.rule);
  return texts;
}

std::vector<std::string> apply(std::vector<Suppression> suppressions, Linted linted = Linted::All,
                               LintReport report = twoNetworks()) {
  LintConfig config;
  config.suppressions = std::move(suppressions);
  applySuppressions(config, nullptr, models, linted, Severity::Error, report);
  return counting(report);
}

TEST(Suppressions, RuleLayerAndModelChoose) {
  EXPECT_THAT(apply({{"large-kernel", "", "", "r", {}}}), ElementsAre("few-output-channels conv1"));
  EXPECT_THAT(apply({{"large-kernel", "*1", "", "r", {}}}),
              ElementsAre("few-output-channels conv1", "large-kernel conv2"));
  EXPECT_THAT(apply({{"large-kernel", "", "b.onnx", "r", {}}}),
              ElementsAre("large-kernel conv1", "few-output-channels conv1"));
}

TEST(Suppressions, OneThatMatchesNothingIsStale) {
  EXPECT_THAT(
      apply({{"dead-node", "", "", "r", {}}}),
      ElementsAre("large-kernel conv1", "few-output-channels conv1", "large-kernel conv2", staleSuppression));
}

TEST(Suppressions, StaleIsSaidOnlyOfWhatWasLinted) {
  auto size = [](char const *model, Linted linted, LintReport report = twoNetworks()) {
    return apply({{"dead-node", "", model, "r", {}}}, linted, std::move(report)).size();
  };
  EXPECT_EQ(size("", Linted::SomeNetworks), 3U) << "may concern another network";
  EXPECT_EQ(size("**/a.onnx", Linted::SomeNetworks), 3U) << "likewise";
  EXPECT_EQ(size("nets/a.onnx", Linted::SomeNetworks), 4U) << "this one was linted";
  EXPECT_EQ(size("nets/a.onnx", Linted::OtherConditions), 3U) << "may concern another board";
  EXPECT_EQ(size("c.onnx", Linted::All), 3U) << "this one was not linted";
  LintReport broken = twoNetworks();
  broken.results[1] = brokenNetwork("nets/b.onnx", inputError("broken"));
  EXPECT_EQ(size("", Linted::All, broken), 2U) << "may concern the broken one";
  EXPECT_EQ(size("a.onnx", Linted::All, broken), 3U);
}

/// What --write-baseline writes of a report, read again.
Baseline written(LintReport const &report) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeBaseline(report, models, stream);
  llvm::Expected<Baseline> baseline = readBaseline(text, "base.json");
  if (baseline)
    return std::move(*baseline);
  ADD_FAILURE() << takeErrorText(baseline.takeError()).message << "\n" << text;
  return {};
}

TEST(Baseline, AdoptedFindingsDoNotCountAndNewOnesDo) {
  Baseline baseline = written(twoNetworks());
  LintReport report = twoNetworks();
  report.results[1].findings.push_back(finding("dead-node", "x"));
  applySuppressions({}, &baseline, models, Linted::All, Severity::Error, report);
  EXPECT_THAT(counting(report), ElementsAre("dead-node x"));
  EXPECT_EQ(report.results[0].findings[0].suppressed, "adopted in base.json");
}

TEST(Baseline, AdoptedFindingThatIsGoneIsStale) {
  Baseline baseline = written(twoNetworks());
  LintReport report = twoNetworks();
  report.results[0].findings.pop_back();
  applySuppressions({}, &baseline, models, Linted::All, Severity::Error, report);
  EXPECT_THAT(counting(report), ElementsAre(staleSuppression.str() + " "));
  EXPECT_THAT(report.results[0].findings.back().message,
              HasSubstr("adopted finding few-output-channels at 'conv1' is gone"));
}

TEST(Baseline, OwnAndSuppressedFindingsAreNotAdopted) {
  LintReport report = twoNetworks();
  report.results[0].findings[0].suppressed = "reason";
  report.results[0].findings.push_back(finding(baselineMissing.str(), ""));
  Baseline baseline = written(report);
  ASSERT_EQ(baseline.entries.size(), 2U);
  EXPECT_THAT(baseline.entries[0].adopted, ElementsAre(AdoptedFinding{"few-output-channels", "conv1"}));
}

TEST(Baseline, IsSortedAndWithoutTheWorkingDirectory) {
  LintReport report = twoNetworks();
  std::swap(report.results[0], report.results[1]);
  report.results[0].report->model.path = "/home/me/nets/b.onnx";
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeBaseline(report, std::vector<std::string>{"nets/b.onnx", "nets/a.onnx"}, stream);
  EXPECT_LT(text.find("nets/a.onnx"), text.find("nets/b.onnx"));
  EXPECT_EQ(text.find("/home/me"), std::string::npos);
}

TEST(Baseline, OtherReadersPassOverWhatIsAdopted) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeBaseline(twoNetworks(), models, stream);
  llvm::Expected<std::vector<Report>> reports = readReports(text, "base.json");
  ASSERT_TRUE(bool(reports)) << takeErrorText(reports.takeError()).message;
  EXPECT_EQ(reports->size(), 2U);
}

TEST(Baseline, HostileLayerNamesComeBackWhole) {
  LintReport report = twoNetworks();
  report.results[0].findings = {finding("dead-node", "a\"b\\c\n{0}"), finding("dead-node", "")};
  Baseline baseline = written(report);
  EXPECT_THAT(baseline.entries.at(0).adopted,
              ElementsAre(AdoptedFinding{"dead-node", ""}, AdoptedFinding{"dead-node", "a\"b\\c\n{0}"}));
}

TEST(Baseline, EntryIsFoundByPathThenByFileName) {
  Report other = sample();
  other.model.path = "old/c.onnx";
  Baseline baseline{"base.json", {{sample(), {}}, {other, {}}}};
  std::string whyNot;
  EXPECT_EQ(baseline.find(sample(), "nets/a.onnx", whyNot), &baseline.entries[0]);
  EXPECT_EQ(baseline.find(other, "new/c.onnx", whyNot), &baseline.entries[1]) << "the only c.onnx";
  baseline.entries.push_back({other, {}});
  baseline.entries.back().report.model.path = "older/c.onnx";
  Report moved = other;
  moved.model.path = "new/c.onnx";
  EXPECT_EQ(baseline.find(moved, "new/c.onnx", whyNot), nullptr);
  EXPECT_THAT(whyNot, HasSubstr("2 networks of this name"));
}

TEST(Baseline, ConditionsMustBeTheSame) {
  Baseline baseline{"base.json", {{sample(), {}}}};
  std::string whyNot;
  for (auto change : std::initializer_list<void (*)(Report &)>{
           [](Report &r) { r.board->id = "b2"; }, [](Report &r) { r.board->settings[0].second = "gpu"; },
           [](Report &r) { r.board.reset(); }, [](Report &r) { r.model.dims["batch"] = 8; }}) {
    Report report = sample();
    change(report);
    EXPECT_EQ(baseline.find(report, "nets/a.onnx", whyNot), nullptr);
    EXPECT_THAT(whyNot, HasSubstr("base.json has it for b1 unit=cpu, not for "));
  }
}

TEST(Baseline, MissingFileIsAUsageErrorThatSaysHowToWriteOne) {
  llvm::Expected<Baseline> baseline = readBaselineFile("/no/such/base.json");
  ASSERT_FALSE(bool(baseline));
  ErrorText text = takeErrorText(baseline.takeError());
  EXPECT_EQ(text.kind, ErrorKind::Usage);
  EXPECT_THAT(text.message, HasSubstr("--write-baseline=/no/such/base.json"));
}

TEST(UnmatchedBudgets, OneThatMatchesInAnotherNetworkIsFine) {
  LintReport report = twoNetworks();
  auto unmatched = [](char const *text, unsigned line) {
    Finding one = finding(budgetUnmatched.str(), "");
    one.message = "concerns no layer";
    one.budget = text;
    one.place = YamlPlace{line, 5};
    return one;
  };
  report.results[0].findings = {unmatched("energy of operator Conv at most 1 J", 3),
                                unmatched("energy of operator Gemm at most 1 J", 4)};
  report.results[1].findings = {unmatched("energy of operator Gemm at most 1 J", 4)};
  BudgetResult judged;
  judged.budget = "energy of operator Conv at most 1 J";
  judged.place = YamlPlace{3, 5};
  report.results[1].budgets = {judged};
  LintReport part = report;
  foldUnmatchedBudgets(report, true);
  EXPECT_THAT(counting(report), ElementsAre(budgetUnmatched));
  EXPECT_EQ(report.configFindings[0].message, "concerns no layer");
  EXPECT_THAT(report.configFindings[0].budget, HasSubstr("Gemm"));
  foldUnmatchedBudgets(part, false);
  EXPECT_THAT(counting(part), IsEmpty());
}

} // namespace

// "energy of layer conv1 …" begins "energy of layer conv10 …"; on the command line neither has a place.
TEST(UnmatchedBudgets, ABudgetIsNotFoundByTheBeginningOfItsWords) {
  LintReport report = twoNetworks();
  Finding one = finding(budgetUnmatched.str(), "");
  one.budget = "energy of layer conv1 at most 10 J";
  one.message = one.budget + " concerns no layer";
  report.results[0].findings = {one};
  report.results[1].findings = {one};
  BudgetResult judged;
  judged.budget = "energy of layer conv1 at most 1";
  report.results[1].budgets = {judged};
  foldUnmatchedBudgets(report, true);
  EXPECT_THAT(counting(report), ElementsAre(budgetUnmatched));
}
