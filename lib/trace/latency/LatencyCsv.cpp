// A plain table of layer times: one column of names (name, layer, "Layer Name", node, op) and one of times with its
// unit (time_ms, latency_us, "Latency [ms]"). Where a compiler has names of its own, as Hailo's, a column of the
// original ones counts ("Original Name"); one of types ("Layer Type") finds layers without names. Tables of profilers
// that say other things first are read from their header on.
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/text/Csv.h"
#include "lib/text/HeaderUnits.h"
#include "lib/trace/latency/LatencyReport.h"
#include "llvm/ADT/StringSwitch.h"

namespace eo {

namespace {
struct CsvColumns {
  size_t name = 0, time = 0, count = 0;
  std::optional<size_t> kind;
  double toSeconds = 1;
};
} // namespace

static std::optional<CsvColumns> csvColumns(llvm::ArrayRef<llvm::StringRef> cells) {
  std::optional<size_t> name, original, time;
  CsvColumns columns;
  columns.count = cells.size();
  for (size_t i = 0; i < cells.size() && i < 4096; ++i) {
    std::string lower = cells[i].lower();
    std::replace(lower.begin(), lower.end(), ' ', '_');
    ColumnUnit unit = columnUnit(cells[i]);
    bool isName = llvm::StringSwitch<bool>(lower)
                      .Cases("name", "layer", "layer_name", "layername", "node", "node_name", "op", true)
                      .Default(false);
    bool isOriginal = lower == "original_name" || lower == "original_names" || lower == "onnx_name";
    bool isKind = llvm::StringSwitch<bool>(lower)
                      .Cases("type", "layer_type", "layertype", "op_type", "optype", "kind", true)
                      .Default(false);
    if (isName && !name)
      name = i;
    if (isOriginal && !original)
      original = i;
    if (isKind && !columns.kind)
      columns.kind = i;
    if (!isName && !time && unit.hasUnit && unit.kind == ColumnKind::Time && lower.rfind("start", 0) != 0 &&
        lower.rfind("end", 0) != 0) {
      time = i;
      columns.toSeconds = unit.toSi;
    }
  }
  if ((!name && !original) || !time)
    return std::nullopt;
  columns.name = original ? *original : *name;
  columns.time = *time;
  return columns;
}

/// Lines that may stand above a header.
static constexpr size_t maxPreamble = 40;

/// What `text` is from its header on; nullopt where none is near its beginning.
static std::optional<llvm::StringRef> fromHeaderOn(llvm::StringRef text, size_t &line) {
  text = withoutBom(text);
  for (line = 1; line <= maxPreamble && !text.empty(); ++line) {
    auto [header, rest] = text.split('\n');
    header = header.rtrim();
    if (csvColumns(splitCells(header, delimiterOf(header))))
      return text;
    text = rest;
  }
  return std::nullopt;
}

bool recognisesLatencyCsv(llvm::StringRef head) {
  size_t line = 0;
  return fromHeaderOn(head, line).has_value();
}

llvm::Expected<LatencyReport> readLatencyCsv(llvm::StringRef text, std::string const &file) {
  LatencyReport report;
  std::optional<CsvColumns> columns;
  size_t firstLine = 1;
  llvm::StringRef table = fromHeaderOn(text, firstLine).value_or(withoutBom(text));
  CsvRecords records(table, delimiterOf(firstLineOf(table)), firstLine);
  while (records.next()) {
    llvm::ArrayRef<llvm::StringRef> cells = records.cells();
    size_t line = records.line();
    if (!columns) {
      columns = csvColumns(cells);
      if (!columns)
        return inputError("{}: line {}, column 1: no columns such as name,time_ms", file, line);
      continue;
    }
    if (cells.size() != columns->count)
      return inputError("{}: line {}, column {}: {} cells where {} are expected{}", file, line,
                        std::min(cells.size(), columns->count) + 1, cells.size(), columns->count,
                        records.rest().empty() ? "; the last line is cut off" : "");
    llvm::Expected<double> time = cellNumber(cells[columns->time]);
    if (!time)
      return inputError("{}: line {}, column {}: {}", file, line, columns->time + 1,
                        takeErrorText(time.takeError()).message);
    if (!(*time >= 0))
      return inputError("{}: line {}, column {}: a layer time of {}", file, line, columns->time + 1, *time);
    if (report.rows.size() == maxLatencyRows)
      return inputError("{}: line {}: more than {} layers", file, line, maxLatencyRows);
    report.rows.push_back({cells[columns->name].str(), *time * columns->toSeconds, LayerStatus::Executed,
                           columns->kind ? cells[*columns->kind].str() : ""});
  }
  if (records.problem())
    return inputError("{}: line {}, column {}: {}", file, records.line(), records.problem()->cell + 1,
                      records.problem()->message);
  return report;
}

} // namespace eo
