//===- OwnFindings.h - what energy-lint itself finds, beside the rules --------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_OWNFINDINGS_H
#define ENERGY_OPT_LIB_LINT_OWNFINDINGS_H

#include "lib/lint/Rule.h"

namespace eo {

/// A suppression in the config, or an adopted finding of the baseline, that matches nothing any more.
constexpr llvm::StringRef staleSuppression = "stale-suppression";
/// A budget relative to a baseline that has no entry for the network.
constexpr llvm::StringRef baselineMissing = "baseline-missing";
/// A budget whose layer, operator or scope no network has.
constexpr llvm::StringRef budgetUnmatched = "budget-unmatched";

/// Their names, severities and texts; `check` is nullptr: lib/lint reports them while it judges.
llvm::ArrayRef<RuleInfo> ownFindings();

/// A rule or one of the own findings; nullptr for an unknown name.
RuleInfo const *findRuleOrOwn(llvm::StringRef name);

/// All names, those of allRules() first.
std::vector<std::string> ruleNames();

} // namespace eo

#endif
