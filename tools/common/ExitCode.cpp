#include "tools/common/ExitCode.h"

#include "llvm/Support/raw_ostream.h"

namespace eo {

int failWith(llvm::StringRef tool, llvm::Error error) {
  ErrorText text = takeErrorText(std::move(error));
  llvm::errs() << tool << ": error: " << text.message << '\n';
  return exitCodeOf(text.kind);
}

} // namespace eo
