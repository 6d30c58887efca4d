#include "lib/decide/Mission.h"

#include "lib/support/Error.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace eo {

llvm::Error checkPlan(MissionPlan const &plan) {
  if (!plan.sleeps())
    for (auto const &[flag, given] : {std::pair("burst", plan.burst.has_value()),
                                      {"wake-energy", plan.wakeJ.has_value()},
                                      {"wake-time", plan.wakeS.has_value()},
                                      {"load-energy", plan.loadJ.has_value()},
                                      {"load-time", plan.loadS.has_value()}})
      if (given)
        return usageError("{} is of a device that sleeps between: give sleep, too", flag);
  if (plan.lastS && !plan.batteryWh)
    return usageError("hours need a battery, for example --battery=37Wh");
  for (auto const &[flag, given] : {std::pair("usable", plan.usable.has_value()),
                                    {"capacity", plan.capacity.has_value()},
                                    {"temperature", plan.temperatureC.has_value()}})
    if (given && !plan.batteryWh)
      return usageError("{} is of a battery: give battery, too", flag);
  if (plan.capacity && plan.temperatureC)
    return usageError("capacity and temperature: one of the two, please");
  if (plan.temperatureC.has_value() == plan.capacityAt.empty())
    return usageError(
        "temperature and capacity_at go together: the share of the battery that is left is read "
        "off the one at the other");
  return llvm::Error::success();
}

double capacityShare(MissionPlan const &plan) {
  if (!plan.temperatureC || plan.capacityAt.empty())
    return plan.capacity.value_or(1);
  double t = *plan.temperatureC;
  auto const &table = plan.capacityAt;
  if (t <= table.front().first)
    return table.front().second;
  for (size_t i = 1; i < table.size(); ++i) {
    auto const &[below, lower] = table[i - 1];
    auto const &[above, upper] = table[i];
    if (t <= above)
      return lower + (upper - lower) * (t - below) / (above - below);
  }
  return table.back().second;
}

llvm::StringRef verdictWord(MissionVerdict verdict) {
  switch (verdict) {
  case MissionVerdict::Fits:
    return "FITS";
  case MissionVerdict::DoesNotFit:
    return "DOES NOT FIT";
  case MissionVerdict::Unknown:
    return "UNKNOWN";
  }
  return "";
}

MissionVerdict MissionResult::verdict() const {
  MissionVerdict worst = MissionVerdict::Fits;
  for (std::optional<MissionVerdict> one : {std::optional(keepsUp), lastsAsAsked, underSupply}) {
    if (one == MissionVerdict::DoesNotFit)
      return MissionVerdict::DoesNotFit;
    if (one == MissionVerdict::Unknown)
      worst = MissionVerdict::Unknown;
  }
  return worst;
}

double kwhPerYear(MissionResult const &result) { return result.meanW.value * 24 * 365 / 1000; }

double kwhPerMillion(MissionResult const &result) {
  return result.ratePerS > 0 ? result.meanW.value / result.ratePerS * 1e6 / 3.6e6 : 0;
}

namespace {
/// A part as it is linear in the executions a second.
struct LinearPart {
  std::string name;
  double constantW = 0, perExecutionJ = 0;
};

/// The mission with one of the energies of an execution.
class Mission {
public:
  Mission(MissionPlan const &missionPlan, MissionInference const &inference, double energyJ)
      : plan(missionPlan), efficiency(missionPlan.regulator.value_or(1)) {
    double idle = inference.idleW, wakes = 1 / plan.burst.value_or(1);
    awakeS = inference.timeS;
    add("inference", 0, energyJ);
    if (plan.sleeps()) {
      std::array<StartUp, 2> startUps = startUpsOf(plan, idle);
      for (StartUp const &one : startUps)
        awakeS += wakes * one.seconds;
      add("asleep", *plan.sleepW, -*plan.sleepW * awakeS);
      for (StartUp const &one : startUps)
        add(one.name, 0, wakes * one.joules);
      add("camera", 0, plan.cameraW.value_or(0) * awakeS);
    } else {
      add("idle between inferences", idle, -idle * awakeS);
      add("camera", plan.cameraW.value_or(0), 0);
    }
    add("host", plan.hostW.value_or(0), 0);
    add("radio", 0, plan.radioJ.value_or(0) * inference.samples);
  }

