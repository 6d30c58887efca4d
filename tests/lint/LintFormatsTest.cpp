// The formats that build servers read, over one report that holds every kind of thing.
#include "lib/lint/LintIssue.h"
#include "lib/lint/LintWriters.h"
#include "tests/lint/Sample.h"
#include "tests/support/TestFiles.h"
#include "llvm/ADT/StringExtras.h"
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <set>

using namespace eo;
using namespace eo::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace {

BudgetResult budget(Metric metric, Verdict verdict, Severity severity, std::string reason) {
  BudgetResult result;
  result.budget = metricInfo(metric).name.str() + " of the network at most 9 J";
  result.metric = metric;
  result.verdict = verdict;
  result.severity = severity;
  result.value = 10;
  result.low = 8;
  result.high = 13;
  result.limit = 9;
  result.reason = std::move(reason);
  result.place = YamlPlace{4, 5};
  return result;
}

Finding finding(std::string rule, Severity severity, std::string layer, std::string message) {
  Finding result;
  result.rule = std::move(rule);
  result.severity = severity;
  result.layer = std::move(layer);
  result.op = "Conv";
  result.layerIndex = 1;
  result.message = std::move(message);
  result.energyJ = 3;
  result.energyShare = 0.3;
  return result;
}

/// A network with budgets and findings, one that is broken, a stale suppression.
LintReport report() {
  LintReport result;
  result.toolVersion = "1.2.3";
  result.configPath = "ci/energy.yaml";
  result.verdict = Verdict::DoesNotFit;
  result.exitCode = 1;
  LintResult network;
  network.path = "nets/a b.onnx";
  network.report = sample();
  network.budgets = {
      budget(Metric::Energy, Verdict::DoesNotFit, Severity::Error, "10 J (8 J to 13 J), 11 % over"),
      budget(Metric::Latency, Verdict::Unknown, Severity::Warning, "8 J to 13 J straddles 9 J"),
      budget(Metric::Power, Verdict::Fits, Severity::Note, "fine")};
  network.findings = {finding("large-kernel", Severity::Warning, "conv,1: <x>|\x1b", "7x7 & 100% more"),
                      finding("dead-node", Severity::Error, "conv2", "nothing reads it"),
                      finding("dead-node", Severity::Error, "conv2", "nothing reads it"),
                      finding("large-kernel", Severity::Warning, "conv3", "5x5")};
  network.findings[0].saving = Saving{"two 3x3", 1.5, 0.25};
  network.findings[0].help = "use two";
  network.findings[3].suppressed = "stem, kept on purpose";
  LintResult broken;
  broken.path = "nets/c.onnx";
  broken.error = "truncated: the file ends at byte 7";
  Finding stale = finding("stale-suppression", Severity::Error, "", "suppression of 'x' matches nothing");
  stale.op.clear();
  stale.layerIndex.reset();
  stale.energyJ = stale.energyShare = std::nullopt;
  stale.place = YamlPlace{12, 3};
  result.results = {network, broken};
  result.configFindings = {stale};
  return result;
}

std::string written(LintReport const &lint, llvm::StringRef name) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  for (LintFormat const &format : lintFormats())
    if (format.name == name)
      format.write(lint, {}, stream);
  return text;
}

std::vector<std::string> fingerprints(LintReport const &lint) {
  std::vector<std::string> result;
  for (LintIssue const &issue : issuesOf(lint))
    result.push_back(issue.fingerprint);
  return result;
}

TEST(LintIssues, AreBudgetsThatDoNotFitAnalysesThatFailedAndFindings) {
  LintReport lint = report();
  std::vector<std::string> rules;
  for (LintIssue const &issue : issuesOf(lint))
    rules.push_back(issue.rule + " at " + issue.file + ":" + std::to_string(issue.line));
  EXPECT_THAT(rules,
              ElementsAre("budget at ci/energy.yaml:4", "budget at ci/energy.yaml:4",
                          "large-kernel at nets/a b.onnx:1", "dead-node at nets/a b.onnx:1",
                          "dead-node at nets/a b.onnx:1", "large-kernel at nets/a b.onnx:1",
                          "analysis-error at nets/c.onnx:1", "stale-suppression at ci/energy.yaml:12"));
}

