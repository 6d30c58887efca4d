#include "lib/cost/Pricer.h"

#include "lib/cost/FirstLayer.h"
#include "lib/cost/Interval.h"
#include "lib/cost/KernelVariants.h"
#include "lib/cost/PriceOrder.h"
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
  for (Coefficient const &coefficient : chosen.model->coefficients)
    readRate(coefficient);
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

void Pricer::readRate(Coefficient const &coefficient) {
  // The name first: to take it apart takes longer, and there are hundreds.
  auto isOf = [&](BoardFigure figure) {
    return llvm::StringRef(coefficient.name).startswith(boardFigureInfo(figure).name);
  };
  if (!coefficient.value || !(isOf(BoardFigure::Peak) || isOf(BoardFigure::MacTime)))
    return;
  std::optional<CoefficientKey> key = chosen.model->parse(coefficient.name);
  if (!key || !key->family)
    return;
  tellsFamilies = true;
  if (key->figure != BoardFigure::Peak)
    return;
  rated[static_cast<size_t>(*key->family)] = true;
  tellsFamiliesApart |=
      *key->family != KernelFamily::Depthwise && *key->family != KernelFamily::DepthwiseLarge;
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
  Seconds before = price.time.value_or(Seconds{});
  if (price.time && direct.time && other.time)
    price.time = Seconds{firstLayerPrice(before.value, *kernel.ifm, direct.time->value, other.time->value)};
  if (price.energy && direct.energy && other.energy) {
    auto dynamic = [](FormulaPrice const &one) {
      return one.energy->value - one.base.value_or(Joules{0}).value;
    };
    double drawn = firstLayerPrice(dynamic(price), *kernel.ifm, dynamic(direct), dynamic(other));
    if (price.base && before.value > 0) // is drawn as long as the layer takes
      price.base = *price.base * (price.time->value / before.value);
    price.energy = Joules{drawn + price.base.value_or(Joules{0}).value};
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
    farthest = {static_cast<uint32_t>(column - featureColumns().begin()), *value, range->min, range->max};
  }
  if (!farthest)
    return;
  price.basis = Basis::Extrapolated;
  price.reason = *farthest;
}

FormulaPrice Pricer::byFormula(CostFeatures const &kernel, NetworkWork const &network) const {
  return isFirstLayer(kernel) && *kernel.ifm > directChannels ? priceFirst(kernel, network)
                                                              : formula->price(kernel, network);
}

FormulaPrice Pricer::priceAlone(CostFeatures const &kernel, NetworkWork const &network) const {
  FormulaPrice price = byFormula(kernel, network);
  if (isDilated(kernel)) // another algorithm may have been fitted faster; gaps make nothing cheaper
    price = dearer(std::move(price), byFormula(undilated(kernel), network));
  return price;
}

FormulaPrice Pricer::priceAmongOthers(CostFeatures const &kernel, NetworkWork const &network) const {
  if (!tellsFamilies || !hasVariants(kernel))
    return priceAlone(kernel, network);
  FormulaPrice price = priceOfPositions(kernel, network);
  // what a stride leaves out can be worked out and thrown away
  return isStrided(kernel) ? cheaper(std::move(price), priceOfPositions(unstrided(kernel), network)) : price;
}

FormulaPrice Pricer::priceOfPositions(CostFeatures const &kernel, NetworkWork const &network) const {
  auto inGroups = [&](CostFeatures const &one) {
    if (isGrouped(one) && !isMeasured(one))
      return priceGrouped(one, network);
    FormulaPrice price = priceAlone(one, network);
    return one.costClass == CostClass::GroupedConvolution && !chosen.model->ranges.empty()
               ? cheaper(std::move(price), priceAlone(withGroups(one, 1), network))
               : price;
  };
  FormulaPrice price = inGroups(kernel);
  for (int64_t taps : {1, 3}) // up to here kernels are of other families
    if (kernelSide(kernel) > taps)
      price = dearer(std::move(price), inGroups(undilated(withKernelUpTo(kernel, taps))));
  return price;
}

bool Pricer::isMeasured(CostFeatures const &kernel) const {
  if (chosen.model->ranges.empty())
    return true; // nothing says what was not: the rates that the file gives are what is known
  // Depthwise kernels of any size run alike: where some were measured, a bound would make larger ones cheaper.
  bool depthwise = kernel.costClass == CostClass::DepthwiseConvolution;
  auto holds = [&](Range const &one) {
    Count value = one.column->read(kernel);
    bool matters = !depthwise || one.column->name == "ksize" || one.column->name == "stride";
    return !matters || !value ||
           (static_cast<double>(*value) >= one.range->min && static_cast<double>(*value) <= one.range->max);
  };
  return knows(kernel.costClass) && llvm::all_of(ranges[static_cast<size_t>(kernel.costClass)], holds);
}

FormulaPrice Pricer::priceGrouped(CostFeatures const &kernel, NetworkWork const &network) const {
  FormulaPrice whole = priceAlone(withGroups(kernel, 1), network);
  FormulaPrice single =
      cheaper(priceAlone(withGroups(kernel, *kernel.ifm), network), whole); // of the depthwise one
  bool floor = rated[static_cast<size_t>(KernelFamily::Depthwise)];
  double channels = inputChannelsOfGroup(kernel);
  if (floor && channels <= 1)
    return single;
  auto bounded = [&](CostFeatures const &one) {
    FormulaPrice price = cheaper(priceAlone(one, network), whole);
    return floor ? dearer(std::move(price), single) : price;
  };
  if (channels >= depthwiseChannels)
    return bounded(kernel);
  CostFeatures border = withGroups(kernel, std::max<int64_t>(1, *kernel.ifm / depthwiseChannels));
  FormulaPrice upper = bounded(border);
  return between(cheaper(std::move(single), upper), upper,
                 std::log(channels) / std::log(inputChannelsOfGroup(border)));
}

KernelPrice Pricer::price(CostFeatures const &kernel, NetworkWork const &network) const {
  FormulaPrice alone = priceAmongOthers(kernel, network);
  KernelPrice price;
  price.energy = alone.energy;
  price.base = alone.base;
  price.latency = alone.time;
  price.basis = alone.basis;
  price.reason = std::move(alone.reason);
  if (price.basis == Basis::Fit)
    checkRanges(kernel, price);
  if (isFirstLayer(kernel) && !chosen.model->ranges.empty())
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
