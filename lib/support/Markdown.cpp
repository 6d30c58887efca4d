#include "lib/support/Markdown.h"

#include "lib/support/Utf8.h"
#include <algorithm>

namespace eo {

/// The longest run of backticks.
static size_t longestTicks(llvm::StringRef text) {
  size_t longest = 0, run = 0;
  for (char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

std::string markdownCode(llvm::StringRef text, size_t maxColumns) {
  std::string content;
  for (char c : printable(text, maxColumns))
    content += c == '|' ? std::string("\\|") : std::string(1, c); // a table ends cells in code spans as well
  if (content.empty())
    return "–";
  std::string ticks(longestTicks(content) + 1, '`');
  // One space on each side is not part of the code.
  bool pads = content.front() == '`' || content.back() == '`' || content.front() == ' ';
  return ticks + (pads ? " " : "") + content + (pads ? " " : "") + ticks;
}

std::string markdownText(llvm::StringRef text, size_t maxColumns) {
  std::string result;
  for (char c : printable(text, maxColumns)) {
    if (llvm::StringRef("\\`*_{}[]<>#|~!$").contains(c))
      result += '\\';
    result += c;
    if (c == '@')
      result += "\u200B"; // no mention: zero-width space
  }
  return result;
}

} // namespace eo
