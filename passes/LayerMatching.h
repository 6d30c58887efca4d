//===- LayerMatching.h - layers of an engine and the kernels they are --------------------------------===//
#ifndef ENERGY_OPT_PASSES_LAYERMATCHING_H
#define ENERGY_OPT_PASSES_LAYERMATCHING_H

#include "lib/cost/KernelGroups.h"
#include "lib/cost/MeasuredLatencies.h"
#include "lib/cost/MeasuredTimes.h"

namespace eo {

/// How the layers of a report were found in the network.
enum class LayerMatching : uint8_t {
  ByName,
  ByOrder, ///< no name is a node's: the n-th convolution is the n-th convolution
  Whole,   ///< the report has one layer, which is the network: a delegate that took it all
};

struct LayerMatches {
  LayerMatching how = LayerMatching::ByName;
  std::vector<std::vector<uint32_t>> kernels; ///< by layer: indices into KernelGroups::kernels, each once
};

/// The kernels of each layer; none for layers that are no node of the network. Names are compared as they
/// are, then part by part ("a + b", "a || b", "PWN(a, b)", "a,b", "{ForeignNode[a,b]}"), then without what
/// runtimes add to them ("a input reformatter 0", "a copy", "a_myl2_7", "[a]:12", "a/WithoutBiases") and with
/// every sign that is no letter or digit read as '_'.
LayerMatches matchLayers(Graph const &graph, KernelGroups const &groups, MeasuredLatencies const &measured);

/// apply-latencies: what the report says of the network's kernels.
struct MatchedLatencies {
  MeasuredTimes times; ///< by layer of the report that took time
  LayerMatching how = LayerMatching::ByName;
  std::vector<uint32_t> unmapped; ///< layers of the report that took time and are no node
};

} // namespace eo

#endif
