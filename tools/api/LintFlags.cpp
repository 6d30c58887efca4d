#include "tools/api/LintFlags.h"

#include "lib/lint/OwnFindings.h"
#include "lib/support/Spelling.h"
#include "tools/common/ExitCode.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

/// The index of `word`, or a usage error with suggestions.
static llvm::Expected<size_t> choose(llvm::StringRef flag, llvm::StringRef word,
                                     std::vector<std::string> const &words) {
  auto found = llvm::find(words, word);
  if (found != words.end())
    return static_cast<size_t>(found - words.begin());
  return usageError("{}: '{}' is none of {}{}", flag, word, llvm::join(words, ", "), didYouMean(word, words));
}

llvm::Error addRuleLevel(llvm::StringRef text, LintPolicy &policy) {
  auto [name, level] = text.split('=');
  std::vector<std::string> known = ruleNames();
  known.emplace_back("all");
  if (!llvm::is_contained(known, name))
    return usageError("--rule {}: no such rule{} (--list-rules prints them)", text, didYouMean(name, known));
  llvm::Expected<size_t> word = choose(("--rule " + text).str(), level, {"off", "note", "warn", "error"});
  if (!word)
    return word.takeError();
  policy.rules.push_back({name.str(), *word == 0 ? std::nullopt : std::optional(Severity(*word - 1))});
  return llvm::Error::success();
}

llvm::Error setUnknownPolicy(llvm::StringRef word, LintPolicy &policy) {
  llvm::Expected<size_t> chosen = choose("--unknown", word, {"pass", "warn", "fail"});
  if (!chosen)
    return chosen.takeError();
  policy.unknown = static_cast<UnknownPolicy>(*chosen);
  return llvm::Error::success();
}

static bool hasError(llvm::ArrayRef<Finding> findings) {
  return llvm::any_of(findings, [](Finding const &finding) {
    return finding.suppressed.empty() && finding.severity == Severity::Error;
  });
}

int exitCodeFor(LintReport const &report) {
  int code = hasError(report.configFindings) ? exitFindings : exitFine;
  for (LintResult const &result : report.results) {
    if (!result.error.empty())
      code = worse(code, exitCodeOf(result.errorKind));
    if (hasError(result.findings))
      code = worse(code, exitFindings);
    for (BudgetResult const &budget : result.budgets)
      if (budget.severity == Severity::Error)
        code = worse(code, budget.verdict == Verdict::Unknown ? exitUnknown : exitFindings);
  }
  return code;
}

} // namespace eo
