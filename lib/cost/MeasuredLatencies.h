//===- MeasuredLatencies.h - layer times that a runtime has measured ---------------------------===//
#ifndef ENERGY_OPT_LIB_COST_MEASUREDLATENCIES_H
#define ENERGY_OPT_LIB_COST_MEASUREDLATENCIES_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// Handed in by the tool (--latency-report): the layers of an engine in order of execution. Their names are
/// the engine's, which are those of nodes, often of several: "conv1 + relu1".
struct MeasuredLatencies {
  /// One layer as the engine names it.
  struct Layer {
    std::string name;
    double seconds = 0;
    std::string kind = {};                 ///< the engine's type of layer, "CONV_2D"; may be empty
    std::optional<uint32_t> index = {};    ///< ONNX Runtime: of the node in the graph it ran
    std::vector<std::string> outputs = {}; ///< tensors it makes, where the graph that ran is known
  };
  std::string source; ///< the report, as named
  std::vector<Layer> layers;
  bool onnxRuntime = false; ///< layers are rows of an ONNX Runtime profile
};

} // namespace eo

#endif
