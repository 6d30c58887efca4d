#include "tools/common/Arguments.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"

namespace eo {

/// LLVM starts every line with the program's name, and sentences with a capital: ours say "error:" once.
static void printUsageErrors(llvm::StringRef tool, llvm::StringRef program, llvm::StringRef text) {
  llvm::SmallVector<llvm::StringRef, 4> lines;
  text.split(lines, '\n', -1, /*KeepEmpty=*/false);
  bool isFirst = true;
  for (llvm::StringRef line : lines) {
    line.consume_front((program + ": ").str());
    if (isFirst)
      llvm::errs() << tool << ": error: " << llvm::toLower(line.front()) << line.drop_front() << '\n';
    else
      llvm::errs() << "  " << line << '\n';
    isFirst = false;
  }
}

bool parseArguments(llvm::StringRef tool, int argc, char const *const *argv, llvm::StringRef overview) {
  std::string text;
  llvm::raw_string_ostream messages(text);
  if (llvm::cl::ParseCommandLineOptions(argc, argv, overview, &messages))
    return true;
  printUsageErrors(tool, llvm::sys::path::filename(argv[0]), text);
  return false;
}

} // namespace eo
