#include "tools/common/Terminal.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Process.h"

#include <algorithm>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace eo {

/// 0 where the terminal does not tell.
static unsigned terminalColumns() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static bool coloursAreWanted() {
  char const *noColor = std::getenv("NO_COLOR");
  return noColor == nullptr || *noColor == '\0';
}

/// Seconds since 1970 of $SOURCE_DATE_EPOCH (reproducible-builds.org).
static std::optional<int64_t> sourceDate() {
  char const *text = std::getenv("SOURCE_DATE_EPOCH");
  int64_t seconds = 0;
  if (text == nullptr || !llvm::to_integer(text, seconds, 10) || seconds < 0 ||
      seconds > 253402300799) // 9999-12-31, the last that a date of four digits holds
    return std::nullopt;
  return seconds;
}

WriteOptions terminalLayout(bool toFile) {
  WriteOptions layout;
  layout.createdAt = sourceDate();
  if (toFile || !llvm::sys::Process::StandardOutIsDisplayed())
    return layout;
  if (unsigned columns = terminalColumns())
    layout.width = std::clamp(columns, 60U, 160U);
  layout.color = coloursAreWanted() && llvm::sys::Process::StandardOutHasColors();
  return layout;
}

bool errorsAreColoured() {
  return coloursAreWanted() && llvm::sys::Process::StandardErrIsDisplayed() &&
         llvm::sys::Process::StandardErrHasColors();
}

} // namespace eo
