#include "lib/decide/Mission.h"

#include "lib/support/Error.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>
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
    std::vector<MissionPart> result;
    double sum = 0;
    for (LinearPart const &part : parts) {
      double watts = part.constantW + executions * part.perExecutionJ;
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

/// The verdict on "at most `limit`"; without bounds the value stands for both.
static MissionVerdict atMost(BoundedFigure const &figure, double limit) {
  if (figure.high.value_or(figure.value) <= limit)
    return MissionVerdict::Fits;
  return figure.low.value_or(figure.value) > limit ? MissionVerdict::DoesNotFit : MissionVerdict::Unknown;
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

/// While a layer runs, everything that is on beside it draws, too; what is drawn between inferences may be more.
static void addPeak(MissionPlan const &plan, MissionInference const &inference, MissionResult &result) {
  double beside = plan.cameraW.value_or(0) + plan.hostW.value_or(0), efficiency = plan.regulator.value_or(1);
  auto at = [&](std::optional<double> energyJ) -> std::optional<double> {
    if (!energyJ || inference.energyJ <= 0)
      return std::nullopt;
    return (inference.peakW * *energyJ / inference.energyJ + beside) / efficiency;
  };
  result.peakW = inOrder((inference.peakW + beside) / efficiency, at(inference.lowJ), at(inference.highJ));
  result.peakLayer = inference.peakLayer;
  CyclePhase const *between = heaviestBeside(result.cycle);
  if (between != nullptr && between->watts() > result.peakW.value) {
    result.peakPhase = between->name;
    result.peakLayer.clear();
    result.peakW.value = between->watts();
  }
  if (between != nullptr)
    for (std::optional<double> *bound : {&result.peakW.low, &result.peakW.high})
      if (*bound)
        *bound = std::max(**bound, between->watts());
  if (plan.supplyW)
    result.underSupply = atMost(result.peakW, *plan.supplyW);
}

static void addBattery(MissionPlan const &plan, Missions const &missions, double samples, double executions,
                       MissionResult &result) {
  if (!plan.batteryWh)
    return;
  double joules = *plan.batteryWh * 3600 * plan.usable.value_or(1) * capacityShare(plan);
  result.lastsS = bounded(missions, [&](Mission const &one) { return joules / one.meanW(executions); });
  result.samplesPerCharge = bounded(
      missions, [&](Mission const &one) { return joules / one.meanW(executions) * executions * samples; });
  if (!plan.lastS)
    return;
  result.lastsAsAsked = atMost(result.meanW, joules / *plan.lastS);
  result.rateForHours = bounded(missions, [&](Mission const &one) {
    return samples * std::min(one.executionsFor(joules / *plan.lastS), 1 / one.awakeS);
  });
}

/// Verdicts that rest on a guess are open; what is too much without any energy and time of inferences stays so: `restS` is
/// awake beside each execution.
static void withoutGuess(MissionPlan const &plan, double meanWithoutW, double restS, double samples,
                         MissionResult &result) {
  for (std::optional<MissionVerdict> *verdict : {&result.lastsAsAsked, &result.underSupply})
    if (*verdict)
      *verdict = MissionVerdict::Unknown;
  if (plan.ratePerS)
    result.keepsUp =
        *plan.ratePerS / samples * restS > 1 ? MissionVerdict::DoesNotFit : MissionVerdict::Unknown;
  CyclePhase const *between = heaviestBeside(result.cycle);
  if (result.underSupply && between != nullptr && between->watts() > *plan.supplyW)
    result.underSupply = MissionVerdict::DoesNotFit;
  if (result.lastsAsAsked && plan.batteryWh &&
      meanWithoutW * *plan.lastS > *plan.batteryWh * 3600 * plan.usable.value_or(1) * capacityShare(plan))
    result.lastsAsAsked = MissionVerdict::DoesNotFit;
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
    result.ratePerS = result.rateForHours->value;
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
    withoutGuess(plan, Mission(plan, inference, 0).meanW(executions), rest, samples, result);
  return result;
}

} // namespace eo
