//===- ByteSource.h - a file of which only pieces are looked at --------------------------------===//
//
// Files are read piecewise and not mapped: a piece costs less than a page fault, which also drags fifteen
// neighbouring pages of weights into memory, and a file that shrinks meanwhile is an error and not a signal.
//
#ifndef ENERGY_OPT_LIB_ONNX_BYTESOURCE_H
#define ENERGY_OPT_LIB_ONNX_BYTESOURCE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <algorithm>
#include <string>

namespace eo {

/// The bytes of a file, read where they are needed: weights are never touched.
class ByteSource {
public:
  /// Most bytes taken from a pipe or device, which has to be read whole.
  static constexpr size_t maxPipeBytes = size_t{1} << 30;

  /// Bytes in memory; they outlive the source.
  explicit ByteSource(llvm::StringRef bytes) : length(bytes.size()), view(bytes) {}

  /// The file at `path`. Errors (ErrorKind::Input, without the path): what the system says, a pipe or device
  /// that delivers more than `maxPipeBytes`.
  static llvm::Expected<ByteSource> open(llvm::StringRef path);

  ByteSource(ByteSource &&other) noexcept;
  ByteSource &operator=(ByteSource &&) = delete;
  ~ByteSource();

  size_t size() const { return length; }

  /// The bytes from `offset` on: at least `count` of them, fewer only at the end of the file and where it
  /// cannot be read. Valid until the next call.
  llvm::StringRef at(size_t offset, size_t count) {
    count = std::min(count, length - offset);
    if (offset < start || offset - start + count > view.size())
      fetch(offset, count);
    return view.drop_front(offset - start);
  }

  /// What of the bytes from `offset` to `end` is in memory without reading on: from `offset` on, or nothing. Valid until
  /// the next call of `at`.
  llvm::StringRef held(size_t offset, size_t end) const {
    if (offset < start || offset - start >= view.size())
      return {};
    return {view.data() + (offset - start), std::min(end - offset, view.size() - (offset - start))};
  }

private:
  ByteSource() = default;
  void fetch(size_t offset, size_t count);

  int descriptor = -1; ///< -1: all bytes are in `view`
  size_t length = 0;
  size_t start = 0; ///< offset of `view` in the file
  llvm::StringRef view;
  std::string buffer; ///< what `view` shows, unless the bytes are the caller's
};

} // namespace eo

#endif
