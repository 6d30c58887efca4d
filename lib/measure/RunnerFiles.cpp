#include "lib/measure/Runner.h"

#include "lib/measure/SmallFile.h"
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace eo {

/// How a file is started, by its ending.
static std::vector<std::string> commandOf(std::string const &file) {
  llvm::StringRef ending = llvm::sys::path::extension(file);
  if (ending == ".py")
    return {"python3", file};
  if (ending == ".mjs")
    return {"node", file};
  if (ending == ".sh")
    return {"sh", file};
  return {file};
}

static bool isRunner(std::string const &file) {
  llvm::StringRef ending = llvm::sys::path::extension(file);
  return llvm::sys::fs::is_regular_file(file) &&
         (ending == ".py" || ending == ".mjs" || ending == ".sh" || ending.empty());
}

static RunnerSpec specOf(std::string const &file) {
  RunnerSpec spec;
  spec.name = llvm::sys::path::stem(file).str();
  spec.file = file;
  spec.command = commandOf(file);
  return spec;
}

std::vector<std::string> runnerNames(std::vector<std::string> const &folders) {
  std::vector<std::string> names;
  for (std::string const &folder : folders)
    for (std::string const &file : entriesOf(folder))
      if (std::string name = llvm::sys::path::stem(file).str();
          isRunner(file) && !llvm::is_contained(names, name))
        names.push_back(name);
  return names;
}

std::string runnerProblem(RunnerSpec const &spec) {
  std::vector<std::string> command = spec.command;
  command.push_back("--check");
  llvm::Expected<std::string> said = outputOf(command, 60);
  return said ? "" : takeErrorText(said.takeError()).message;
}

static llvm::Expected<RunnerSpec> firstThatWorks(std::vector<std::string> const &folders) {
  std::vector<std::string> problems;
  for (std::string const &name : runnerNames(folders)) {
    llvm::Expected<RunnerSpec> spec = findRunner(name, folders);
    if (!spec)
      return spec;
    std::string problem = runnerProblem(*spec);
    if (problem.empty())
      return spec;
    problems.push_back(name);
  }
  return usageError(
      "none of the runtimes that runners are there for is installed: {}; install one, or name a command: "
      "-- COMMAND {{model}}",
      llvm::join(problems, ", "));
}

llvm::Expected<RunnerSpec> findRunner(llvm::StringRef name, std::vector<std::string> const &folders) {
  if (name == "auto")
    return firstThatWorks(folders);
  if (name.contains('/')) {
    if (!llvm::sys::fs::is_regular_file(name))
      return usageError("--runner={}: no such file", name);
    return specOf(name.str());
  }
  for (std::string const &folder : folders)
    for (std::string const &file : entriesOf(folder))
      if (isRunner(file) && llvm::sys::path::stem(file) == name)
        return specOf(file);
  std::vector<std::string> names = runnerNames(folders);
  if (names.empty())
    return usageError("--runner={}: no folder of runners is found; --runner-path=DIR names it", name);
  return usageError("--runner={}: no such runner{}; there are {}", name, didYouMean(name, names),
                    llvm::join(names, ", "));
}

} // namespace eo
