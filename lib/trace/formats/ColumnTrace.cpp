#include "lib/trace/formats/ColumnTrace.h"
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/text/Csv.h"
#include "lib/trace/formats/RowLabels.h"
#include "lib/trace/formats/StampReader.h"
#include "lib/trace/formats/TraceBuilder.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace eo {

/// What a cell means that is no plain number: a stamp, a decimal comma, a unit of its own.
static llvm::Expected<double> oddCell(llvm::StringRef cell, ColumnUnit const &column, char delimiter) {
  if (cell.startswith("[") && cell.endswith("]")) // nvidia-smi: [N/A], [Not Supported]
    return NAN;
  std::string point;
  if (delimiter != ',' && cell.count(',') == 1 && !cell.contains('.')) {
    point = cell.str();
    point[cell.find(',')] = '.';
    cell = point;
  }
  std::optional<QuantityCell> quantity = quantityOf(cell);
  if (quantity && column.hasUnit && quantity->kind == column.kind) {
    double plain = 0;
    llvm::StringRef number = cell.take_while(
        [](char c) { return llvm::isDigit(c) || c == '.' || c == '-' || c == 'e' || c == 'E'; });
    bool same = column.toSi == 1 ||
                (!number.getAsDouble(plain) &&
                 std::fabs(plain * column.toSi - quantity->value) <= 1e-9 * std::fabs(quantity->value));
    if (same)
      return quantity->value / column.toSi;
  }
  return cellNumber(cell);
}

namespace {

/// Adds up what the rows of a round say, one of each device.
class RoundSum {
public:
  using Sample = std::pair<double, double>; ///< seconds, watts; watts are NaN where a device is missing
  explicit RoundSum(RowDevices const &rowDevices) : devices(rowDevices), seen(rowDevices.count) {}

  /// The round that this row ends, as it begins the next.
  std::optional<Sample> take(double watts, double seconds) {
    uint16_t label = devices.labels[next++];
    std::optional<Sample> ended;
    if (found > 0 && seen[label])
      ended = end();
    if (found == 0)
      start = seconds;
    seen[label] = true;
    ++found;
    sum += watts;
    return ended;
  }
  std::optional<Sample> end() {
    if (found == 0)
      return std::nullopt;
    Sample sample{start, found == devices.count ? sum : NAN};
    seen.assign(devices.count, false);
    found = 0;
    sum = 0;
    return sample;
  }

private:
  RowDevices const &devices;
  std::vector<bool> seen;
  size_t next = 0, found = 0;
  double sum = 0, start = 0;
};

} // namespace

/// Those that the plan reads, in order.
static std::vector<size_t> columnsOf(ColumnPlan const &plan) {
  std::vector<size_t> columns;
  auto use = [&](std::optional<size_t> column) {
    if (column)
      columns.push_back(*column);
  };
  for (std::optional<size_t> column : {plan.time, plan.shunt, plan.bus})
    use(column);
  for (PowerTerm const &term : plan.terms)
    for (std::optional<size_t> column : {term.power, term.current, term.voltage})
      use(column);
  llvm::sort(columns);
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  return columns;
}

llvm::Expected<PowerTrace> readColumns(TraceInput const &input, llvm::StringRef format, TableHead const &head,
                                       ColumnPlan const &plan) {
  std::vector<size_t> columns = columnsOf(plan);
  std::vector<size_t> slots(plan.columns.size());
  for (size_t i = 0; i < columns.size(); ++i)
    slots[columns[i]] = i;

  TraceBuilder builder(input, format);
  builder.setBoard(plan.board);
  builder.reserve(head.rows.size() / std::max<size_t>(8, plan.columns.size() * 4));
  StampReader stamps;
  llvm::ArrayRef<double> row;
  auto value = [&](size_t column) { return row[slots[column]] * plan.columns[column].toSi; };
  bool header = false; // logs that were joined, and turbostat, repeat it
  auto cellMeaning = [&](size_t column, llvm::StringRef cell) -> llvm::Expected<double> {
    if (!cell.empty() && llvm::isAlpha(cell.front()) &&
        llvm::StringRef(head.headers[column]).startswith(cell)) {
      header = true;
      return NAN;
    }
    if (!plan.stamps || column != *plan.time)
      return oddCell(cell, plan.columns[column], head.delimiter);
    if (auto seconds = stamps.seconds(cell))
      return *seconds / plan.columns[column].toSi;
    return inputError("'{}' is no time stamp like the first one", printable(cell, 40));
  };
  if (plan.stamps)
    builder.setCalendar();
  CsvScanner scanner(head.rows, input.file, head.delimiter, head.rowsLine);
  auto push = [&](size_t line, double seconds, double watts) -> llvm::Error {
    if (plan.time)
      return builder.push(seconds, watts, line, *plan.time + 1);
    builder.push(watts);
    return llvm::Error::success();
  };
  RoundSum round(plan.devices);
  llvm::Error error = scanner.forEachRow(
      columns, plan.columns.size(),
      [&](size_t line, llvm::ArrayRef<double> cells) -> llvm::Error {
        if (std::exchange(header, false))
          return llvm::Error::success();
        row = cells;
        double watts = plan.watts(value, input.options), seconds = plan.time ? value(*plan.time) : 0;
        if (plan.devices.count == 1)
          return push(line, seconds, watts);
        if (auto sum = round.take(watts, seconds))
          return push(line, sum->first, sum->second);
        return llvm::Error::success();
      },
      input.options.progress, cellMeaning);
  if (error)
    return error;
  if (auto sum = round.end())
    if (llvm::Error last = push(head.rowsLine, sum->first, sum->second))
      return last;
  return builder.finish();
}

