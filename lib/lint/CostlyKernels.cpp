#include "lib/lint/CostlyKernels.h"

namespace eo {

double totalEnergyJ(LintedNetwork const &network) {
  auto const *estimate = network.annotations.find<EnergyEstimate>();
  return estimate != nullptr && estimate->total.energy ? estimate->total.energy->value : 0;
}

std::vector<CostlyKernel> costlyKernels(LintedNetwork const &network, double minShare) {
  std::vector<CostlyKernel> found;
  auto const *groups = network.annotations.find<KernelGroups>();
  double total = totalEnergyJ(network);
  if (groups == nullptr || total <= 0)
    return found;
  auto const &estimate = network.annotations.get<EnergyEstimate>();
  for (Kernel const &kernel : groups->kernels) {
    NodeId anchor = kernel.nodes.front();
    std::optional<Joules> const &energy = estimate.nodes[anchor].energy;
    if (energy && energy->value >= minShare * total)
      found.push_back({&kernel, anchor, energy->value, energy->value / total});
  }
  return found;
}

Finding findingAt(LintedNetwork const &network, NodeId id) {
  Node const &node = network.graph.node(id);
  Finding finding;
  finding.layer = node.name.str();
  finding.op = node.opType.str();
  finding.layerIndex = node.fileIndex;
  return finding;
}

Finding findingAt(LintedNetwork const &network, CostlyKernel const &kernel) {
  Finding finding = findingAt(network, kernel.anchor);
  finding.energyJ = kernel.energyJ;
  finding.energyShare = kernel.share;
  return finding;
}

} // namespace eo
