#include "lib/lint/LintWriters.h"

#include <fmt/format.h>

namespace eo {

llvm::ArrayRef<LintFormat> lintFormats() {
  static constexpr LintFormat formats[] = {
      {"text", "for people (default)", writeLintText},
      {"json", "everything, one object", writeLintJson},
      {"sarif", "SARIF 2.1.0, for code scanning", writeLintSarif},
      {"junit", "JUnit XML, for test reports", writeLintJunit},
      {"github", "annotations of GitHub Actions", writeLintGithub},
      {"gitlab", "code quality report of GitLab", writeLintGitlab},
      {"markdown", "for a comment on a pull request", writeLintMarkdown},
      {"csv", "one row an issue", writeLintCsv},
  };
  return formats;
}

static void count(Finding const &finding, LintCounts &counts) {
  if (!finding.suppressed.empty())
    ++counts.suppressed;
  else if (finding.severity == Severity::Error)
    ++counts.errors;
  else if (finding.severity == Severity::Warning)
    ++counts.warnings;
  else
    ++counts.notes;
}

LintCounts countAll(LintReport const &report) {
  LintCounts counts;
  counts.networks = report.results.size();
  for (LintResult const &result : report.results) {
    counts.broken += result.error.empty() ? 0 : 1;
    for (BudgetResult const &budget : result.budgets) {
      counts.pointOnly += budget.verdict == Verdict::Fits && budget.pointOnly ? 1 : 0;
      ++(budget.verdict == Verdict::Fits         ? counts.fits
         : budget.verdict == Verdict::DoesNotFit ? counts.over
                                                 : counts.unknown);
    }
    for (Finding const &finding : result.findings)
      count(finding, counts);
  }
  for (Finding const &finding : report.configFindings)
    count(finding, counts);
  return counts;
}

/// "1 error", "2 errors".
static std::string countOf(size_t number, char const *what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

std::string summaryOf(LintReport const &report) {
  LintCounts counts = countAll(report);
  std::string text = countOf(counts.networks, "result");
  auto add = [&](size_t number, std::string const &words, char const *before) {
    if (number != 0)
      text += before + words;
    return number != 0;
  };
  add(counts.broken, fmt::format("{} not analysed", counts.broken), ", ");
  char const *between = " · budgets: ";
  if (add(counts.over, fmt::format("{} DOES NOT FIT", counts.over), between))
    between = ", ";
  if (add(counts.unknown, fmt::format("{} UNKNOWN", counts.unknown), between))
    between = ", ";
  add(counts.fits, fmt::format("{} FITS", counts.fits), between);
  add(counts.pointOnly, fmt::format("{} of them by the value alone, without an interval", counts.pointOnly),
      ", ");
  text += " · " + countOf(counts.errors, "error") + ", " + countOf(counts.warnings, "warning");
  add(counts.notes, countOf(counts.notes, "note"), ", ");
  add(counts.suppressed, fmt::format("{} suppressed", counts.suppressed), ", ");
  return text;
}

} // namespace eo
