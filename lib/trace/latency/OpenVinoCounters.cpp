// OpenVINO benchmark_app counters: "layerName;execStatus;layerType;execType;realTime (ms);cpuTime (ms)", a
// "Total" row at the end. Fused layers share one row, their names joined by commas. Average counters are one such
// table, detailed counters one a request, each with its header.
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/text/Csv.h"
#include "lib/trace/latency/OpenVinoStatus.h"
#include "llvm/ADT/StringSwitch.h"

namespace eo {

bool recognisesOpenVinoCounters(llvm::StringRef head) {
  return firstLineOf(head).startswith("layerName;execStatus");
}

std::optional<LayerStatus> openVinoStatus(llvm::StringRef text) {
  text.consume_front("Status.");
  return llvm::StringSwitch<std::optional<LayerStatus>>(text)
      .Case("EXECUTED", LayerStatus::Executed)
      .Case("OPTIMIZED_OUT", LayerStatus::OptimizedOut)
      .Case("NOT_RUN", LayerStatus::NotRun)
      .Default(std::nullopt);
}

bool RequestMeans::add(LatencyRow row) {
  auto [entry, isNew] = rowOf.try_emplace({row.name, seen[row.name]++}, report.rows.size());
  if (!isNew)
    report.rows[entry->second].seconds += row.seconds;
  else if (report.rows.size() == maxLatencyRows)
    return false;
  else
    report.rows.push_back(std::move(row));
  return true;
}

LatencyReport RequestMeans::take() {
  for (LatencyRow &row : report.rows)
    row.seconds /= static_cast<double>(std::max<size_t>(1, requests));
  report.runs = requests > 1 ? requests : 0; // one table of averages does not say of how many
  return std::move(report);
}

llvm::Expected<LatencyReport> readOpenVinoCounters(llvm::StringRef text, std::string const &file) {
  RequestMeans means;
  double totals = 0;
  size_t totalCount = 0;
  CsvRecords records(withoutBom(text), ';');
  while (records.next()) {
    llvm::ArrayRef<llvm::StringRef> cells = records.cells();
    size_t line = records.line();
    if (cells.size() > 1 && cells[0] == "layerName" && cells[1] == "execStatus") {
      means.begin();
      continue;
    }
    if (cells.size() < 6)
      return inputError("{}: line {}, column {}: {} cells where 6 are expected{}", file, line,
                        cells.size() + 1, cells.size(),
                        records.rest().empty() ? "; the last line is cut off" : "");
    llvm::Expected<double> milliseconds = cellNumber(cells[4]);
    if (!milliseconds)
      return inputError("{}: line {}, column 5: {}", file, line,
                        takeErrorText(milliseconds.takeError()).message);
    if (cells[0] == "Total" && cells[1].empty()) {
      totals += *milliseconds * 1e-3;
      ++totalCount;
      continue;
    }
    std::optional<LayerStatus> status = openVinoStatus(cells[1]);
    if (!status)
      return inputError("{}: line {}, column 2: unknown status '{}'", file, line, printable(cells[1], 40));
    double seconds = *status == LayerStatus::Executed ? *milliseconds * 1e-3 : 0;
    if (!means.add({cells[0].str(), seconds, *status, cells[2].str()}))
      return inputError("{}: line {}: more than {} layers", file, line, maxLatencyRows);
  }
  if (records.problem())
    return inputError("{}: line {}, column {}: {}", file, records.line(), records.problem()->cell + 1,
                      records.problem()->message);
  LatencyReport report = means.take();
  if (totalCount > 0)
    report.totalS = totals / static_cast<double>(totalCount);
  return report;
}

} // namespace eo
