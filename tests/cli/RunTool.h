//===- RunTool.h - runs a tool as a user would ----------------------------------------------------===//
#ifndef ENERGY_OPT_TESTS_CLI_RUNTOOL_H
#define ENERGY_OPT_TESTS_CLI_RUNTOOL_H

#include <string>

namespace eo::test {

struct ToolRun {
  std::string out, err;
  int exitCode = 0; ///< 128 + signal after a signal
};

/// Runs `tool` with `arguments` (as on a shell command line, redirections included) in testdata/, without the
/// environment variables the tool looks at.
ToolRun runTool(std::string const &tool, std::string const &arguments);

/// Compares `text` with tests/cli/goldens/`name`.txt; under UPDATE_GOLDENS=1 rewrites the file instead. The
/// source folder and the version stand as <source> and <version> in goldens.
void expectGolden(std::string const &name, std::string text);

} // namespace eo::test

#endif
