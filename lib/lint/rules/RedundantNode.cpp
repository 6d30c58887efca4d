//===- RedundantNode.cpp ------------------------------------------------------------------------------===//
//
// Layers whose result is what they were given, left behind by exporters:
//
//   y = Identity(x)                                 Dropout at inference, a Concat or Sum of one
//   y = Cast(x), x has that type                    y = Reshape(x), x has that shape
//   t = Transpose(x, p); y = Transpose(t, q)        where q undoes p
//
// One finding for the network with all of them; they cost next to nothing where the runtime makes them views.
//
#include "lib/ir/GraphEdit.h"
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

static bool sameType(LintedNetwork const &network, ValueId a, ValueId b) {
  auto const &types = network.annotations.get<InferredTypes>().types;
  TensorType const &first = types[a], &second = types[b];
  return first.isStatic() && first.form == ValueForm::Tensor && first.element != DataType::Undefined &&
         first.element == second.element && first.form == second.form && second.shape == first.shape;
}

/// The permutation of a Transpose of that rank; empty where it is none.
static std::vector<int64_t> permutation(Node const &node, size_t rank) {
  std::vector<int64_t> result = node.ints("perm").vec();
  if (!node.has("perm"))
    for (size_t i = 0; i < rank; ++i)
      result.push_back(static_cast<int64_t>(rank - 1 - i));
  bool valid = result.size() == rank && llvm::all_of(result, [&](int64_t axis) {
                 return axis >= 0 && static_cast<size_t>(axis) < rank;
               });
  return valid ? result : std::vector<int64_t>();
}

/// Where the Transpose, alone or after another one, changes nothing: what it can be replaced by.
static ValueId beforeTransposes(LintedNetwork const &network, Node const &node) {
  auto const &types = network.annotations.get<InferredTypes>().types;
  if (!types[node.inputs[0]].hasRank())
    return {};
  size_t rank = types[node.inputs[0]].rank();
  std::vector<int64_t> order = permutation(node, rank);
  ValueId source = node.inputs[0];
  NodeId producer = network.graph.value(source).producer;
  auto isIdentity = [&] {
    for (size_t i = 0; i < order.size(); ++i)
      if (order[i] != static_cast<int64_t>(i))
        return false;
    return !order.empty();
  };
  if (isIdentity())
    return source;
  if (!producer.valid() || network.graph.node(producer).kind != OpKind::Transpose || order.empty())
    return {};
  Node const &first = network.graph.node(producer);
  std::vector<int64_t> inner = permutation(first, rank);
  if (inner.empty() || !first.hasInput(0))
    return {};
  for (int64_t &axis : order)
    axis = inner[static_cast<size_t>(axis)];
  return isIdentity() ? first.inputs[0] : ValueId();
}

/// What the node's only output equals; invalid where it computes something.
static ValueId equalTo(LintedNetwork const &network, Node const &node) {
  bool othersRead = llvm::any_of(llvm::makeArrayRef(node.outputs).drop_front(node.outputs.empty() ? 0 : 1),
                                 [&](ValueId id) { return id.valid() && !network.graph.users(id).empty(); });
  if (!node.hasInput(0) || !node.hasOutput(0) || othersRead)
    return {};
  ValueId input = node.inputs[0];
  switch (node.kind) {
  case OpKind::Identity:
    return input;
  case OpKind::Dropout:
    return node.hasInput(2) ? ValueId() : input; // training_mode
  case OpKind::Concat:
  case OpKind::Sum:
  case OpKind::Max:
  case OpKind::Min:
  case OpKind::Mean:
    return node.inputs.size() == 1 ? input : ValueId();
  case OpKind::Cast:
  case OpKind::Reshape:
  case OpKind::Flatten:
  case OpKind::Squeeze:
  case OpKind::Unsqueeze:
  case OpKind::Expand:
    return sameType(network, input, node.outputs[0]) ? input : ValueId();
  case OpKind::Transpose:
    return beforeTransposes(network, node);
  default: // all other operators compute something
    return {};
  }
}

std::vector<Finding> rules::redundantNode(LintedNetwork const &network) {
  double total = totalEnergyJ(network);
  if (total <= 0)
    return {};
  auto const &roles = network.annotations.get<NodeRoles>().roles;
  GraphEdit edit(network.graph);
  std::map<std::string, size_t> byOp;
  NodeId first;
  for (NodeId id : network.graph.main().nodes) {
    Node const &node = network.graph.node(id);
    ValueId same = roles[id] == NodeRole::Live ? equalTo(network, node) : ValueId();
    if (!same.valid())
      continue;
    edit.bypass(id, same);
    ++byOp[node.opType.str()];
    first = first.valid() ? first : id;
  }
  if (!first.valid())
    return {};
  WhatIf without = whatIf(network, std::move(edit).build(), "without them");
  if (!isNoticeable(network, without, noticeableForFree))
    return {};
  Finding finding = findingAt(network, first);
  std::string kinds;
  for (auto const &[op, count] : byOp)
    kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", count, op);
  finding.message = fmt::format("layers that change nothing: {}; they take {} of the energy", kinds,
                                formatShare(without.saving->energyJ / total));
  setSaving(finding, std::move(without));
  return {finding};
}

} // namespace eo
