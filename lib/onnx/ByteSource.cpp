#include "lib/onnx/ByteSource.h"

#include "lib/support/Error.h"
#include "lib/support/InputFile.h"
#include "llvm/Support/Errno.h"
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace eo {

// A jump reads one page; reading on doubles the step.
static constexpr size_t smallestStep = size_t{1} << 12;
static constexpr size_t largestStep = size_t{1} << 18;

static llvm::Error systemError() { return inputError("{}", llvm::sys::StrError()); }

static llvm::Expected<std::string> readToEnd(int descriptor) {
  std::string content;
  size_t filled = 0;
  while (true) {
    content.resize(filled + largestStep);
    ssize_t count = llvm::sys::RetryAfterSignal(-1, ::read, descriptor, content.data() + filled, largestStep);
    if (count < 0)
      return systemError();
    filled += static_cast<size_t>(count);
    if (filled > ByteSource::maxPipeBytes)
      return inputError("more than {} bytes from something that is not a regular file",
                        ByteSource::maxPipeBytes);
    if (count == 0)
      break;
  }
  content.resize(filled);
  return content;
}

llvm::Expected<ByteSource> ByteSource::open(llvm::StringRef path) {
  if (llvm::Error error = refuseNamedPipe(path))
    return error;
  ByteSource result;
  result.descriptor = llvm::sys::RetryAfterSignal(-1, ::open, path.str().c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (result.descriptor < 0 || ::fstat(result.descriptor, &status) != 0)
    return systemError();
  if (S_ISREG(status.st_mode)) {
    result.length = static_cast<size_t>(status.st_size);
    // Without this the kernel reads ahead into the weights.
    ::posix_fadvise(result.descriptor, 0, 0, POSIX_FADV_RANDOM);
    return result;
  }
  llvm::Expected<std::string> content = readToEnd(result.descriptor);
  if (!content)
    return content.takeError();
  ::close(std::exchange(result.descriptor, -1));
  result.buffer = std::move(*content);
  result.view = result.buffer;
  result.length = result.buffer.size();
  return result;
}

ByteSource::ByteSource(ByteSource &&other) noexcept
    : descriptor(std::exchange(other.descriptor, -1)), length(other.length), start(other.start) {
  bool isOwn = other.view.data() == other.buffer.data();
  buffer = std::move(other.buffer);
  view = isOwn ? llvm::StringRef(buffer.data(), other.view.size()) : other.view;
}

ByteSource::~ByteSource() {
  if (descriptor >= 0)
    ::close(descriptor);
}

void ByteSource::fetch(size_t offset, size_t count) {
  bool readsOn = offset >= start && offset <= start + view.size();
  size_t step = readsOn ? std::min(2 * view.size(), largestStep) : smallestStep;
  buffer.resize(std::min(std::max({count, step, smallestStep}), length - offset));
  size_t filled = 0;
  while (filled < buffer.size()) {
    ssize_t got = llvm::sys::RetryAfterSignal(-1, ::pread, descriptor, buffer.data() + filled,
                                              buffer.size() - filled, static_cast<off_t>(offset + filled));
    if (got <= 0)
      break;
    filled += static_cast<size_t>(got);
  }
  start = offset;
  view = llvm::StringRef(buffer.data(), filled);
}

} // namespace eo
