//===- DenseHead.cpp ----------------------------------------------------------------------------------===//
//
// A fully connected layer over a flattened feature map pays for every position of it:
//
//   f = Flatten(x: 1x256x6x6); y = Gemm(f, w: 4096x9216)
//   p = GlobalAveragePool(x); f = Flatten(p); y = Gemm(f, w: 4096x256)
//
#include "lib/ir/GraphEdit.h"
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"
#include "lib/support/Quantity.h"
#include <fmt/format.h>

namespace eo {

/// Of the network's energy, in the layer.
static constexpr double costlyHeadShare = 0.1;
/// Averages of fewer maps say too little.
static constexpr int64_t enoughChannels = 32;

namespace {
/// y = Gemm or MatMul(…(Flatten or Reshape(map)), weight).
struct Head {
  Node const *product, *flatten;
  int64_t channels, height, width, outputs;
  bool transposed; ///< weight is outputs x inputs
};
} // namespace

/// The node that flattens what reaches `value` through activations and dropout alone.
static Node const *flattenBefore(LintedNetwork const &network, ValueId value) {
  Graph const &graph = network.graph;
  for (int steps = 0; steps < 8; ++steps) {
    NodeId producer = graph.value(value).producer;
    if (!producer.valid() || graph.users(value).size() != 1)
      return nullptr;
    Node const &node = graph.node(producer);
    if (node.kind == OpKind::Flatten || node.kind == OpKind::Reshape)
      return &node;
    if (opClass(node.kind) != OpClass::Activation && node.kind != OpKind::Dropout &&
        node.kind != OpKind::Identity)
      return nullptr;
    value = node.input(0);
    if (!value.valid())
      return nullptr;
  }
  return nullptr;
}

static std::optional<Head> headAt(LintedNetwork const &network, NodeId id) {
  Node const &node = network.graph.node(id);
  if ((node.kind != OpKind::Gemm && node.kind != OpKind::MatMul) || !node.hasInput(0) || !node.hasInput(1) ||
      node.intOr("transA", 0) != 0)
    return std::nullopt;
  auto const &types = network.annotations.get<InferredTypes>().types;
  Node const *flatten = flattenBefore(network, node.inputs[0]);
  if (flatten == nullptr || !flatten->hasInput(0))
    return std::nullopt;
  TensorType const &map = types[flatten->inputs[0]], &weight = types[node.inputs[1]];
  if (!map.isStatic() || map.rank() != 4 || !weight.isStatic() || weight.rank() != 2)
    return std::nullopt;
  bool transposed = node.intOr("transB", 0) != 0;
  auto at = [](TensorType const &type, size_t axis) { return (*type.shape)[axis].value(); };
  Head head{&node, flatten, at(map, 1), at(map, 2), at(map, 3), at(weight, transposed ? 0 : 1), transposed};
  SymInt inputs = SymInt(head.channels) * head.height * head.width;
  bool whole = inputs == at(weight, transposed ? 1 : 0);
  return whole && head.channels >= enoughChannels ? std::optional(head) : std::nullopt;
}

static WhatIf withPooling(LintedNetwork const &network, Head const &head) {
  GraphEdit edit(network.graph);
  ValueId pooled = edit.insertBefore(head.flatten->id, OpKind::GlobalAveragePool, head.flatten->inputs[0]);
  ValueId flat = edit.insertBefore(head.flatten->id, OpKind::Flatten, pooled, Attribute{"axis", int64_t{1}});
  edit.forgetTypesAfter(head.flatten->outputs.front());
  edit.bypass(head.flatten->id, flat);
  DataType type = network.annotations.get<InferredTypes>().types[head.product->inputs[1]].element;
  edit.node(head.product->id).inputs[1] = head.transposed
                                              ? edit.addParameter(type, {head.outputs, head.channels})
                                              : edit.addParameter(type, {head.channels, head.outputs});
  return whatIf(network, std::move(edit).build(), "global average pooling in front");
}

std::vector<Finding> rules::denseHead(LintedNetwork const &network) {
  std::vector<Finding> findings;
  for (CostlyKernel const &kernel : kernelsFrom(network, costlyHeadShare)) {
    std::optional<Head> head = headAt(network, kernel.anchor);
    if (!head)
      continue;
    WhatIf pooled = withPooling(network, *head);
    if (!isNoticeable(network, pooled))
      continue;
    Finding finding = findingAt(network, kernel);
    finding.message = fmt::format(
        "a fully connected layer over a flattened map of {}x{}x{} takes {} of the energy ({}), {} parameters",
        head->channels, head->height, head->width, formatShare(kernel.share), toText(Joules{kernel.energyJ}),
        formatCount(static_cast<double>(head->channels * head->height * head->width) *
                    static_cast<double>(head->outputs)));
    setSaving(finding, std::move(pooled));
    findings.push_back(std::move(finding));
  }
  return findings;
}

} // namespace eo
