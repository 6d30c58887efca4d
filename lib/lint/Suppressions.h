//===- Suppressions.h - findings that somebody has accepted ----------------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_SUPPRESSIONS_H
#define ENERGY_OPT_LIB_LINT_SUPPRESSIONS_H

#include "lib/lint/Baseline.h"
#include "lib/lint/LintConfig.h"

namespace eo {

/// How much of what the config is about was linted: all of it, some of its networks, or boards or rules of
/// the command line.
enum class Linted : uint8_t { All, SomeNetworks, OtherConditions };

/// Sets `suppressed` of every finding that a suppression of the config or an adopted finding of the baseline
/// covers, and adds findings about those that cover nothing. `models` are the names of the networks
/// (LintConfig::modelName), as many as results.
///
/// A suppression is called stale only where all it may concern was linted: of SomeNetworks one for a single
/// path, under OtherConditions none, and none that concerns a network with an error. `severity` is that of
/// stale-suppression; nullopt: off.
void applySuppressions(LintConfig const &config, Baseline const *baseline, llvm::ArrayRef<std::string> models,
                       Linted linted, std::optional<Severity> severity, LintReport &report);

} // namespace eo

#endif
