//===- LintReport.h - everything energy-lint says, in plain fields --------------------------------===//
//
// One LintResult per network, board and setting. Writers turn it into text, JSON, SARIF, JUnit, … and know
// nothing else.
//
#ifndef ENERGY_OPT_LIB_LINT_LINTREPORT_H
#define ENERGY_OPT_LIB_LINT_LINTREPORT_H

#include "lib/lint/Budget.h"
#include "lib/lint/Finding.h"
#include "lib/report/Report.h"
#include "lib/support/Error.h"

namespace eo {

/// On one budget, or the worst of all. Unknown: the interval straddles the limit, or a figure is missing.
enum class Verdict : uint8_t { Fits, DoesNotFit, Unknown };

/// "FITS", "DOES NOT FIT", "UNKNOWN".
llvm::StringRef verdictName(Verdict verdict);

/// What a budget was weighed on.
enum class BudgetSubject : uint8_t {
  Network,
  Named,   ///< an operator, a scope or a layer that the budget names
  Matched, ///< one of the layers that the budget's pattern matches
};

/// One budget on one network, layer, operator class or scope.
struct BudgetResult {
  std::string budget;           ///< in words: "energy of the network at most 1 J"
  std::optional<Metric> metric; ///< absent: coverage (`min_coverage:`)
  BudgetSubject sort = BudgetSubject::Network;
  std::string subject = "network"; ///< "network", "layer conv1", "operator Conv", "scope encoder/"
  Verdict verdict = Verdict::Unknown;
  /// What the verdict weighs: Error fails the build (DOES NOT FIT, and UNKNOWN under `unknown: fail`),
  /// Warning (UNKNOWN under `unknown: warn`, FITS by the value alone under `no_interval: warn`), else Note.
  Severity severity = Severity::Error;
  std::optional<double> value, low, high; ///< in `unit()`; absent where not known
  std::optional<double> limit;    ///< in `unit()`; at most, for "battery_life" and "coverage" at least
  std::optional<double> baseline; ///< in `unit()`, of relative budgets
  bool pointOnly = false;         ///< judged by the value alone: the board's source gives no interval
  std::string reason;             ///< behind the verdict, one line with the figures
  std::optional<YamlPlace> place; ///< in the config; absent: from the command line

  /// "energy", …, "coverage".
  llvm::StringRef metricName() const;
  /// Of the values: "J", "s", "W", "MAC", "B", "day", "1".
  llvm::StringRef unit() const;
  /// One of the values in words: "1.234 mJ", "93 %".
  std::string text(double figure) const;
};

/// One network on one board and setting.
struct LintResult {
  std::string path;  ///< of the network, as named or as the pattern of the config found it
  std::string error; ///< why the network could not be analysed, without its path; then there is nothing below
  ErrorKind errorKind = ErrorKind::Input; ///< of `error`: Usage for a dimension that is left open
  std::optional<Report> report;
  std::vector<BudgetResult> budgets;
  std::vector<Finding> findings; ///< suppressed ones included
};

/// Everything energy-lint has to say; the writers only print it.
struct LintReport {
  std::string toolVersion;
  std::string configPath; ///< as named or discovered; empty: none
  std::vector<LintResult> results;
  std::vector<Finding> configFindings; ///< about the config: suppressions that match nothing, …
  /// The worst of all budgets: DOES NOT FIT before UNKNOWN (networks with an error too) before FITS.
  Verdict verdict = Verdict::Fits;
  int exitCode = 0; ///< what the process ends with
};

} // namespace eo

#endif
