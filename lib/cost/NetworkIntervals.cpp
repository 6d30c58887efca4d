//===- NetworkIntervals.cpp - how sure a network's figures are ----------------------------------------===//
//
// From how much of them lies outside what the board was calibrated on, and how far: intervals of energy and latency, the
// calibrated share and the reasons beside it.
//
#include "lib/cost/Interval.h"
#include "lib/cost/NetworkCost.h"
#include <fmt/format.h>

namespace eo {

namespace {
/// How much of a figure lies outside, and why: by reason in order of appearance.
struct Outside {
  /// Kernels of a class, and whether others stand in for them.
  struct Part {
    CostClass costClass;
    bool stands;
    llvm::StringRef which; ///< the part of the class that was not measured; empty: all
    double amount = 0;

    std::string text() const {
      return which.str() + (which.empty() ? "" : " ") + costClassName(costClass).str() + " kernels were " +
             (stands ? "never measured here" : "measured at other sizes or settings only");
    }
  };
  double all = 0, outside = 0, standIn = 0, measured = 0, beyond = 0;
  double less = 0, more = 0; ///< by what the kernels may cost otherwise
  std::vector<Part> parts;

  void add(double amount, double otherwise, KernelCost const &cost, CostFeatures const &kernel) {
    all += amount;
    less += amount * std::max(0.0, 1 - otherwise);
    more += amount * std::max(0.0, otherwise - 1);
    if (cost.basis != Basis::GivenPower && cost.basis != Basis::Extrapolated && cost.basis != Basis::Fallback)
      return;
    bool stands = cost.basis == Basis::Fallback || cost.standIn;
    if (cost.basis == Basis::GivenPower && !cost.outside)
      return;
    outside += amount;
    standIn += stands ? amount : 0;
    beyond += amount * cost.beyond;
    auto known = llvm::find_if(parts, [&](Part const &part) {
      return part.costClass == kernel.costClass && part.stands == stands && part.which == cost.unmeasuredPart;
    });
    if (known == parts.end())
      known = parts.insert(known, {kernel.costClass, stands, cost.unmeasuredPart});
    known->amount += amount;
  }

  /// `beside`: what is predicted beside the kernels, inside the calibrated range as they are.
  Doubt doubt(double beside = 0) const {
    double estimated = all - measured;
    double share = all > 0 ? measured / (all + beside) : 0;
    return estimated > 0 ? Doubt{outside / estimated, share, standIn / estimated, beyond / estimated}
                         : Doubt{0, share, 0, 0};
  }

  /// Of the three largest parts from 1 % on.
  std::vector<std::string> reasons() const {
    constexpr size_t shown = 3;
    constexpr double least = 0.01;
    std::vector<Part> sorted = parts;
    llvm::stable_sort(sorted, [](Part const &a, Part const &b) { return a.amount > b.amount; });
    std::vector<std::string> result;
    for (Part const &part : sorted)
      if (result.size() < shown && part.amount >= least * all)
        result.push_back(fmt::format("{}: {:.0f} %", part.text(), 100 * part.amount / all));
    return result;
  }
};
} // namespace

/// Factors that hold whichever of two prices is right, both in shares of the figure.
static IntervalFactors holdingBoth(IntervalFactors factors, double figure, double less, double more) {
  if (figure <= 0)
    return factors;
  return {factors.low * (1 - less / figure), factors.high * (1 + more / figure)};
}

static void addBounds(EnergyRange &range, IntervalFactors const &factors) {
  range.low = *range.energy * factors.low;
  range.high = *range.energy * factors.high;
}

/// What an inference takes beside its kernels and what was measured between them: predicted, whatever was measured.
static double besideS(NetworkCost const &cost) {
  double latency = cost.latency.value_or(Seconds{0}).value;
  return std::max(0.0, latency - cost.deviceLatency.value_or(Seconds{latency}).value);
}

void NetworkPricer::addIntervals(llvm::ArrayRef<Kernel> kernels, double betweenS, NetworkCost &cost) const {
  Outside energy, time;
  for (size_t i = 0; i < kernels.size(); ++i) {
    KernelCost const &kernel = cost.kernels[i];
    double seconds = kernel.whole.latency.value_or(Seconds{0}).value;
    energy.add(kernel.whole.energy.value_or(Joules{0}).value, kernel.otherwise, kernel, kernels[i].features);
    if (kernel.isMeasured) {
      time.all += seconds;
      time.measured += seconds;
    } else {
      time.add(seconds, kernel.otherwiseTime, kernel, kernels[i].features);
    }
  }
  time.all += betweenS;
  time.measured += betweenS;
  std::optional<HeldOutError> const &error = board->error;
  // Of energies at a given power nothing is uncertain but the time.
  std::optional<IntervalFactors> const &heldOut = givenPowerW ? errorHere.latency : errorHere.network;
  Outside const &main = energy.all > 0 ? energy : time;
  cost.doubt = main.doubt();
  if (!board->ranges.empty() && main.all > 0) {
    cost.trust.emplace();
    cost.trust->calibratedShare = 1 - main.outside / main.all;
    cost.trust->reasons = main.reasons();
  }
  cost.noInterval = !error     ? NoInterval::SourceGivesNone
                    : !heldOut ? NoInterval::NotOfNetworks
                               : NoInterval::Given;
  if (!error)
    return;
  cost.intervalLevel = error->level;
  if (heldOut && cost.total.energy) {
    IntervalFactors factors =
        holdingBoth(intervalFactors(*heldOut, energy.doubt()), energy.all, energy.less, energy.more);
    addBounds(cost.total, factors);
    if (cost.trust)
      cost.trust->factor = factors.high;
  }
  if (errorHere.latency && cost.latency) {
    IntervalFactors factors = holdingBoth(intervalFactors(*errorHere.latency, time.doubt(besideS(cost))),
                                          cost.latency->value, time.less, time.more);
    cost.latencyLow = *cost.latency * factors.low;
    cost.latencyHigh = *cost.latency * factors.high;
    if (cost.trust && !cost.trust->factor)
      cost.trust->factor = factors.high;
  }
}

} // namespace eo
