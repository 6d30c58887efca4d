#include "lib/measure/SmallFile.h"

#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace eo {

static llvm::Error cannotRead(std::string const &path, int code) {
  if (code == EACCES || code == EPERM)
    return inputError(
        "{}: no permission to read; run as root, or 'sudo chmod a+r {}' until the next start of the machine",
        path, path);
  return inputError("{}: {}", path, std::strerror(code));
}

llvm::Expected<std::string> readSmallFile(std::string const &path) {
  int file = open(path.c_str(),
                  O_RDONLY | O_CLOEXEC | O_NONBLOCK); // O_NONBLOCK: a pipe in its place must not hold us
  if (file < 0)
    return cannotRead(path, errno);
  constexpr size_t most = 64 << 10;
  std::string text(most, '\0');
  size_t size = 0;
  while (size < most) {
    ssize_t got = read(file, text.data() + size, most - size);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0) {
      int code = errno;
      close(file);
      return cannotRead(path, code);
    }
    if (got == 0)
      break;
    size += static_cast<size_t>(got);
  }
  close(file);
  return llvm::StringRef(text.data(), size).trim().str();
}

llvm::Expected<double> readNumberFile(std::string const &path) {
  llvm::Expected<std::string> text = readSmallFile(path);
  if (!text)
    return text.takeError();
  double value = 0;
  auto [end, status] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (status != std::errc() || end != text->data() + text->size() || !std::isfinite(value))
    return inputError("{}: '{}' is not a number", path, printable(*text, 40));
  return value;
}

std::optional<std::string> smallFile(std::string const &path) {
  llvm::Expected<std::string> text = readSmallFile(path);
  if (text)
    return std::move(*text);
  llvm::consumeError(text.takeError());
  return std::nullopt;
}

std::optional<double> numberFile(std::string const &path) {
  llvm::Expected<double> value = readNumberFile(path);
  if (value)
    return *value;
  llvm::consumeError(value.takeError());
  return std::nullopt;
}

std::vector<std::string> entriesOf(std::string const &folder) {
  std::vector<std::string> entries;
  std::error_code code;
  for (llvm::sys::fs::directory_iterator at(folder, code), end; at != end && !code; at.increment(code))
    entries.push_back(at->path());
  llvm::sort(entries, [](std::string const &a, std::string const &b) {
    int order = llvm::StringRef(a).compare_numeric(b);
    return order != 0 ? order < 0 : a < b;
  });
  return entries;
}

} // namespace eo
