// TFLite and LiteRT benchmark_model --enable_op_profiling: a "Run Order" table of the regular runs, times in ms.
// The table of the initialisation comes first and is skipped; a delegate is one row. Cells are parted by tabs, in logs
// of 2019 by blanks, with --profiling_output_csv_file by commas, where titles have no brackets and "_" for a blank.
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/text/Csv.h"
#include "lib/trace/latency/LatencyReport.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

static bool isHeader(llvm::StringRef line) {
  std::string lower = line.lower();
  llvm::StringRef text = lower;
  return text.contains("node type") && (text.contains("avg ms") || text.contains("avg_ms"));
}

bool recognisesTfliteProfile(llvm::StringRef head) {
  return head.contains("Operator-wise Profiling Info") || head.contains("Profiling Info for Benchmark") ||
         isHeader(head);
}

namespace {
struct TfliteColumns {
  char delimiter = '\t'; ///< ' ': any number of blanks
  std::vector<std::string> titles;
  size_t type = 0, milliseconds = 0, calls = 0, name = 0;
};
} // namespace

/// "[avg ms]" and "avg_ms" are "avg ms".
static std::string titleOf(llvm::StringRef cell) {
  std::string title = cell.trim(" []").lower();
  std::replace(title.begin(), title.end(), '_', ' ');
  return title;
}

/// The titles of a header whose cells are parted by blanks: each is in brackets.
static std::vector<llvm::StringRef> bracketed(llvm::StringRef line) {
  std::vector<llvm::StringRef> titles;
  for (size_t open = line.find('['); open != llvm::StringRef::npos; open = line.find('[', open + 1))
    titles.push_back(line.slice(open + 1, line.find(']', open)));
  return titles;
}

static std::optional<TfliteColumns> tfliteColumns(llvm::StringRef line) {
  TfliteColumns columns;
  columns.delimiter = line.contains('\t') ? '\t' : line.contains('[') ? ' ' : ',';
  std::vector<llvm::StringRef> cells =
      columns.delimiter == ' ' ? bracketed(line) : splitCells(line, columns.delimiter);
  for (llvm::StringRef cell : cells)
    if (std::string title = titleOf(cell);
        columns.delimiter != '\t' || !title.empty() || !columns.titles.empty())
      columns.titles.push_back(std::move(title));
  auto indexOf = [&](llvm::StringRef title) {
    return static_cast<size_t>(llvm::find(columns.titles, title) - columns.titles.begin());
  };
  columns.type = indexOf("node type");
  columns.milliseconds = indexOf("avg ms");
  columns.calls = indexOf("times called");
  columns.name = indexOf("name");
  size_t count = columns.titles.size();
  if (columns.type == count || columns.milliseconds == count || columns.name == count)
    return std::nullopt;
  return columns;
}

/// The cells of a row whose titles are parted by blanks: the operator and the name may hold blanks themselves,
/// the numbers between them do not.
static std::vector<llvm::StringRef> cellsBetweenBlanks(llvm::StringRef line, TfliteColumns const &columns) {
  line = line.trim();
  size_t numbers = columns.titles.size() - 2;
  auto isNumber = [](llvm::StringRef word) {
    double value = 0;
    word.consume_back("%");
    return !word.getAsDouble(value);
  };
  llvm::SmallVector<llvm::StringRef, 16> words;
  llvm::SplitString(line, words, " \t");
  for (size_t first = 1; first + numbers < words.size(); ++first) {
    llvm::ArrayRef<llvm::StringRef> middle = llvm::makeArrayRef(words).slice(first, numbers);
    if (!llvm::all_of(middle, isNumber))
      continue;
    auto place = [&](llvm::StringRef word) { return static_cast<size_t>(word.data() - line.data()); };
    std::vector<llvm::StringRef> cells = {line.take_front(place(words[first])).rtrim()};
    cells.insert(cells.end(), middle.begin(), middle.end());
    cells.push_back(line.drop_front(place(words[first + numbers])));
    return cells;
  }
  return {words.begin(), words.end()};
}

static std::vector<llvm::StringRef> cellsOf(llvm::StringRef line, TfliteColumns const &columns) {
  if (columns.delimiter == ' ')
    return cellsBetweenBlanks(line, columns);
  if (columns.delimiter == '\t' && line.startswith("\t"))
    line = line.drop_front();
  return splitCells(line, columns.delimiter);
}

/// The row that the cells of `line` are; `last`: nothing follows it.
static llvm::Expected<LatencyRow> rowOf(llvm::StringRef lineText, TfliteColumns const &columns,
                                        std::string const &file, size_t line, bool last) {
  std::vector<llvm::StringRef> cells = cellsOf(lineText, columns);
  if (cells.size() <= std::max(columns.name, columns.milliseconds))
    return inputError("{}: line {}, column {}: {} cells where {} are expected{}", file, line,
                      cells.size() + 1, cells.size(), columns.name + 1,
                      last ? "; the last line is cut off" : "");
  llvm::Expected<double> milliseconds = cellNumber(cells[columns.milliseconds]);
  if (!milliseconds)
    return inputError("{}: line {}, column {}: {}", file, line, columns.milliseconds + 1,
                      takeErrorText(milliseconds.takeError()).message);
  double calls = 1;
  if (columns.calls < cells.size())
    (void)cells[columns.calls].getAsDouble(calls);
  llvm::StringRef name(cells[columns.name].data(), 0);
  if (columns.name + 1 == columns.titles.size()) // commas in a name
    name = llvm::StringRef(name.data(), static_cast<size_t>(cells.back().end() - name.data()));
  else
    name = cells[columns.name];
  return LatencyRow{name.str(), *milliseconds * 1e-3 * std::max(calls, 1.0), LayerStatus::Executed,
                    cells[columns.type].str()};
}

llvm::Expected<LatencyReport> readTfliteProfile(llvm::StringRef text, std::string const &file) {
  LatencyReport report;
  llvm::StringRef rest = withoutBom(text);
  std::optional<TfliteColumns> columns;
  // Where a file has sections, the regular runs are the one that counts.
  bool regularRuns = !text.contains("Operator-wise Profiling Info"), inRunOrder = false;
  for (size_t line = 1; !rest.empty(); ++line) {
    llvm::StringRef lineText;
    std::tie(lineText, rest) = rest.split('\n');
    lineText = lineText.rtrim();
    regularRuns |= lineText.contains("Operator-wise Profiling Info");
    if (lineText.contains("===")) {
      if (inRunOrder && !report.rows.empty())
        break;
      inRunOrder = regularRuns && lineText.contains("Run Order");
      columns.reset();
      continue;
    }
    if (regularRuns && !inRunOrder && report.rows.empty() && line == 1 && isHeader(lineText))
      inRunOrder = true; // a table by itself
    if (!inRunOrder || lineText.trim().empty())
      continue;
    if (!columns) {
      columns = tfliteColumns(lineText);
      if (!columns)
        return inputError("{}: line {}, column 1: no header of an op profile", file, line);
      continue;
    }
    if (report.rows.size() == maxLatencyRows)
      return inputError("{}: line {}: more than {} layers", file, line, maxLatencyRows);
    llvm::Expected<LatencyRow> row = rowOf(lineText, *columns, file, line, rest.empty());
    if (!row)
      return row.takeError();
    report.rows.push_back(std::move(*row));
  }
  if (report.rows.empty())
    return inputError(
        "{}: line 1, column 1: the log has no op profile of the regular runs; run benchmark_model with "
        "--enable_op_profiling=true",
        file);
  return report;
}

} // namespace eo
