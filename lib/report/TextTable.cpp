#include "lib/report/TextTable.h"

#include "lib/support/Utf8.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

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

size_t TextTable::widestCell(size_t column) const {
  size_t widest = 0;
  for (std::vector<std::string> const &row : rows)
    widest = std::max(widest, displayWidth(row[column]));
  return widest;
}

std::vector<size_t> TextTable::widths() const {
  std::vector<size_t> result;
  for (size_t i = 0; i < columns.size(); ++i)
    result.push_back(std::max(displayWidth(columns[i].title), widestCell(i)));
  return result;
}

size_t TextTable::flexibleColumn() const {
  return static_cast<size_t>(
      std::find_if(columns.begin(), columns.end(), [](Column const &c) { return c.flexible; }) -
      columns.begin());
}

size_t TextTable::widthOf(Layout const &layout) const {
  size_t sum = 1, last = 0;
  for (size_t i = 0; i < columns.size(); ++i)
    if (layout.shown[i]) {
      sum += layout.size[i] + gap;
      last = gap;
    }
  return sum - last;
}

/// The parts that a cell breaks into: words, a number together with the unit behind it.
static std::vector<std::string> partsOf(std::string const &cell) {
  llvm::SmallVector<llvm::StringRef, 8> words;
  llvm::StringRef(cell).split(words, ' ', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  auto isNumber = [](llvm::StringRef word) {
    return llvm::isDigit(word.front()) && llvm::isDigit(word.back());
  };
  std::vector<std::string> parts;
  for (size_t i = 0; i < words.size(); ++i)
    if (i > 0 && isNumber(words[i - 1]))
      parts.back() += " " + words[i].str();
    else
      parts.push_back(words[i].str());
  return parts;
}

size_t TextTable::longestPart(size_t column) const {
  size_t longest = displayWidth(columns[column].title);
  for (std::vector<std::string> const &row : rows)
    for (std::string const &part : partsOf(row[column]))
      longest = std::max(longest, displayWidth(part));
  return longest;
}

bool TextTable::dropColumns(Layout &result, size_t width) const {
  size_t flexible = flexibleColumn();
  for (;;) {
    size_t next = columns.size();
    for (size_t i = 0; i < columns.size(); ++i)
      if (result.shown[i] && columns[i].drop != 0 &&
          (next == columns.size() || columns[i].drop > columns[next].drop))
        next = i;
    size_t least = widthOf(result);
    if (least <= width)
      return true;
    if (flexible != columns.size() && result.size[flexible] > flexibleLeast)
      least -= result.size[flexible] - flexibleLeast;
    if (next == columns.size() || (flexible != columns.size() && least <= width))
      return false;
    result.shown[next] = false;
    if (next == flexible)
      flexible = columns.size();
  }
}

void TextTable::narrow(Layout &result, size_t width) const {
  constexpr size_t least = 8; // of a column that is shortened
  auto give = [&](size_t i, size_t leastOfIt) {
    size_t all = widthOf(result);
    if (all > width && result.size[i] > leastOfIt)
      result.size[i] -= std::min(all - width, result.size[i] - leastOfIt);
  };
  for (size_t i = 0; i < columns.size(); ++i)
    if (result.shown[i] && columns[i].wraps)
      give(i, longestPart(i));
  for (size_t i = 0; i < columns.size(); ++i)
    if (result.shown[i] && columns[i].flexible)
      give(i, least);
  for (size_t i = 0; i < columns.size(); ++i)
    if (result.shown[i])
      give(i, columns[i].right ? std::max(least, widestCell(i)) : least);
}

TextTable::Layout TextTable::layout(size_t width) const {
  Layout result{widths(), std::vector<bool>(columns.size(), true)};
  if (!dropColumns(result, width))
    narrow(result, width);
  return result;
}

/// `cell` on lines of at most `columns` columns.
static std::vector<std::string> brokenCell(std::string const &cell, size_t columns, bool wraps) {
  if (!wraps || displayWidth(cell) <= columns)
    return {shortened(cell, columns)};
  std::vector<std::string> lines;
  for (std::string const &part : partsOf(cell))
    if (!lines.empty() && displayWidth(lines.back()) + 1 + displayWidth(part) <= columns)
      lines.back() += " " + part;
    else
      lines.push_back(shortened(part, columns));
  return lines;
}

void TextTable::addRow(Layout const &layout, std::vector<std::string> const &cells,
                       std::vector<std::string> &result) const {
  std::vector<std::vector<std::string>> broken(columns.size());
  size_t height = 1;
  for (size_t i = 0; i < columns.size(); ++i)
    if (layout.shown[i]) {
      broken[i] = brokenCell(cells[i], layout.size[i], columns[i].wraps);
      height = std::max(height, broken[i].size());
    }
  for (size_t line = 0; line < height; ++line) {
    std::string text = " ";
    for (size_t i = 0; i < columns.size(); ++i)
      if (layout.shown[i])
        text += padded(line < broken[i].size() ? broken[i][line] : std::string(), layout.size[i],
                       columns[i].right) +
                std::string(gap, ' ');
    text.erase(text.find_last_not_of(' ') + 1);
    result.push_back(std::move(text));
  }
}

std::vector<std::string> TextTable::lines(size_t width) const {
  Layout const chosen = layout(width);
  std::vector<std::string> titles, result;
  for (Column const &column : columns)
    titles.push_back(column.title);
  addRow(chosen, titles, result);
  for (std::vector<std::string> const &row : rows)
    addRow(chosen, row, result);
  return result;
}

} // namespace eo
