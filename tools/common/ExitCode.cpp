#include "tools/common/ExitCode.h"

#include "tools/common/Messages.h"

namespace eo {

int failWith(llvm::StringRef tool, llvm::Error error) {
  ErrorText text = takeErrorText(std::move(error));
  printMessages((tool + ": error: " + text.message + "\n").str());
  return exitCodeOf(text.kind);
}

} // namespace eo
