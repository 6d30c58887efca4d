#include "lib/support/Utf8.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/Unicode.h"
#include <vector>

namespace eo {

std::string validUtf8(llvm::StringRef text) {
  return llvm::json::isUTF8(text) ? text.str() : llvm::json::fixUTF8(text);
}

static bool startsCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

std::string printable(llvm::StringRef text, size_t maxColumns) {
  // A character has at most four bytes: what lies beyond can never be shown, so a 100 MB name costs nothing.
  bool cut = maxColumns != 0 && text.size() > 8 * maxColumns + 16;
  std::string valid =
      cut ? validUtf8(text.take_front(4 * maxColumns)) + validUtf8(text.take_back(4 * maxColumns))
          : validUtf8(text);
  std::vector<size_t> starts;
  for (size_t i = 0; i < valid.size(); ++i) {
    auto byte = static_cast<unsigned char>(valid[i]);
    if (byte < 0x20 || byte == 0x7F)
      valid[i] = '?';
    if (startsCharacter(valid[i]))
      starts.push_back(i);
  }
  if (maxColumns == 0 || starts.size() <= maxColumns)
    return valid;
  size_t tail = (maxColumns - 1) / 2, head = maxColumns - 1 - tail;
  std::string result = valid.substr(0, starts[head]) + "…";
  return tail == 0 ? result : result + valid.substr(starts[starts.size() - tail]);
}

size_t displayWidth(llvm::StringRef text) {
  int width = llvm::sys::unicode::columnWidthUTF8(text);
  if (width >= 0)
    return static_cast<size_t>(width);
  size_t characters = 0;
  for (char byte : text)
    characters += startsCharacter(byte) ? 1 : 0;
  return characters;
}

} // namespace eo
