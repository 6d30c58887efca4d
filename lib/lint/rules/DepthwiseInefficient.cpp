//===- DepthwiseInefficient.cpp -----------------------------------------------------------------------===//
//
// Depthwise convolutions have few multiply-accumulates and, on some boards, pay many times as much for each.
// Two ways out, whichever saves more:
//
//   1x1, 24 -> 144; depthwise 3x3, 144     3x3, 24 -> 144          (the expansion in front is fused into it)
//   depthwise 3x3, 144                     3x3, 144 in 18 groups   (8 channels a group)
//
#include "lib/lint/ConvLayer.h"
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

/// How many times the energy per multiply-accumulate of the network's dense convolutions is too much.
static constexpr double manyTimes = 4;
static constexpr int64_t channelsOfGroup = 8;

/// Joules per multiply-accumulate of all dense convolutions; 0 where there are none.
static double densePerMac(LintedNetwork const &network) {
  double energy = 0, macs = 0;
  for (CostlyKernel const &kernel : kernelsFrom(network, 0))
    if (kernel.kernel->features.costClass == CostClass::Convolution && kernel.kernel->features.macs) {
      energy += kernel.energyJ;
      macs += static_cast<double>(*kernel.kernel->features.macs);
    }
  return macs > 0 ? energy / macs : 0;
}

/// The dense 1×1 convolution whose result reaches the layer through activations and normalizations alone.
static std::optional<ConvLayer> expansionBefore(LintedNetwork const &network, ConvLayer const &layer) {
  Graph const &graph = network.graph;
  constexpr int longest = 8; // x · sigmoid(x) and the like have several nodes
  ValueId at = layer.input();
  for (int steps = 0; steps < longest; ++steps) {
    NodeId producer = graph.value(at).producer;
    if (!producer.valid() || graph.users(at).size() > 2)
      return std::nullopt;
    if (std::optional<ConvLayer> found = convLayer(network, producer))
      return found->kernel == Extent2{1, 1} && found->stride == Extent2{1, 1} && found->group == 1 &&
                     found->in < found->out
                 ? found
                 : std::nullopt;
    OpClass op = opClass(graph.node(producer).kind);
    bool isGate = graph.node(producer).kind == OpKind::Mul; // its first operand may be the ungated value
    if (op != OpClass::Activation && op != OpClass::Normalization && !isGate)
      return std::nullopt;
    at = graph.node(producer).input(0);
    if (!at.valid())
      return std::nullopt;
  }
  return std::nullopt;
}

static WhatIf fusedExpansion(LintedNetwork const &network, ConvLayer const &layer) {
  std::optional<ConvLayer> expansion = expansionBefore(network, layer);
  if (!expansion)
    return noSaving("there is no expansion in front to fuse it with");
  GraphEdit edit(network.graph);
  ConvShape fused{expansion->in, layer.out, 1, layer.kernel, layer.stride};
  if (!replaceByChain(network, edit, layer, expansion->input(), fused))
    return noSaving("no padding gives the same output size");
  return whatIf(network, std::move(edit).build(),
                fmt::format("one dense {} convolution of {} to {} channels in the place of this one and '{}'",
                            extentText(layer.kernel), expansion->in, layer.out, expansion->node->name));
}

static WhatIf inGroups(LintedNetwork const &network, ConvLayer const &layer) {
  if (layer.in % channelsOfGroup != 0)
    return noSaving(fmt::format("{} channels do not make groups of {}", layer.in, channelsOfGroup));
  GraphEdit edit(network.graph);
  ConvShape grouped = layer;
  grouped.group = layer.in / channelsOfGroup;
  if (!replaceByChain(network, edit, layer, layer.input(), grouped))
    return noSaving("no padding gives the same output size");
  return whatIf(network, std::move(edit).build(), fmt::format("{} channels a group", channelsOfGroup));
}

std::vector<Finding> rules::depthwiseInefficient(LintedNetwork const &network) {
  std::vector<Finding> findings;
  double dense = densePerMac(network);
  if (dense <= 0)
    return findings;
  for (CostlyKernel const &kernel : costlyKernels(network)) {
    CostFeatures const &features = kernel.kernel->features;
    if (features.costClass != CostClass::DepthwiseConvolution || features.macs.value_or(0) <= 0)
      continue;
    double times = kernel.energyJ / static_cast<double>(*features.macs) / dense;
    std::optional<ConvLayer> layer = convLayer(network, kernel.anchor);
    if (times < manyTimes || !layer || layer->in != layer->out || layer->dilation != Extent2{1, 1})
      continue;
    WhatIf best = better(fusedExpansion(network, *layer), inGroups(network, *layer));
    if (!isNoticeable(network, best))
      continue;
    Finding finding = findingAt(network, kernel);
    finding.message = fmt::format(
        "a depthwise convolution takes {} of the energy ({}) for {} MACs, {:.0f} times as much each as "
        "the dense convolutions of the network",
        formatShare(kernel.share), toText(Joules{kernel.energyJ}),
        formatCount(static_cast<double>(*features.macs)), times);
    setSaving(finding, std::move(best));
    findings.push_back(std::move(finding));
  }
  return findings;
}

} // namespace eo