  /// At the battery; `executions` a second.
  double meanW(double executions) const { return (constantW + executions * perExecutionJ) / efficiency; }

  /// Executions a second at which the mean power is `watts`; infinite where none adds anything, 0 where even
  /// none at all is too much.
  double executionsFor(double watts) const {
    double rest = watts * efficiency - constantW;
    if (rest <= 0)
      return 0;
    return perExecutionJ > 0 ? rest / perExecutionJ : std::numeric_limits<double>::infinity();
  }

  std::vector<MissionPart> partsAt(double executions) const {
    constexpr double rounding = 1e-12;
    std::vector<MissionPart> result;
    double sum = 0;
    for (LinearPart const &part : parts) {
      double watts = part.constantW + executions * part.perExecutionJ;
      if (std::abs(watts) < rounding * (std::abs(part.constantW) + std::abs(executions * part.perExecutionJ)))
        watts = 0; // always busy: what is left between is rounding
      sum += watts;
      if (part.constantW != 0 || part.perExecutionJ != 0)
        result.push_back({part.name, {watts, {}, {}}});
    }
    if (efficiency < 1)
      result.push_back({"regulator loss", {sum / efficiency - sum, {}, {}}});
    return result;
  }

  double awakeS = 0; ///< of an execution with its share of waking up

private:
  void add(char const *name, double watts, double joules) {
    parts.push_back({name, watts, joules});
    constantW += watts;
    perExecutionJ += joules;
  }

  MissionPlan const &plan;
  double efficiency;
  double constantW = 0, perExecutionJ = 0;
  std::vector<LinearPart> parts;
};

/// The same mission with the energy as estimated and, where they are known, at its bounds.
struct Missions {
  Mission value;
  std::optional<Mission> low, high;
};
} // namespace

static BoundedFigure inOrder(double value, std::optional<double> one, std::optional<double> other) {
  if (!one || !other)
    return {value, {}, {}};
  return {value, std::min(*one, *other), std::max(*one, *other)};
}

template <typename Read> static BoundedFigure bounded(Missions const &missions, Read read) {
  return inOrder(read(missions.value),
                 missions.low ? std::optional<double>(read(*missions.low)) : std::nullopt,
                 missions.high ? std::optional<double>(read(*missions.high)) : std::nullopt);
}

static void addParts(Missions const &missions, double executions, MissionResult &result) {
  result.parts = missions.value.partsAt(executions);
  if (missions.low && missions.high) {
    std::vector<MissionPart> low = missions.low->partsAt(executions),
                             high = missions.high->partsAt(executions);
    for (size_t i = 0; i < result.parts.size(); ++i)
      result.parts[i].watts = inOrder(result.parts[i].watts.value, low[i].watts.value, high[i].watts.value);
  }
  llvm::stable_sort(result.parts,
                    [](MissionPart const &a, MissionPart const &b) { return a.watts.value > b.watts.value; });
}

/// The phase beside the inference that draws most; none of a cycle without phases.
static CyclePhase const *heaviestBeside(MissionCycle const &cycle) {
  CyclePhase const *heaviest = nullptr;
  for (CyclePhase const &phase : cycle.phases)
    if (phase.seconds > 0 && phase.name != "inference" &&
        (heaviest == nullptr || phase.watts() > heaviest->watts()))
      heaviest = &phase;
  return heaviest;
}

/// Where an inference takes `energyJ`. While a layer runs, everything that is on beside it draws, too; what is drawn
/// between inferences may be more.
static double peakAt(MissionPlan const &plan, MissionInference const &inference, double energyJ,
                     MissionCycle const &cycle) {
  double beside = plan.cameraW.value_or(0) + plan.hostW.value_or(0);
  double share = inference.energyJ > 0 ? energyJ / inference.energyJ : 1;
  CyclePhase const *between = heaviestBeside(cycle);
  return std::max((inference.peakW * share + beside) / plan.regulator.value_or(1),
                  between == nullptr ? 0 : between->watts());
}

