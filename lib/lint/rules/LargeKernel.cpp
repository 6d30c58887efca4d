//===- LargeKernel.cpp --------------------------------------------------------------------------------===//
//
// A convolution of 5×5 and up sees no more than a chain of smaller ones that costs less:
//
//   5x5, 64 -> 64, 25 weights a channel pair     3x3, 3x3: 18      5x1, 1x5: 10
//
// Depthwise ones become chains of depthwise ones. The cheaper chain is reported, where one saves.
//
#include "lib/lint/ConvLayer.h"
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"
#include "lib/support/Quantity.h"
#include <fmt/format.h>

namespace eo {

/// k×k as (k - 1) / 2 times 3×3: the same field of view for odd k and stride 1. The first one strides and
/// changes the number of channels.
static std::vector<ConvShape> chainOf3x3(ConvLayer const &layer) {
  std::vector<ConvShape> chain(static_cast<size_t>((layer.kernel[0] - 1) / 2),
                               {layer.out, layer.out, layer.group, {3, 3}, {1, 1}});
  chain.front().in = layer.in;
  chain.front().stride = layer.stride;
  return chain;
}

static std::vector<ConvShape> rowAndColumn(ConvLayer const &layer) {
  return {{layer.in, layer.out, layer.group, {layer.kernel[0], 1}, {layer.stride[0], 1}},
          {layer.out, layer.out, layer.group, {1, layer.kernel[1]}, {1, layer.stride[1]}}};
}

static WhatIf asChain(LintedNetwork const &network, ConvLayer const &layer, llvm::ArrayRef<ConvShape> chain,
                      std::string change) {
  GraphEdit edit(network.graph);
  if (!replaceByChain(network, edit, layer, layer.input(), chain))
    return noSaving("no padding of the smaller kernels gives the same output size");
  return whatIf(network, std::move(edit).build(), std::move(change));
}

/// Square, odd, dense or depthwise with one filter a channel.
static bool applies(ConvLayer const &layer) {
  return layer.kernel[0] == layer.kernel[1] && layer.kernel[0] >= 5 && layer.kernel[0] % 2 == 1 &&
         layer.kernel[0] <= 31 && layer.dilation == Extent2{1, 1} &&
         (layer.group == 1 || (layer.group == layer.in && layer.in == layer.out));
}

std::vector<Finding> rules::largeKernel(LintedNetwork const &network) {
  std::vector<Finding> findings;
  for (CostlyKernel const &kernel : costlyKernels(network)) {
    std::optional<ConvLayer> layer = convLayer(network, kernel.anchor);
    if (!layer || !applies(*layer))
      continue;
    int64_t k = layer->kernel[0];
    WhatIf best = better(
        asChain(network, *layer, chainOf3x3(*layer), fmt::format("{} convolutions of 3x3", (k - 1) / 2)),
        asChain(network, *layer, rowAndColumn(*layer), fmt::format("{}x1 and 1x{}", k, k)));
    if (!isNoticeable(network, best))
      continue;
    Finding finding = findingAt(network, kernel);
    finding.message = fmt::format("a {}{} convolution of {} to {} channels takes {} of the energy ({})",
                                  layer->group > 1 ? "depthwise " : "", extentText(layer->kernel), layer->in,
                                  layer->out, formatShare(kernel.share), toText(Joules{kernel.energyJ}));
    finding.help = fmt::format("replace it by {}", best.saving->change);
    setSaving(finding, std::move(best));
    findings.push_back(std::move(finding));
  }
  return findings;
}

} // namespace eo
