#include "lib/onnx/AnnotatedCopy.h"

#include "lib/onnx/MetadataEdits.h"
#include "lib/support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

namespace eo {

namespace fs = llvm::sys::fs;

constexpr size_t fileCopyStep = size_t{1} << 18;
constexpr uint64_t protobufLimit = uint64_t{1} << 31;

static llvm::Error copyBytes(ByteSource &file, size_t begin, size_t end, llvm::raw_ostream &stream) {
  while (begin < end) {
    size_t count = std::min(end - begin, fileCopyStep);
    llvm::StringRef bytes = file.at(begin, count).take_front(count);
    if (bytes.size() < count)
      return inputError("cannot be read at byte {}", begin + bytes.size());
    stream << bytes;
    begin += count;
  }
  return llvm::Error::success();
}

static llvm::Error copyEdited(ByteSource &file, llvm::ArrayRef<ByteEdit> edits, llvm::raw_ostream &stream) {
  size_t position = 0;
  for (ByteEdit const &edit : edits) {
    if (llvm::Error error = copyBytes(file, position, edit.begin, stream))
      return error;
    stream << edit.bytes;
    position = edit.end;
  }
  return copyBytes(file, position, file.size(), stream);
}

/// Writes beside `to` and renames: what stands at `to` is replaced in one go, or stays.
static llvm::Error writeFile(ByteSource &file, llvm::ArrayRef<ByteEdit> edits, llvm::StringRef to) {
  llvm::Expected<fs::TempFile> temporary = fs::TempFile::create(to + ".%%%%%%%%");
  if (!temporary)
    return usageError("{}: {}", to, llvm::toString(temporary.takeError()));
  llvm::raw_fd_ostream stream(temporary->FD, /*shouldClose=*/false);
  llvm::Error error = copyEdited(file, edits, stream);
  stream.flush();
  if (std::error_code problem = stream.error(); problem && !error)
    error = usageError("{}: {}", to, problem.message());
  stream.clear_error();
  if (error)
    return llvm::joinErrors(std::move(error), temporary->discard());
  if (llvm::Error renaming = temporary->keep(to))
    return usageError("{}: {}", to, llvm::toString(std::move(renaming)));
  return llvm::Error::success();
}

static llvm::Error checkPaths(llvm::StringRef from, llvm::StringRef to) {
  if (!fs::is_regular_file(from))
    return inputError("{}: not a regular file, so it cannot be copied", from);
  if (fs::exists(to) && !fs::is_regular_file(to))
    return usageError("{}: not a regular file", to);
  bool same = false;
  if (!fs::equivalent(from, to, same) && same)
    return usageError("{}: is the network itself; the copy needs another name", to);
  return llvm::Error::success();
}

static llvm::Error withName(llvm::StringRef path, llvm::Error error) {
  ErrorText text = takeErrorText(std::move(error));
  return makeError(text.kind, path.str() + ": " + text.message);
}

llvm::Expected<AnnotatedCopy> writeAnnotatedCopy(llvm::StringRef from, llvm::StringRef to,
                                                 ModelMetadata const &metadata) {
  if (llvm::Error error = checkPaths(from, to))
    return error;
  llvm::Expected<ByteSource> file = ByteSource::open(from);
  if (!file)
    return withName(from, file.takeError());
  llvm::Expected<MetadataEdits> edits = metadataEdits(*file, metadata);
  if (!edits)
    return withName(from, edits.takeError());
  AnnotatedCopy result{file->size(), edits->hasExternalData};
  for (ByteEdit const &edit : edits->edits)
    result.bytes += edit.bytes.size() - (edit.end - edit.begin);
  if (result.bytes >= protobufLimit && file->size() < protobufLimit)
    return inputError("{}: over 2 GiB with annotations, which no reader of ONNX takes", from);
  if (llvm::Error error = writeFile(*file, edits->edits, to)) {
    ErrorText text = takeErrorText(std::move(error));
    return makeError(text.kind,
                     text.kind == ErrorKind::Input ? from.str() + ": " + text.message : text.message);
  }
  return result;
}

} // namespace eo
