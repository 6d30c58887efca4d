#include "lib/board/PriceKernel.h"

#include "lib/board/MacLinear.h"
#include "lib/board/Polynomial.h"

#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

KernelPricer::KernelPricer(ChosenBoard const &chosenBoard)
    : chosen(chosenBoard), board(*chosenBoard.model), bits(bitWidth(chosenBoard.precision())) {
  if (board.kind == BoardKind::LatencyPower)
    figures = resolveFigures(board, chosen.settings);
}

NodeEstimate KernelPricer::priceWork(CostFeatures const &features) const {
  NodeEstimate result;
  std::optional<KernelWork> work = kernelWork(features, bits);
  if (!work) {
    result.reason = "its counts are not known";
    return result;
  }
  KernelCost cost = board.kind == BoardKind::Polynomial ? polynomialCost(board, chosen.settings, *work)
                                                        : latencyPowerCost(figures, *work);
  if (board.kind == BoardKind::Polynomial && cost.energyJ <= 0) {
    result.reason = "the board's polynomial is not positive for it";
    return result;
  }
  result.basis = Basis::Fit;
  if (cost.energyJ > 0)
    result.energy = Joules{cost.energyJ};
  if (cost.timeS > 0)
    result.latency = Seconds{cost.timeS};
  if (board.kind == BoardKind::LatencyPower && board.form == LatencyForm::Roofline && result.energy)
    result.base = Joules{cost.baseJ};
  return result;
}

NodeEstimate KernelPricer::priceByKind(CostFeatures const &features) const {
  switch (board.kind) {
  case BoardKind::MacLinear:
    return priceMacLinear(board, features);
  case BoardKind::LatencyPower:
  case BoardKind::Polynomial:
    return priceWork(features);
  }
  return {};
}

/// Marks a fit outside the calibrated ranges, naming the first feature that is.
static void checkRanges(BoardModel const &board, CostFeatures const &features, NodeEstimate &estimate) {
  auto sameClass = [&](FeatureRange const &range) { return range.costClass == features.costClass; };
  if (!board.ranges.empty() && llvm::none_of(board.ranges, sameClass)) {
    estimate.basis = Basis::Fallback;
    estimate.reason = fmt::format("the board was calibrated without {} kernels, others stand in",
                                  costClassName(features.costClass).str());
    return;
  }
  for (FeatureRange const &range : llvm::make_filter_range(board.ranges, sameClass))
    for (FeatureColumn const &column : featureColumns()) {
      Count value = column.name == range.feature ? column.read(features) : std::nullopt;
      if (!value || (static_cast<double>(*value) >= range.min && static_cast<double>(*value) <= range.max))
        continue;
      estimate.basis = Basis::Extrapolated;
      estimate.reason = fmt::format("{} {} is outside the calibrated {:g} to {:g}", range.feature, *value,
                                    range.min, range.max);
      return;
    }
}

NodeEstimate KernelPricer::price(CostFeatures const &features) const {
  NodeEstimate estimate = priceByKind(features);
  if (estimate.basis == Basis::Fit)
    checkRanges(board, features, estimate);
  if (estimate.basis == Basis::Fit && board.error && board.error->layer && estimate.energy) {
    estimate.low = *estimate.energy * board.error->layer->low;
    estimate.high = *estimate.energy * board.error->layer->high;
  }
  return estimate;
}

std::optional<KernelCost> KernelPricer::overhead() const {
  double time = figures.get(Figure::Overhead, KernelFamily::Matrix, 0);
  if (board.kind != BoardKind::LatencyPower || time <= 0)
    return std::nullopt;
  double energy = time * figures.get(Figure::Base, KernelFamily::Matrix, 0);
  return KernelCost{time, energy, energy};
}

NetworkCost priceKernels(KernelPricer const &pricer, llvm::ArrayRef<CostFeatures> kernels) {
  NetworkCost cost;
  for (CostFeatures const &kernel : kernels) {
    if (!kernelFamily(kernel))
      continue;
    NodeEstimate estimate = pricer.price(kernel);
    if (estimate.basis == Basis::None)
      ++cost.unpriced;
    if (estimate.energy)
      cost.energyJ = cost.energyJ.value_or(0) + estimate.energy->value;
    if (estimate.latency)
      cost.timeS = cost.timeS.value_or(0) + estimate.latency->value;
  }
  return cost;
}

NetworkCost priceNetwork(KernelPricer const &pricer, llvm::ArrayRef<CostFeatures> kernels) {
  NetworkCost cost = priceKernels(pricer, kernels);
  if (std::optional<KernelCost> overhead = pricer.overhead()) {
    if (cost.energyJ)
      *cost.energyJ += overhead->energyJ;
    if (cost.timeS)
      *cost.timeS += overhead->timeS;
  }
  return cost;
}

} // namespace eo
