#include "lib/trace/latency/LatencyReport.h"
#include "lib/support/Error.h"
#include "lib/support/ForeignText.h"
#include "lib/support/InputFile.h"
#include "lib/text/Csv.h"

#include <cmath>

namespace eo {

namespace {
/// One row of the table of formats: the first that recognises the beginning of a file reads it.
struct LatencyFormat {
  llvm::StringRef name;
  bool (*recognises)(llvm::StringRef head);
  llvm::Expected<LatencyReport> (*read)(llvm::StringRef text, std::string const &file);
};
} // namespace

/// In the order in which they are tried.
static constexpr LatencyFormat latencyReaders[] = {
    {"openvino", recognisesOpenVinoCounters, readOpenVinoCounters}, // benchmark_app: average or detailed
    {"openvino-json", recognisesOpenVinoJson, readOpenVinoJson},
    {"trtexec", recognisesTrtexecProfile, readTrtexecProfile}, // --exportProfile
    {"trtexec-log", recognisesTrtexecLog, readTrtexecLog},     // of --dumpProfile
    {"tflite", recognisesTfliteProfile, readTfliteProfile},    // TFLite and LiteRT benchmark_model
    {"onnxruntime", recognisesOnnxRuntimeProfile, readOnnxRuntimeProfile}, // a Chrome trace
    {"layer-stamps", recognisesLayerStamps, readLayerStamps}, // JSON: layer to [ms, end stamp] pairs
    {"rknn", recognisesRknnPerf, readRknnPerf},               // table of eval_perf
    {"csv", recognisesLatencyCsv, readLatencyCsv},            // a name column and a time column with unit
};

double LatencyReport::executedS() const {
  double sum = 0;
  for (LatencyRow const &row : rows)
    sum += row.seconds;
  return sum;
}

static llvm::Error check(LatencyReport const &report) {
  for (LatencyRow const &row : report.rows)
    if (!std::isfinite(row.seconds) || row.seconds < 0 || row.seconds > 1e6)
      return inputError("{}: layer '{}' takes {} s", report.source, row.name, row.seconds);
  if (report.executedS() <= 0)
    return inputError("{}: no layer with a time; was the run profiled?", report.source);
  return llvm::Error::success();
}

llvm::Expected<LatencyReport> readLatencyReport(llvm::StringRef text, llvm::StringRef file) {
  if (std::optional<std::string> plain = foreignText(text))
    return readLatencyReport(*plain, file);
  llvm::StringRef head = text.take_front(65536);
  for (LatencyFormat const &format : latencyReaders) {
    if (!format.recognises(head))
      continue;
    llvm::Expected<LatencyReport> report = format.read(text, file.str());
    if (!report)
      return report.takeError();
    report->source = file.str();
    report->format = format.name.str();
    if (llvm::Error error = check(*report))
      return error;
    return report;
  }
  std::string other = describeFileWithoutLayers(head);
  return inputError("{}: line 1, column 1: {}", file,
                    other.empty()
                        ? "no latency report of OpenVINO, trtexec, TFLite, RKNN, ONNX Runtime, and no "
                          "table with columns such as name,time_ms"
                        : other);
}

llvm::Expected<LatencyReport> readLatencyReportFile(llvm::StringRef path) {
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer = readInput(path);
  if (!buffer)
    return buffer.takeError();
  return readLatencyReport((*buffer)->getBuffer(), path);
}

} // namespace eo
