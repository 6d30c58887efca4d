#include "lib/trace/signal/Activity.h"
#include "lib/support/Quantity.h"
#include "lib/trace/signal/Alignment.h"
#include "lib/trace/signal/Deconvolution.h"
#include "lib/trace/signal/Repetition.h"
#include "lib/trace/signal/Statistics.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace eo {

static char const *stateName(bool high) { return high ? "high" : "low"; }

/// Samples after a change of state until the supply's capacitors have settled: five of their time constants,
/// from the mean of all changes in one direction.
static size_t settlingTime(PowerTrace const &trace, PowerStates const &states) {
  std::optional<double> tau;
  for (bool toHigh : {false, true}) {
    std::vector<double> corners, sizes;
    for (size_t i = 1; i + 1 < states.runs.size(); ++i) {
      sizes.push_back(static_cast<double>(states.runs[i].samples.size()));
      if (states.runs[i].high == toHigh)
        corners.push_back(static_cast<double>(states.runs[i].samples.begin));
    }
    if (corners.empty())
      continue;
    size_t reach = decayReach(quantileOf(sizes, 0.25));
    std::optional<double> found = decayTime(stackEdges(trace.watts, corners, reach, false).mean, reach,
                                            states.noiseW / std::sqrt(static_cast<double>(corners.size())));
    if (found && (!tau || *found < *tau))
      tau = found;
  }
  return static_cast<size_t>(5 * tau.value_or(0));
}

namespace {

/// The runs of one state.
struct Runs {
  std::vector<SampleRange> all, complete;
};

/// What one sign says.
struct Sign {
  std::optional<bool> high; ///< the execution
  bool firm = true;         ///< false: an execution that the ends of the trace cut off would look the same
  /// Something repeats in the state, and not only a trace of what repeats in the other.
  bool repeatsInLow = false, repeatsInHigh = false;
  std::string reason;
};

} // namespace

static Runs runsOf(PowerStates const &states, bool high) {
  Runs runs;
  for (size_t i = 0; i < states.runs.size(); ++i) {
    if (states.runs[i].high != high)
      continue;
    runs.all.push_back(states.runs[i].samples);
    if (i > 0 && i + 1 < states.runs.size())
      runs.complete.push_back(states.runs[i].samples);
  }
  return runs;
}

/// The step between neighbouring values of the meter; 0 where it has many.
static double digitOf(llvm::ArrayRef<float> watts) {
  constexpr size_t most = 4096, few = 256;
  std::vector<float> values;
  for (size_t i = 0; i < watts.size(); i += 1 + watts.size() / most)
    values.push_back(watts[i]);
  llvm::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (values.size() < 2 || values.size() > few)
    return 0;
  std::vector<double> steps;
  for (size_t i = 1; i < values.size(); ++i)
    steps.push_back(static_cast<double>(values[i]) - static_cast<double>(values[i - 1]));
  return medianOf(std::move(steps));
}

