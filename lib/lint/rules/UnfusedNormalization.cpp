//===- UnfusedNormalization.cpp -----------------------------------------------------------------------===//
//
// A BatchNormalization right behind a convolution is a scale and an offset that its weights and bias can
// hold:
//
//   c = Conv(x, w); y = BatchNormalization(c, …)     y = Conv(x, w', b')
//
// One finding for the network, where the board runs them as kernels of their own.
//
#include "lib/ir/GraphEdit.h"
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"
#include "lib/support/Quantity.h"
#include <fmt/format.h>

namespace eo {

/// The convolution whose only reader the normalization is; nullptr without one.
static Node const *foldableInto(LintedNetwork const &network, Node const &node) {
  if (node.kind != OpKind::BatchNormalization || !node.hasInput(0) ||
      network.annotations.get<NodeRoles>().roles[node.id] != NodeRole::Live)
    return nullptr;
  NodeId producer = network.graph.value(node.inputs[0]).producer;
  if (!producer.valid() || network.graph.users(node.inputs[0]).size() != 1)
    return nullptr;
  Node const &conv = network.graph.node(producer);
  bool isConvolution = conv.kind == OpKind::Conv || conv.kind == OpKind::ConvTranspose;
  return isConvolution && conv.hasInput(1) && conv.body == node.body ? &conv : nullptr;
}

/// A convolution without bias gets one: the normalization's offset.
static void fold(LintedNetwork const &network, GraphEdit &edit, Node const &conv, Node const &normalization) {
  if (!conv.hasInput(2) && normalization.hasInput(2)) {
    TensorType const &bias = network.annotations.get<InferredTypes>().types[normalization.inputs[2]];
    if (bias.isStatic() && bias.rank() == 1) {
      Node &copy = edit.node(conv.id);
      copy.inputs.resize(3);
      copy.inputs[2] = edit.addParameter(bias.element, (*bias.shape)[0].value());
    }
  }
  edit.bypass(normalization.id, normalization.inputs[0]);
}

std::vector<Finding> rules::unfusedNormalization(LintedNetwork const &network) {
  if (totalEnergyJ(network) <= 0)
    return {};
  GraphEdit edit(network.graph);
  NodeId first;
  size_t count = 0;
  for (NodeId id : network.graph.main().nodes)
    if (Node const *conv = foldableInto(network, network.graph.node(id))) {
      fold(network, edit, *conv, network.graph.node(id));
      first = first.valid() ? first : id;
      ++count;
    }
  if (count == 0)
    return {};
  WhatIf folded =
      whatIf(network, std::move(edit).build(), "normalizations folded into the convolutions before them");
  if (!isNoticeable(network, folded, noticeableForFree))
    return {};
  Finding finding = findingAt(network, first);
  finding.message = fmt::format("{} BatchNormalization{} behind a convolution {} not folded into its weights",
                                count, count == 1 ? "" : "s", count == 1 ? "is" : "are");
  setSaving(finding, std::move(folded));
  return {finding};
}

} // namespace eo