/// Blanks for delimiters inside quotes ("1 day, 3:02:01" of jtop, "Power:package-0,0" of s-tui), so that cells can be told apart by
/// delimiters alone; "" where the first rows have none: CsvScanner copes with the odd one further down.
static std::string withoutQuotedDelimiters(llvm::StringRef text, char delimiter) {
  constexpr size_t firstRows = 1 << 16;
  std::string result;
  llvm::StringRef seen = text.take_front(firstRows);
  bool quoted = false;
  for (size_t at = seen.find('"'); at < seen.size(); ++at) {
    if (seen[at] == '"')
      quoted = !quoted;
    else if (seen[at] == '\n')
      quoted = false;
    else if (quoted && seen[at] == delimiter) {
      if (result.empty()) {
        result = text.str();
        seen = text;
      }
      result[at] = ' ';
    }
  }
  return result;
}

/// Runs of blanks as one tab, so that every line keeps its number.
static std::string withTabs(llvm::StringRef text) {
  std::string result;
  result.reserve(text.size());
  bool between = false, begun = false;
  for (char c : text) {
    if (c == ' ' || c == '\t' || c == '\r') {
      between = begun;
      continue;
    }
    if (between && c != '\n')
      result += '\t';
    between = false;
    begun = c != '\n';
    result += c;
  }
  return result;
}

/// The rows without what some tools write behind a blank line below them (sums, averages): lines of fewer cells.
static llvm::StringRef withoutFooter(llvm::StringRef rows, size_t width, char delimiter) {
  constexpr size_t longest = 65536;
  llvm::StringRef body = rows.rtrim();
  while (!body.empty() && rows.size() - body.size() < longest) {
    size_t cut = body.rfind('\n');
    llvm::StringRef last = cut == llvm::StringRef::npos ? body : body.drop_front(cut + 1);
    if (last.count(delimiter) + 1 >= width)
      break;
    body = body.take_front(cut == llvm::StringRef::npos ? 0 : cut);
  }
  llvm::StringRef behind = rows.drop_front(body.size()).ltrim("\r");
  bool blankLine = behind.startswith("\n\n") || behind.startswith("\n\r\n");
  return body.empty() || !blankLine || behind.trim().empty() ? rows : rows.take_front(body.size() + 1);
}

/// The table of the chosen rows alone.
static void takeRows(TableHead &head, ChosenRows const &rows) {
  head.rows = rows.text;
  head.firstRow.clear();
  for (llvm::StringRef cell : splitCells(firstLineOf(rows.text), head.delimiter))
    head.firstRow.push_back(cell.str());
}

llvm::Expected<PowerTrace> readHeadedTable(TraceInput const &input, llvm::StringRef format,
                                           AdjustHead adjust) {
  std::string changed; // outlives what `head` points at
  std::optional<TableHead> head = findTableHead(input.text);
  if (head && head->delimiter == ' ') {
    changed = withTabs(input.text);
    head = findTableHead(changed);
  }
  for (int delimiters = 0; head && head->delimiter != ' ' && delimiters < 3;
       ++delimiters) { // ';' in quotes only, then ','
    std::string plain =
        withoutQuotedDelimiters(changed.empty() ? input.text : llvm::StringRef(changed), head->delimiter);
    if (plain.empty())
      break;
    changed = std::move(plain);
    head = findTableHead(changed);
  }
  if (!head || head->delimiter == ' ') {
    llvm::StringRef line = firstLineOf(input.text);
    if (size_t columns = line.count(delimiterOf(line)) + 1; columns > 4096)
      return inputError("{}: line 1, column 4097: a header of {} columns; a trace has a handful", input.file,
                        columns);
    return inputError("{}: line 1, column 1: no column of power, or of current and voltage, in a header",
                      input.file);
  }
  if (adjust)
    adjust(*head);
  if (llvm::StringRef table = withoutFooter(head->rows, head->headers.size(), head->delimiter);
      table.size() < head->rows.size()) {
    head->rows = table;
    input.diagnostics.note(DiagCode::TraceStep, input.file,
                           "the lines behind the table are no rows of it and left out");
  }
  auto rows = chooseRows(*head, input);
  if (!rows)
    return rows.takeError();
  if (*rows)
    takeRows(*head, **rows);
  TraceReadOptions options = input.options;
  if (*rows && (*rows)->byRail)
    options.columns.clear();
  TraceInput rest{input.text, input.file, options, input.diagnostics};
  auto plan = planColumns(*head, rest);
  if (!plan)
    return plan.takeError();
  if (*rows) {
    plan->devices = {std::move((*rows)->labels), (*rows)->count};
    plan->board = plan->board.empty() ? (*rows)->board : plan->board;
  }
  return readColumns(rest, format, *head, *plan);
}

} // namespace eo
