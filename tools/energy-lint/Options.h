//===- Options.h - the command line of energy-lint -----------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_LINT_OPTIONS_H
#define ENERGY_OPT_TOOLS_ENERGY_LINT_OPTIONS_H

#include "lib/board/BoardPath.h"
#include "lib/lint/LintConfig.h"
#include "lib/lint/LintWriters.h"

namespace eo {

/// What to do instead of linting.
struct LintQuestions {
  bool listRules = false, init = false, printSchema = false, configHelp = false;
  std::vector<std::string> explainRules;
  bool any() const { return listRules || init || printSchema || configHelp || !explainRules.empty(); }
};

/// A further report beside the one on standard output.
struct ReportFile {
  LintFormat const *format;
  std::string path;
};

/// The command line, checked as far as that is possible without the config, boards and networks.
struct LintOptions {
  std::vector<std::string> models; ///< files, folders, "-"; empty: those of the config
  std::string config;              ///< empty: discovered
  bool noConfig = false;
  LintPolicy policy;                ///< put over what the config says
  std::vector<std::string> opFiles; ///< beside the config's
  std::string baseline;             ///< in the place of the config's
  std::string writeBaseline;
  bool warningsAsErrors = false;
  BoardPath boardPath;
  unsigned jobs = 0; ///< 0: one a core

  LintFormat const *format = nullptr;
  std::string output; ///< empty: standard output
  std::vector<ReportFile> reports;
  LintWriteOptions layout;
  bool force = false; ///< --init may overwrite

  LintQuestions questions;
};

/// The options, or a usage error. Ends the process for --help and --version, and with exit code 2, after a
/// message with suggestions, for an unknown flag.
llvm::Expected<LintOptions> parseLintOptions(int argc, char const *const *argv);

} // namespace eo

#endif
