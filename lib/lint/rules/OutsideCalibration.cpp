//===- OutsideCalibration.cpp -------------------------------------------------------------------------===//
//
// Much of the energy is on bases `extrapolated` and `fallback`, by more than a factor of 2 beyond the range.
// One finding for the network:
//
//   62 % of the energy (48 mJ, 17 layers) is priced far outside what edge-tpu was calibrated on; the largest,
//   'conv1' with 20 %: ksize 7 against the calibrated 1 to 3
//
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include <algorithm>
#include <fmt/format.h>

namespace eo {

static constexpr double muchOutsideShare = 0.5;

/// Up to this factor beyond an end of the range the formula is trusted.
static constexpr double farFactor = 2;

namespace {
/// The feature of a kernel that is furthest from its range.
struct Furthest {
  double factor = 1; ///< beyond the nearer end of the range
  std::string text;  ///< "ksize 7 against the calibrated 1 to 3"
};
} // namespace

/// Nothing where the board gives no range for such kernels.
static std::optional<Furthest> furthestFeature(BoardModel const &board, CostFeatures const &features) {
  std::optional<Furthest> found;
  for (FeatureRange const &range : board.ranges) {
    if (range.costClass != features.costClass)
      continue;
    if (!found)
      found.emplace();
    for (FeatureColumn const &column : featureColumns()) {
      Count count = column.name == range.feature ? column.read(features) : std::nullopt;
      if (!count)
        continue;
      auto value = static_cast<double>(*count);
      // ends of 0, and counts of 0, are not a matter of factors
      double above = range.max > 0 ? value / range.max : value > 0 ? farFactor * 2 : 1;
      double below = value > 0 ? range.min / value : range.min > 0 ? farFactor * 2 : 1;
      double factor = std::max(above, below);
      if (factor > found->factor)
        *found = {factor, fmt::format("{} {} against the calibrated {:g} to {:g}", range.feature, *count,
                                      range.min, range.max)};
    }
  }
  return found;
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
  std::string why;
  for (CostlyKernel const &kernel : kernels) {
    Basis basis = estimate.nodes[kernel.anchor].basis;
    if (!isOutside(basis))
      continue;
    std::optional<Furthest> furthest = furthestFeature(board, kernel.kernel->features);
    if (furthest && furthest->factor <= farFactor)
      continue;
    outside += kernel.energyJ;
    ++layers;
    if (largest == nullptr || kernel.energyJ > largest->energyJ) {
      largest = &kernel;
      why = furthest ? furthest->text : estimate.nodes[kernel.anchor].reason.text();
    }
  }
  if (largest == nullptr || outside < muchOutsideShare * total)
    return {};
  Finding finding;
  finding.energyJ = outside;
  finding.energyShare = outside / total;
  finding.message =
      fmt::format("{} of the energy ({}, {} layer{}) is priced far outside what {} was "
                  "calibrated on; the largest, '{}' with {}: {}",
                  formatShare(outside / total), toText(Joules{outside}), layers, layers == 1 ? "" : "s",
                  board.id, network.graph.node(largest->anchor).name, formatShare(largest->share), why);
  return {finding};
}

} // namespace eo
