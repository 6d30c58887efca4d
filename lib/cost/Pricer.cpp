#include "lib/cost/Pricer.h"

#include "lib/cost/Interval.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

/// Of kernels that multiply, the other operations are the bias, which says nothing of their size.
static bool isBias(FeatureRange const &range, llvm::ArrayRef<FeatureRange> all) {
  return range.feature == "other_ops" && llvm::any_of(all, [&](FeatureRange const &other) {
           return other.costClass == range.costClass && other.feature == "macs" && other.max > 0;
         });
}

Pricer::Pricer(ChosenBoard board)
    : chosen(std::move(board)), bits(bitWidth(chosen.precision())),
      formula(kind().resolve(*chosen.model, chosen.settings, bits)), ranges(allCostClasses().size()) {
  for (FeatureRange const &range : chosen.model->ranges) {
    auto const *column =
        llvm::find_if(featureColumns(), [&](FeatureColumn const &one) { return one.name == range.feature; });
    if (column != featureColumns().end() && !isBias(range, chosen.model->ranges))
      ranges[static_cast<size_t>(range.costClass)].push_back({&range, column});
  }
  llvm::StringRef const peak = boardFigureInfo(BoardFigure::Peak).name;
  for (Coefficient const &coefficient : chosen.model->coefficients) {
    std::optional<CoefficientKey> key = llvm::StringRef(coefficient.name).startswith(peak)
                                            ? chosen.model->parse(coefficient.name)
                                            : std::nullopt;
    if (key && key->figure == BoardFigure::Peak && key->family && coefficient.value) {
      rated[static_cast<size_t>(*key->family)] = true;
      tellsFamiliesApart |=
          *key->family != KernelFamily::Depthwise && *key->family != KernelFamily::DepthwiseLarge;
    }
  }
  for (auto const &[name, value] : chosen.settings)
    if (unmeasured.empty() && chosen.model->declaredPoint(name, value) != nullptr)
      unmeasured =
          fmt::format("{}={} was not measured, the board file only declares its effect", name, value);
  if (!chosen.model->derivedFrom.empty())
    unmeasured = fmt::format("nobody measured this board: scaled from {}", chosen.model->derivedFrom);
}

std::optional<KernelFamily> Pricer::unmeasuredFamily(CostFeatures const &kernel) const {
  std::optional<KernelFamily> family = kernelFamily(kernel);
  if (!family || kernel.macs.value_or(0) == 0 || !tellsFamiliesApart)
    return std::nullopt;
  std::optional<KernelFamily> wider = widerFamily(*family);
  bool known = rated[static_cast<size_t>(*family)] || (wider && rated[static_cast<size_t>(*wider)]);
  return known ? std::nullopt : family;
}

/// Marks a fit outside the calibrated ranges, naming the feature that is farthest from them.
void Pricer::checkRanges(CostFeatures const &kernel, KernelPrice &price) const {
  std::vector<Range> const &mine = ranges[static_cast<size_t>(kernel.costClass)];
  if (mine.empty() && !chosen.model->ranges.empty()) {
    price.basis = Basis::Fallback;
    price.beyond = beyondClass();
    price.reason = fmt::format("the board was calibrated without {} kernels, others stand in",
                               costClassName(kernel.costClass));
    return;
  }
  price.unmeasuredFamily = mine.empty() ? std::nullopt : unmeasuredFamily(kernel);
  if (price.unmeasuredFamily) {
    price.basis = Basis::Fallback;
    price.beyond = beyondClass();
    price.reason = fmt::format("the board was calibrated without {} kernels of this class, others stand in",
                               kernelFamilyName(*price.unmeasuredFamily));
    return;
  }
  FeatureRange const *farthest = nullptr;
  int64_t outside = 0;
  for (auto const &[range, column] : mine) {
    Count value = column->read(kernel);
    if (!value || (static_cast<double>(*value) >= range->min && static_cast<double>(*value) <= range->max))
      continue;
    double beyond = beyondRange(static_cast<double>(*value), *range);
    if (farthest != nullptr && beyond <= price.beyond)
      continue;
    price.beyond = beyond;
    farthest = range;
    outside = *value;
  }
  if (farthest == nullptr)
    return;
  price.basis = Basis::Extrapolated;
  price.reason = Reason::outside(*farthest, outside);
}

KernelPrice Pricer::price(CostFeatures const &kernel, NetworkWork const &network) const {
  FormulaPrice alone = formula->price(kernel, network);
  KernelPrice price;
  price.energy = alone.energy;
  price.base = alone.base;
  price.latency = alone.time;
  price.basis = alone.basis;
  price.reason = std::move(alone.reason);
  if (price.basis == Basis::Fit)
    checkRanges(kernel, price);
  if (price.basis == Basis::Fit && !unmeasured.empty()) {
    price.basis = Basis::Extrapolated;
    price.reason = unmeasured;
  }
  addInterval(price);
  return price;
}

void Pricer::addInterval(KernelPrice &price) const {
  std::optional<HeldOutError> const &error = chosen.model->error;
  if (!price.energy || !error || !error->layer)
    return;
  IntervalFactors factors =
      intervalFactors(*error->layer, {.outside = price.basis == Basis::Fit ? 0.0 : 1.0,
                                      .standIn = price.basis == Basis::Fallback ? 1.0 : 0.0,
                                      .beyond = price.beyond});
  price.low = *price.energy * factors.low;
  price.high = *price.energy * factors.high;
}

Cost Pricer::nothing() const {
  Cost cost;
  cost.energy = Joules{0};
  if (kind().knowsTime)
    cost.latency = Seconds{0};
  if (chosen.model->error)
    cost.low = cost.high = Joules{0};
  return cost;
}

std::optional<Inference> Pricer::inference(NetworkWork const &network, double kernelsS) const {
  if (!kind().knowsTime || kernelsS <= 0)
    return std::nullopt;
  return formula->inference(network, kernelsS);
}

} // namespace eo
