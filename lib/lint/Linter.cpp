#include "lib/lint/Linter.h"

#include "lib/lint/OwnFindings.h"
#include "lib/lint/Verdicts.h"
#include "lib/pass/DimNames.h"
#include "lib/report/ReportBuilder.h"
#include "llvm/ADT/STLExtras.h"

#include <iterator>

namespace eo {

LintResult brokenNetwork(std::string path, llvm::Error error) {
  ErrorText text = takeErrorText(std::move(error));
  LintResult result;
  llvm::StringRef reason = text.message;
  reason.consume_front(path + ": ");
  result.error = reason.str();
  result.path = std::move(path);
  result.errorKind = text.kind;
  return result;
}

/// The own findings of judging get their severity and texts; those that are off go.
static void addOwnFindings(std::vector<Finding> own, LintPolicy const &policy,
                           std::vector<Finding> &findings) {
  for (Finding &finding : own) {
    RuleInfo const &info = *findRuleOrOwn(finding.rule);
    std::optional<Severity> severity = policy.severityOf(info.name, info.severity, false);
    if (!severity)
      continue;
    finding.severity = *severity;
    finding.help = info.mitigation.str();
    findings.push_back(std::move(finding));
  }
}

LintResult lintNetwork(LintTask const &task, Estimator const &estimator, DiagnosticEngine loaded) {
  DimBindings bindings;
  for (auto const &[name, value] : task.policy.dims)
    bindDimension(bindings, name, value);
  llvm::Expected<Annotations> annotations = estimator.analyze(task.graph, bindings, task.board, loaded);
  if (!annotations)
    return brokenNetwork(task.path, annotations.takeError());
  LintResult result;
  result.path = task.path;
  Report const &report = result.report.emplace(
      buildReport({task.graph, *annotations, loaded}, {"energy-lint", task.toolVersion, task.path}));
  // a file of integers runs in integers where the board can: rules look at the precision in force
  LintedNetwork network{task.graph,   bindings, annotations->find<ChosenBoard>(),
                        *annotations, report,   estimator};
  for (RuleInfo const &rule : allRules())
    if (std::optional<Severity> severity = task.policy.severityOf(rule.name, rule.severity, true))
      llvm::move(runRule(rule, *severity, network), std::back_inserter(result.findings));
  std::vector<Finding> own;
  result.budgets = judgeBudgets({report, task.model, task.policy, task.baseline, &network}, own);
  addOwnFindings(std::move(own), task.policy, result.findings);
  return result;
}

static bool samePlace(std::optional<YamlPlace> const &a, std::optional<YamlPlace> const &b) {
  return a.has_value() == b.has_value() && (!a || (a->line == b->line && a->column == b->column));
}

void foldUnmatchedBudgets(LintReport &report, bool everything) {
  std::vector<Finding> unmatched;
  for (LintResult &result : report.results)
    llvm::erase_if(result.findings, [&](Finding const &finding) {
      if (finding.rule != budgetUnmatched)
        return false;
      if (llvm::none_of(unmatched, [&](Finding const &other) {
            return samePlace(other.place, finding.place) && other.message == finding.message;
          }))
        unmatched.push_back(finding);
      return true;
    });
  for (Finding &finding : unmatched) {
    bool matched = llvm::any_of(report.results, [&](LintResult const &result) {
      return llvm::any_of(result.budgets, [&](BudgetResult const &budget) {
        return samePlace(budget.place, finding.place) && budget.budget == finding.budget;
      });
    });
    if (!matched && everything)
      report.configFindings.push_back(std::move(finding));
  }
}

void sumUpVerdict(LintReport &report) {
  report.verdict = Verdict::Fits;
  auto atLeast = [&](Verdict verdict) {
    if (verdict == Verdict::DoesNotFit || (verdict == Verdict::Unknown && report.verdict == Verdict::Fits))
      report.verdict = verdict;
  };
  for (LintResult const &result : report.results) {
    if (!result.error.empty())
      atLeast(Verdict::Unknown);
    for (BudgetResult const &budget : result.budgets)
      atLeast(budget.verdict);
  }
}

} // namespace eo
