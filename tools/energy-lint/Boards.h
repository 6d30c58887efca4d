//===- Boards.h - the boards that a policy names --------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_LINT_BOARDS_H
#define ENERGY_OPT_TOOLS_ENERGY_LINT_BOARDS_H

#include "tools/energy-lint/Options.h"
#include <map>

namespace eo {

/// Reads every board file once, for all networks.
class BoardCache {
public:
  BoardCache(LintConfig const &lintConfig, BoardPath const &path) : config(lintConfig), boardPath(path) {}

  /// The boards of the policy under their settings. A usage error names the place in the config.
  llvm::Expected<std::vector<std::shared_ptr<ChosenBoard const>>> boardsOf(LintPolicy const &policy);

private:
  llvm::Expected<std::shared_ptr<ChosenBoard const>> load(BoardChoice const &choice,
                                                          std::vector<SettingRequest> const &settings);
  LintConfig const &config;
  BoardPath const &boardPath;
  std::map<std::string, std::shared_ptr<ChosenBoard const>> known; ///< by name and settings
};

} // namespace eo

#endif
