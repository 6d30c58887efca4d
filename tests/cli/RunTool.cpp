#include "tests/cli/RunTool.h"

#include "tests/support/TestFiles.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <sys/wait.h>

namespace eo::test {

static std::string temporary() {
  llvm::SmallString<128> path;
  EXPECT_FALSE(llvm::sys::fs::createTemporaryFile("energy-opt-cli", "txt", path));
  return path.str().str();
}

ToolRun runTool(std::string const &tool, std::string const &arguments) {
  std::string out = temporary(), err = temporary();
  std::string command = fmt::format("cd '{}/testdata' && env -u ENERGY_OPT_BOARD_PATH -u NO_COLOR -u "
                                    "SOURCE_DATE_EPOCH '{}' {} >'{}' 2>'{}'",
                                    ENERGY_OPT_SOURCE_DIR, tool, arguments, out, err);
  int status = std::system(command.c_str());
  ToolRun run{readFile(out), readFile(err), WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)};
  llvm::sys::fs::remove(out);
  llvm::sys::fs::remove(err);
  return run;
}

static void replaceAll(std::string &text, std::string const &from, std::string const &to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

void expectGolden(std::string const &name, std::string text) {
  replaceAll(text, ENERGY_OPT_TOOL, "energy-opt");
  replaceAll(text, ENERGY_LINT_TOOL, "energy-lint");
  replaceAll(text, ENERGY_OPT_SOURCE_DIR, "<source>");
  replaceAll(text, ENERGY_OPT_VERSION, "<version>");
  // What --version says of the build and of the boards changes with both.
  text =
      std::regex_replace(text, std::regex("\ncommit [0-9a-f]{12}( with changes)?\n"), "\ncommit <commit>\n");
  text = std::regex_replace(text, std::regex("\nboards [0-9]+ files, sha256 [0-9a-f]{12}\n"),
                            "\nboards <boards>\n");
  std::string path = fmt::format("{}/tests/cli/goldens/{}.txt", ENERGY_OPT_SOURCE_DIR, name);
  if (std::getenv("UPDATE_GOLDENS") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  EXPECT_EQ(text, readFile(path)) << "UPDATE_GOLDENS=1 rewrites " << path << "; read the diff";
}

bool jsonSchemaIsInstalled() {
  return std::system("/usr/bin/python3 -c 'import jsonschema' 2>/dev/null") == 0;
}

std::string schemaComplaints(std::vector<SchemaOf> const &documents) {
  std::string pairs, complaints;
  std::map<std::string, std::string> schemas; // by name, the file with it
  for (SchemaOf const &document : documents) {
    auto [schema, fresh] = schemas.try_emplace(document.schema);
    if (fresh) {
      schema->second = temporary();
      complaints +=
          runTool(ENERGY_OPT_TOOL, "--print-schema=" + document.schema + " -o " + schema->second).err;
    }
    pairs += " " + schema->second + " " + document.file;
  }
  ToolRun run = runTool("/usr/bin/python3", ENERGY_OPT_SOURCE_DIR "/tests/lint/validate.py" + pairs);
  if (run.exitCode != 0)
    complaints += run.out + run.err;
  for (auto const &[name, file] : schemas)
    llvm::sys::fs::remove(file);
  return complaints;
}

} // namespace eo::test
