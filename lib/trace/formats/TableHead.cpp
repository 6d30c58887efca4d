#include "lib/trace/formats/TableHead.h"
#include "lib/text/CalendarTime.h"
#include "lib/text/Csv.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

static constexpr size_t mostLines = 200, mostBytes = 65536, mostColumns = 4096;

static bool isElectrical(ColumnKind kind) {
  return kind == ColumnKind::Power || kind == ColumnKind::Current || kind == ColumnKind::Voltage;
}

static std::vector<std::string> cellsOf(llvm::StringRef line, char delimiter) {
  std::vector<std::string> cells;
  if (delimiter == ' ') {
    llvm::SmallVector<llvm::StringRef, 32> words;
    llvm::SplitString(line, words, " \t");
    for (llvm::StringRef word : words)
      cells.push_back(word.str());
    return cells;
  }
  for (llvm::StringRef cell : splitCells(line, delimiter))
    cells.push_back(cell.str());
  if (cells.size() > 1 && cells.back().empty()) // a delimiter ends every line
    cells.pop_back();
  return cells;
}

/// What may stand between cells of this line. Blanks only where nothing else is there and no name holds one.
static char delimiterIn(llvm::StringRef line) {
  for (char delimiter : {';', '\t', ','})
    if (line.contains(delimiter))
      return delimiter;
  return line.trim().contains(' ') && line.find_first_of("([") == llvm::StringRef::npos ? ' ' : ',';
}

static llvm::StringRef withoutMarks(llvm::StringRef line) {
  line = line.trim("\r \t");
  while (line.consume_front("#") || line.consume_front("//") || line.consume_front("%"))
    line = line.ltrim();
  return line;
}

static bool isRemark(llvm::StringRef line) {
  line = line.ltrim();
  return line.empty() || line.startswith("#") || line.startswith("//") || line.startswith("%");
}

static bool holdsValue(llvm::StringRef cell) {
  if (auto number = cellNumber(cell))
    return true;
  else
    llvm::consumeError(number.takeError());
  std::string point = cell.str();
  if (size_t comma = point.find(','); comma != std::string::npos)
    point[comma] = '.';
  double value = 0;
  return quantityOf(point).has_value() || !llvm::StringRef(point).getAsDouble(value) || cell.startswith("[N");
}

static std::vector<ColumnUnit> unitsOf(llvm::ArrayRef<std::string> headers) {
  std::vector<ColumnUnit> columns;
  for (std::string const &header : headers)
    columns.push_back(columnUnit(header));
  return columns;
}

/// Whether a line below the header says nothing but units: "s,W", "(ms) (V)", "Idx W C".
static bool isUnitLine(llvm::ArrayRef<std::string> cells) {
  bool any = false;
  for (std::string const &cell : cells) {
    llvm::StringRef text = llvm::StringRef(cell).trim("[]() ");
    if (text.size() > 12 || llvm::any_of(text, llvm::isDigit))
      return false;
    any |= columnUnit("x [" + text.str() + "]").hasUnit;
  }
  return any;
}

namespace {
struct Line {
  llvm::StringRef text, behind; ///< the line and all that follows it
  size_t number;
};
} // namespace

/// Cells of the lines behind a header, as far as they fit it: units, then the first row.
static bool takeBelow(TableHead &head, llvm::ArrayRef<Line> below) {
  bool units = false;
  for (Line const &line : below) {
    std::vector<std::string> cells = cellsOf(withoutMarks(line.text), head.delimiter);
    if (!units && cells.size() == head.headers.size() && isUnitLine(cells)) {
      units = true;
      for (size_t k = 0; k < cells.size(); ++k)
        if (std::string unit = llvm::StringRef(cells[k]).trim("[]() ").str();
            !unit.empty() && !head.columns[k].hasUnit)
          head.headers[k] += " [" + unit + "]";
      head.columns = unitsOf(head.headers);
      head.rowsLine = line.number + 1;
      head.rows = line.behind;
      continue;
    }
    if (isRemark(line.text))
      continue;
    if (cells.size() != head.headers.size())
      return false;
    for (size_t k = 0; k < cells.size(); ++k)
      if (isElectrical(head.columns[k].kind) && holdsValue(cells[k])) {
        head.firstRow = std::move(cells);
        return true;
      }
    return false;
  }
  return false;
}

