#include "lib/cost/Pricer.h"

#include "lib/cost/FirstLayer.h"
#include "lib/cost/Interval.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
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
      formula(kind().resolve(*chosen.model, chosen.settings, bits)), ranges(allCostClasses().size()),
      shapes(allCostClasses().size()) {
  for (FeatureRange const &range : chosen.model->ranges)
    readRange(range);
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
  for (UnmeasuredFamilies const &families : chosen.model->unmeasured)
    if (conditionsHold(families.conditions, chosen.settings))
      unmeasuredHere.push_back(&families);
  for (auto const &[name, value] : chosen.settings)
    if (unmeasured.empty() && chosen.model->declaredPoint(name, value) != nullptr)
      unmeasured =
          fmt::format("{}={} was not measured, the board file only declares its effect", name, value);
  if (!chosen.model->derivedFrom.empty())
    unmeasured = fmt::format("nobody measured this board: scaled from {}", chosen.model->derivedFrom);
}

void Pricer::readRange(FeatureRange const &range) {
  Shapes &measured = shapes[static_cast<size_t>(range.costClass)];
  if (range.feature == "axes")
    measured.axes = range.max;
  else if (range.feature == "dilation")
    measured.dilation = range.max;
  if ((range.feature == "axes" && measured.axes <= 2) ||
      (range.feature == "dilation" && measured.dilation <= 1))
    return; // what is more was never measured: unmeasuredShape
  auto const *column =
      llvm::find_if(featureColumns(), [&](FeatureColumn const &one) { return one.name == range.feature; });
  bool first = llvm::StringRef(range.feature).startswith("first_");
  if (column != featureColumns().end() && !isBias(range, chosen.model->ranges))
    (first ? firstRanges : ranges[static_cast<size_t>(range.costClass)]).push_back({&range, column});
}

bool Pricer::isMeasuredFirst(CostFeatures const &kernel) const {
  auto holds = [&](Range const &one) {
    double value = static_cast<double>(one.column->read(kernel).value_or(0));
    return value >= one.range->min && value <= one.range->max;
  };
  return *kernel.ifm <= directChannels && llvm::all_of(firstRanges, holds);
}

/// Of a first layer of more channels than those that have a rate of their own.
FormulaPrice Pricer::priceFirst(CostFeatures const &kernel, NetworkWork const &network) const {
  FormulaPrice price = formula->price(kernel, network);
  CostFeatures border = withInputChannels(kernel, directChannels);
  FormulaPrice direct = formula->price(border, network),
               other = formula->price(insideNetwork(border), network);
  if (price.time && direct.time && other.time)
    price.time =
        Seconds{firstLayerPrice(price.time->value, *kernel.ifm, direct.time->value, other.time->value)};
  if (price.energy && direct.energy && other.energy) {
    double before = price.energy->value;
    price.energy = Joules{firstLayerPrice(before, *kernel.ifm, direct.energy->value, other.energy->value)};
    if (price.base && before > 0)
      price.base = *price.base * (price.energy->value / before);
  }
  return price;
}

/// Where a first layer is unlike those measured and others cost something else, the truth may be either.
void Pricer::compareFirst(CostFeatures const &kernel, NetworkWork const &network, KernelPrice &price) const {
  if (price.basis == Basis::None || isMeasuredFirst(kernel))
    return;
  FormulaPrice other = formula->price(insideNetwork(kernel), network);
  if (price.energy && other.energy && price.energy->value > 0)
    price.otherwise = other.energy->value / price.energy->value;
  if (price.latency && other.time && price.latency->value > 0)
    price.otherwiseTime = other.time->value / price.latency->value;
  constexpr double same = 0.1; // of a logarithm: below that it does not matter which
  if (std::max(std::abs(std::log(price.otherwise)), std::abs(std::log(price.otherwiseTime))) < same)
    return;
  price.unmeasuredPart = "first";
  standIn(price, "first layers like this one", "other first layers and convolutions inside networks");
}

llvm::StringRef Pricer::unmeasuredShape(CostFeatures const &kernel) const {
  Shapes const &measured = shapes[static_cast<size_t>(kernel.costClass)];
  if (!kernel.group || kernel.macs.value_or(0) == 0 || kernel.costClass == CostClass::FullyConnected)
    return {};
  if (static_cast<double>(convolvedAxes(kernel)) > measured.axes)
    return "3-D";
  return isDilated(kernel) && measured.dilation <= 1 ? "dilated" : llvm::StringRef();
}

