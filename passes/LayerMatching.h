//===- LayerMatching.h - layers of an engine and the kernels they are --------------------------------===//
#ifndef ENERGY_OPT_PASSES_LAYERMATCHING_H
#define ENERGY_OPT_PASSES_LAYERMATCHING_H

#include "lib/cost/KernelGroups.h"
#include "lib/cost/MatchedLatencies.h"
#include "lib/cost/MeasuredLatencies.h"

namespace eo {

/// What a layer of a report is.
enum class LayerPlace : uint8_t {
  Kernels,  ///< kernels of the network
  NoKernel, ///< a node without work of its own: a view, or computed once
  Inserted, ///< what the runtime added: layout changes, copies, casts
  Nowhere,  ///< no node of the network
};

/// Which kernels each layer of a report stands for.
struct LayerMatches {
  LayerMatching how = LayerMatching::ByName;
  std::vector<std::vector<uint32_t>> kernels; ///< by layer: indices into KernelGroups::kernels, each once
  std::vector<LayerPlace> places;             ///< by layer
  std::vector<uint32_t> swallowed; ///< kernels that run inside other layers and take no time of their own
};

/// The kernels of each layer; none for layers that are no node of the network. Names are compared as they
/// are, then part by part ("a + b", "a || b", "PWN(a, b)", "a,b", "{ForeignNode[a,b]}"), then without what
/// runtimes add to them ("a input reformatter 0", "a copy", "a_myl2_7", "[a]:12", "a/WithoutBiases") and with
/// every sign that is no letter or digit read as '_', then as names of tensors. "{ForeignNode[a...b]}" is what lies
/// from a to b. The only layer of a report is the whole network where it is a delegate or no node has its name. Rows of
/// ONNX Runtime follow passes/OnnxRuntimeNames.h.
LayerMatches matchLayers(Graph const &graph, KernelGroups const &groups, MeasuredLatencies const &measured);

} // namespace eo

#endif
