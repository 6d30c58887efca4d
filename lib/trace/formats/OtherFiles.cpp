#include "lib/trace/formats/OtherFiles.h"
#include "lib/text/Csv.h"
#include "lib/trace/latency/LatencyReport.h"

namespace eo {

std::string describeOtherFile(llvm::StringRef head) {
  llvm::StringRef start = withoutBom(head).ltrim();
  llvm::StringRef line = firstLineOf(head);
  auto has = [&](llvm::StringRef text) { return head.contains(text); };
  if (start.startswith("version https://git-lfs"))
    return "a Git LFS pointer, not the file itself; fetch it with git lfs pull";
  if (start.startswith_insensitive("<!doctype") || start.startswith_insensitive("<html"))
    return "an HTML page, not a trace";
  if (line.startswith("layerName;execStatus"))
    return "an OpenVINO counters report, not a power trace; give it with --latency-report";
  if (line.startswith("Command line parameters"))
    return "an OpenVINO benchmark_app summary: it has totals only, no trace and no layer times";
  if (has("Operator-wise Profiling Info") || (has("[node type]") && has("[avg ms]")))
    return "a TFLite benchmark_model log, not a power trace; give it with --latency-report";
  if (has("RUNNING TensorRT.trtexec") || has("=== Model Options ==="))
    return "a trtexec log, not a power trace; record the power with tegrastats and the layer times with "
           "--exportProfile";
  if (has("ulp-ml") && has("Energy data for window"))
    return "an EnergyRunner result log, not a trace; the trace is trace1-energy.bin";
  if (start.startswith("{") && has("\"Layers\""))
    return "a trtexec layer graph (--exportLayerInfo): it has no times and no power";
  if (start.startswith("[") && has("\"count\"") && has("averageMs"))
    return "a trtexec profile, not a power trace; give it with --latency-report";
  if (start.startswith("[") && has("\"cat\"") && has("\"dur\""))
    return "an ONNX Runtime profile, not a power trace; give it with --latency-report";
  if (start.startswith("[") && start.drop_front().ltrim().find_first_of("0123456789") == 0)
    return "a list of window stamps, not a trace; give it with --windows";
  if (start.startswith("{") && has("avg_idle_power"))
    return "an idle-power record of one figure, not a trace";
  if (recognisesLayerStamps(head))
    return "layer latencies of a Jetson logger, not a power trace; give them with --latency-report";
  if (start.startswith("{") && has("\"latencies\""))
    return "a benchmark summary: it has totals only, no trace and no layer times";
  if (start.startswith("{") || (start.startswith("[") && start.contains('{')))
    return "a JSON document, not a power trace";
  return {};
}

} // namespace eo
