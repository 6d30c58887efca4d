// Files that people take for reports of layer times.
#include "lib/text/Csv.h"
#include "lib/text/HeaderUnits.h"
#include "lib/trace/latency/LatencyReport.h"

namespace eo {

static bool hasPowerColumn(llvm::StringRef line) {
  for (llvm::StringRef cell : splitCells(line, delimiterOf(line)))
    if (ColumnKind kind = columnUnit(cell).kind; kind == ColumnKind::Power || kind == ColumnKind::Current)
      return true;
  return false;
}

std::string describeFileWithoutLayers(llvm::StringRef head) {
  llvm::StringRef start = withoutBom(head).ltrim();
  auto has = [&](llvm::StringRef text) { return head.contains(text); };
  if (start.startswith("version https://git-lfs"))
    return "a Git LFS pointer, not the file itself; fetch it with git lfs pull";
  if (start.startswith_insensitive("<!doctype") || start.startswith_insensitive("<html"))
    return "an HTML page, not a latency report";
  if (head.startswith("PK\x03\x04") || head.startswith("\x1F\x8B"))
    return "a compressed file, not a latency report; unpack it";
  if (start.startswith("{") && has("\"Layers\""))
    return "a trtexec layer graph (--exportLayerInfo), no latency report: it has no times; --exportProfile "
           "writes them";
  if (start.startswith("Command line parameters"))
    return "an OpenVINO benchmark_app summary, no latency report: it has totals only; -report_type "
           "average_counters writes layer times";
  if (start.startswith("{") && (has("\"latencies\"") || has("\"configuration_setup\"")))
    return "a benchmark summary, no latency report: it has totals only, no layer times";
  if (has("RAM ") && has("SWAP ") && has("@"))
    return "a log of tegrastats, no latency report; energy-calibrate trace reads power";
  if (hasPowerColumn(firstLineOf(head)))
    return "a table of power, no latency report; energy-calibrate trace reads it";
  if (start.startswith("{") || start.startswith("["))
    return "a JSON document that is no latency report; known are profiles of trtexec --exportProfile and of "
           "ONNX Runtime, and counters of OpenVINO's benchmark_app";
  return {};
}

} // namespace eo
