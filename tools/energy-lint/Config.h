//===- Config.h - the config in force ------------------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_LINT_CONFIG_H
#define ENERGY_OPT_TOOLS_ENERGY_LINT_CONFIG_H

#include "lib/lint/Baseline.h"
#include "lib/pass/OpRules.h"
#include "tools/energy-lint/Options.h"

namespace eo {

/// The config that is named or discovered, with the command line over it; without one, what the command line
/// says alone.
llvm::Expected<LintConfig> configInForce(LintOptions const &options);

/// For a network: what the config says, with the command line over it.
LintPolicy policyInForce(LintConfig const &config, LintOptions const &options, llvm::StringRef model);

/// The baseline of the command line or the config; nullopt where there is none, and when one is being
/// written.
llvm::Expected<std::optional<Baseline>> baselineInForce(LintConfig const &config, LintOptions const &options);

/// The rules for operators of the config, then those of the command line.
llvm::Expected<OpRules> opRulesInForce(LintConfig const &config, LintOptions const &options);

} // namespace eo

#endif
