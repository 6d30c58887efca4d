//===- EarlyResolution.cpp ----------------------------------------------------------------------------===//
//
// Layers that still see the picture at its full or half width and height take much of the energy. One
// finding, at the first convolution there that does not stride:
//
//   3x3, 3 -> 64 at 224x224     stride 2: every layer behind it has a quarter of the positions
//
// Networks whose outputs are pictures, or lists of places in one, are left alone.
//
#include "lib/lint/ConvLayer.h"
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <fmt/format.h>

namespace eo {

static constexpr double costlyEarlyShare = 0.3;
/// Pictures of fewer pixels across are small already.
static constexpr int64_t largePicture = 96;
/// Convolutions that are tried in turn: some are inside shortcuts, which must keep their size.
static constexpr size_t mostTried = 4;

/// Height and width of the first picture the network is given.
static std::optional<Extent2> pictureSize(LintedNetwork const &network) {
  auto const &roles = network.annotations.get<NodeRoles>();
  for (ValueId id : network.graph.main().inputs) {
    TensorType const &type = network.annotations.get<InferredTypes>().types[id];
    if (roles.isParameter[id] == 0 && type.isStatic() && type.rank() == 4)
      return Extent2{(*type.shape)[2].value(), (*type.shape)[3].value()};
  }
  return std::nullopt;
}

/// Whether an output has places: rank 3 and up.
static bool hasPlaces(LintedNetwork const &network) {
  auto const &types = network.annotations.get<InferredTypes>().types;
  return llvm::any_of(network.graph.main().outputs, [&](ValueId id) {
    return id.valid() && (!types[id].hasRank() || types[id].rank() > 2);
  });
}

static bool halves(Node const &node) {
  llvm::ArrayRef<int64_t> strides = node.ints("strides");
  bool strided =
      node.kind == OpKind::MaxPool || node.kind == OpKind::AveragePool || node.kind == OpKind::Conv;
  return strided && strides.size() == 2 && strides[0] == 2 && strides[1] == 2;
}

/// The first node behind the layer that halves width and height; nullptr without one.
static Node const *nextHalving(LintedNetwork const &network, Node const &layer) {
  Graph const &graph = network.graph;
  NodeMap<char> behind(graph);
  behind[layer.id] = 1;
  for (NodeId id : graph.main().nodes) {
    Node const &node = graph.node(id);
    bool reads = llvm::any_of(node.inputs, [&](ValueId input) {
      return input.valid() && graph.value(input).producer.valid() && behind[graph.value(input).producer] != 0;
    });
    if (reads && halves(node))
      return &node;
    if (reads)
      behind[id] = 1;
  }
  return nullptr;
}

static WhatIf withStride2(LintedNetwork const &network, Node const &layer) {
  GraphEdit edit(network.graph);
  setAttribute(edit.node(layer.id), "strides", std::vector<int64_t>{2, 2});
  edit.forgetTypesAfter(layer.outputs.front());
  return whatIf(network, std::move(edit).build(), "stride 2 instead of 1");
}

/// The layer strides in the place of the next one that does: what is behind that keeps its size. A pooling
/// layer that pools no more is left out.
static WhatIf withStrideMoved(LintedNetwork const &network, Node const &layer) {
  Node const *next = nextHalving(network, layer);
  if (next == nullptr || !next->hasInput(0))
    return noSaving("nothing behind it halves the map");
  GraphEdit edit(network.graph);
  setAttribute(edit.node(layer.id), "strides", std::vector<int64_t>{2, 2});
  edit.forgetTypesAfter(layer.outputs.front());
  if (next->kind == OpKind::Conv)
    setAttribute(edit.node(next->id), "strides", std::vector<int64_t>{1, 1});
  else
    edit.bypass(next->id, next->inputs[0]);
  return whatIf(network, std::move(edit).build(),
                fmt::format("stride 2 here in the place of '{}' ({})", next->name, next->opType));
}

/// Energy of layers at half the picture's size or more, and the convolutions there that do not stride.
struct EarlyLayers {
  double energyJ = 0;
  std::vector<CostlyKernel> unstrided; ///< the first few in graph order
};

static EarlyLayers earlyLayers(LintedNetwork const &network, Extent2 picture) {
  EarlyLayers early;
  for (CostlyKernel const &kernel : kernelsFrom(network, 0)) {
    Extents const &out = kernel.kernel->features.outSize;
    if (out.size() != 2 || out[0] < picture[0] / 2 || out[1] < picture[1] / 2)
      continue;
    early.energyJ += kernel.energyJ;
    std::optional<ConvLayer> layer = convLayer(network, kernel.anchor);
    if (early.unstrided.size() < mostTried && layer && layer->stride == Extent2{1, 1} &&
        layer->node->hasOutput(0))
      early.unstrided.push_back(kernel);
  }
  return early;
}

std::vector<Finding> rules::earlyResolution(LintedNetwork const &network) {
  double total = totalEnergyJ(network);
  std::optional<Extent2> picture = total > 0 ? pictureSize(network) : std::nullopt;
  if (!picture || std::min((*picture)[0], (*picture)[1]) < largePicture || hasPlaces(network))
    return {};
  EarlyLayers early = earlyLayers(network, *picture);
  if (early.energyJ < costlyEarlyShare * total)
    return {};
  for (CostlyKernel const &kernel : early.unstrided) {
    Node const &node = network.graph.node(kernel.anchor);
    WhatIf strided = withStride2(network, node);
    if (!strided.saving || !strided.sameOutputs)
      strided = withStrideMoved(network, node);
    if (!strided.sameOutputs || !isNoticeable(network, strided))
      continue;
    Finding finding = findingAt(network, kernel);
    finding.message = fmt::format(
        "layers at {} and larger, of a picture of {}, take {} of the energy ({}); this one does not stride",
        extentText({(*picture)[0] / 2, (*picture)[1] / 2}), extentText(*picture),
        formatShare(early.energyJ / total), toText(Joules{early.energyJ}));
    setSaving(finding, std::move(strided));
    return {finding};
  }
  return {};
}

} // namespace eo
