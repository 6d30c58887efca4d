#include "lib/report/TextTable.h"

#include "lib/support/Utf8.h"
#include "llvm/ADT/SmallVector.h"

#include <algorithm>

namespace eo {

constexpr size_t gap = 2;            ///< spaces between columns
constexpr size_t flexibleLeast = 30; ///< columns go until the flexible one has this much

std::string padded(std::string const &text, size_t columns, bool right) {
  size_t width = displayWidth(text);
  std::string fill(columns > width ? columns - width : 0, ' ');
  return right ? fill + text : text + fill;
}

std::string shortened(std::string const &text, size_t columns) {
  if (displayWidth(text) <= columns)
    return text;
  llvm::StringRef tail =
      llvm::StringRef(text).take_back(4 * columns); // no character is longer than four bytes
  auto insideCharacter = [&] {
    return !tail.empty() && (static_cast<unsigned char>(tail.front()) & 0xC0) == 0x80;
  };
  while (insideCharacter() || displayWidth(tail) + 1 > columns)
    tail = tail.drop_front();
  return "…" + tail.str();
}

std::string barOf(double share, size_t columns) {
  static constexpr char const *eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  auto length = static_cast<size_t>(std::clamp(share, 0.0, 1.0) * 8 * static_cast<double>(columns) + 0.5);
  std::string bar;
  for (size_t i = 0; i < length / 8; ++i)
    bar += "█";
  return bar + eighths[length % 8];
}

std::string wrapped(std::string const &text, size_t width, size_t indent) {
  llvm::SmallVector<llvm::StringRef, 32> words;
  llvm::StringRef(text).split(words, ' ', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  std::string result;
  size_t column = indent;
  for (llvm::StringRef word : words) {
    size_t length = displayWidth(word);
    bool first = column == indent;
    if (!first && column + 1 + length > width) {
      result += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (!first) {
      result += ' ';
      ++column;
    }
    result += word.str();
    column += length;
  }
  return result;
}

std::vector<size_t> TextTable::widths() const {
  std::vector<size_t> result;
  for (size_t i = 0; i < columns.size(); ++i) {
    size_t widest = displayWidth(columns[i].title);
    for (std::vector<std::string> const &row : rows)
      widest = std::max(widest, displayWidth(row[i]));
    result.push_back(widest);
  }
  return result;
}

std::vector<std::string> TextTable::lines(size_t width) const {
  std::vector<size_t> size = widths();
  std::vector<bool> shown(columns.size(), true);
  size_t flexible = static_cast<size_t>(
      std::find_if(columns.begin(), columns.end(), [](Column const &c) { return c.flexible; }) -
      columns.begin());
  for (;;) {
    size_t fixed = 1;
    size_t next = columns.size();
    for (size_t i = 0; i < columns.size(); ++i) {
      if (!shown[i])
        continue;
      fixed += i == flexible ? 0 : size[i] + gap;
      if (columns[i].drop != 0 && (next == columns.size() || columns[i].drop > columns[next].drop))
        next = i;
    }
    size_t left = width > fixed ? width - fixed : 0;
    bool fits = flexible == columns.size() ? fixed <= width + gap : size[flexible] <= left;
    if (fits || (flexible == columns.size() && next == columns.size()))
      break;
    if (flexible == columns.size()) {
      shown[next] = false;
      continue;
    }
    if (left >= flexibleLeast || next == columns.size()) {
      size[flexible] = std::max<size_t>(left, 8);
      break;
    }
    shown[next] = false;
  }
  auto line = [&](auto textOf) {
    std::string text = " ";
    for (size_t i = 0; i < columns.size(); ++i)
      if (shown[i]) {
        std::string cell = i == flexible ? shortened(textOf(i), size[i]) : textOf(i);
        text += padded(cell, size[i] + (columns[i].right ? 0 : gap), columns[i].right);
        text += columns[i].right ? std::string(gap, ' ') : "";
      }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
  };
  std::vector<std::string> result = {line([&](size_t i) { return columns[i].title; })};
  for (std::vector<std::string> const &row : rows)
    result.push_back(line([&](size_t i) { return row[i]; }));
  return result;
}

} // namespace eo