static Sign signOfRepetition(PowerTrace const &trace, PowerStates const &states, Runs const &low,
                             Runs const &high, ActivityLimits const &limits) {
  size_t margin = std::max(states.resolution, settlingTime(trace, states));
  Repetition lowPart = findRepetition(trace.watts, low.all, margin),
             highPart = findRepetition(trace.watts, high.all, margin);
  // Crosstalk of the meter, and its last digit, which a slow drift makes tick.
  double floor = std::max(limits.repetitionFloor * (states.highW - states.lowW), digitOf(trace.watts));
  // What is there in both states is the meter's or the supply's.
  auto clear = [&](Repetition const &one, Runs const &others) {
    if (!one.periodW || *one.periodW <= floor)
      return false;
    std::optional<double> common = rippleAt(one.period, trace.watts, others.all, margin);
    return common && *common < limits.commonRipple * *one.periodW;
  };
  bool clearLow = clear(lowPart, high), clearHigh = clear(highPart, low);
  // Where the other runs are too short for the test, all of their power might repeat.
  auto stronger = [&](Repetition const &one, Repetition const &other) {
    return *one.periodW >= limits.repetitionRatio * other.periodW.value_or(other.totalW);
  };
  Sign sign;
  sign.repeatsInLow = clearLow && *lowPart.periodW * limits.repetitionRatio >= highPart.periodW.value_or(0);
  sign.repeatsInHigh = clearHigh && *highPart.periodW * limits.repetitionRatio >= lowPart.periodW.value_or(0);
  bool inLow = clearLow && stronger(lowPart, highPart), inHigh = clearHigh && stronger(highPart, lowPart);
  if (!inLow && !inHigh)
    return sign;
  Repetition const &one = inHigh ? highPart : lowPart, &other = inHigh ? lowPart : highPart;
  sign.high = inHigh;
  sign.reason =
      fmt::format("ripple: {} repeat in the {} state, at most {} in the other", formatSi(*one.periodW, "W"),
                  stateName(inHigh), formatSi(other.periodW.value_or(other.totalW), "W"));
  return sign;
}

/// The longest whole run.
static double longestOf(Runs const &runs) {
  size_t longest = 0;
  for (SampleRange run : runs.complete)
    longest = std::max(longest, run.size());
  return static_cast<double>(longest);
}

/// Whether a run at an end of the trace is longer than any whole run of its state, for good.
static bool isTooLong(SampleRange end, Runs const &runs, ActivityLimits const &limits, size_t resolution) {
  return runs.complete.size() > 1 &&
         static_cast<double>(end.size()) > limits.tooLong * longestOf(runs) + static_cast<double>(resolution);
}

static double levelOf(llvm::ArrayRef<float> watts, SampleRange run) {
  size_t edge = run.size() / 5;
  std::vector<double> values;
  for (size_t i = run.begin + edge; i < run.end - edge; i += 1 + run.size() / 4096)
    values.push_back(static_cast<double>(watts[i]));
  return medianOf(std::move(values));
}

static std::vector<double> levelsOf(llvm::ArrayRef<float> watts, Runs const &runs) {
  std::vector<double> levels;
  for (SampleRange run : runs.complete)
    levels.push_back(levelOf(watts, run));
  return levels;
}

/// Whether the run at an end is not what the whole runs of its state are: the board switched off, or starting.
static bool isAnotherLevel(llvm::ArrayRef<float> watts, StateRun end, Runs const &low, Runs const &high,
                           ActivityLimits const &limits) {
  std::vector<double> lows = levelsOf(watts, low), highs = levelsOf(watts, high);
  if (lows.empty() || highs.empty())
    return false;
  double level = levelOf(watts, end.samples);
  double away = end.high ? level - *std::max_element(highs.begin(), highs.end())
                         : *std::min_element(lows.begin(), lows.end()) - level;
  return away > limits.anotherLevel * (medianOf(highs) - medianOf(lows));
}

/// Whether the samples at an end are in the state of the run there: smoothing hides a short one.
static bool isSeenAtTheEnd(llvm::ArrayRef<float> watts, PowerStates const &states, bool atTheBeginning) {
  size_t count = std::min(watts.size(), std::max<size_t>(1, states.resolution / 4));
  llvm::ArrayRef<float> end = atTheBeginning ? watts.take_front(count) : watts.take_back(count);
  bool high = medianOf(std::vector<double>(end.begin(), end.end())) > states.threshold;
  return high == (atTheBeginning ? states.runs.front() : states.runs.back()).high;
}

