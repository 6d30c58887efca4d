#include "lib/measure/MeterTrace.h"

#include "lib/support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>
#include <numeric>

namespace eo {

namespace {

/// A stretch of the machine's clock.
struct Stretch {
  double begin, end;
};

/// Sums of watts up to a time, so that the mean of any stretch is a difference.
class PowerIntegral {
public:
  explicit PowerIntegral(PowerTrace const &source)
      : trace(source), sums(source.watts.size() + 1), squares(sums.size()) {
    for (size_t i = 0; i < trace.watts.size(); ++i) {
      double watts = static_cast<double>(trace.watts[i]);
      sums[i + 1] = sums[i] + watts;
      squares[i + 1] = squares[i] + watts * watts;
    }
  }

  double mean(double begin, double end) const {
    return (at(sums, end) - at(sums, begin)) / (samples(end) - samples(begin));
  }
  double meanSquare(double begin, double end) const {
    return (at(squares, end) - at(squares, begin)) / (samples(end) - samples(begin));
  }

private:
  double samples(double seconds) const {
    return std::clamp(trace.sampleOf(seconds), 0.0, static_cast<double>(trace.watts.size()));
  }
  double at(std::vector<double> const &table, double seconds) const {
    double position = samples(seconds);
    auto below = std::min(static_cast<size_t>(position), table.size() - 2);
    return table[below] + (position - static_cast<double>(below)) * (table[below + 1] - table[below]);
  }