/// Whether the cells are values: one carries its unit, and none names a quantity.
static bool isValueLine(TableHead const &head) {
  bool quantity = false;
  for (size_t k = 0; k < head.headers.size(); ++k) {
    std::optional<QuantityCell> value = quantityOf(head.headers[k]);
    quantity |= value && isElectrical(value->kind);
    if (!value && head.columns[k].kind != ColumnKind::Other && llvm::isAlpha(head.headers[k].front()))
      return false;
  }
  return quantity;
}

static std::optional<TableHead> headAt(Line const &line, std::optional<char> stated) {
  llvm::StringRef text = withoutMarks(line.text);
  TableHead head;
  head.delimiter = stated.value_or(delimiterIn(text));
  if (text.count(head.delimiter) > mostColumns)
    return std::nullopt;
  head.headers = cellsOf(text, head.delimiter);
  head.columns = unitsOf(head.headers);
  if (llvm::none_of(head.columns, [](ColumnUnit const &column) { return isElectrical(column.kind); }))
    return std::nullopt;
  if (isValueLine(head))
    return std::nullopt;
  head.line = line.number;
  head.headerLine = line.text.rtrim("\r");
  head.rowsLine = head.line + 1;
  head.rows = line.behind;
  return head;
}

/// A table that begins with its first row: "2026/03/04 10:00:00.000, 60.00 W" of nvidia-smi's noheader.
static std::optional<TableHead> headless(Line const &line, llvm::StringRef text) {
  TableHead head;
  head.delimiter = delimiterIn(line.text);
  head.firstRow = cellsOf(line.text, head.delimiter);
  head.headers = head.firstRow;
  head.columns = unitsOf(head.headers);
  if (head.delimiter == ' ' || head.headers.size() > mostColumns || !isValueLine(head))
    return std::nullopt;
  for (size_t k = 0; k < head.headers.size(); ++k) {
    bool stamp = calendarStamp(head.firstRow[k]).has_value();
    head.headers[k] = "column " + std::to_string(k + 1);
    head.columns[k] = {stamp ? ColumnKind::Time : ColumnKind::Other, 1, false, head.headers[k]};
  }
  head.line = head.rowsLine = line.number;
  head.rows = text;
  return head;
}

/// The delimiter that Excel's "sep=;" states.
static std::optional<char> statedDelimiter(llvm::StringRef line) {
  line = line.trim("\r\"");
  if (line.size() == 5 && line.startswith_insensitive("sep="))
    return line.back();
  return std::nullopt;
}

std::optional<TableHead> findTableHead(llvm::StringRef text) {
  text = withoutBom(text);
  llvm::StringRef rest = text;
  std::vector<Line> lines;
  std::optional<char> stated;
  for (size_t number = 1; number <= mostLines && !rest.empty() && text.size() - rest.size() < mostBytes;
       ++number) {
    llvm::StringRef line;
    std::tie(line, rest) = rest.split('\n');
    if (lines.empty() && statedDelimiter(line))
      stated = statedDelimiter(line);
    else if (!line.trim().empty())
      lines.push_back({line, rest, number});
  }
  std::optional<TableHead> likely; // named like a header, without rows that fit
  for (size_t at = 0; at < lines.size(); ++at) {
    std::optional<TableHead> head = headAt(lines[at], stated);
    if (head && takeBelow(*head, llvm::makeArrayRef(lines).drop_front(at + 1)))
      return head;
    if (head && !likely && at < 20 && head->delimiter != ' ') // words between blanks are any heading
      likely = std::move(head);
  }
  if (!likely && !lines.empty())
    return headless(lines.front(),
                    text.drop_front(static_cast<size_t>(lines.front().text.begin() - text.begin())));
  return likely;
}

} // namespace eo
