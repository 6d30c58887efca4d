#include "tools/energy-calibrate/RanInFloat.h"

#include "lib/trace/latency/LatencyReport.h"
#include "tools/energy-calibrate/BundleTables.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace eo {

enum class Linear : uint8_t { No, Float, Integer };

static Linear linearKind(llvm::StringRef op) {
  return llvm::StringSwitch<Linear>(op)
      .Cases("Conv", "FusedConv", "NhwcFusedConv", "ConvTranspose", "MatMul", "FusedMatMul", "Gemm",
             Linear::Float)
      .Case("FusedGemm", Linear::Float)
      .Cases("QLinearConv", "QLinearMatMul", "QGemm", "QConvTranspose", Linear::Integer)
      .Cases("ConvInteger", "MatMulInteger", "MatMulIntegerToFloat", "DynamicQuantizeMatMul", Linear::Integer)
      .Default(Linear::No);
}

std::optional<double> shareRunInFloat(llvm::StringRef network) {
  llvm::SmallString<128> profile(llvm::sys::path::parent_path(llvm::sys::path::parent_path(network)));
  if (!isBundle(profile))
    return std::nullopt;
  llvm::sys::path::append(profile, "profiles", llvm::sys::path::stem(network) + ".json");
  if (!llvm::sys::fs::exists(profile))
    return std::nullopt;
  llvm::Expected<LatencyReport> report = readLatencyReportFile(profile);
  if (!report) { // said where it is asked for
    llvm::consumeError(report.takeError());
    return std::nullopt;
  }
  double floats = 0, integers = 0;
  for (LatencyRow const &row : report->rows) {
    Linear kind = linearKind(row.kind);
    (kind == Linear::Float ? floats : integers) += kind == Linear::No ? 0 : row.seconds;
  }
  return report->onnxRuntime && floats + integers > 0 ? std::optional(floats / (floats + integers))
                                                      : std::nullopt;
}

} // namespace eo