/// Without any inference nothing peaks: what is drawn between is all there is.
static void addPeakBetween(MissionPlan const &plan, MissionInference const &inference,
                           MissionResult &result) {
  double camera = plan.sleeps() ? 0 : plan.cameraW.value_or(0);
  double watts = plan.sleepW.value_or(inference.idleW) + camera + plan.hostW.value_or(0);
  result.peakW = {watts / plan.regulator.value_or(1), {}, {}};
  result.peakPhase = plan.sleeps() ? "asleep" : "idle";
  if (plan.supplyW)
    result.underSupply = atMost(result.peakW, *plan.supplyW);
}

static void addPeak(MissionPlan const &plan, MissionInference const &inference, MissionResult &result) {
  if (result.cycle.phases.empty())
    return addPeakBetween(plan, inference, result);
  auto at = [&](std::optional<double> energyJ) {
    return energyJ && inference.energyJ > 0 ? std::optional(peakAt(plan, inference, *energyJ, result.cycle))
                                            : std::nullopt;
  };
  result.peakW = inOrder(peakAt(plan, inference, inference.energyJ, result.cycle), at(inference.lowJ),
                         at(inference.highJ));
  CyclePhase const *between = heaviestBeside(result.cycle);
  bool betweenIsMost = between != nullptr && between->watts() == result.peakW.value && between->watts() > 0;
  result.peakPhase = betweenIsMost ? between->name : "";
  result.peakLayer = betweenIsMost ? "" : inference.peakLayer;
  if (plan.supplyW)
    result.underSupply = atMost(result.peakW, *plan.supplyW);
}

/// What the battery gives.
static double batteryJ(MissionPlan const &plan) {
  return plan.batteryWh.value_or(0) * 3600 * plan.usable.value_or(1) * capacityShare(plan);
}

/// No rate is above what it keeps up with: the least of the energy goes with the least of the time.
static BoundedFigure rateThatLasts(Missions const &missions, double watts, double samples,
                                   BoundedFigure const &keepsUpWith) {
  auto rate = [&](Mission const &one, std::optional<double> most) {
    return std::min(samples * one.executionsFor(watts), most.value_or(keepsUpWith.value));
  };
  BoundedFigure result{rate(missions.value, keepsUpWith.value), {}, {}};
  if (missions.low && missions.high) {
    result.low = rate(*missions.high, keepsUpWith.low);
    result.high = rate(*missions.low, keepsUpWith.high);
  }
  return result;
}

double certainRate(MissionResult const &result) {
  return std::min(result.rateForHours->low.value_or(result.rateForHours->value),
                  result.highestRatePerS.low.value_or(result.highestRatePerS.value));
}

static void addBattery(MissionPlan const &plan, Missions const &missions, double samples, double executions,
                       MissionResult &result) {
  if (!plan.batteryWh)
    return;
  double joules = batteryJ(plan);
  result.lastsS = bounded(missions, [&](Mission const &one) { return joules / one.meanW(executions); });
  result.samplesPerCharge = bounded(
      missions, [&](Mission const &one) { return joules / one.meanW(executions) * executions * samples; });
  if (!plan.lastS)
    return;
  result.lastsAsAsked = atMost(result.meanW, joules / *plan.lastS);
  result.rateForHours = rateThatLasts(missions, joules / *plan.lastS, samples, result.highestRatePerS);
}

/// Verdicts on a guess (Limit.h): the mission is solved with the least energy and time that an inference may take.
static void judgeGuess(MissionPlan const &plan, MissionInference const &inference, double executions,
                       MissionResult &result) {
  double leastJ = leastOf({inference.energyJ, inference.lowJ, inference.highJ}, true),
         leastS = leastOf({inference.timeS, inference.timeLowS, inference.timeHighS}, true);
  Mission least(plan, inference, leastJ);
  double leastAwakeS = least.awakeS - inference.timeS + leastS;
  auto settle = [](std::optional<MissionVerdict> &verdict, bool fails) {
    if (verdict)
      verdict = fails ? MissionVerdict::DoesNotFit : MissionVerdict::Unknown;
  };
  if (plan.ratePerS)
    result.keepsUp = *plan.ratePerS / inference.samples * leastAwakeS > 1 ? MissionVerdict::DoesNotFit
                                                                          : MissionVerdict::Unknown;
  settle(result.lastsAsAsked, plan.lastS && least.meanW(executions) * *plan.lastS > batteryJ(plan));
  if (!result.cycle.phases.empty()) // else nothing of the guess is in the peak
    settle(result.underSupply, plan.supplyW && peakAt(plan, inference, leastJ, result.cycle) > *plan.supplyW);
}