TEST(LintIssues, FingerprintsAreUniqueAndDoNotDependOnFiguresOrOrder) {
  LintReport lint = report();
  std::vector<std::string> before = fingerprints(lint);
  EXPECT_EQ(std::set<std::string>(before.begin(), before.end()).size(), before.size());
  lint.results[0].budgets[0].reason = "11 J";
  lint.results[0].findings[0].message = "7x7 & 200% more";
  lint.results[0].findings.insert(lint.results[0].findings.begin(),
                                  finding("dense-head", Severity::Note, "fc", "large"));
  std::vector<std::string> after = fingerprints(lint);
  after.erase(after.begin() + 2);
  EXPECT_EQ(after, before);
}

TEST(LintGithub, SeverestFirstAndEscaped) {
  EXPECT_EQ(written(report(), "github"),
            "::error file=ci/energy.yaml,line=4,col=5,title=budget::nets/a b.onnx on b1 unit=cpu: DOES NOT "
            "FIT: energy of "
            "the network at most 9 J: 10 J (8 J to 13 J), 11 %25 over\n"
            "::error file=nets/a b.onnx,line=1,col=1,title=dead-node%3A conv2::nets/a b.onnx on b1 unit=cpu: "
            "nothing reads it\n"
            "::error file=nets/a b.onnx,line=1,col=1,title=dead-node%3A conv2::nets/a b.onnx on b1 unit=cpu: "
            "nothing reads it\n"
            "::error file=nets/c.onnx,line=1,col=1,title=analysis-error::nets/c.onnx: truncated: the file "
            "ends at byte 7\n"
            "::error file=ci/energy.yaml,line=12,col=3,title=stale-suppression::suppression of 'x' matches "
            "nothing\n"
            "::warning file=ci/energy.yaml,line=4,col=5,title=budget::nets/a b.onnx on b1 unit=cpu: UNKNOWN: "
            "latency of the "
            "network at most 9 J: 8 J to 13 J straddles 9 J\n"
            "::warning file=nets/a b.onnx,line=1,col=1,title=large-kernel%3A conv%2C1%3A <x>|?::nets/a "
            "b.onnx on b1 "
            "unit=cpu: 7x7 & 100%25 more; use two\n"
            "energy-lint: DOES NOT FIT · " +
                summaryOf(report()) + "\n");
}

