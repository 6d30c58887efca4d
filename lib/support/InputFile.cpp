#include "lib/support/InputFile.h"

#include "lib/support/Error.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

namespace eo {

llvm::Error refuseNamedPipe(llvm::StringRef path) {
  llvm::sys::fs::file_status status;
  llvm::SmallString<256> named; // what /dev/fd/63 leads to, "pipe:[123]", is no path
  bool isPipe = !llvm::sys::fs::status(path, status) && status.type() == llvm::sys::fs::file_type::fifo_file;
  if (!isPipe || path.startswith("/dev/") || llvm::sys::fs::real_path(path, named))
    return llvm::Error::success();
  return inputError("a named pipe, not a regular file; give '-' and redirect it to standard input");
}

llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> readInput(llvm::StringRef path) {
  if (llvm::Error error = refuseNamedPipe(path))
    return inputError("{}: {}", path, takeErrorText(std::move(error)).message);
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (std::error_code code = buffer.getError())
    return inputError("{}: {}", path, code.message());
  return std::move(*buffer);
}

} // namespace eo