/// What a lower bound keeps to, the truth need not.
static void judgeLowerBound(MissionPlan const &plan, double executions, MissionResult &result) {
  if (plan.ratePerS && result.keepsUp == MissionVerdict::Fits)
    result.keepsUp = MissionVerdict::Unknown;
  if (!(executions > 0)) // no inference, and nothing of it is left out
    return;
  for (std::optional<MissionVerdict> *verdict : {&result.lastsAsAsked, &result.underSupply})
    if (*verdict == MissionVerdict::Fits)
      *verdict = MissionVerdict::Unknown;
}

MissionResult solveMission(MissionPlan const &plan, MissionInference const &inference) {
  Missions missions{Mission(plan, inference, inference.energyJ), {}, {}};
  if (inference.lowJ && inference.highJ) {
    missions.low.emplace(plan, inference, *inference.lowJ);
    missions.high.emplace(plan, inference, *inference.highJ);
  }
  MissionResult result;
  result.notes = inference.notes;
  double samples = inference.samples, awakeS = missions.value.awakeS, rest = awakeS - inference.timeS;
  auto rateAt = [&](std::optional<double> timeS) {
    return timeS ? std::optional<double>(samples / (*timeS + rest)) : std::nullopt;
  };
  result.highestRatePerS = inOrder(samples / awakeS, rateAt(inference.timeLowS), rateAt(inference.timeHighS));
  result.ratePerS = plan.ratePerS.value_or(result.highestRatePerS.value);
  if (!plan.ratePerS && plan.lastS && plan.batteryWh) {
    addBattery(plan, missions, samples, result.ratePerS / samples, result);
    result.ratePerS = certainRate(result);
  }
  double executions = std::min(result.ratePerS / samples, 1 / awakeS);
  result.busyShare = result.ratePerS / samples * awakeS;
  // a rate equal to the highest was chosen here and is no demand
  if (plan.ratePerS)
    result.keepsUp =
        *plan.ratePerS <= result.highestRatePerS.low.value_or(samples / awakeS)   ? MissionVerdict::Fits
        : *plan.ratePerS > result.highestRatePerS.high.value_or(samples / awakeS) ? MissionVerdict::DoesNotFit
                                                                                  : MissionVerdict::Unknown;
  if (result.busyShare > 1)
    result.notes.push_back(fmt::format(
        "more is asked for than it keeps up with; powers are those of it always busy, at {:.4g}/s",
        samples / awakeS));
  if (plan.temperatureC && !plan.capacityAt.empty() &&
      (*plan.temperatureC < plan.capacityAt.front().first ||
       *plan.temperatureC > plan.capacityAt.back().first))
    result.notes.push_back(fmt::format(
        "{:g} °C is outside the capacities that were given, {:g} to {:g} °C: the nearest is taken",
        *plan.temperatureC, plan.capacityAt.front().first, plan.capacityAt.back().first));
  result.meanW = bounded(missions, [&](Mission const &one) { return one.meanW(executions); });
  addParts(missions, executions, result);
  result.cycle = cycleOf(plan, inference, executions);
  addPeak(plan, inference, result);
  addBattery(plan, missions, samples, executions, result);
  if (!plan.ratePerS && result.lastsAsAsked) // the rate was chosen so that it lasts
    result.lastsAsAsked = result.rateForHours->value > 0 ? MissionVerdict::Fits : MissionVerdict::DoesNotFit;
  if (inference.isGuess)
    judgeGuess(plan, inference, executions, result);
  if (!inference.isAll)
    judgeLowerBound(plan, executions, result);
  return result;
}

} // namespace eo
