#include "lib/text/Csv.h"
#include "lib/support/Error.h"
#include "lib/support/ReadDouble.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/StringExtras.h"

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

/// What StringRef::trim takes away, where it neither delimits cells nor ends a line.
static bool isBlank(char c, char delimiter) {
  return c != delimiter && (c == ' ' || c == '\t' || c == '\v' || c == '\f');
}

static void dropBlanks(llvm::StringRef &rest, char delimiter) {
  rest = rest.drop_while([&](char c) { return isBlank(c, delimiter); });
}

namespace {
struct RawCell {
  llvm::StringRef text;          ///< without enclosing quotes
  bool doubledQuotes = false;    ///< `text` holds "" for "
  char const *problem = nullptr; ///< at the beginning of what is left
};
} // namespace

/// From the opening quote on to the delimiter, the line break or the end.
static RawCell takeQuoted(llvm::StringRef &rest, char delimiter) {
  RawCell cell;
  size_t quote = rest.find('"', 1);
  for (; quote != llvm::StringRef::npos && rest.substr(quote + 1).startswith("\""); cell.doubledQuotes = true)
    quote = rest.find('"', quote + 2);
  if (quote == llvm::StringRef::npos) {
    cell.problem = "quote is not closed";
    return cell;
  }
  cell.text = rest.slice(1, quote);
  rest = rest.drop_front(quote + 1);
  dropBlanks(rest, delimiter);
  if (!rest.empty() && rest.front() != delimiter && rest.front() != '\n' && rest.front() != '\r')
    cell.problem = "text behind a closing quote";
  return cell;
}

static RawCell takePlain(llvm::StringRef &rest, char delimiter) {
  char const ends[] = {delimiter, '\n', '\r'};
  llvm::StringRef cell = rest.take_front(rest.find_first_of(llvm::StringRef(ends, sizeof(ends))));
  rest = rest.drop_front(cell.size());
  return {cell.rtrim(), false, nullptr};
}

std::vector<llvm::StringRef> splitCells(llvm::StringRef line, char delimiter) {
  std::vector<llvm::StringRef> cells;
  for (;;) {
    dropBlanks(line, delimiter);
    llvm::StringRef before = line;
    RawCell cell = line.startswith("\"") ? takeQuoted(line, delimiter) : takePlain(line, delimiter);
    if (cell.problem != nullptr) {
      line = before;
      cell = takePlain(line, delimiter);
    }
    cells.push_back(cell.text.trim());
    line = line.drop_while([&](char c) { return c == '\r' || c == '\n'; });
    if (!line.consume_front(llvm::StringRef(&delimiter, 1)))
      return cells;
  }
}

char delimiterOf(llvm::StringRef line) {
  for (char delimiter : {';', '\t', ','}) {
    bool quoted = false;
    for (char c : line) {
      quoted ^= c == '"';
      if (c == delimiter && !quoted)
        return delimiter;
    }
  }
  return ',';
}

bool CsvRecords::takeRow() {
  row.clear();
  starts.clear();
  unquoted.clear();
  rowLine = nextLine;
  char const *const begin = text.data();
  auto offset = [&] { return static_cast<size_t>(text.data() - begin); };
  do {
    dropBlanks(text, delimiter);
    starts.push_back(offset());
    RawCell cell = text.startswith("\"") ? takeQuoted(text, delimiter) : takePlain(text, delimiter);
    if (cell.problem == nullptr && row.size() == maxCells)
      cell.problem = "more than 4096 columns";
    if (cell.problem == nullptr && cell.text.size() > maxCellBytes)
      cell.problem = "more than 1048576 bytes in a cell";
    if (cell.problem != nullptr) {
      trouble = {row.size(), offset(), cell.problem};
      return false;
    }
    nextLine += cell.text.count('\n');
    if (cell.doubledQuotes) {
      std::string &plain = unquoted.emplace_back();
      for (size_t i = 0; i < cell.text.size(); i += cell.text[i] == '"' ? 2 : 1)
        plain += cell.text[i];
      cell.text = plain;
    }
    row.push_back(cell.text);
  } while (text.consume_front(llvm::StringRef(&delimiter, 1)));
  if (!text.consume_front("\r\n") && !text.consume_front("\n"))
    text.consume_front("\r");
  ++nextLine;
  return true;
}

