#include "lib/text/JsonWriter.h"

#include "lib/support/Utf8.h"
#include <cmath>
#include <fmt/format.h>

namespace eo {

std::string shortest(double value) { return fmt::format("{}", value); }

std::string jsonText(llvm::StringRef text) {
  std::string result = "\"";
  for (char c : validUtf8(text)) {
    if (c == '"' || c == '\\')
      (result += '\\') += c;
    else if (c == '\n')
      result += "\\n";
    else if (c == '\r')
      result += "\\r";
    else if (c == '\t')
      result += "\\t";
    else if (static_cast<unsigned char>(c) < 0x20)
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      result += c;
  }
  return result + '"';
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
  stream << jsonText(key) << (step > 0 ? ": " : ":");
  afterKey = true;
}

void JsonWriter::plain(llvm::StringRef token) {
  if (!std::exchange(afterKey, false))
    separate();
  stream << token;
}

void JsonWriter::value(double number) { plain(std::isfinite(number) ? shortest(number) : "null"); }

void JsonWriter::value(llvm::StringRef text) { plain(jsonText(text)); }

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
