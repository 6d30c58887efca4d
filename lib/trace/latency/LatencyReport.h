//===- LatencyReport.h - layer times as a runtime reports them --------------------------------===//
//
// A format is one row of the table in LatencyReport.cpp and one file with its two functions.
//
#ifndef ENERGY_OPT_LIB_TRACE_LATENCY_LATENCYREPORT_H
#define ENERGY_OPT_LIB_TRACE_LATENCY_LATENCYREPORT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// What became of a layer when the network ran.
enum class LayerStatus {
  Executed,
  OptimizedOut, ///< fused into a neighbour or constant
  NotRun,       ///< known to the runtime, but without work of its own (inputs, views)
};

/// More layers than any network has; a hostile file would fill the memory.
inline constexpr size_t maxLatencyRows = 200'000;

/// One layer of a report.
struct LatencyRow {
  std::string name;   ///< as the runtime prints it; fused layers keep their joint name
  double seconds = 0; ///< of one inference; 0 unless executed
  LayerStatus status = LayerStatus::Executed;
  std::string kind;                ///< the runtime's layer type; may be empty
  std::optional<uint32_t> index{}; ///< ONNX Runtime: of the node in the graph it ran
};

/// Layer times of one inference, read from what a runtime printed.
struct LatencyReport {
  std::string source, format;
  std::vector<LatencyRow> rows; ///< in the order of execution
  std::optional<double> totalS; ///< the total the report itself states
  size_t runs = 0;              ///< inferences averaged; 0: not stated
  bool onnxRuntime = false;     ///< rows are named by the rules of ONNX Runtime

  /// Sum of the executed rows.
  double executedS() const;
};

/// Reads a report whose format is recognised. Errors name file, line and column; a file without a single
/// executed layer is refused.
llvm::Expected<LatencyReport> readLatencyReport(llvm::StringRef text, llvm::StringRef file);
llvm::Expected<LatencyReport> readLatencyReportFile(llvm::StringRef path);

/// The readers, one file each.
#define EO_LATENCY_FORMAT(Name)                                                                              \
  bool recognises##Name(llvm::StringRef head);                                                               \
  llvm::Expected<LatencyReport> read##Name(llvm::StringRef text, std::string const &file);
EO_LATENCY_FORMAT(OpenVinoCounters)
EO_LATENCY_FORMAT(OpenVinoJson)
EO_LATENCY_FORMAT(TrtexecProfile)
EO_LATENCY_FORMAT(TrtexecLog)
EO_LATENCY_FORMAT(TfliteProfile)
EO_LATENCY_FORMAT(OnnxRuntimeProfile)
EO_LATENCY_FORMAT(LayerStamps)
EO_LATENCY_FORMAT(RknnPerf)
EO_LATENCY_FORMAT(LatencyCsv)
#undef EO_LATENCY_FORMAT

/// What a file is that is no report of layer times, and where its times are; empty if nothing is known of it.
std::string describeFileWithoutLayers(llvm::StringRef head);

} // namespace eo

#endif
