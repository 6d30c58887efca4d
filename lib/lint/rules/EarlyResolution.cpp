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

static constexpr double muchEnergy = 0.3;
/// Pictures of fewer pixels across are small already.
static constexpr int64_t largePicture = 96;

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

static WhatIf withStride2(LintedNetwork const &network, ConvLayer const &layer) {
  GraphEdit edit(network.graph);
  setAttribute(edit.node(layer.node->id), "strides", std::vector<int64_t>{2, 2});
  edit.forgetTypesAfter(layer.node->outputs.front());
  return whatIf(network, std::move(edit).build(), "stride 2 instead of 1");
}

std::vector<Finding> rules::earlyResolution(LintedNetwork const &network) {
  std::vector<CostlyKernel> kernels = costlyKernels(network, 0);
  std::optional<Extent2> picture = kernels.empty() ? std::nullopt : pictureSize(network);
  if (!picture || std::min((*picture)[0], (*picture)[1]) < largePicture || hasPlaces(network))
    return {};
  double energy = 0;
  std::optional<ConvLayer> first;
  CostlyKernel const *firstKernel = nullptr;
  for (CostlyKernel const &kernel : kernels) {
    Extents const &out = kernel.kernel->features.outSize;
    if (out.size() != 2 || out[0] < (*picture)[0] / 2 || out[1] < (*picture)[1] / 2)
      continue;
    energy += kernel.energyJ;
    std::optional<ConvLayer> layer = first ? std::nullopt : convLayer(network, kernel.anchor);
    if (layer && layer->stride == Extent2{1, 1} && layer->node->hasOutput(0)) {
      first = layer;
      firstKernel = &kernel;
    }
  }
  double share = energy / totalEnergyJ(network);
  if (!first || share < muchEnergy)
    return {};
  WhatIf strided = withStride2(network, *first);
  if (strided.saving && (!strided.sameOutputs || !isNoticeable(network, strided)))
    return {};
  Finding finding = findingAt(network, *firstKernel);
  finding.message = fmt::format("layers at {} and larger, of a picture of {}, take {} of the energy ({}); "
                                "this is the first that does not "
                                "stride",
                                extentText({(*picture)[0] / 2, (*picture)[1] / 2}), extentText(*picture),
                                formatShare(share), toText(Joules{energy}));
  setSaving(finding, std::move(strided));
  return {finding};
}

} // namespace eo
