// OpenVINO benchmark_app average counters: "layerName;execStatus;layerType;execType;realTime (ms);cpuTime
// (ms)", a "Total" row at the end. Fused layers share one row, their names joined by commas.
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/text/Csv.h"
#include "lib/trace/latency/LatencyReport.h"
#include "llvm/ADT/StringSwitch.h"

namespace eo {

bool recognisesOpenVinoCounters(llvm::StringRef head) {
  return firstLineOf(head).startswith("layerName;execStatus");
}

static std::optional<LayerStatus> statusNamed(llvm::StringRef text) {
  return llvm::StringSwitch<std::optional<LayerStatus>>(text)
      .Cases("EXECUTED", "Status.EXECUTED", LayerStatus::Executed)
      .Cases("OPTIMIZED_OUT", "Status.OPTIMIZED_OUT", LayerStatus::OptimizedOut)
      .Cases("NOT_RUN", "Status.NOT_RUN", LayerStatus::NotRun)
      .Default(std::nullopt);
}

llvm::Expected<LatencyReport> readOpenVinoCounters(llvm::StringRef text, std::string const &file) {
  LatencyReport report;
  CsvRecords records(withoutBom(text), ';');
  records.next(); // the header
  while (records.next()) {
    llvm::ArrayRef<llvm::StringRef> cells = records.cells();
    size_t line = records.line();
    if (cells.size() < 6)
      return inputError("{}: line {}, column {}: {} cells where 6 are expected{}", file, line,
                        cells.size() + 1, cells.size(),
                        records.rest().empty() ? "; the last line is cut off" : "");
    llvm::Expected<double> milliseconds = cellNumber(cells[4]);
    if (!milliseconds)
      return inputError("{}: line {}, column 5: {}", file, line,
                        takeErrorText(milliseconds.takeError()).message);
    if (cells[0] == "Total" && cells[1].empty()) {
      report.totalS = *milliseconds * 1e-3;
      continue;
    }
    std::optional<LayerStatus> status = statusNamed(cells[1]);
    if (!status)
      return inputError("{}: line {}, column 2: unknown status '{}'", file, line, printable(cells[1], 40));
    double seconds = *status == LayerStatus::Executed ? *milliseconds * 1e-3 : 0;
    report.rows.push_back({cells[0].str(), seconds, *status, cells[2].str()});
  }
  if (records.problem())
    return inputError("{}: line {}, column {}: {}", file, records.line(), records.problem()->cell + 1,
                      records.problem()->message);
  return report;
}

} // namespace eo
