//===- UnfusedActivation.cpp --------------------------------------------------------------------------===//
//
// Activations behind convolutions and fully connected layers that the board runs as kernels of their own, one
// finding for each operator:
//
//   ncs2: c = Conv(x, w); s = Sigmoid(c); y = Mul(c, s)     y = Relu(c) runs with the convolution
//
#include "lib/lint/OpGroups.h"
#include "lib/lint/PlainActivation.h"
#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"
#include "lib/support/Quantity.h"
#include <fmt/format.h>

namespace eo {

/// Whether the kernel is an activation of what a convolution or fully connected layer has just computed.
static bool isUnfused(LintedNetwork const &network, Kernel const &kernel) {
  Node const &node = network.graph.node(kernel.nodes.front());
  if (kernel.features.costClass != CostClass::Activation || !canBeRelu(node))
    return false;
  NodeId producer = network.graph.value(node.inputs[0]).producer;
  Kernel const *before = producer.valid() ? network.annotations.get<KernelGroups>().find(producer) : nullptr;
  if (before == nullptr)
    return false;
  CostClass linear = before->features.costClass;
  return linear == CostClass::Convolution || linear == CostClass::GroupedConvolution ||
         linear == CostClass::DepthwiseConvolution || linear == CostClass::FullyConnected;
}

std::vector<Finding> rules::unfusedActivation(LintedNetwork const &network) {
  std::vector<Finding> findings;
  double total = totalEnergyJ(network);
  if (total <= 0)
    return findings;
  for (OpGroup const &group :
       groupByOp(network, [&](Kernel const &kernel) { return isUnfused(network, kernel); })) {
    if (group.energyJ < costlyShare * total)
      continue;
    GraphEdit edit(network.graph);
    for (NodeId id : group.anchors)
      makeRelu(network.graph, edit, id);
    WhatIf fused = whatIf(network, std::move(edit).build(), "Relu in their place");
    if (!isNoticeable(network, fused))
      continue;
    Finding finding = findingAt(network, group);
    finding.message =
        fmt::format("{} behind convolutions or fully connected layers do{} not run with them on {}, "
                    "which takes {} of the energy ({})",
                    groupText(group), group.anchors.size() == 1 ? "es" : "", network.board->model->id,
                    formatShare(group.energyJ / total), toText(Joules{group.energyJ}));
    setSaving(finding, std::move(fused));
    findings.push_back(std::move(finding));
  }
  return findings;
}

} // namespace eo
