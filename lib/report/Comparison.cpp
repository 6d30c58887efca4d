#include "lib/report/Comparison.h"
#include "lib/report/Comparability.h"
#include "lib/report/CsvCell.h"
#include "lib/report/ReportText.h"
#include "lib/report/TextTable.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"

#include <set>

namespace eo {

static std::vector<std::string> dimensionNames(llvm::ArrayRef<Report> reports) {
  std::set<std::string> names;
  for (Report const &report : reports)
    for (auto const &[name, value] : report.model.dims)
      names.insert(name);
  return {names.begin(), names.end()};
}

static std::string valueOf(Report const &report, std::string const &dimension) {
  auto found = report.model.dims.find(dimension);
  return found == report.model.dims.end() ? std::string() : std::to_string(found->second);
}

static std::string boardOf(Report const &report) { return report.board ? report.board->id : std::string(); }

template <typename T, typename Format>
static std::string textOf(std::optional<T> const &value, Format format) {
  return value ? format(static_cast<double>(*value)) : std::string("–");
}

namespace {
struct TextColumn {
  std::string title;
  bool right;
  unsigned drop; ///< as of TextTable
  std::string (*read)(Report const &report);
};
} // namespace

static llvm::ArrayRef<TextColumn> figureColumns() {
  auto bytes = [](double value) { return formatBytes(value); };
  static auto const countOf = [](ReportCount value) { return textOf(value, formatCount); };
  static auto const bytesOf = [bytes](ReportCount value) { return textOf(value, bytes); };
  static TextColumn const columns[] = {
      {"MACs", true, 0,
       [](Report const &r) { return (r.totals.macsAreAll ? "" : "≥ ") + countOf(r.totals.macs); }},
      {"activations", true, 3, [](Report const &r) { return bytesOf(r.totals.activationBytes); }},
      {"peak", true, 2, [](Report const &r) { return bytesOf(r.totals.peakActivationBytes); }},
      {"latency", true, 0, [](Report const &r) { return latencyText(r.totals); }},
      {"energy", true, 0, [](Report const &r) { return energyText(r.totals); }},
      {"per sample", true, 0, perSampleText},
  };
  return columns;
}

void writeComparison(llvm::ArrayRef<Report> reports, WriteOptions const &options, llvm::raw_ostream &stream) {
  if (reports.empty())
    return;
  bool anyBoard = reports.front().board.has_value();
  std::set<std::string> paths, boards;
  for (Report const &report : reports) {
    paths.insert(report.model.path);
    boards.insert(boardOf(report));
  }
  std::vector<std::string> dimensions = dimensionNames(reports);
  llvm::ArrayRef<TextColumn> figures = figureColumns().take_front(anyBoard ? 6 : 3);
  std::vector<TextTable::Column> columns;
  if (paths.size() > 1)
    columns.push_back({"network", false, true, 0});
  if (boards.size() > 1)
    columns.push_back({"board", false, false, 0});
  for (std::string const &name : dimensions)
    columns.push_back({printable(name, 24), true, false, 0});
  for (TextColumn const &column : figures)
    columns.push_back({column.title, column.right, false, column.drop});
  TextTable table(std::move(columns));
  for (Report const &report : reports) {
    std::vector<std::string> cells;
    if (paths.size() > 1)
      cells.push_back(printable(report.model.path));
    if (boards.size() > 1)
      cells.push_back(boardOf(report));
    for (std::string const &name : dimensions)
      cells.push_back(valueOf(report, name));
    for (TextColumn const &column : figures)
      cells.push_back(column.read(report));
    table.add(std::move(cells));
  }
  std::string const what = !anyBoard            ? "no board: counts and memory only"
                           : boards.size() == 1 ? reports.front().board->describes
                                                : "several boards";
  stream << wrapped(what, options.width, 1) << '\n';
  if (paths.size() == 1)
    stream << printable(reports.front().model.path) << '\n';
  stream << '\n';
  for (std::string const &line : table.lines(options.width))
    stream << line << '\n';
  if (std::string metering = comparabilityText(reports); !metering.empty())
    stream << '\n' << ' ' << wrapped(metering, options.width, 1) << '\n';
}

/// Nothing where it is not known.
static ReportNumber figureOf(Report const &report, TotalColumn const &column) {
  ReportCell cell = column.read(report.totals);
  if (auto const *figure = std::get_if<double>(&cell))
    return *figure;
  auto const *count = std::get_if<int64_t>(&cell);
  return count == nullptr ? ReportNumber() : static_cast<double>(*count);
}

void rankReports(std::vector<Report> &reports, llvm::StringRef key, size_t rows) {
  bool rising = key.consume_front("-");
  for (TotalColumn const &column : totalColumns())
    if (column.key == key)
      llvm::stable_sort(reports, [&](Report const &a, Report const &b) {
        ReportNumber x = figureOf(a, column), y = figureOf(b, column);
        if (!x || !y)
          return x.has_value() && !y.has_value();
        return rising ? *x < *y : *x > *y;
      });
  if (rows != 0 && reports.size() > rows)
    reports.resize(rows);
}

void writeComparisonCsv(llvm::ArrayRef<Report> reports, llvm::raw_ostream &stream) {
  std::vector<std::string> dimensions = dimensionNames(reports);
  stream << "path,board";
  for (std::string const &name : dimensions)
    stream << ',' << csvCell("dim:" + name);
  for (TotalColumn const &column : totalColumns())
    stream << ',' << column.key;
  stream << ",macs_share,bytes_share,metered,idle\n";
  for (Report const &report : reports) {
    stream << csvCell(report.model.path) << ',' << csvCell(boardOf(report));
    for (std::string const &name : dimensions)
      stream << ',' << valueOf(report, name);
    for (TotalColumn const &column : totalColumns())
      stream << ',' << csvCell(column.read(report.totals));
    for (ReportNumber share : {report.coverage.macsShare, report.coverage.bytesShare})
      stream << ',' << csvCell(share ? ReportCell(*share) : ReportCell());
    for (ReportCell const &cell : meteringCells(report))
      stream << ',' << csvCell(cell);
    stream << '\n';
  }
}

} // namespace eo
