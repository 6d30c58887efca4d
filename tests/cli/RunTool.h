//===- RunTool.h - runs a tool as a user would ----------------------------------------------------===//
#ifndef ENERGY_OPT_TESTS_CLI_RUNTOOL_H
#define ENERGY_OPT_TESTS_CLI_RUNTOOL_H

#include <string>
#include <vector>

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

/// A file of JSON and the name of the schema that it should follow.
struct SchemaOf {
  std::string schema, file;
};

/// What is wrong with files by the schemas that energy-opt --print-schema prints; empty: nothing.
std::string schemaComplaints(std::vector<SchemaOf> const &documents);

/// Whether python3-jsonschema is there, which schemaComplaints asks.
bool jsonSchemaIsInstalled();

} // namespace eo::test

#endif
