#include "lib/text/Csv.h"
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"

#include <charconv>
#include <cmath>
#include <cstring>

namespace eo {

llvm::StringRef withoutBom(llvm::StringRef text) {
  text.consume_front("\xEF\xBB\xBF");
  return text;
}

llvm::StringRef firstLineOf(llvm::StringRef text) {
  text = withoutBom(text).ltrim("\r\n \t");
  return text.substr(0, text.find_first_of("\r\n")).rtrim();
}

std::vector<llvm::StringRef> splitCells(llvm::StringRef line, char delimiter) {
  std::vector<llvm::StringRef> cells;
  for (;;) {
    auto [cell, rest] = line.split(delimiter);
    llvm::StringRef trimmed = cell.trim();
    if (trimmed.size() >= 2 && trimmed.front() == '"' && trimmed.back() == '"')
      trimmed = trimmed.drop_front().drop_back().trim();
    cells.push_back(trimmed);
    if (cell.size() == line.size())
      return cells;
    line = rest;
  }
}

char delimiterOf(llvm::StringRef line) {
  for (char delimiter : {';', '\t', ','})
    if (line.contains(delimiter))
      return delimiter;
  return ',';
}

/// What is wrong with a cell that is not entirely a number.
static llvm::Error badCell(llvm::StringRef cell, size_t parsed) {
  std::string shown = printable(cell, 40);
  llvm::StringRef rest = cell.drop_front(parsed);
  if (parsed > 0 && rest.startswith(",") && rest.size() > 1 && rest[1] >= '0' && rest[1] <= '9')
    return inputError("'{}' has a comma as decimal point; export with points", shown);
  if (parsed > 0 && rest.ltrim().size() <= 3)
    return inputError("'{}' carries a unit of its own ('{}'); units belong into the header", shown,
                      printable(rest.trim()));
  return inputError("'{}' is not a number", shown);
}

llvm::Expected<double> cellNumber(llvm::StringRef cell) {
  double value = NAN;
  if (cell.empty())
    return value;
  char const *begin = cell.begin() + (cell.front() == '+' ? 1 : 0);
  auto [end, code] = std::from_chars(begin, cell.end(), value);
  if (end == cell.end() && code == std::errc())
    return value;
  if (code == std::errc::result_out_of_range)
    return inputError("'{}' is out of range", printable(cell, 40));
  for (char const *missing : {"na", "n/a", "null", "-", "nan"})
    if (cell.equals_insensitive(missing))
      return NAN;
  return badCell(cell, code == std::errc() ? static_cast<size_t>(end - cell.begin()) : 0);
}

void CsvScanner::skipLine() {
  text = text.split('\n').second;
  ++line;
}

llvm::Error CsvScanner::wrongWidth(llvm::StringRef rowText, size_t found, size_t width) const {
  if (found > width && delimiter == ',')
    return inputError(
        "{}: line {}, column {}: more than the {} cells of the header; are these commas decimal "
        "points?",
        file, line, width + 1, width);
  bool last = text.empty() && rowText.end() == text.begin();
  return inputError("{}: line {}, column {}: {} cells where {} are expected{}", file, line,
                    std::min(found, width) + 1, found, width, last ? "; the last line is cut off" : "");
}

llvm::Error CsvScanner::readRow(llvm::StringRef rowText, llvm::ArrayRef<size_t> columns, size_t width,
                                llvm::MutableArrayRef<double> cells, CellFunction oddCell) const {
  char const *position = rowText.begin(), *const end = rowText.end();
  size_t column = 0, wanted = 0;
  while (true) {
    auto const *next =
        static_cast<char const *>(std::memchr(position, delimiter, static_cast<size_t>(end - position)));
    char const *cellEnd = next ? next : end;
    if (wanted < columns.size() && column == columns[wanted]) {
      double value = 0;
      auto [stop, code] = std::from_chars(position, cellEnd, value);
      if (stop != cellEnd || code != std::errc()) { // blanks, quotes, empty cells, and what is wrong
        llvm::StringRef cell = llvm::StringRef(position, static_cast<size_t>(cellEnd - position)).trim();
        if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"')
          cell = cell.drop_front().drop_back().trim();
        llvm::Expected<double> number = 0.0;
        auto [last, trimmedCode] = std::from_chars(cell.begin(), cell.end(), *number);
        if (last != cell.end() || trimmedCode != std::errc())
          number = oddCell && !cell.empty() ? oddCell(column, cell) : cellNumber(cell);
        if (!number)
          return inputError("{}: line {}, column {}: {}", file, line, column + 1,
                            takeErrorText(number.takeError()).message);
        value = *number;
      }
      cells[wanted++] = value;
    }
    ++column;
    if (!next)
      break;
    if (column > width)
      return wrongWidth(rowText, column + 1, width);
    position = next + 1;
  }
  if (column != width && !(column == width + 1 && rowText.endswith(llvm::StringRef(&delimiter, 1))))
    return wrongWidth(rowText, column, width);
  return llvm::Error::success();
}

llvm::Error CsvScanner::forEachRow(llvm::ArrayRef<size_t> columns, size_t width, RowFunction row,
                                   llvm::function_ref<void(double)> progress, CellFunction oddCell) {
  std::vector<double> cells(columns.size());
  char const *const begin = text.begin();
  auto total = static_cast<double>(text.size());
  for (; !text.empty(); ++line) {
    auto const *lineBreak = static_cast<char const *>(std::memchr(text.data(), '\n', text.size()));
    size_t length = lineBreak ? static_cast<size_t>(lineBreak - text.data()) : text.size();
    llvm::StringRef rowText = text.take_front(length);
    text = text.drop_front(lineBreak ? length + 1 : length);
    if (rowText.endswith("\r"))
      rowText = rowText.drop_back();
    if (rowText.empty() || rowText.front() == '#' || rowText.trim().empty())
      continue;
    if (llvm::Error error = readRow(rowText, columns, width, cells, oddCell))
      return error;
    if (llvm::Error error = row(line, cells))
      return error;
    if (progress && (line & 0xFFFF) == 0)
      progress(static_cast<double>(text.begin() - begin) / total);
  }
  return llvm::Error::success();
}

} // namespace eo
