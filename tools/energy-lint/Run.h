//===- Run.h - all networks, all boards, one report ----------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_LINT_RUN_H
#define ENERGY_OPT_TOOLS_ENERGY_LINT_RUN_H

#include "tools/energy-lint/Options.h"

namespace eo {

/// What a run of the tool found.
struct LintRun {
  LintReport report;
  std::vector<std::string> models; ///< LintConfig::modelName of each result
};

/// Lints what the options ask for. Progress goes to standard error where that is a terminal. The error says
/// why nothing was linted.
llvm::Expected<LintRun> lintAll(LintOptions const &options);

} // namespace eo

#endif
