//===- Networks.h - which files are linted -------------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_LINT_NETWORKS_H
#define ENERGY_OPT_TOOLS_ENERGY_LINT_NETWORKS_H

#include "lib/lint/LintConfig.h"

namespace eo {

/// The networks to lint, each once: those `named` on the command line, of folders every *.onnx below, sorted;
/// without any, the files that patterns of the config match, pattern by pattern, sorted. Hidden folders are
/// passed over and links to folders not followed. What the config skips is left out. A pattern that matches
/// nothing is told on `messages`. A usage error where there is nothing to lint.
llvm::Expected<std::vector<std::string>> findNetworks(llvm::ArrayRef<std::string> named,
                                                      LintConfig const &config, std::string &messages);

} // namespace eo

#endif
