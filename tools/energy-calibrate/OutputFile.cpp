#include "tools/energy-calibrate/OutputFile.h"

#include "llvm/Support/FileSystem.h"

namespace eo {

llvm::Error writeFile(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write) {
  std::error_code status;
  llvm::raw_fd_ostream out(path, status, llvm::sys::fs::OF_Text);
  if (status)
    return usageError("{}: {}", path.str(), status.message());
  write(out);
  out.close();
  if (out.has_error()) {
    std::string reason = out.error().message();
    out.clear_error();
    return usageError("{}: {}", path.str(), reason);
  }
  return llvm::Error::success();
}

} // namespace eo
