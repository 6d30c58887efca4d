#include "tools/common/Output.h"

#include "lib/support/Error.h"

namespace eo {

/// Hands over what went wrong with the stream; LLVM would end the process on it.
static std::error_code takeError(llvm::raw_fd_ostream &stream) {
  stream.flush();
  std::error_code problem = stream.error();
  stream.clear_error();
  return problem;
}

static llvm::Expected<int> writeFile(std::string const &path,
                                     llvm::function_ref<int(llvm::raw_ostream &)> write) {
  std::string text;
  llvm::raw_string_ostream held(text);
  int exitCode = write(held);
  if (text.empty())
    return exitCode;
  std::error_code problem;
  llvm::raw_fd_ostream file(path, problem);
  if (!problem) {
    file << text;
    problem = takeError(file);
  }
  if (problem)
    return usageError("-o {}: {}", path, problem.message());
  return exitCode;
}

llvm::Expected<int> writeOutput(std::string const &path, llvm::function_ref<int(llvm::raw_ostream &)> write) {
  if (!path.empty())
    return writeFile(path, write);
  int exitCode = write(llvm::outs());
  if (std::error_code problem = takeError(llvm::outs()))
    return usageError("cannot write the report: {}", problem.message());
  return exitCode;
}

} // namespace eo
