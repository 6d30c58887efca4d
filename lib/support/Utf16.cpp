#include "lib/support/Utf16.h"
#include "llvm/Support/Endian.h"

namespace eo {

/// Whether the first bytes are ASCII with a 0 at every place of this parity.
static bool alternates(llvm::StringRef bytes, size_t zeroAt) {
  if (bytes.size() < 8)
    return false;
  for (size_t i = 0; i < 8; ++i) {
    bool zero = bytes[i] == 0, printable = bytes[i] >= 9 && bytes[i] < 127;
    if (i % 2 == zeroAt ? !zero : !printable)
      return false;
  }
  return true;
}

static void append(std::string &text, uint32_t point) {
  auto byte = [&](uint32_t value) { text += static_cast<char>(value); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xC0 | point >> 6);
    byte(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    byte(0xE0 | point >> 12);
    byte(0x80 | (point >> 6 & 0x3F));
    byte(0x80 | (point & 0x3F));
  } else {
    byte(0xF0 | point >> 18);
    byte(0x80 | (point >> 12 & 0x3F));
    byte(0x80 | (point >> 6 & 0x3F));
    byte(0x80 | (point & 0x3F));
  }
}

std::optional<std::string> utf16ToUtf8(llvm::StringRef bytes) {
  using namespace llvm::support;
  endianness order = little;
  if (bytes.startswith("\xFE\xFF") || alternates(bytes, 0))
    order = big;
  else if (!bytes.startswith("\xFF\xFE") && !alternates(bytes, 1))
    return std::nullopt;
  if (bytes.startswith("\xFE\xFF") || bytes.startswith("\xFF\xFE"))
    bytes = bytes.drop_front(2);
  std::string text;
  text.reserve(bytes.size() / 2);
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    uint32_t unit = endian::read<uint16_t, unaligned>(bytes.data() + i, order);
    if (unit >= 0xD800 && unit < 0xDC00 && i + 3 < bytes.size()) {
      uint32_t second = endian::read<uint16_t, unaligned>(bytes.data() + i + 2, order);
      if (second >= 0xDC00 && second < 0xE000) {
        append(text, 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00));
        i += 2;
        continue;
      }
    }
    append(text, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
  }
  return text;
}

} // namespace eo
