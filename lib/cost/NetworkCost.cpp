#include "lib/cost/NetworkCost.h"

#include "lib/cost/Neighbours.h"
#include <fmt/format.h>

namespace eo {

NetworkPricer::NetworkPricer(ChosenBoard const &chosen)
    : board(chosen.model), inputFactor(chosen.inputFactor), givenPowerW(chosen.givenPowerW),
      errorHere(board->error ? board->error->of(chosen.settings) : ErrorAtSettings()), pricer(chosen) {
  if (std::optional<ChosenBoard> beside = chosen.besideAccelerator()) {
    other.emplace(std::move(*beside));
    std::string settings; // "unit=cpu"
    for (auto const &[name, value] : board->kernels.delegate->fallback)
      settings += fmt::format("{}{}={}", settings.empty() ? "" : ", ", name, value);
    besideReason = "not supported by the accelerator: runs at " + settings;
  }
}

KernelPrice NetworkPricer::priceOne(Kernel const &kernel, NetworkWork const &here,
                                    NetworkWork const &there) const {
  KernelPrice price = priceLaunch(kernel, here, there);
  if (kernel.turns != 1)
    price.repeat(kernel.turns);
  return price;
}

KernelPrice NetworkPricer::priceLaunch(Kernel const &kernel, NetworkWork const &here,
                                       NetworkWork const &there) const {
  KernelPrice price;
  if (kernel.features.costClass == CostClass::View) {
    static_cast<Cost &>(price) = pricer.nothing();
    price.basis = Basis::Free;
    price.reason = "a view";
    return price;
  }
  if (kernel.delegated)
    return pricer.price(kernel.features, here);
  if (!other) {
    price.reason = "not supported by the accelerator, and the board file has no figures for what runs it";
    return price;
  }
  price = other->price(kernel.features, there);
  if (price.basis != Basis::None)
    price.basis = Basis::Fallback;
  price.reason = besideReason;
  other->addInterval(price);
  return price;
}

static double secondsOf(KnownSeconds time) { return time.value_or(Seconds{0}).value; }
static double secondsOf(Cost const &cost) { return secondsOf(cost.latency); }

/// A kernel at another pace: its time, what it draws beyond the base, and the base for that time.
static void changePace(Pace const &pace, KernelCost &kernel) {
  Cost &whole = kernel.whole;
  if (whole.energy && whole.energy->value > 0) {
    double base = whole.base.value_or(Joules{0}).value, all = whole.energy->value;
    KnownJoules slower = whole.base;
    whole.scaleEnergy(pace.time * (base + (all - base) * pace.dynamicPower) / all);
    if (slower)
      whole.base = *slower * pace.time;
  }
  for (KnownSeconds *time : {&whole.latency, &kernel.alone})
    if (*time)
      *time = **time * pace.time;
}

/// Kernels of the network as they run in it, where the operating system makes processors of busy threads faster.
void NetworkPricer::applyPace(llvm::ArrayRef<Kernel> kernels, NetworkWork const &network,
                              NetworkCost &cost) const {
  double time = 0;
  for (size_t i = 0; i < kernels.size(); ++i)
    if (kernels[i].delegated)
      time += secondsOf(cost.kernels[i].whole);
  Pace pace = pricer.pace(network, time);
  if (pace.time == 1 && pace.dynamicPower == 1)
    return;
  for (size_t i = 0; i < kernels.size(); ++i)
    if (kernels[i].delegated)
      changePace(pace, cost.kernels[i]);
}

/// Measured times in the place of predicted ones: layers of several kernels are shared by predicted times, and
/// each kernel keeps its predicted power.
static void applyTimes(MeasuredTimes const &times, NetworkCost &cost) {
  std::vector<std::optional<double>> seconds(cost.kernels.size());
  for (MeasuredTimes::Layer const &layer : times.layers) {
    double predicted = 0;
    for (uint32_t k : layer.kernels)
      predicted += secondsOf(cost.kernels[k].alone);
    for (uint32_t k : layer.kernels) {
      double part = predicted > 0 ? secondsOf(cost.kernels[k].alone) / predicted
                                  : 1 / static_cast<double>(layer.kernels.size());
      seconds[k] = seconds[k].value_or(0) + layer.seconds * part;
    }
  }
  for (size_t k = 0; k < seconds.size(); ++k) {
    if (!seconds[k])
      continue;
    Cost &measured = cost.kernels[k].whole;
    if (double predicted = secondsOf(measured); predicted > 0)
      measured.scaleEnergy(*seconds[k] / predicted);
    measured.latency = Seconds{*seconds[k]};
    cost.kernels[k].isMeasured = true;
    cost.kernels[k].reason.add("time measured");
  }
}

/// Energies of kernels measured alone become energies inside the network.
static void applyNeighbours(NeighbourModel const &model, NetworkCost &cost) {
  std::vector<KernelCost *> kernels;
  std::vector<double> times, alone;
  for (KernelCost &kernel : cost.kernels)
    if (kernel.whole.energy && secondsOf(kernel.whole) > 0) {
      kernels.push_back(&kernel);
      times.push_back(secondsOf(kernel.whole));
      alone.push_back(kernel.whole.energy->value / times.back());
    }
  std::vector<double> inside = networkPowers(times, alone, model.baseW, model.gamma, model.tauS);
  for (size_t i = 0; i < kernels.size(); ++i) {
    double ratio = alone[i] > 0 ? inside[i] / alone[i] : 1;
    KnownJoules base = kernels[i]->whole.base;
    kernels[i]->whole.scaleEnergy(ratio);
    kernels[i]->whole.base = base;
    kernels[i]->reason.add(fmt::format("{:+.1f} % against the layer alone", 100 * (ratio - 1)));
  }
}

/// Energies of kernels sum to the network's, so each kernel bears what is drawn beside the kernels by its share
/// of their time. `betweenS` was measured outside them: at the mean power of the kernels.
void NetworkPricer::spreadRest(NetworkWork const &network, double betweenS, NetworkCost &cost) const {
  double time = 0;
  for (KernelCost const &kernel : cost.kernels)
    time += secondsOf(kernel.whole);
  if (betweenS > 0 && time > 0)
    for (KernelCost &kernel : cost.kernels)
      kernel.whole.scaleEnergy(1 + betweenS / time);
  std::optional<Inference> inference = pricer.inference(network, time + betweenS);
  if (!inference)
    return;
  cost.interval = Seconds{inference->times.intervalS};
  cost.latency = Seconds{inference->times.latencyS};
  for (KernelCost &kernel : cost.kernels) {
    Cost &whole = kernel.whole;
    if (!whole.latency || !whole.energy)
      continue;
    Joules share = Joules{inference->besideJ} * (whole.latency->value / time);
    double growth = 1 + (whole.energy->value > 0 ? share / *whole.energy : 0);
    for (KnownJoules *figure : {&whole.low, &whole.high})
      if (*figure)
        *figure = **figure * growth;
    for (KnownJoules *figure : {&whole.energy, &whole.base})
      if (*figure)
        *figure = **figure + share;
  }
}

/// Energies that are times times the power the user gives; what runs beside the kernels is borne by their share of
/// the time.
void NetworkPricer::applyPower(double watts, NetworkCost &cost) {
  double time = 0;
  for (KernelCost const &kernel : cost.kernels)
    time += secondsOf(kernel.whole);
  double all = cost.interval.value_or(Seconds{time}).value;
  for (KernelCost &kernel : cost.kernels) {
    Cost &whole = kernel.whole;
    whole.low = whole.high = whole.base = std::nullopt;
    if (kernel.basis == Basis::Free)
      continue;
    whole.energy = std::nullopt;
    if (!whole.latency || time <= 0)
      continue;
    whole.energy = Joules{watts * all * whole.latency->value / time};
    if (kernel.basis != Basis::Fit)
      kernel.reason.add(fmt::format("time {}", basisName(kernel.basis)));
    kernel.outside = kernel.basis == Basis::Extrapolated || kernel.basis == Basis::Fallback;
    kernel.standIn = kernel.basis == Basis::Fallback;
    kernel.basis = Basis::GivenPower;
  }
}

/// A total needs a kernel that has the figure, unless nothing of the network costs anything: the zeros of free
/// kernels alone say nothing of what has no estimate.
static bool isKnown(NetworkCost const &cost, llvm::function_ref<bool(Cost const &)> has) {
  bool priced = false, missing = false;
  for (KernelCost const &kernel : cost.kernels) {
    bool free = kernel.basis == Basis::Free;
    missing |= !free && !has(kernel.whole);
    priced |= !free && has(kernel.whole);
  }
  return priced || !missing;
}

void NetworkPricer::sumUp(double betweenS, NetworkCost &cost) const {
  Joules sum;
  for (KernelCost const &kernel : cost.kernels) {
    cost.runs |= kernel.basis != Basis::Free;
    sum += kernel.whole.energy.value_or(Joules{0});
    if (kernel.whole.latency && kernel.basis != Basis::Free)
      cost.deviceLatency = cost.deviceLatency.value_or(Seconds{0}) + *kernel.whole.latency;
    if (kernel.whole.base)
      cost.base = cost.base.value_or(Joules{0}) + *kernel.whole.base;
  }
  if (cost.deviceLatency)
    cost.deviceLatency = *cost.deviceLatency + Seconds{betweenS};
  if (isKnown(cost, [](Cost const &one) { return one.energy.has_value(); }))
    cost.total.energy = sum;
  if (!isKnown(cost, [](Cost const &one) { return one.latency.has_value(); }) &&
      !isKnown(cost, [](Cost const &one) { return one.energy.has_value(); }))
    cost.deviceLatency = cost.latency = cost.interval = std::nullopt;
}

NetworkPricer::Work NetworkPricer::workOf(llvm::ArrayRef<Kernel> kernels) const {
  Work work;
  for (Kernel const &kernel : kernels)
    if (kernel.delegated)
      pricer.count(kernel, work.here);
    else if (other)
      other->count(kernel, work.there);
  return work;
}

/// A kernel of whose network nothing is known yet.
static KernelCost costOf(KernelPrice price) {
  KernelCost cost;
  cost.whole = price;
  cost.alone = price.latency;
  cost.basis = price.basis;
  cost.beyond = price.beyond;
  cost.unmeasuredPart = price.unmeasuredPart;
  cost.otherwise = price.otherwise;
  cost.otherwiseTime = price.otherwiseTime;
  cost.reason = std::move(price.reason);
  return cost;
}

NetworkCost NetworkPricer::price(llvm::ArrayRef<Kernel> kernels, MeasuredTimes const *times) const {
  Work work = workOf(kernels);
  NetworkCost cost;
  cost.kernels.reserve(kernels.size());
  for (Kernel const &kernel : kernels)
    cost.kernels.push_back(costOf(priceOf(kernel, work)));
  priceTogether(kernels, work, times, cost);
  return cost;
}

NetworkCost NetworkPricer::price(llvm::ArrayRef<Kernel> kernels, llvm::ArrayRef<KernelPrice> prices,
                                 Work const &network, MeasuredTimes const *times) const {
  NetworkCost cost;
  cost.kernels.reserve(kernels.size());
  for (KernelPrice const &price : prices)
    cost.kernels.push_back(costOf(price));
  priceTogether(kernels, network, times, cost);
  return cost;
}

void NetworkPricer::priceTogether(llvm::ArrayRef<Kernel> kernels, Work const &network,
                                  MeasuredTimes const *times, NetworkCost &cost) const {
  cost.free = pricer.nothing();
  applyPace(kernels, network.here, cost);
  if (times != nullptr)
    applyTimes(*times, cost);
  if (board->neighbours)
    applyNeighbours(*board->neighbours, cost);
  double betweenS = times != nullptr ? times->betweenS : 0;
  spreadRest(network.here, betweenS, cost);
  // Power depends on what the network is shown: black images flip fewer transistors (Holly et al. 2020).
  if (inputFactor != 1)
    for (KernelCost &kernel : cost.kernels)
      kernel.whole.scaleEnergy(inputFactor);
  if (givenPowerW)
    applyPower(*givenPowerW, cost);
  sumUp(betweenS, cost);
  addIntervals(kernels, betweenS, cost);
}

Cost NetworkPricer::beside(llvm::ArrayRef<Kernel> kernels) const {
  NetworkWork there;
  for (Kernel const &kernel : kernels)
    if (!kernel.delegated && other)
      other->count(kernel, there);
  Cost sum;
  for (Kernel const &kernel : kernels) {
    if (kernel.delegated)
      continue;
    KernelPrice price = priceOne(kernel, {}, there);
    if (price.energy)
      sum.energy = sum.energy.value_or(Joules{0}) + *price.energy;
    if (price.latency)
      sum.latency = sum.latency.value_or(Seconds{0}) + *price.latency;
  }
  return sum;
}

} // namespace eo