/// Marks a price that rests on other kernels than those measured.
void Pricer::standIn(KernelPrice &price, std::string without, llvm::StringRef others) const {
  price.basis = Basis::Fallback;
  price.beyond = beyondClass();
  price.reason = fmt::format("the board was calibrated without {}, {} stand in", without, others);
}

std::string Pricer::unmeasuredFamily(CostFeatures const &kernel) const {
  std::optional<KernelFamily> family = kernelFamily(kernel);
  if (!family || kernel.macs.value_or(0) == 0 || !tellsFamiliesApart)
    return {};
  std::optional<KernelFamily> wider = widerFamily(*family);
  auto words = [&] { return kernelFamilyName(*family).str() + " kernels of this class"; };
  if (!rated[static_cast<size_t>(*family)] && !(wider && rated[static_cast<size_t>(*wider)]))
    return words();
  for (UnmeasuredFamilies const *here : unmeasuredHere)
    if (llvm::is_contained(here->families, *family) && (!wider || llvm::is_contained(here->families, *wider)))
      return words() + " at " + conditionText(here->conditions);
  return {};
}

/// Marks a fit outside the calibrated ranges, naming the feature that is farthest from them.
void Pricer::checkRanges(CostFeatures const &kernel, KernelPrice &price) const {
  std::vector<Range> const &mine = ranges[static_cast<size_t>(kernel.costClass)];
  if (mine.empty() && chosen.model->ranges.empty())
    return;
  auto classWords = [&] { return costClassName(kernel.costClass).str() + " kernels"; };
  if (mine.empty())
    return standIn(price, classWords(), "others");
  if (std::string words = unmeasuredFamily(kernel); !words.empty()) {
    price.unmeasuredPart = kernelFamilyName(*kernelFamily(kernel));
    return standIn(price, std::move(words), "others");
  }
  price.unmeasuredPart = unmeasuredShape(kernel);
  if (!price.unmeasuredPart.empty())
    return standIn(price, price.unmeasuredPart.str() + " " + classWords(),
                   price.unmeasuredPart == "3-D" ? "2-D ones" : "ones without gaps");
  std::optional<OutsideRange> farthest;
  for (auto const &[range, column] : mine) {
    Count value = column->read(kernel);
    if (!value || (static_cast<double>(*value) >= range->min && static_cast<double>(*value) <= range->max))
      continue;
    double beyond = beyondRange(static_cast<double>(*value), *range);
    if (farthest && beyond <= price.beyond)
      continue;
    price.beyond = beyond;
    farthest = {static_cast<size_t>(column - featureColumns().begin()), *value, range->min, range->max};
  }
  if (!farthest)
    return;
  price.basis = Basis::Extrapolated;
  price.reason = *farthest;
}

/// The price of the same kernel that takes until `time`: what is drawn whatever runs is drawn so much longer.
static FormulaPrice stretched(FormulaPrice price, Seconds time) {
  if (price.base && price.energy && price.time && price.time->value > 0) {
    Joules more = *price.base * (time.value / price.time->value - 1);
    price.energy = Joules{price.energy->value + more.value};
    price.base = Joules{price.base->value + more.value};
  }
  price.time = time;
  return price;
}

/// The dearer of two prices, figure by figure, with what the first rests on.
static FormulaPrice dearer(FormulaPrice price, FormulaPrice other) {
  if (price.time && other.time) {
    Seconds longer = price.time->value > other.time->value ? *price.time : *other.time;
    price = stretched(std::move(price), longer);
    other = stretched(std::move(other), longer);
  }
  if (price.energy && other.energy && other.energy->value > price.energy->value) {
    price.energy = other.energy;
    price.base = other.base;
  }
  return price;
}

KernelPrice Pricer::price(CostFeatures const &kernel, NetworkWork const &network) const {
  bool first = isFirstLayer(kernel);
  auto byFormula = [&](CostFeatures const &one) {
    return first && *one.ifm > directChannels ? priceFirst(one, network) : formula->price(one, network);
  };
  FormulaPrice alone = byFormula(kernel);
  if (isDilated(kernel)) // another algorithm may have been fitted faster; gaps make nothing cheaper
    alone = dearer(std::move(alone), byFormula(undilated(kernel)));
  KernelPrice price;
  price.energy = alone.energy;
  price.base = alone.base;
  price.latency = alone.time;
  price.basis = alone.basis;
  price.reason = std::move(alone.reason);
  if (price.basis == Basis::Fit)
    checkRanges(kernel, price);
  if (first && !chosen.model->ranges.empty())
    compareFirst(kernel, network, price);
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
  price.low = *price.energy * factors.low * std::min(1.0, price.otherwise);
  price.high = *price.energy * factors.high * std::max(1.0, price.otherwise);
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
