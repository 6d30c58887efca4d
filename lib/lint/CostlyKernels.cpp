#include "lib/lint/CostlyKernels.h"

#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <functional>

namespace eo {

double totalEnergyJ(LintedNetwork const &network) {
  auto const *estimate = network.annotations.find<EnergyEstimate>();
  return estimate != nullptr && estimate->total.energy ? estimate->total.energy->value : 0;
}

std::vector<CostlyKernel> kernelsFrom(LintedNetwork const &network, double minShare) {
  std::vector<CostlyKernel> found;
  auto const *groups = network.annotations.find<KernelGroups>();
  double total = totalEnergyJ(network);
  if (groups == nullptr || total <= 0)
    return found;
  auto const &estimate = network.annotations.get<EnergyEstimate>();
  for (Kernel const &kernel : groups->kernels) {
    NodeId anchor = kernel.nodes.front();
    if (network.graph.node(anchor).body != network.graph.main().id)
      continue; // of a branch, whose row is the If
    KnownJoules energy = estimate.nodes[anchor].energy;
    if (energy && energy->value >= minShare * total)
      found.push_back({&kernel, anchor, energy->value, energy->value / total});
  }
  return found;
}

/// Nodes that the what-ifs of a rule estimate, all together: some seconds.
static constexpr size_t mostNodes = 500'000;

std::vector<CostlyKernel> costlyKernels(LintedNetwork const &network) {
  std::vector<CostlyKernel> found = kernelsFrom(network, costlyShare);
  size_t most = std::max<size_t>(1, mostNodes / (1 + network.graph.nodeCount()));
  if (found.size() <= most)
    return found;
  std::vector<double> shares;
  for (CostlyKernel const &kernel : found)
    shares.push_back(kernel.share);
  std::nth_element(shares.begin(), shares.begin() + static_cast<std::ptrdiff_t>(most - 1), shares.end(),
                   std::greater<>());
  double least = shares[most - 1];
  llvm::erase_if(found, [&](CostlyKernel const &kernel) { return kernel.share < least; });
  found.resize(std::min(found.size(), most)); // of equal ones the first
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