TEST(LintJunit, SuiteANetworkCaseABudgetAndRule) {
  EXPECT_EQ(written(report(), "junit"), R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="energy-lint" tests="8" failures="3" errors="1">
  <testsuite name="nets/a b.onnx on b1 unit=cpu" tests="6" failures="2" errors="0" skipped="1">
    <testcase classname="nets/a b.onnx on b1 unit=cpu" name="analysis">
    </testcase>
    <testcase classname="nets/a b.onnx on b1 unit=cpu" name="budget: energy of the network at most 9 J">
      <failure type="DOES NOT FIT" message="10 J (8 J to 13 J), 11 % over"/>
    </testcase>
    <testcase classname="nets/a b.onnx on b1 unit=cpu" name="budget: latency of the network at most 9 J">
      <skipped message="8 J to 13 J straddles 9 J"/>
    </testcase>
    <testcase classname="nets/a b.onnx on b1 unit=cpu" name="budget: power of the network at most 9 J">
      <system-out>FITS: fine
</system-out>
    </testcase>
    <testcase classname="nets/a b.onnx on b1 unit=cpu" name="rule: large-kernel">
      <system-out>warning: &apos;conv,1: &lt;x&gt;|?&apos; (Conv): 7x7 &amp; 100% more; use two
warning: &apos;conv3&apos; (Conv): 5x5 [suppressed: stem, kept on purpose]
</system-out>
    </testcase>
    <testcase classname="nets/a b.onnx on b1 unit=cpu" name="rule: dead-node">
      <failure type="dead-node" message="nothing reads it"/>
      <system-out>error: &apos;conv2&apos; (Conv): nothing reads it
error: &apos;conv2&apos; (Conv): nothing reads it
</system-out>
    </testcase>
  </testsuite>
  <testsuite name="nets/c.onnx" tests="1" failures="0" errors="1" skipped="0">
    <testcase classname="nets/c.onnx" name="analysis">
      <error type="analysis-error" message="truncated: the file ends at byte 7"/>
    </testcase>
  </testsuite>
  <testsuite name="ci/energy.yaml" tests="1" failures="1" errors="0" skipped="0">
    <testcase classname="ci/energy.yaml" name="rule: stale-suppression">
      <failure type="stale-suppression" message="suppression of &apos;x&apos; matches nothing"/>
      <system-out>error: suppression of &apos;x&apos; matches nothing
</system-out>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST(LintJunit, RuleWithNothingButSuppressedFindingsIsSkipped) {
  LintReport lint = report();
  lint.results[0].findings = {lint.results[0].findings[3]};
  EXPECT_THAT(
      written(lint, "junit"),
      HasSubstr(
          "name=\"rule: large-kernel\">\n      <skipped message=\"suppressed: stem, kept on purpose\"/>"));
}

TEST(LintJunit, CharactersThatXmlCannotHoldAreReplaced) {
  LintReport lint = report();
  lint.results[0].findings[1].message = "a\x01\xEF\xBF\xBF\xffz";
  EXPECT_THAT(written(lint, "junit"), HasSubstr("message=\"a?\uFFFD\uFFFDz\""));
}

TEST(LintGitlab, HoldsWhatCountsWithFingerprints) {
  nlohmann::json all = nlohmann::json::parse(written(report(), "gitlab"));
  ASSERT_EQ(all.size(), 7U) << "the suppressed one is left out";
  nlohmann::json const &first = all.at(0), &kernel = all.at(2);
  EXPECT_EQ(first.at("check_name"), "budget");
  EXPECT_EQ(first.at("severity"), "major");
  EXPECT_EQ(first.at("location").at("path"), "ci/energy.yaml");
  EXPECT_EQ(first.at("location").at("lines").at("begin"), 4);
  EXPECT_EQ(kernel.at("severity"), "minor");
  EXPECT_EQ(first.at("fingerprint").get<std::string>().size(), 32U);
}

TEST(LintSarif, PlacesFingerprintsSuppressionsAndProperties) {
  nlohmann::json value = nlohmann::json::parse(written(report(), "sarif"));
  EXPECT_EQ(value.at("version"), "2.1.0");
  nlohmann::json const &run = value.at("runs").at(0);
  nlohmann::json const &rules = run.at("tool").at("driver").at("rules");
  nlohmann::json const &results = run.at("results");
  ASSERT_EQ(results.size(), 8U);
  std::set<std::string> hashes;
  for (nlohmann::json const &result : results) {
    auto rule = result.at("ruleIndex").get<size_t>();
    ASSERT_LT(rule, rules.size());
    EXPECT_EQ(rules.at(rule).at("id"), result.at("ruleId"));
    hashes.insert(result.at("partialFingerprints").at("primaryLocationLineHash").get<std::string>());
  }
  EXPECT_EQ(hashes.size(), 8U) << "findings of one network lie on one line";
  nlohmann::json const &kernel = results.at(2);
  nlohmann::json const &place = kernel.at("locations").at(0);
  EXPECT_EQ(place.at("physicalLocation").at("artifactLocation").at("uri"), "nets/a%20b.onnx");
  EXPECT_EQ(place.at("logicalLocations").at(0).at("name"), "conv,1: <x>|\x1b");
  EXPECT_EQ(kernel.at("properties").at("saving_j"), 1.5);
  EXPECT_FALSE(kernel.contains("suppressions"));
  EXPECT_EQ(results.at(5).at("suppressions").at(0).at("justification"), "stem, kept on purpose");
}

TEST(LintMarkdown, VerdictThenBudgetsThenFindings) {
  EXPECT_EQ(written(report(), "markdown"),
            "**energy-lint: DOES NOT FIT** on b1 unit=cpu — " + summaryOf(report()) + R"(

- `nets/c.onnx` could not be analysed: truncated: the file ends at byte 7

| verdict | budget | value | limit | network |
|---|---|--:|--:|---|
| **DOES NOT FIT** | energy of the network at most 9 J | 10 J (8 J to 13 J) | 9 J | `nets/a b.onnx` |
| **UNKNOWN** | latency of the network at most 9 J | 10 s (8 s to 13 s) | 9 s | `nets/a b.onnx` |
| FITS | power of the network at most 9 J | 10 W (8 W to 13 W) | 9 W | `nets/a b.onnx` |

| | rule | layer | finding | saves | network |
|---|---|---|---|--:|---|
| error | dead-node | `conv2` | nothing reads it |  | `nets/a b.onnx` |
| error | dead-node | `conv2` | nothing reads it |  | `nets/a b.onnx` |
| error | stale-suppression | config | suppression of 'x' matches nothing |  | |
| warning | large-kernel | `conv,1: <x>\|?` | 7x7 & 100% more | 1.5 J | `nets/a b.onnx` |
)");
}

TEST(LintMarkdown, StaysReadableWithManyFindings) {
  for (char letter : {'m', '|'}) { // a bar is escaped and takes two
    LintReport lint = report();
    for (int i = 0; i < 200; ++i)
      lint.results[0].findings.push_back(finding("large-kernel", Severity::Warning,
                                                 std::string(60, letter) + std::to_string(i),
                                                 std::string(500, letter)));
    std::string text = written(lint, "markdown");
    EXPECT_THAT(text, HasSubstr("<details><summary>199 more findings</summary>"));
    EXPECT_LT(text.size(), 65536U - 100) << "the most that GitHub takes for a comment, and its first line";
    size_t rows = llvm::StringRef(text).count("| large-kernel |"), error = 3, shown = rows + error;
    EXPECT_GT(rows, 100U);
    EXPECT_THAT(text, HasSubstr(fmt::format("… and {} more.", 204 - shown)));
    EXPECT_THAT(text, testing::EndsWith("</details>\n"));
  }
}

TEST(LintCsv, HasARowAnIssue) {
  std::string text = written(report(), "csv");
  EXPECT_EQ(llvm::StringRef(text).count('\n'), 9U);
  EXPECT_THAT(text, HasSubstr("\nwarning,large-kernel,nets/a b.onnx,b1 unit=cpu,\"conv,1: "
                              "<x>|\x1b\",Conv,7x7 & 100% more,use two,,"
                              ",,,,,3,0.3,two 3x3,1.5,,nets/a b.onnx,1,"));
}

/// Runs a validator over the report in a format; its output, "" where it is content.
std::string validated(char const *format, std::string const &command) {
  TemporaryFile file(written(report(), format));
  std::string output = file.path() + ".out";
  int status = std::system(fmt::format("{} '{}' >'{}' 2>&1", command, file.path(), output).c_str());
  std::string said = readFile(output);
  std::filesystem::remove(output);
  return status == 0 ? "" : "not valid: " + said;
}

bool runs(char const *command) {
  return std::system((std::string(command) + " >/dev/null 2>&1").c_str()) == 0;
}

TEST(LintJunit, FollowsThePublishedStructure) {
  if (!runs("xmllint --version"))
    GTEST_SKIP() << "no xmllint (libxml2-utils)";
  EXPECT_EQ(validated("junit", "xmllint --noout --relaxng " ENERGY_OPT_SOURCE_DIR "/tests/lint/junit.rng"),
            "");
}

TEST(LintSarif, FollowsThePublishedStructure) {
  if (!runs("/usr/bin/python3 -c 'import jsonschema'"))
    GTEST_SKIP() << "no python3-jsonschema";
  EXPECT_EQ(validated("sarif",
                      "/usr/bin/python3 " ENERGY_OPT_SOURCE_DIR
                      "/tests/lint/validate.py " ENERGY_OPT_SOURCE_DIR "/tests/lint/sarif.schema.json"),
            "");
}

/// The schemas as published, which are not ours to copy: docs/dependencies.md says where they are.
TEST(LintFormats, AreValidByThePublishedSchemas) {
  char const *folder = std::getenv("ENERGY_OPT_SCHEMAS");
  if (folder == nullptr)
    GTEST_SKIP() << "ENERGY_OPT_SCHEMAS names no folder with sarif-2.1.0.json and junit-10.xsd";
  std::string path = folder;
  EXPECT_EQ(validated("sarif", "/usr/bin/python3 " ENERGY_OPT_SOURCE_DIR "/tests/lint/validate.py " + path +
                                   "/sarif-2.1.0.json"),
            "");
  EXPECT_EQ(validated("junit", "xmllint --noout --schema " + path + "/junit-10.xsd"), "");
}

} // namespace
