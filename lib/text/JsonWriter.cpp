#include "lib/text/JsonWriter.h"

#include "lib/support/Unseen.h"
#include "lib/support/Utf8.h"
#include <cmath>
#include <fmt/format.h>

namespace eo {

std::string shortest(double value) { return fmt::format("{}", value); }

/// By its number, as two surrogates where it does not fit one.
static std::string escaped(char32_t character) {
  auto number = static_cast<unsigned>(character);
  if (number < 0x10000)
    return fmt::format("\\u{:04x}", number);
  return fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + ((number - 0x10000) >> 10),
                     0xDC00 + ((number - 0x10000) & 0x3FF));
}

/// What is not seen stands by its number, "\\u202e": whoever looks at the file sees it, readers lose nothing.
static std::string inJson(char32_t character, llvm::StringRef bytes) {
  if (character == '"' || character == '\\')
    return "\\" + bytes.str();
  if (character == '\n')
    return "\\n";
  if (character == '\r')
    return "\\r";
  if (character == '\t')
    return "\\t";
  return character < 0x20 || character == 0x7F || isUnseen(character) ? escaped(character) : bytes.str();
}

std::string jsonText(llvm::StringRef text) {
  std::string result = "\"";
  forEachCharacter(validUtf8(text),
                   [&](char32_t character, llvm::StringRef bytes) { result += inJson(character, bytes); });
  return result + '"';
}

/// Text that stands in JSON as it is, which keys and nearly all names do.
static bool standsAsItIs(llvm::StringRef text) {
  for (char c : text)
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F || c == '"' ||
        c == '\\')
      return false;
  return true;
}

static void writeTextOf(llvm::StringRef text, llvm::raw_ostream &stream) {
  if (standsAsItIs(text))
    stream << '"' << text << '"';
  else
    stream << jsonText(text);
}

void JsonWriter::newLine() {
  if (step > 0)
    stream << '\n';
  stream.indent(depth * step);
}

/// In front of a key, or of an element of an array; nothing stands in front of the outermost value.
void JsonWriter::separate() {
  if (!first)
    stream << ',';
  if (depth > 0)
    newLine();
  first = false;
}

void JsonWriter::writeKey(llvm::StringRef key) {
  separate();
  writeTextOf(key, stream);
  stream << (step > 0 ? ": " : ":");
  afterKey = true;
}

void JsonWriter::plain(llvm::StringRef token) {
  if (!std::exchange(afterKey, false))
    separate();
  stream << token;
}

void JsonWriter::value(double number) {
  if (!std::isfinite(number))
    return plain("null");
  char digits[32]; // the longest double has 24
  auto end = fmt::format_to_n(digits, sizeof digits, "{}", number);
  plain(llvm::StringRef(digits, end.size));
}

void JsonWriter::value(llvm::StringRef text) {
  plain("");
  writeTextOf(text, stream);
}

void JsonWriter::container(char open, char close, llvm::function_ref<void()> inside) {
  plain(llvm::StringRef(&open, 1));
  ++depth;
  first = true;
  inside();
  --depth;
  if (!first)
    newLine();
  stream << close;
  first = false;
}

} // namespace eo
