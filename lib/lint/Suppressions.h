//===- Suppressions.h - findings that somebody has accepted ----------------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_SUPPRESSIONS_H
#define ENERGY_OPT_LIB_LINT_SUPPRESSIONS_H

#include "lib/lint/Baseline.h"
#include "lib/lint/LintConfig.h"

namespace eo {

/// Sets `suppressed` of every finding that a suppression of the config or an adopted finding of the baseline
/// covers, and adds findings about those that cover nothing. `models` are the names of the networks
/// (LintConfig::modelName), as many as results.
///
/// `everything`: all networks of the config were linted. Else a suppression that is not for certain networks
/// is not called stale, for it may concern one of the others. Nothing that concerns a network with an error
/// is called stale either. `severity` is that of stale-suppression; nullopt: off.
void applySuppressions(LintConfig const &config, Baseline const *baseline, llvm::ArrayRef<std::string> models,
                       bool everything, std::optional<Severity> severity, LintReport &report);

} // namespace eo

#endif
