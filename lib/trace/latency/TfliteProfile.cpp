// TFLite benchmark_model --enable_op_profiling: tab-separated "Run Order" table of the regular runs, times in
// ms. The table of the initialisation comes first and is skipped; a delegate is one row.
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/text/Csv.h"
#include "lib/trace/latency/LatencyReport.h"

namespace eo {

bool recognisesTfliteProfile(llvm::StringRef head) {
  return head.contains("Operator-wise Profiling Info") ||
         (head.contains("[node type]") && head.contains("[avg ms]"));
}

namespace {
struct Columns {
  size_t type = 0, milliseconds = 0, calls = 0, name = 0;
};
} // namespace

static std::optional<Columns> columnsOf(std::vector<llvm::StringRef> const &cells) {
  auto indexOf = [&](llvm::StringRef title) {
    return static_cast<size_t>(
        llvm::find_if(cells, [&](llvm::StringRef cell) { return cell.equals_insensitive(title); }) -
        cells.begin());
  };
  Columns columns{indexOf("[node type]"), indexOf("[avg ms]"), indexOf("[times called]"), indexOf("[Name]")};
  if (columns.type == cells.size() || columns.milliseconds == cells.size() || columns.name == cells.size())
    return std::nullopt;
  return columns;
}

llvm::Expected<LatencyReport> readTfliteProfile(llvm::StringRef text, std::string const &file) {
  LatencyReport report;
  llvm::StringRef rest = withoutBom(text);
  std::optional<Columns> columns;
  bool regularRuns = !text.contains("Operator-wise Profiling Info"), inRunOrder = false;
  for (size_t line = 1; !rest.empty(); ++line) {
    llvm::StringRef rowText;
    std::tie(rowText, rest) = rest.split('\n');
    rowText = rowText.rtrim();
    regularRuns |= rowText.contains("Operator-wise Profiling Info");
    if (rowText.contains("===")) {
      if (inRunOrder && !report.rows.empty())
        break;
      inRunOrder = regularRuns && rowText.contains("Run Order");
      columns.reset();
      continue;
    }
    if (!inRunOrder || rowText.trim().empty())
      continue;
    std::vector<llvm::StringRef> cells = splitCells(rowText, '\t');
    if (!columns) {
      columns = columnsOf(cells);
      if (!columns)
        return inputError("{}: line {}, column 1: no header of an op profile", file, line);
      continue;
    }
    if (cells.size() <= std::max(columns->name, columns->milliseconds))
      return inputError("{}: line {}, column {}: {} cells where {} are expected{}", file, line,
                        cells.size() + 1, cells.size(), columns->name + 1,
                        rest.empty() ? "; the last line is cut off" : "");
    llvm::Expected<double> milliseconds = cellNumber(cells[columns->milliseconds]);
    if (!milliseconds)
      return inputError("{}: line {}, column {}: {}", file, line, columns->milliseconds + 1,
                        takeErrorText(milliseconds.takeError()).message);
    double calls = 1;
    if (columns->calls < cells.size())
      (void)cells[columns->calls].getAsDouble(calls);
    report.rows.push_back({cells[columns->name].str(), *milliseconds * 1e-3 * std::max(calls, 1.0),
                           LayerStatus::Executed, cells[columns->type].str()});
  }
  if (report.rows.empty())
    return inputError(
        "{}: line 1, column 1: the log has no op profile of the regular runs; run benchmark_model with "
        "--enable_op_profiling=true",
        file);
  return report;
}

} // namespace eo
