//===- FewOutputChannels.cpp --------------------------------------------------------------------------===//
//
// On boards of kind mac-linear a convolution pays a_c for every element of the unrolled patch matrix before
// the first multiplication: E = a_c · kclc + b_c · macs = kclc · (a_c + b_c · ofm). Under a_c / b_c output
// channels that is the larger part:
//
//   3x3, 256 -> 16 channels            kclc = 2304 per position
//   1x1, 256 -> 16; 3x3, 16 -> 16      kclc = 256 + 144
//
#include "lib/lint/ConvLayer.h"
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"
#include "lib/support/Quantity.h"
#include <fmt/format.h>

namespace eo {

/// a_c / b_c: with so many output channels both parts are equal. 0 where the board has no such parts.
static double balancedChannels(LintedNetwork const &network) {
  if (network.board == nullptr)
    return 0;
  Coefficient const *patches = network.board->model->coefficient("a_c");
  Coefficient const *macs = network.board->model->coefficient("b_c");
  bool known = patches != nullptr && macs != nullptr && patches->value && macs->value && *macs->value > 0;
  return known ? *patches->value / *macs->value : 0;
}

/// A 1×1 convolution in front brings the patches down to as many channels as come out.
static WhatIf narrowedFirst(LintedNetwork const &network, ConvLayer const &layer) {
  GraphEdit edit(network.graph);
  ConvShape narrow{layer.in, layer.out}, wide{layer.out, layer.out, 1, layer.kernel, layer.stride};
  if (!replaceByChain(network, edit, layer, layer.input(), {narrow, wide}))
    return noSaving("no padding gives the same output size");
  return whatIf(network, std::move(edit).build(),
                fmt::format("a 1x1 convolution to {} channels in front of the {} one", layer.out,
                            extentText(layer.kernel)));
}

std::vector<Finding> rules::fewOutputChannels(LintedNetwork const &network) {
  std::vector<Finding> findings;
  double balanced = balancedChannels(network);
  for (CostlyKernel const &kernel : costlyKernels(network)) {
    std::optional<ConvLayer> layer = convLayer(network, kernel.anchor);
    if (!layer || layer->group != 1 || static_cast<double>(layer->out) >= balanced ||
        layer->dilation != Extent2{1, 1} || layer->kernel == Extent2{1, 1})
      continue;
    WhatIf narrowed = narrowedFirst(network, *layer);
    if (!isNoticeable(network, narrowed))
      continue;
    double patches = balanced / (balanced + static_cast<double>(layer->out));
    Finding finding = findingAt(network, kernel);
    finding.message = fmt::format("{} of its {} go into unrolling {} patches of {} channels, for {} output "
                                  "channels (balanced at {:.0f})",
                                  formatShare(patches), toText(Joules{kernel.energyJ}),
                                  extentText(layer->kernel), layer->in, layer->out, balanced);
    setSaving(finding, std::move(narrowed));
    findings.push_back(std::move(finding));
  }
  return findings;
}

} // namespace eo
