#include "tools/common/ContentHash.h"

#include "lib/support/Error.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/xxhash.h"

namespace eo {

static llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> contentOf(std::string const &path) {
  return llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
}

static llvm::Error addFile(std::string const &path, llvm::SHA256 &hash) {
  auto content = contentOf(path);
  if (!content)
    return inputError("{}: {}", path, content.getError().message());
  hash.update((*content)->getBuffer());
  return llvm::Error::success();
}

llvm::Expected<std::string> sha256OfFile(std::string const &path) {
  llvm::SHA256 hash;
  if (llvm::Error error = addFile(path, hash))
    return error;
  return llvm::toHex(hash.final(), /*LowerCase=*/true);
}

llvm::Expected<std::string> sha256OfBoard(BoardModel const &board) {
  llvm::SHA256 hash;
  for (BoardModel const *one = &board; one != nullptr; one = one->beside.get())
    if (llvm::Error error = addFile(one->path, hash))
      return error;
  return llvm::toHex(hash.final(), /*LowerCase=*/true);
}

uint64_t contentNumber(std::string const &path) {
  auto content = contentOf(path);
  return llvm::xxHash64(content ? (*content)->getBuffer() : llvm::StringRef(path));
}

} // namespace eo
