//===- OutsideCalibration.cpp -------------------------------------------------------------------------===//
//
// Much of the energy is on bases `extrapolated` and `fallback`. One finding for the network, at the largest
// such layer:
//
//   62 % of the energy (48 mJ, 17 layers) is priced outside what edge-tpu was calibrated on; the largest,
//   'conv1' with 20 %: ksize 7 is outside the calibrated 1 to 3
//
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include <fmt/format.h>

namespace eo {

static constexpr double muchEnergy = 0.25;

std::vector<Finding> rules::outsideCalibration(LintedNetwork const &network) {
  auto const *estimate = network.annotations.find<EnergyEstimate>();
  double total = totalEnergyJ(network), outside = 0;
  if (estimate == nullptr || total <= 0)
    return {};
  size_t layers = 0;
  NodeId largest;
  for (NodeId id : network.graph.main().nodes) {
    NodeEstimate const &node = estimate->nodes[id];
    if (!node.energy || (node.basis != Basis::Extrapolated && node.basis != Basis::Fallback))
      continue;
    outside += node.energy->value;
    ++layers;
    if (!largest.valid() || *node.energy > *estimate->nodes[largest].energy)
      largest = id;
  }
  if (outside < muchEnergy * total)
    return {};
  Finding finding;
  finding.energyJ = outside;
  finding.energyShare = outside / total;
  NodeEstimate const &example = estimate->nodes[largest];
  finding.message =
      fmt::format("{} of the energy ({}, {} layer{}) is priced outside what {} was calibrated on; the "
                  "largest, '{}' with {}: {}",
                  formatShare(outside / total), toText(Joules{outside}), layers, layers == 1 ? "" : "s",
                  network.board->model->id, network.graph.node(largest).name.str(),
                  formatShare(example.energy->value / total), example.reason);
  return {finding};
}

} // namespace eo
