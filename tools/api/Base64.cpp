#include "tools/api/Base64.h"

#include <cstdint>

namespace eo {

/// 0 … 63, or 64 for what is no digit.
static unsigned digitOf(char c) {
  if (c >= 'A' && c <= 'Z')
    return static_cast<unsigned>(c - 'A');
  if (c >= 'a' && c <= 'z')
    return static_cast<unsigned>(c - 'a') + 26;
  if (c >= '0' && c <= '9')
    return static_cast<unsigned>(c - '0') + 52;
  return c == '+' ? 62 : c == '/' ? 63 : 64;
}

std::optional<std::string> decodeBase64(llvm::StringRef text) {
  if (text.size() % 4 == 0 && text.consume_back("="))
    text.consume_back("=");
  if (text.size() % 4 == 1)
    return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  uint32_t bits = 0;
  unsigned held = 0;
  for (char c : text) {
    unsigned digit = digitOf(c);
    if (digit == 64)
      return std::nullopt;
    bits = bits << 6 | digit;
    held += 6;
    if (held < 8)
      continue;
    held -= 8;
    bytes.push_back(static_cast<char>(bits >> held & 0xFF));
  }
  bool restIsZero = (bits & ((1U << held) - 1)) == 0;
  return restIsZero ? std::optional(std::move(bytes)) : std::nullopt;
}

} // namespace eo
