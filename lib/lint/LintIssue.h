//===- LintIssue.h - everything that energy-lint objects to, as one list ----------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_LINTISSUE_H
#define ENERGY_OPT_LIB_LINT_LINTISSUE_H

#include "lib/lint/LintReport.h"
#include "lib/lint/Rule.h"

namespace eo {

/// A finding, a budget that does not simply fit, or a network that could not be analysed. What formats that
/// know nothing of budgets are written from.
struct LintIssue {
  std::string rule; ///< of the finding; "budget", "analysis-error"
  Severity severity = Severity::Warning;
  std::string message, help;     ///< one line each; help may be empty
  std::string network, board;    ///< path; "ncs2 unit=vpu"; empty: about the config; without a board
  std::string layer, op;         ///< empty: the whole network
  std::string file;              ///< to open: the config for budgets and findings about it, else the network
  unsigned line = 1, column = 1; ///< in `file`; 1 in networks
  std::string suppressed;        ///< the reason; empty: it counts
  std::string fingerprint;       ///< 32 hex digits, unique in the report, the same whatever the figures
  Finding const *finding = nullptr;
  BudgetResult const *budget = nullptr;
};

/// All issues of the report, which they point into: network by network as they stand there (analysis,
/// budgets, findings), then those about the config. Suppressed ones are included.
std::vector<LintIssue> issuesOf(LintReport const &report);

/// "ncs2 unit=vpu precision=fp16"; "" without a board.
std::string boardText(LintResult const &result);

/// Every rule that an issue can carry: allRules(), the tool's own findings, "budget" and "analysis-error".
std::vector<RuleInfo> issueRules();

/// "note", "warning", "error" in the words of other formats.
struct SeverityWords {
  llvm::StringRef note, warning, error;
  llvm::StringRef of(Severity severity) const;
};

} // namespace eo

#endif
