//===- OutsideCalibration.cpp -------------------------------------------------------------------------===//
//
// Much of the energy is on bases `extrapolated` and `fallback`, by more than a factor of 2 beyond the range.
// One finding for the network:
//
//   62 % of the energy (48 mJ, 17 layers) is priced far outside what edge-tpu was calibrated on; the largest,
//   'conv1' with 20 %: ksize 7 is outside the calibrated 1 to 3
//
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include <fmt/format.h>

namespace eo {

static constexpr double muchEnergy = 0.5;

/// Up to this factor beyond an end of the range the formula is trusted.
static constexpr double farFactor = 2;

/// Whether the board gives no range for such kernels or a feature is far beyond it.
static bool isFarOutside(BoardModel const &board, CostFeatures const &features) {
  bool hasRange = false, far = false;
  for (FeatureRange const &range : board.ranges) {
    if (range.costClass != features.costClass)
      continue;
    hasRange = true;
    for (FeatureColumn const &column : featureColumns()) {
      Count value = column.name == range.feature ? column.read(features) : std::nullopt;
      if (value)
        far |= static_cast<double>(*value) > farFactor * range.max ||
               static_cast<double>(*value) * farFactor < range.min;
    }
  }
  return !hasRange || far;
}

std::vector<Finding> rules::outsideCalibration(LintedNetwork const &network) {
  double total = totalEnergyJ(network), outside = 0;
  if (total <= 0)
    return {};
  auto const &estimate = network.annotations.get<EnergyEstimate>();
  BoardModel const &board = *network.board->model;
  std::vector<CostlyKernel> kernels = kernelsFrom(network, 0);
  size_t layers = 0;
  CostlyKernel const *largest = nullptr;
  for (CostlyKernel const &kernel : kernels) {
    Basis basis = estimate.nodes[kernel.anchor].basis;
    if ((basis != Basis::Extrapolated && basis != Basis::Fallback) ||
        !isFarOutside(board, kernel.kernel->features))
      continue;
    outside += kernel.energyJ;
    ++layers;
    if (largest == nullptr || kernel.energyJ > largest->energyJ)
      largest = &kernel;
  }
  if (largest == nullptr || outside < muchEnergy * total)
    return {};
  Finding finding;
  finding.energyJ = outside;
  finding.energyShare = outside / total;
  finding.message = fmt::format("{} of the energy ({}, {} layer{}) is priced far outside what {} was "
                                "calibrated on; the largest, '{}' with {}: {}",
                                formatShare(outside / total), toText(Joules{outside}), layers,
                                layers == 1 ? "" : "s", board.id, largest->kernel->features.name,
                                formatShare(largest->share), estimate.nodes[largest->anchor].reason);
  return {finding};
}

} // namespace eo
