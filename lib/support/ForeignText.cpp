#include "lib/support/ForeignText.h"

#include "lib/support/Utf16.h"

#include <algorithm>

namespace eo {

std::optional<std::string> foreignText(llvm::StringRef bytes) {
  std::optional<std::string> decoded = utf16ToUtf8(bytes);
  llvm::StringRef text = decoded ? llvm::StringRef(*decoded) : bytes;
  if (text.contains('\n') || !text.contains('\r') || text.contains('\0')) // a 0 is no text
    return decoded;
  std::string lines = text.str();
  std::replace(lines.begin(), lines.end(), '\r', '\n');
  return lines;
}

} // namespace eo
