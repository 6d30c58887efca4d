//===- DeadNode.cpp -----------------------------------------------------------------------------------===//
//
// Layers that no output of the network depends on. They cost nothing where the runtime removes them, but
// their weights are in the file, and what was meant to use them is missing:
//
//   a = Conv(x, w1); b = Conv(x, w2); output a     b is dead
//
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include <fmt/format.h>

namespace eo {

std::vector<Finding> rules::deadNode(LintedNetwork const &network) {
  auto const *roles = network.annotations.find<NodeRoles>();
  if (roles == nullptr)
    return {};
  size_t count = 0;
  NodeId first;
  for (NodeId id : network.graph.main().nodes) {
    Node const &node = network.graph.node(id);
    if (roles->roles[id] != NodeRole::Dead || node.kind == OpKind::Constant)
      continue;
    ++count;
    first = first.valid() ? first : id;
  }
  if (count == 0)
    return {};
  Finding finding = findingAt(network, first);
  finding.message =
      count == 1 ? "no output of the network depends on this layer"
                 : fmt::format("no output of the network depends on this layer and {} more", count - 1);
  return {finding};
}

} // namespace eo
