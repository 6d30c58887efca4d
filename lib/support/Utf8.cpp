#include "lib/support/Utf8.h"

#include "lib/support/Unseen.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Unicode.h"
#include <vector>

namespace eo {

std::string validUtf8(llvm::StringRef text) {
  llvm::UTF8 const *source = text.bytes_begin();
  if (llvm::isLegalUTF8String(&source, text.bytes_end()))
    return text.str();
  // There and back: what is broken comes out as U+FFFD, which takes three bytes.
  std::vector<llvm::UTF32> characters(text.size());
  source = text.bytes_begin();
  llvm::UTF32 *characterEnd = characters.data();
  llvm::ConvertUTF8toUTF32(&source, text.bytes_end(), &characterEnd, characters.data() + characters.size(),
                           llvm::lenientConversion);
  std::string result(3 * text.size(), '\0');
  auto *resultStart = reinterpret_cast<llvm::UTF8 *>(result.data()), *resultEnd = resultStart;
  llvm::UTF32 const *character = characters.data();
  llvm::ConvertUTF32toUTF8(&character, characterEnd, &resultEnd, resultStart + result.size(),
                           llvm::strictConversion);
  result.resize(static_cast<size_t>(resultEnd - resultStart));
  return result;
}

static bool startsCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

std::string printable(llvm::StringRef text, size_t maxColumns) {
  // A character has at most four bytes: what lies beyond can never be shown, so a 100 MB name costs nothing.
  bool cut = maxColumns != 0 && text.size() > 8 * maxColumns + 16;
  std::string valid =
      cut ? validUtf8(text.take_front(4 * maxColumns)) + validUtf8(text.take_back(4 * maxColumns))
          : validUtf8(text);
  valid = withoutUnseen(std::move(valid));
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
