//===- MappedFile.h - a file as bytes, without reading it ------------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_MAPPEDFILE_H
#define ENERGY_OPT_LIB_ONNX_MAPPEDFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace eo {

/// The bytes of a file. A regular file is mapped read-only, so that only the pages somebody looks at are ever
/// read from disk; a pipe or device is read to its end.
class MappedFile {
public:
  /// Most bytes taken from a pipe or device, which cannot be mapped.
  static constexpr size_t maxPipeBytes = size_t{1} << 30;

  /// The file at `path`; an empty file gives empty bytes. Errors (ErrorKind::Input, starting with the path):
  /// what the system says, a directory, a pipe that delivers more than `maxPipeBytes`.
  static llvm::Expected<MappedFile> open(llvm::StringRef path);

  MappedFile(MappedFile &&other) noexcept;
  MappedFile &operator=(MappedFile &&) = delete;
  ~MappedFile();

  llvm::StringRef bytes() const { return mapping != nullptr ? llvm::StringRef(mapping, size) : content; }

private:
  MappedFile() = default;
  char const *mapping = nullptr; ///< nullptr: the bytes are in `content`
  size_t size = 0;
  std::string content;
};

} // namespace eo

#endif