bool CsvRecords::next() {
  while (!trouble && !text.empty()) {
    if (!takeRow())
      return false;
    if (row.size() > 1 || !row.front().empty())
      return true;
  }
  return false;
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
  char const *begin = cell.begin() + (cell.startswith("+") && !cell.startswith("+-") ? 1 : 0);
  auto [end, code] = readDouble(begin, cell.end(), value);
  if (end == cell.end() && code == std::errc())
    return value;
  if (code == std::errc::result_out_of_range)
    return inputError("'{}' is out of range", printable(cell, 40));
  for (char const *missing : {"na", "n/a", "null", "-", "nan"})
    if (cell.equals_insensitive(missing))
      return NAN;
  return badCell(cell, code == std::errc() ? static_cast<size_t>(end - cell.begin()) : 0);
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

/// What a trimmed cell means that is not all number, as `oddCell` says where there is one.
llvm::Expected<double> CsvScanner::numberIn(size_t column, llvm::StringRef cell, CellFunction oddCell) const {
  llvm::Expected<double> number = 0.0;
  auto [end, code] = readDouble(cell.begin(), cell.end(), *number);
  if (end != cell.end() || code != std::errc())
    number = oddCell && !cell.empty() ? oddCell(column, cell) : cellNumber(cell);
  if (!number)
    return inputError("{}: line {}, column {}: {}", file, line, column + 1,
                      takeErrorText(number.takeError()).message);
  return number;
}

/// The value of a plain decimal of at most 15 digits; false for anything else. Both the digits as a
/// whole number and the power of ten are exact, so their quotient is the nearest double, as std::from_chars gives it
/// (Clinger, "How to read floating point numbers accurately", 1990), in a third of its time.
static bool readDecimal(char const *at, char const *end, double &value) {
  static constexpr double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  constexpr size_t mostDigits = 15;
  bool negative = at != end && *at == '-';
  at += negative ? 1 : 0;
  if (at == end || static_cast<size_t>(end - at) > mostDigits + 1)
    return false;
  uint64_t digits = 0;
  char const *point = nullptr;
  for (char const *p = at; p != end; ++p) {
    auto digit = static_cast<unsigned>(*p) - '0';
    if (digit <= 9)
      digits = digits * 10 + digit;
    else if (*p == '.' && point == nullptr)
      point = p;
    else
      return false;
  }
  auto places = static_cast<size_t>(point != nullptr ? end - point - 1 : 0);
  auto count = static_cast<size_t>(end - at) - (point != nullptr ? 1 : 0);
  if (count == 0 || count > mostDigits)
    return false;
  value = static_cast<double>(digits) / powers[places];
  value = negative ? -value : value;
  return true;
}

/// False where a cell is quoted: what is no row of plain cells is left to readQuotedRow.
llvm::Expected<bool> CsvScanner::readRow(llvm::StringRef rowText, llvm::ArrayRef<size_t> columns,
                                         size_t width, llvm::MutableArrayRef<double> cells,
                                         CellFunction oddCell) const {
  char const *position = rowText.begin(), *const end = rowText.end();
  size_t column = 0, wanted = 0;
  while (true) {
    if (position != end && (*position == '"' || isBlank(*position, delimiter)) &&
        llvm::StringRef(position, static_cast<size_t>(end - position)).ltrim().startswith("\""))
      return false;
    auto const *next =
        static_cast<char const *>(std::memchr(position, delimiter, static_cast<size_t>(end - position)));
    char const *cellEnd = next ? next : end;
    if (wanted < columns.size() && column == columns[wanted]) {
      double value = 0;
      if (!readDecimal(position, cellEnd,
                       value)) { // exponents, many digits, blanks, empty cells, what is wrong
        llvm::Expected<double> number = numberIn(
            column, llvm::StringRef(position, static_cast<size_t>(cellEnd - position)).trim(), oddCell);
        if (!number)
          return number.takeError();
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
  return true;
}

/// Any row; quoted cells may reach over the end of the line. False where nothing but blank rows is left: "" alone is one.
llvm::Expected<bool> CsvScanner::readQuotedRow(llvm::StringRef rowText, llvm::ArrayRef<size_t> columns,
                                               size_t width, llvm::MutableArrayRef<double> cells,
                                               CellFunction oddCell) {
  CsvRecords records(llvm::StringRef(rowText.data(), static_cast<size_t>(text.end() - rowText.data())),
                     delimiter, line);
  bool found = records.next();
  if (records.problem())
    return inputError("{}: line {}, column {}: {}", file, records.line(), records.problem()->cell + 1,
                      records.problem()->message);
  text = records.rest();
  if (!found)
    return false;
  line = records.line();
  llvm::ArrayRef<llvm::StringRef> row = records.cells();
  if (row.size() == width + 1 && row.back().empty())
    row = row.drop_back();
  if (row.size() != width)
    return wrongWidth(rowText, row.size(), width);
  for (size_t i = 0; i < columns.size(); ++i) {
    llvm::Expected<double> number = numberIn(columns[i], row[columns[i]].trim(), oddCell);
    if (!number)
      return number.takeError();
    cells[i] = *number;
  }
  line = records.restLine() - 1;
  return true;
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
    if (rowText.empty() || rowText.front() == '#' ||
        llvm::all_of(rowText, [](char c) { return llvm::isSpace(c); }))
      continue;
    llvm::Expected<bool> plain = readRow(rowText, columns, width, cells, oddCell);
    if (!plain)
      return plain.takeError();
    if (!*plain) {
      llvm::Expected<bool> quoted = readQuotedRow(rowText, columns, width, cells, oddCell);
      if (!quoted)
        return quoted.takeError();
      if (!*quoted)
        break;
    }
    if (llvm::Error error = row(line, cells))
      return error;
    if (progress && (line & 0xFFFF) == 0)
      progress(static_cast<double>(text.begin() - begin) / total);
  }
  return llvm::Error::success();
}

} // namespace eo
