#include "lib/trace/signal/Activity.h"
#include "lib/support/Quantity.h"
#include "lib/trace/formats/PowerSum.h"
#include "lib/trace/signal/Alignment.h"
#include "lib/trace/signal/Deconvolution.h"
#include "lib/trace/signal/Ripple.h"
#include "lib/trace/signal/Statistics.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace eo {

static constexpr size_t maxPoints = 8192, maxRuns = 12;

/// Samples after a change of state until the supply's capacitors have settled: five of their time constants,
/// from the mean of all changes in one direction.
static size_t settlingTime(PowerTrace const &trace, PowerStates const &states) {
  double noise = whiteNoise(llvm::ArrayRef<float>(trace.watts));
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
    auto reach = static_cast<size_t>(std::clamp(0.7 * quantileOf(sizes, 0.25), 12.0, 20000.0));
    std::optional<double> found = decayTime(stackEdges(trace.watts, corners, reach, false).mean, reach,
                                            noise / std::sqrt(static_cast<double>(corners.size())));
    if (found && (!tau || *found < *tau))
      tau = found;
  }
  return static_cast<size_t>(5 * tau.value_or(0));
}

/// The inside of a run, away from its edges, thinned to `block`-sample means.
static std::vector<float> insideOf(PowerTrace const &trace, SampleRange run, size_t edge, size_t block) {
  size_t margin = std::min(std::max(edge, run.size() / 50), run.size() / 3);
  return blockMeans(llvm::ArrayRef<float>(trace.watts).slice(run.begin + margin, run.size() - 2 * margin),
                    block);
}

/// RMS watts of what repeats in the state: inside its runs or from run to run, whichever is stronger.
static double repeatingWatts(PowerTrace const &trace, PowerStates const &states, size_t edge, bool high) {
  std::vector<SampleRange> runs;
  for (size_t i = 0; i < states.runs.size(); ++i)
    if (states.runs[i].high == high && states.runs[i].samples.size() >= 8)
      runs.push_back(states.runs[i].samples);
  if (runs.empty())
    return 0;
  std::vector<double> sizes;
  for (SampleRange run : runs)
    sizes.push_back(static_cast<double>(run.size()));
  // Common length and thinning, so that run and run compare point by point.
  auto typical = static_cast<size_t>(medianOf(sizes));
  size_t block = std::max<size_t>(1, typical / maxPoints);
  std::vector<double> inside, across;
  std::vector<float> previous;
  size_t stride = std::max<size_t>(1, runs.size() / maxRuns);
  for (size_t i = 0; i < runs.size(); ++i) {
    if (i % stride > 1)
      continue;
    SampleRange run = runs[i];
    run.end = std::min(run.end, run.begin + 2 * typical);
    std::vector<float> points = insideOf(trace, run, edge, block);
    if (points.size() >= 32)
      inside.push_back(findRipple(points).amplitude);
    if (!previous.empty() && points.size() >= 16)
      across.push_back(commonPower(previous, points));
    previous = std::move(points);
  }
  double repeat = inside.empty() ? 0 : medianOf(inside);
  double common = across.size() < 2 ? 0 : std::max(0.0, medianOf(across));
  return std::max(repeat, std::sqrt(common));
}

Activity findActivity(PowerTrace const &trace, PowerStates const &states, ActiveChoice choice) {
  if (choice != ActiveChoice::Auto)
    return {choice == ActiveChoice::High, "given with --active"};
  size_t edge = std::max(states.resolution, settlingTime(trace, states));
  double low = repeatingWatts(trace, states, edge, false), high = repeatingWatts(trace, states, edge, true);
  double floor = 1e-3 * (states.highW - states.lowW);
  if (std::max(low, high) > floor && std::max(low, high) >= 2 * std::min(low, high))
    return {high > low, fmt::format("ripple: {} repeat in the {} state, {} in the other",
                                    formatSi(std::max(low, high), "W"), high > low ? "high" : "low",
                                    formatSi(std::min(low, high), "W"))};
  size_t complete[2] = {0, 0};
  double total[2] = {0, 0};
  for (size_t i = 0; i < states.runs.size(); ++i) {
    StateRun const &run = states.runs[i];
    total[run.high] += static_cast<double>(run.samples.size()) * trace.sampleS();
    complete[run.high] += i > 0 && i + 1 < states.runs.size() ? 1 : 0;
  }
  if ((complete[0] == 0) != (complete[1] == 0))
    return {complete[1] > 0,
            fmt::format("only the {} state begins and ends inside the trace", complete[1] ? "high" : "low")};
  double less = std::min(states.misfitLow, states.misfitHigh),
         more = std::max(states.misfitLow, states.misfitHigh);
  bool shortRuns = llvm::none_of(states.runs, [](StateRun const &run) { return run.samples.size() >= 32; });
  if (shortRuns && more > 1.5 * less)
    return {states.misfitHigh < states.misfitLow,
            fmt::format("equal windows and flat idle: misfit {:.2f} against {:.2f}", less, more)};
  char const *unit = trace.hasTime() ? "s" : "samples";
  return {total[1] < total[0],
          fmt::format("shorter total: {:.4g} {} against {:.4g} {}", std::min(total[0], total[1]), unit,
                      std::max(total[0], total[1]), unit)};
}

} // namespace eo
