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

void KernelPricer::count(CostFeatures const &features, NetworkWork &network) const {
  if (!kernelFamily(features))
    return;
  network.kernels += 1;
  network.weightBytes += static_cast<double>(features.weightElements.value_or(0)) * bits / 8;
}

NodeEstimate KernelPricer::priceWork(CostFeatures const &features, NetworkWork const &network) const {
  NodeEstimate result;
  std::optional<KernelWork> work = kernelWork(features, bits);
  if (!work) {
    result.reason = "its counts are not known";
    return result;
  }
  KernelCost cost = board.kind == BoardKind::Polynomial ? polynomialCost(board, chosen.settings, *work)
                                                        : latencyPowerCost(figures, *work, network);
  if (board.kind == BoardKind::Polynomial && cost.energyJ <= 0) {
    result.reason = "the board's polynomial is not positive for it";
    return result;
  }
  if (cost.energyJ <= 0 && cost.timeS <= 0) {
    auto missing = llvm::find_if(board.coefficients, [](Coefficient const &c) { return !c.missing.empty(); });
    result.reason =
        missing != board.coefficients.end() ? missing->missing : "the board has no figures for it";
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

NodeEstimate KernelPricer::priceByKind(CostFeatures const &features, NetworkWork const &network) const {
  switch (board.kind) {
  case BoardKind::MacLinear:
    return priceMacLinear(board, features);
  case BoardKind::LatencyPower:
  case BoardKind::Polynomial:
    return priceWork(features, network);
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

/// Marks a fit at an operating point that nobody measured.
static void checkSettings(ChosenBoard const &chosen, NodeEstimate &estimate) {
  for (auto const &[name, value] : chosen.settings)
    if (chosen.model->declaredPoint(name, value) != nullptr) {
      estimate.basis = Basis::Extrapolated;
      estimate.reason =
          fmt::format("{}={} was not measured, the board file only declares its effect", name, value);
      return;
    }
}

NodeEstimate KernelPricer::price(CostFeatures const &features, NetworkWork const &network) const {
  NodeEstimate estimate = priceByKind(features, network);
  if (estimate.basis == Basis::Fit)
    checkRanges(board, features, estimate);
  if (estimate.basis == Basis::Fit)
    checkSettings(chosen, estimate);
  if (estimate.energy && board.error && board.error->layer) {
    IntervalFactors factors = board.error->layer->widened(estimate.basis == Basis::Fit ? 1 : 2);
    estimate.low = *estimate.energy * factors.low;
    estimate.high = *estimate.energy * factors.high;
  }
  return estimate;
}

std::optional<KernelPricer::Inference> KernelPricer::inference(NetworkWork const &network,
                                                               double kernelsS) const {
  if (board.kind != BoardKind::LatencyPower || kernelsS <= 0)
    return std::nullopt;
  NetworkTimes times = networkTimes(figures, network, kernelsS);
  double interval = figures.get(Figure::Interval, 1);
  return Inference{times, figures.get(Figure::Base, 0) * (times.intervalS - interval * kernelsS)};
}

NetworkCost priceKernels(KernelPricer const &pricer, llvm::ArrayRef<CostFeatures> kernels, bool whole) {
  NetworkWork network;
  if (whole)
    for (CostFeatures const &kernel : kernels)
      pricer.count(kernel, network);
  NetworkCost cost;
  for (CostFeatures const &kernel : kernels) {
    if (!kernelFamily(kernel))
      continue;
    NodeEstimate estimate = pricer.price(kernel, network);
    if (estimate.energy)
      cost.energyJ = cost.energyJ.value_or(0) + estimate.energy->value;
    if (estimate.latency)
      cost.timeS = cost.timeS.value_or(0) + estimate.latency->value;
  }
  if (!whole || !cost.timeS)
    return cost;
  if (std::optional<KernelPricer::Inference> inference = pricer.inference(network, *cost.timeS)) {
    cost.timeS = inference->times.intervalS;
    if (cost.energyJ)
      *cost.energyJ += inference->besideJ;
  }
  return cost;
}

} // namespace eo
