//===- LintJunit.cpp - JUnit XML, for test reports of build servers -------------------------------------===//
//
// A suite a network and board: the analysis, every budget, every rule that found something. A budget that is
// UNKNOWN without failing the build is skipped, and so is a rule whose findings are all suppressed; warnings
// pass and stand in the output. No times are written: they would differ from run to run.
//
#include "lib/lint/LintIssue.h"
#include "lib/lint/LintWriters.h"
#include "lib/support/Html.h"
#include "lib/support/Utf8.h"

#include <fmt/format.h>

namespace eo {

namespace {
struct TestCase {
  enum class Outcome : uint8_t { Passed, Failed, Broken, Skipped };
  std::string name;
  Outcome outcome = Outcome::Passed;
  std::string type, message; ///< why it did not pass
  std::string output;        ///< lines of their own
};

struct Suite {
  std::string name;
  std::vector<TestCase> cases;
  size_t count(TestCase::Outcome outcome) const {
    size_t number = 0;
    for (TestCase const &one : cases)
      number += one.outcome == outcome ? 1 : 0;
    return number;
  }
};
} // namespace

/// Escaped, and without the characters that XML 1.0 cannot hold.
static std::string xml(llvm::StringRef text) { return escaped(printable(text)); }

static TestCase analysisCase(LintResult const &result) {
  TestCase test{"analysis", TestCase::Outcome::Passed, "", "", ""};
  if (!result.error.empty()) {
    test.outcome = TestCase::Outcome::Broken;
    test.type = "analysis-error";
    test.message = result.error;
  }
  return test;
}

static TestCase budgetCase(BudgetResult const &budget) {
  TestCase test{"budget: " + budget.budget, TestCase::Outcome::Passed, verdictName(budget.verdict).str(),
                budget.reason, ""};
  if (budget.severity == Severity::Error && budget.verdict != Verdict::Fits)
    test.outcome = TestCase::Outcome::Failed;
  else if (budget.verdict == Verdict::Unknown)
    test.outcome = TestCase::Outcome::Skipped;
  else
    test.output = verdictName(budget.verdict).str() + ": " + budget.reason;
  return test;
}

static std::string lineOf(Finding const &finding) {
  std::string line = severityName(finding.severity).str() + ": ";
  line += finding.layer.empty() ? "" : "'" + finding.layer + "' (" + finding.op + "): ";
  line += finding.message + (finding.help.empty() ? "" : "; " + finding.help);
  return line + (finding.suppressed.empty() ? "" : " [suppressed: " + finding.suppressed + "]");
}

/// One test a rule, in the order in which rules first found something.
static void addRules(llvm::ArrayRef<Finding> findings, Suite &suite) {
  size_t const first = suite.cases.size();
  auto caseOf = [&](std::string const &rule) -> TestCase & {
    for (size_t i = first; i < suite.cases.size(); ++i)
      if (suite.cases[i].type == rule)
        return suite.cases[i];
    return suite.cases.emplace_back(TestCase{"rule: " + rule, TestCase::Outcome::Skipped, rule, "", ""});
  };
  for (Finding const &finding : findings) {
    TestCase &test = caseOf(finding.rule);
    test.output += (test.output.empty() ? "" : "\n") + lineOf(finding);
    if (!finding.suppressed.empty())
      test.message = test.message.empty() ? "suppressed: " + finding.suppressed : test.message;
    else if (finding.severity == Severity::Error) {
      test.message = test.outcome == TestCase::Outcome::Failed ? test.message : finding.message;
      test.outcome = TestCase::Outcome::Failed;
    } else if (test.outcome == TestCase::Outcome::Skipped)
      test.outcome = TestCase::Outcome::Passed;
  }
}

static std::vector<Suite> suitesOf(LintReport const &report) {
  std::vector<Suite> suites;
  for (LintResult const &result : report.results) {
    std::string board = boardText(result);
    Suite &suite = suites.emplace_back(
        Suite{result.path + (board.empty() ? "" : " on " + board), {analysisCase(result)}});
    for (BudgetResult const &budget : result.budgets)
      suite.cases.push_back(budgetCase(budget));
    addRules(result.findings, suite);
  }
  if (!report.configFindings.empty())
    addRules(report.configFindings,
             suites.emplace_back(Suite{report.configPath.empty() ? "config" : report.configPath, {}}));
  return suites;
}

static void write(Suite const &suite, TestCase const &test, llvm::raw_ostream &stream) {
  stream << fmt::format("    <testcase classname=\"{}\" name=\"{}\">\n", xml(suite.name), xml(test.name));
  char const *element = test.outcome == TestCase::Outcome::Failed    ? "failure"
                        : test.outcome == TestCase::Outcome::Broken  ? "error"
                        : test.outcome == TestCase::Outcome::Skipped ? "skipped"
                                                                     : nullptr;
  if (test.outcome == TestCase::Outcome::Skipped)
    stream << fmt::format("      <skipped message=\"{}\"/>\n", xml(test.message));
  else if (element != nullptr)
    stream << fmt::format("      <{0} type=\"{1}\" message=\"{2}\"/>\n", element, xml(test.type),
                          xml(test.message));
  if (!test.output.empty()) {
    stream << "      <system-out>";
    for (llvm::StringRef rest = test.output; !rest.empty();) {
      auto [line, more] = rest.split('\n');
      stream << xml(line) << '\n';
      rest = more;
    }
    stream << "</system-out>\n";
  }
  stream << "    </testcase>\n";
}

void writeLintJunit(LintReport const &report, LintWriteOptions const & /*options*/,
                    llvm::raw_ostream &stream) {
  using Outcome = TestCase::Outcome;
  std::vector<Suite> suites = suitesOf(report);
  size_t tests = 0, failures = 0, errors = 0;
  for (Suite const &suite : suites) {
    tests += suite.cases.size();
    failures += suite.count(Outcome::Failed);
    errors += suite.count(Outcome::Broken);
  }
  stream << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         << fmt::format("<testsuites name=\"energy-lint\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n",
                        tests, failures, errors);
  for (Suite const &suite : suites) {
    stream << fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n",
        xml(suite.name), suite.cases.size(), suite.count(Outcome::Failed), suite.count(Outcome::Broken),
        suite.count(Outcome::Skipped));
    for (TestCase const &test : suite.cases)
      write(suite, test, stream);
    stream << "  </testsuite>\n";
  }
  stream << "</testsuites>\n";
}

} // namespace eo
