#include "tools/common/Output.h"

#include "lib/support/Error.h"
#include "tools/common/ExitCode.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

#include <cstdlib>

namespace eo {

/// Hands over what went wrong with the stream; LLVM would end the process on it.
static std::error_code takeError(llvm::raw_fd_ostream &stream) {
  stream.flush();
  std::error_code problem = stream.error();
  stream.clear_error();
  return problem;
}

static char const *guardedTool = "";

void guardStandardStreams(char const *tool) {
  guardedTool = tool;
  llvm::outs(), llvm::errs(); // made before the handler is known, destroyed after it has run
  std::atexit([] {
    takeError(static_cast<llvm::raw_fd_ostream &>(llvm::errs()));
    std::error_code problem = takeError(llvm::outs());
    if (!problem)
      return;
    llvm::errs() << guardedTool << ": error: cannot write to standard output: " << problem.message() << '\n';
    std::_Exit(exitUsage);
  });
}

static std::error_code writeText(llvm::StringRef path, std::string const &text) {
  std::error_code problem;
  llvm::raw_fd_ostream file(path, problem);
  if (problem)
    return problem;
  file << text;
  return takeError(file);
}

llvm::Expected<int> writeOutput(std::string const &path, llvm::function_ref<int(llvm::raw_ostream &)> write) {
  if (path.empty()) {
    int exitCode = write(llvm::outs());
    if (std::error_code problem = takeError(llvm::outs()))
      return usageError("cannot write the report: {}", problem.message());
    return exitCode;
  }
  std::string text;
  llvm::raw_string_ostream held(text);
  int exitCode = write(held);
  if (text.empty())
    return exitCode;
  if (std::error_code problem = writeText(path, text))
    return usageError("-o {}: {}", path, problem.message());
  return exitCode;
}

llvm::Error writeFile(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write) {
  std::string text;
  llvm::raw_string_ostream held(text);
  write(held);
  if (std::error_code problem = writeText(path, text))
    return usageError("{}: {}", path, problem.message());
  return llvm::Error::success();
}

llvm::StringRef formatOfEnding(llvm::StringRef file) {
  if (file.endswith_insensitive(".spdx.json"))
    return "spdx";
  return llvm::StringSwitch<llvm::StringRef>(llvm::sys::path::extension(file))
      .CasesLower(".html", ".htm", "html")
      .CaseLower(".json", "json")
      .CasesLower(".ndjson", ".jsonl", "ndjson")
      .CaseLower(".csv", "csv")
      .CasesLower(".md", ".markdown", "markdown")
      .Default("text");
}

} // namespace eo
