#include "lib/support/Unseen.h"

namespace eo {

static size_t lengthOf(unsigned char lead) { return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4; }

static char32_t characterOf(llvm::StringRef bytes) {
  auto lead = static_cast<unsigned char>(bytes.front());
  char32_t character = bytes.size() == 1 ? lead : lead & (0xFFU >> (bytes.size() + 1));
  for (char byte : bytes.drop_front())
    character = character << 6 | (static_cast<unsigned char>(byte) & 0x3FU);
  return character;
}

bool isUnseen(char32_t c) {
  struct Range {
    char32_t first, last;
  };
  static constexpr Range ranges[] = {{0x80, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},    {0x180E, 0x180E},
                                     {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},  {0xFEFF, 0xFEFF},
                                     {0xFFF9, 0xFFFB}, {0xFFFE, 0xFFFF}, {0xE0000, 0xE0FFF}};
  for (Range const &range : ranges)
    if (c >= range.first && c <= range.last)
      return true;
  return false;
}

static bool isAscii(llvm::StringRef text) {
  for (char byte : text)
    if (static_cast<unsigned char>(byte) >= 0x80)
      return false;
  return true;
}

void forEachCharacter(llvm::StringRef valid, llvm::function_ref<void(char32_t, llvm::StringRef)> each) {
  while (!valid.empty()) {
    llvm::StringRef bytes = valid.take_front(lengthOf(static_cast<unsigned char>(valid.front())));
    each(characterOf(bytes), bytes);
    valid = valid.drop_front(bytes.size());
  }
}

std::string withoutUnseen(std::string valid) {
  if (isAscii(valid)) // nearly all names
    return valid;
  std::string result;
  result.reserve(valid.size());
  forEachCharacter(valid, [&](char32_t character, llvm::StringRef bytes) {
    result += isUnseen(character) ? llvm::StringRef("\uFFFD") : bytes;
  });
  return result;
}

} // namespace eo