/// Ends of idle that are shorter than the pauses may be executions cut off, unless the two are equally long: nobody
/// stops a recording by chance as far into an execution as it began.
static bool areWholePauses(double first, double last, Runs const &runs, ActivityLimits const &limits) {
  std::vector<double> sizes;
  for (SampleRange run : runs.complete)
    sizes.push_back(static_cast<double>(run.size()));
  if (sizes.empty())
    return true;
  double typical = medianOf(sizes);
  if (typical >= limits.equalSamples && std::fabs(first - last) <= std::max(1.0, typical * limits.equalShare))
    return true;
  // Borders are known to a sample, and as pauses scatter so may the stretches at the ends. Where a sample is much of a
  // run, one end at least has to be no shorter at all.
  double shortest = *std::min_element(sizes.begin(), sizes.end());
  if (typical < limits.manySamples)
    return std::min(first, last) >= shortest - 1 && std::max(first, last) >= shortest;
  return std::min(first, last) >= limits.leastEnd * shortest - 1 && std::max(first, last) >= shortest - 1;
}

static Sign signOfEnds(PowerTrace const &trace, PowerStates const &states, Runs const &low, Runs const &high,
                       ActivityLimits const &limits) {
  if (!isSeenAtTheEnd(trace.watts, states, true) || !isSeenAtTheEnd(trace.watts, states, false))
    return {};
  size_t from = 0, to = states.runs.size() - 1;
  StateRun first = states.runs[from], last = states.runs[to];
  if (first.high != last.high && states.runs.size() > 3) {
    // One end may be no part of the measurement. Of both ends that cannot be told from idle below the pauses'.
    bool skipFirst = isAnotherLevel(trace.watts, first, low, high, limits),
         skipLast = isAnotherLevel(trace.watts, last, low, high, limits);
    if (skipLast && !skipFirst)
      last = states.runs[--to];
    else if (skipFirst && !skipLast)
      first = states.runs[++from];
  }
  if (first.high == last.high) {
    bool idleHigh = first.high;
    Sign sign;
    sign.high = !idleHigh;
    sign.reason = fmt::format("the recording begins and ends in the {} state", stateName(idleHigh));
    Runs whole = idleHigh ? high : low;
    llvm::erase_if(whole.complete,
                   [&](SampleRange run) { return run == first.samples || run == last.samples; });
    sign.firm = areWholePauses(static_cast<double>(first.samples.size()),
                               static_cast<double>(last.samples.size()), whole, limits);
    return sign;
  }
  bool firstTooLong = isTooLong(first.samples, first.high ? high : low, limits, states.resolution),
       lastTooLong = isTooLong(last.samples, last.high ? high : low, limits, states.resolution);
  if (firstTooLong == lastTooLong)
    return {};
  bool idleHigh = firstTooLong ? first.high : last.high;
  Sign sign;
  sign.high = !idleHigh;
  sign.reason = fmt::format("the {} of the recording stays in the {} state longer than any whole run of it",
                            firstTooLong ? "beginning" : "end", stateName(idleHigh));
  return sign;
}

Activity findActivity(PowerTrace const &trace, PowerStates const &states, ActivityLimits const &limits) {
  Runs low = runsOf(states, false), high = runsOf(states, true);
  Sign repeats = signOfRepetition(trace, states, low, high, limits),
       ends = signOfEnds(trace, states, low, high, limits);
  if (ends.high && ends.firm && (*ends.high ? repeats.repeatsInLow : repeats.repeatsInHigh))
    return {std::nullopt, fmt::format("{}, but something repeats in it as in a computation", ends.reason)};
  if (ends.high && ends.firm)
    return {ends.high, ends.reason};
  if (repeats.high)
    return {repeats.high, repeats.reason};
  if (!ends.high)
    return {std::nullopt, "nothing repeats beyond chance in one state only, and the recording does not begin "
                          "and end in the same one"};
  return {std::nullopt,
          fmt::format("{}, but for a shorter time than any whole run of it: as executions that are cut "
                      "off do",
                      ends.reason)};
}

std::optional<bool> stateInside(PowerStates const &states, double insideW, double outsideW) {
  double step = states.highW - states.lowW, difference = insideW - outsideW;
  return std::fabs(difference) < step / 2 ? std::nullopt : std::optional<bool>(difference > 0);
}

} // namespace eo
