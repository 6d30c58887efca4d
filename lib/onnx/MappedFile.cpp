#include "lib/onnx/MappedFile.h"

#include "lib/support/Error.h"
#include "llvm/Support/Errno.h"
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace eo {

namespace {
/// Closes a file descriptor when it goes out of scope.
struct Descriptor {
  int number = -1;
  explicit Descriptor(int opened) : number(opened) {}
  Descriptor(Descriptor const &) = delete;
  Descriptor &operator=(Descriptor const &) = delete;
  ~Descriptor() {
    if (number >= 0)
      ::close(number);
  }
};
} // namespace

static llvm::Error systemError(llvm::StringRef path) {
  return inputError("{}: {}", path.str(), llvm::sys::StrError());
}

static llvm::Expected<std::string> readToEnd(int descriptor, llvm::StringRef path) {
  std::string content;
  std::array<char, size_t{1} << 16> chunk{};
  while (true) {
    ssize_t count = ::read(descriptor, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return systemError(path);
    if (count == 0)
      return content;
    content.append(chunk.data(), static_cast<size_t>(count));
    if (content.size() > MappedFile::maxPipeBytes)
      return inputError("{}: more than {} bytes from something that is not a regular file", path.str(),
                        MappedFile::maxPipeBytes);
  }
}

llvm::Expected<MappedFile> MappedFile::open(llvm::StringRef path) {
  Descriptor file(::open(path.str().c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (file.number < 0 || ::fstat(file.number, &status) != 0)
    return systemError(path);
  MappedFile result;
  if (!S_ISREG(status.st_mode)) {
    llvm::Expected<std::string> content = readToEnd(file.number, path);
    if (!content)
      return content.takeError();
    result.content = std::move(*content);
    return result;
  }
  if (status.st_size == 0)
    return result;
  result.size = static_cast<size_t>(status.st_size);
  void *address = ::mmap(nullptr, result.size, PROT_READ, MAP_PRIVATE, file.number, 0);
  if (address == MAP_FAILED)
    return systemError(path);
  // Without this the kernel reads ahead into the weights, which nobody looks at.
  ::madvise(address, result.size, MADV_RANDOM);
  result.mapping = static_cast<char const *>(address);
  return result;
}

MappedFile::MappedFile(MappedFile &&other) noexcept
    : mapping(std::exchange(other.mapping, nullptr)), size(other.size), content(std::move(other.content)) {}

MappedFile::~MappedFile() {
  if (mapping != nullptr)
    ::munmap(const_cast<char *>(mapping), size);
}

} // namespace eo
