//===- Verdicts.h - budgets judged by what is known ----------------------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_VERDICTS_H
#define ENERGY_OPT_LIB_LINT_VERDICTS_H

#include "lib/lint/Baseline.h"
#include "lib/lint/Figures.h"
#include "lib/lint/LintConfig.h"
#include "lib/lint/Rule.h"

namespace eo {

/// The verdict on "at most `limit`":
///
///   FITS           nothing is missing and the upper bound is at most the limit
///   DOES NOT FIT   the lower bound is above it (whatever is missing only adds)
///   UNKNOWN        the interval straddles the limit, something is missing, or there is no figure at all
///
/// Of a guess DOES NOT FIT takes more (lib/decide/Limit.h), and FITS does not come.
///
/// Where the source of the board gives no interval the value stands for both bounds, unless `noInterval` is
/// Unknown.
Verdict judge(Figure const &figure, double limit, NoIntervalPolicy noInterval);

/// What budgets are judged against.
struct JudgedNetwork {
  Report const &report;
  llvm::StringRef model; ///< LintConfig::modelName
  LintPolicy const &policy;
  Baseline const *baseline; ///< nullptr: none
  /// For budgets that rest on more than a report (DecidedFigures.h); nullptr: they are UNKNOWN.
  LintedNetwork const *analysed = nullptr;
};

/// One result per budget that concerns the network (per layer, for budgets on layers), then one for
/// min_coverage. What cannot be judged at all becomes a finding: nothing matches, no entry in the baseline.
///
/// Budgets relative to the baseline are judged by the values alone: both estimates come from one board model,
/// so they share its error, and the interval says how far both are off, not how far one is from the other.
/// Where a figure leaves something out, the baseline must leave out the same layers. A layer that the
/// baseline does not have is an increase from nothing.
std::vector<BudgetResult> judgeBudgets(JudgedNetwork const &network, std::vector<Finding> &findings);

} // namespace eo

#endif
