#include "lib/support/InputFile.h"

#include "lib/support/Error.h"

namespace eo {

llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> readInput(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (std::error_code code = buffer.getError())
    return inputError("{}: {}", path, code.message());
  return std::move(*buffer);
}

} // namespace eo
