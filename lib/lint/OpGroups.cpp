#include "lib/lint/OpGroups.h"

#include "llvm/ADT/MapVector.h"
#include <fmt/format.h>

namespace eo {

std::vector<OpGroup> groupByOp(LintedNetwork const &network,
                               llvm::function_ref<bool(Kernel const &)> selects) {
  llvm::MapVector<llvm::StringRef, OpGroup> groups;
  auto const &estimate = network.annotations.get<EnergyEstimate>();
  for (Kernel const &kernel : network.annotations.get<KernelGroups>().kernels) {
    if (!selects(kernel))
      continue;
    NodeId anchor = kernel.nodes.front();
    OpGroup &group = groups[network.graph.node(anchor).opType];
    group.op = network.graph.node(anchor).opType;
    group.anchors.push_back(anchor);
    auto energyOf = [&](NodeId id) { return estimate.nodes[id].energy.value_or(Joules{0}); };
    if (!group.largest.valid() || energyOf(anchor) > energyOf(group.largest))
      group.largest = anchor;
    group.energyJ += energyOf(anchor).value;
    group.unpriced += estimate.nodes[anchor].energy ? 0 : 1;
  }
  std::vector<OpGroup> result;
  for (auto &entry : groups)
    result.push_back(std::move(entry.second));
  return result;
}

Finding findingAt(LintedNetwork const &network, OpGroup const &group) {
  Finding finding = findingAt(network, group.largest);
  double total = totalEnergyJ(network);
  if (group.unpriced < group.anchors.size()) {
    finding.energyJ = group.energyJ;
    if (total > 0)
      finding.energyShare = group.energyJ / total;
  }
  return finding;
}

std::string groupText(OpGroup const &group) {
  return group.anchors.size() == 1 ? fmt::format("the {} layer", group.op)
                                   : fmt::format("{} {} layers", group.anchors.size(), group.op);
}

} // namespace eo
