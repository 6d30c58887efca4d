#include "lib/lint/LintIssue.h"

#include "lib/lint/OwnFindings.h"
#include "lib/support/Utf8.h"
#include "llvm/Support/MD5.h"

#include <map>

namespace eo {

static constexpr RuleInfo budgetRule{"budget",
                                     Severity::Error,
                                     "the network takes more than the config allows, or it cannot be told",
                                     "make the network cheaper, or raise the budget on purpose",
                                     "The interval of the estimate is judged: FITS and DOES NOT FIT are said "
                                     "where all of it is on one side of the limit, "
                                     "UNKNOWN in between.",
                                     nullptr};
static constexpr RuleInfo analysisRule{
    "analysis-error",
    Severity::Error,
    "the network could not be analysed",
    "mend what the message names",
    "A file that is broken or no network, or a dimension that is left open.",
    nullptr};

std::vector<RuleInfo> issueRules() {
  std::vector<RuleInfo> rules = allRules().vec();
  rules.insert(rules.end(), ownFindings().begin(), ownFindings().end());
  rules.push_back(budgetRule);
  rules.push_back(analysisRule);
  return rules;
}

llvm::StringRef SeverityWords::of(Severity severity) const {
  switch (severity) {
  case Severity::Note:
    return note;
  case Severity::Warning:
    return warning;
  case Severity::Error:
    return error;
  }
  return error;
}

std::string boardText(LintResult const &result) {
  if (!result.report || !result.report->board)
    return {};
  std::string text = result.report->board->id;
  for (auto const &[name, value] : result.report->board->settings)
    text += " " + name + "=" + value;
  return printable(text);
}

namespace {
class Collector {
public:
  explicit Collector(LintReport const &source) : report(source) {}

  std::vector<LintIssue> run() {
    for (LintResult const &result : report.results) {
      if (!result.error.empty())
        add(start(result, analysisRule.name, Severity::Error, result.error), result.error);
      for (BudgetResult const &budget : result.budgets)
        if (budget.verdict != Verdict::Fits || budget.severity != Severity::Note)
          addBudget(result, budget);
      for (Finding const &finding : result.findings)
        addFinding(start(result, finding.rule, finding.severity, finding.message), finding);
    }
    for (Finding const &finding : report.configFindings) {
      LintIssue issue;
      issue.rule = finding.rule;
      issue.severity = finding.severity;
      issue.message = printable(finding.message);
      issue.file = report.configPath;
      addFinding(std::move(issue), finding);
    }
    return std::move(issues);
  }

private:
  static LintIssue start(LintResult const &result, llvm::StringRef rule, Severity severity,
                         std::string const &message) {
    LintIssue issue;
    issue.rule = rule.str();
    issue.severity = severity;
    issue.message = printable(message);
    issue.network = issue.file = result.path;
    issue.board = boardText(result);
    return issue;
  }

  /// A place is in the config.
  void locate(LintIssue &issue, std::optional<YamlPlace> const &place) const {
    if (!place || report.configPath.empty())
      return;
    issue.file = report.configPath;
    issue.line = place->line;
    issue.column = place->column;
  }

  void addBudget(LintResult const &result, BudgetResult const &budget) {
    LintIssue issue = start(result, budgetRule.name, budget.severity,
                            verdictName(budget.verdict).str() + ": " + budget.budget + ": " + budget.reason);
    issue.budget = &budget;
    locate(issue, budget.place);
    add(std::move(issue),
        budget.metricName().str() + "\n" + budget.subject + "\n" + (budget.baseline ? "relative" : ""));
  }

  void addFinding(LintIssue issue, Finding const &finding) {
    issue.finding = &finding;
    issue.help = printable(finding.help);
    issue.layer = finding.layer;
    issue.op = finding.op;
    issue.suppressed = finding.suppressed;
    locate(issue, finding.place);
    // What a finding about the config concerns is in its message alone, which has no figures.
    std::string identity =
        finding.layer + "\n" + finding.op + "\n" + (issue.network.empty() ? finding.message : "");
    add(std::move(issue), identity);
  }

  void add(LintIssue issue, std::string const &identity) {
    std::string key = issue.rule + "\n" + issue.network + "\n" + issue.board + "\n" + identity;
    llvm::MD5 hash;
    hash.update(key + "\n" + std::to_string(turns[key]++)); // nodes may share a name
    llvm::MD5::MD5Result digest;
    hash.final(digest);
    issue.fingerprint = digest.digest().str().str();
    issues.push_back(std::move(issue));
  }

  LintReport const &report;
  std::vector<LintIssue> issues;
  std::map<std::string, unsigned> turns;
};
} // namespace

std::vector<LintIssue> issuesOf(LintReport const &report) { return Collector(report).run(); }

} // namespace eo