  PowerTrace const &trace;
  std::vector<double> sums, squares;
};

/// When the machine was at work, from the first to the last network, and idle around it.
struct Pattern {
  std::vector<Stretch> active;
  double begin = 0, end = 0; ///< idle before the first and behind the last included
  double pause = 0;          ///< the shortest idle stretch
};

llvm::Expected<Pattern> patternOf(Bundle const &bundle) {
  Pattern pattern;
  for (NetworkMeasurement const &network : bundle.networks)
    if (network.failure.empty() && network.activeEndS > network.activeBeginS)
      pattern.active.push_back({network.activeBeginS, network.activeEndS});
  llvm::sort(pattern.active, [](Stretch const &a, Stretch const &b) { return a.begin < b.begin; });
  if (pattern.active.empty())
    return inputError("the bundle has no network that was measured");
  pattern.pause = bundle.idleS;
  if (!(pattern.pause > 0))
    return inputError("the bundle was measured without idle stretches, so a recording cannot be aligned: "
                      "measure with --idle=3");
  for (size_t i = 1; i < pattern.active.size(); ++i)
    if (pattern.active[i].begin < pattern.active[i - 1].end)
      return inputError(
          "the bundle was continued after the machine had been started anew: its clock has no one recording");
  pattern.begin = pattern.active.front().begin - pattern.pause;
  pattern.end = pattern.active.back().end + pattern.pause;
  return pattern;
}

/// Of the power, shifted, with the pattern: the correlation of a level that has two values.
double correlationAt(PowerIntegral const &power, Pattern const &pattern, double offset) {
  double whole = pattern.end - pattern.begin, busy = 0, high = 0;
  for (Stretch const &stretch : pattern.active) {
    busy += stretch.end - stretch.begin;
    high += (stretch.end - stretch.begin) * power.mean(stretch.begin + offset, stretch.end + offset);
  }
  double mean = power.mean(pattern.begin + offset, pattern.end + offset);
  double variance = power.meanSquare(pattern.begin + offset, pattern.end + offset) - mean * mean;
  double share = busy / whole;
  if (!(variance > 0) || share <= 0 || share >= 1)
    return 0;
  return share * (high / busy - mean) / std::sqrt(variance * share * (1 - share));
}

} // namespace

llvm::Expected<MeterAlignment> alignMeter(PowerTrace const &trace, Bundle const &bundle) {
  if (!trace.hasTime())
    return inputError("{}: the recording has no time; --rate-hz says how many samples a second has",
                      trace.source);
  llvm::Expected<Pattern> pattern = patternOf(bundle);
  if (!pattern)
    return pattern.takeError();
  double length = static_cast<double>(trace.watts.size()) * trace.sampleS(),
         whole = pattern->end - pattern->begin;
  if (length < whole)
    return inputError(
        "{}: the recording lasts {:.1f} s, the measurements {:.1f} s: it does not hold them all",
        trace.source, length, whole);
  PowerIntegral power(trace);
  constexpr double mostPlaces = 2e6;
  double first = trace.startS - pattern->begin, last = first + length - whole;
  double step = std::max({trace.sampleS() / 2, pattern->pause / 50, (last - first) / mostPlaces});
  std::vector<double> found;
  for (double offset = first; offset <= last; offset += step)
    found.push_back(correlationAt(power, *pattern, offset));
  size_t best = static_cast<size_t>(std::max_element(found.begin(), found.end()) - found.begin());
  MeterAlignment result{first + step * static_cast<double>(best), found[best], 0};
  for (size_t i = 0; i < found.size(); ++i)
    if (std::abs(static_cast<double>(i) - static_cast<double>(best)) * step > pattern->pause)
      result.runnerUp = std::max(result.runnerUp, found[i]);
  for (double finer = step / 4; finer > trace.sampleS() / 50; finer /= 2)
    for (double offset : {result.offsetS - finer, result.offsetS + finer})
      if (double correlation = correlationAt(power, *pattern, offset);
          correlation > result.correlation && offset >= first && offset <= last)
        result = {offset, correlation, result.runnerUp};
  constexpr double leastCorrelation = 0.6, mostAlike = 0.97;
  if (result.correlation < leastCorrelation)
    return inputError("{}: its power follows the pattern of idle and runs nowhere (correlation {:.2f}): is "
                      "it a recording of this "
                      "machine at that time?",
                      trace.source, result.correlation);
  if (result.runnerUp > mostAlike * result.correlation)
    return inputError("{}: its power follows the pattern of idle and runs at two places alike (correlation "
                      "{:.2f} and {:.2f}): cut "
                      "the recording, or measure more networks",
                      trace.source, result.correlation, result.runnerUp);
  return result;
}

llvm::Expected<MeterAlignment> addMeterTrace(PowerTrace const &trace, llvm::StringRef title, Bundle &bundle) {
  if (bundle.sensor.spec != "none")
    return usageError("the bundle has powers of {} already; --trace is for one measured with --sensor=none",
                      bundle.sensor.spec);
  llvm::Expected<MeterAlignment> place = alignMeter(trace, bundle);
  if (!place)
    return place;
  PowerIntegral power(trace);
  for (NetworkMeasurement &network : bundle.networks) {
    if (!network.failure.empty() || network.runs.empty())
      continue;
    std::vector<double> energies;
    double joules = 0, seconds = 0;
    for (RunStretch const &run : network.runs) {
      if (!run.counted)
        continue;
      double lasts = run.endS - run.beginS;
      double watts = power.mean(run.beginS + place->offsetS, run.endS + place->offsetS);
      if (!(lasts > 0))
        continue;
      joules += watts * lasts;
      seconds += lasts;
      energies.push_back(watts * lasts / static_cast<double>(run.count));
    }
    double mean =
        std::accumulate(energies.begin(), energies.end(), 0.0) / static_cast<double>(energies.size());
    if (!(mean > 0))
      return inputError("{}: {} W while {} ran cannot be a power", trace.source, joules / seconds,
                        network.model);
    network.energyJ = mean;
    network.powerW = joules / seconds;
    if (std::optional<double> halfWidth = relativeHalfWidth(energies))
      network.spread = *halfWidth / 2;
    double idle = bundle.idleS, begin = network.activeBeginS + place->offsetS,
           end = network.activeEndS + place->offsetS;
    network.idleBeforeW = power.mean(begin - idle, begin);
    network.idleAfterW = power.mean(end, end + idle);
  }
  bundle.sensor.spec = "trace";
  bundle.sensor.title = title.str();
  bundle.sensor.rails = bundle.sensor.added = {"meter"};
  bundle.sensor.rateHz = trace.rateHz;
  return place;
}

} // namespace eo
