#include "lib/trace/signal/Windows.h"
#include "lib/trace/signal/Alignment.h"
#include "lib/trace/signal/Deconvolution.h"
#include "lib/trace/signal/Edges.h"
#include "lib/trace/signal/Statistics.h"

#include <algorithm>
#include <cmath>

namespace eo {

namespace {

/// Rough windows from the state runs, with what surrounds them.
struct Rough {
  std::vector<StateRun> runs;
  std::vector<double> begins, ends;
  double typicalSize = 0, typicalGap = 0;
  size_t resolution = 1;
};

} // namespace

/// Runs of the two states at the finest smoothing that noise does not break up.
static std::vector<StateRun> fineRuns(PowerSum const &sums, PowerStates const &states, double noise,
                                      double beyondNoise, size_t &resolution) {
  double room = std::min(states.threshold - states.lowW, states.highW - states.threshold);
  auto needed =
      static_cast<size_t>(std::min(std::pow(beyondNoise * noise / std::max(room, 1e-30), 2), 1e9)) + 1;
  resolution = std::min(needed | 1, std::max<size_t>(1, states.resolution));
  double half = static_cast<double>(resolution) / 2;
  std::vector<StateRun> runs;
  for (size_t i = 0; i < sums.size(); ++i) {
    double center = static_cast<double>(i) + 0.5;
    double watts =
        resolution == 1 ? static_cast<double>(sums.values()[i]) : sums.mean(center - half, center + half);
    bool high = watts > states.threshold;
    if (runs.empty() || runs.back().high != high)
      runs.push_back({{i, i}, high});
    runs.back().samples.end = i + 1;
  }
  return runs;
}

/// Joins runs of the given state that are shorter than `least` with their neighbours, shortest first. The
/// first and the last run stay.
static void absorb(std::vector<StateRun> &runs, bool high, double least) {
  std::vector<StateRun> kept;
  for (size_t i = 0; i < runs.size(); ++i) {
    bool inner = i > 0 && i + 1 < runs.size();
    bool drop = inner && runs[i].high == high && static_cast<double>(runs[i].samples.size()) < least;
    bool joined = !kept.empty() && (drop || kept.back().high == runs[i].high);
    if (joined)
      kept.back().samples.end = runs[i].samples.end;
    else
      kept.push_back(runs[i]);
  }
  runs = std::move(kept);
}

static std::vector<double> sizesOf(std::vector<StateRun> const &runs, bool high) {
  std::vector<double> sizes;
  for (StateRun const &run : runs)
    if (run.high == high)
      sizes.push_back(static_cast<double>(run.samples.size()));
  return sizes;
}

static Rough roughWindows(PowerStates const &states, PowerSum const &sums, double noise, bool activeHigh,
                          WindowOptions const &options, size_t &cut) {
  WindowLimits const &limits = options.limits;
  EdgeSearchLimits const &search = options.search;
  Rough rough;
  // What a typical window and a typical gap are, the smoothed runs say; where they begin and end, the fine
  // ones. Idle far shorter than usual is a pause inside a window, activity far shorter than usual a
  // disturbance of idle.
  double usualIdle = medianOf(sizesOf(states.runs, !activeHigh)),
         usualActive = medianOf(sizesOf(states.runs, activeHigh));
  std::vector<StateRun> runs = fineRuns(sums, states, noise, limits.beyondNoise, rough.resolution);
  double flicker = std::min(search.flickerSmoothings * static_cast<double>(rough.resolution),
                            search.flickerOfUsual * usualActive);
  absorb(runs, activeHigh, std::max(flicker, search.flickerAlways * usualActive));
  absorb(runs, !activeHigh, limits.pause * usualIdle);
  absorb(runs, activeHigh, limits.disturbance * usualActive);
  std::vector<double> sizes;
  for (size_t i = 0; i < runs.size(); ++i) {
    StateRun const &run = runs[i];
    if (run.high != activeHigh)
      continue;
    if (i == 0 || i + 1 == runs.size()) {
      ++cut;
      continue;
    }
    rough.begins.push_back(static_cast<double>(run.samples.begin));
    rough.ends.push_back(static_cast<double>(run.samples.end));
    sizes.push_back(static_cast<double>(run.samples.size()));
  }
  std::vector<double> gaps = sizesOf(runs, !activeHigh);
  rough.typicalSize = sizes.empty() ? 0 : medianOf(sizes);
  rough.typicalGap = gaps.empty() ? 0 : quantileOf(gaps, search.typicalGap);
  rough.runs = std::move(runs);
  return rough;
}

static std::vector<double> reversed(std::vector<double> values) {
  std::reverse(values.begin(), values.end());
  return values;
}

/// The edge in a profile that runs from idle to execution, or the other way round (`ends`).
static std::optional<Edge> edgeOf(llvm::ArrayRef<double> profile, double tau, double noise, bool ends) {
  if (tau > 0)
    return findSmoothedEdge(profile, tau, noise, ends);
  if (!ends)
    return findEdge(profile, noise);
  std::optional<Edge> edge = findEdge(reversed(profile.vec()), noise);
  if (edge)
    edge->position = static_cast<double>(profile.size()) - edge->position;
  return edge;
}

namespace {

/// The mean around one edge of all windows, with idle on one side.
struct EdgeProfile {
  std::vector<double> watts;
  double middle = 0; ///< index of the positions it is the mean of
  bool ends = false; ///< from execution to idle; else from idle to execution
  double noise = 0;  ///< of one sample of the mean
};

/// How far a profile reaches to both sides, samples.
struct Reach {
  size_t execution, idle;
};

} // namespace

static EdgeProfile profileAround(llvm::ArrayRef<float> watts, llvm::ArrayRef<double> positions, Reach reach,
                                 double noise, bool ends) {
  size_t most = std::max(reach.execution, reach.idle);
  std::vector<double> mean = stackEdges(watts, positions, most, false).mean;
  size_t before = ends ? reach.execution : reach.idle, after = ends ? reach.idle : reach.execution;
  auto first = mean.begin() + static_cast<std::ptrdiff_t>(most - before);
  return {{first, first + static_cast<std::ptrdiff_t>(before + after)},
          static_cast<double>(before),
          ends,
          noise / std::sqrt(static_cast<double>(std::max<size_t>(1, positions.size())))};
}

/// The edge of a profile, relative to its middle. A long one is searched in means of blocks first, then close
/// to the edge found there: over many samples noise adds up to more than an edge.
static std::optional<Edge> edgeOf(EdgeProfile const &profile, double tau, EdgeSearchLimits const &search) {
  llvm::ArrayRef<double> watts = profile.watts;
  size_t block = watts.size() / search.coarsePoints;
  if (block > 1) {
    std::vector<double> means;
    for (size_t i = 0; i + block <= watts.size(); i += block)
      means.push_back(meanOf(watts.slice(i, block)));
    auto each = static_cast<double>(block);
    double coarseTau = tau / each < 1 ? 0 : tau / each;
    if (std::optional<Edge> coarse =
            edgeOf(means, coarseTau, profile.noise / std::sqrt(each), profile.ends)) {
      double center = coarse->position * each;
      double reach =
          std::max({search.closeSamples, search.closeBlocks * each, search.closeTimeConstants * tau});
      auto first = static_cast<size_t>(std::max(0.0, center - reach));
      auto last = static_cast<size_t>(std::min(static_cast<double>(watts.size()), center + reach));
      std::optional<Edge> fine = edgeOf(watts.slice(first, last - first), tau, profile.noise, profile.ends);
      if (!fine || std::fabs(fine->position + static_cast<double>(first) - center) > search.closeHalf * reach)
        return Edge{center - profile.middle, each / 2};
      fine->position += static_cast<double>(first) - profile.middle;
      return fine;
    }
  }
  std::optional<Edge> edge = edgeOf(watts, tau, profile.noise, profile.ends);
  if (edge)
    edge->position -= profile.middle;
  return edge;
}

/// Moves positions to the exact edge; `spread` and `watts` (the measured mean there) are returned through the
/// set.
static void placeEdges(std::vector<double> &positions, EdgeProfile const &profile, double tau,
                       EdgeSearchLimits const &search, double &spread, double &watts) {
  std::optional<Edge> edge = edgeOf(profile, tau, search);
  double shift = edge ? edge->position : 0;
  spread = edge ? edge->spread : 1;
  for (double &position : positions)
    position += shift;
  double place = std::clamp(profile.middle + shift - 0.5, 0.0, static_cast<double>(profile.watts.size() - 1));
  auto left = static_cast<size_t>(place);
  double share = place - static_cast<double>(left);
  watts =
      (1 - share) * profile.watts[left] + share * profile.watts[std::min(left + 1, profile.watts.size() - 1)];
}

/// A stack of every edge on its own, for windows that are not to be aligned.
static void placeEdgesOneByOne(std::vector<double> &positions, llvm::ArrayRef<float> watts, Reach reach,
                               WindowSet const &set, EdgeSearchLimits const &search, bool ends) {
  for (double &position : positions)
    if (std::optional<Edge> edge =
            edgeOf(profileAround(watts, position, reach, set.noiseW, ends), set.tau, search))
      position += edge->position;
}

static void collectIdle(WindowSet &set, size_t samples, WindowOptions const &options) {
  EdgeSearchLimits const &search = options.search;
  double after = options.limits.settled * set.tau + search.idleSpreads * set.endSpread + 1;
  double before = search.idleSpreads * set.beginSpread + 1;
  double last = 0;
  auto add = [&](double begin, double end) {
    double length = end - begin;
    if (begin > 0)
      begin = std::ceil(begin + std::min(after, search.idleBehind * length));
    if (end < static_cast<double>(samples))
      end = std::floor(end - std::min(before, search.idleBefore * length));
    if (end - begin >= 1)
      set.idle.push_back({static_cast<size_t>(begin), static_cast<size_t>(end)});
  };
  for (ActiveWindow const &window : set.windows) {
    add(last, window.begin);
    last = window.end;
  }
  add(last, static_cast<double>(samples));
}

/// Adds the window unless it is empty or begins inside the one before.
static void addWindow(WindowSet &set, PowerTrace const &trace, double begin, double end, double least,
                      WindowLimits const &limits) {
  auto all = static_cast<double>(trace.watts.size());
  begin = std::clamp(begin, 0.0, all);
  end = std::clamp(end, 0.0, all);
  if (end - begin < least || (!set.windows.empty() && begin < set.windows.back().end))
    return;
  size_t missing = trace.missingIn(static_cast<size_t>(begin), static_cast<size_t>(end));
  set.windows.push_back({begin, end, static_cast<double>(missing) > limits.missing * (end - begin)});
}

/// The level of a state from samples that hold no other: the middle of runs of three and more; where there are none, the
/// outermost samples of runs, as those of short ones may all be mixed.
static double pureLevel(llvm::ArrayRef<float> watts, std::vector<StateRun> const &runs, bool high,
                        double outer) {
  std::vector<double> middles, outermost;
  for (StateRun const &run : runs) {
    if (run.high != high)
      continue;
    llvm::ArrayRef<float> samples = watts.slice(run.samples.begin, run.samples.size());
    if (samples.size() >= 3)
      middles.push_back(static_cast<double>(samples[samples.size() / 2]));
    auto [least, most] = std::minmax_element(samples.begin(), samples.end());
    outermost.push_back(static_cast<double>(high ? *most : *least));
  }
  return middles.empty() ? quantileOf(std::move(outermost), high ? outer : 1 - outer)
                         : medianOf(std::move(middles));
}

namespace {

/// Shares of an execution in samples that a meter averages over.
class MixedSamples {
public:
  MixedSamples(llvm::ArrayRef<float> samples, double idleLevel, double activeLevel)
      : watts(samples), idleW(idleLevel), activeW(activeLevel) {}

  /// Of the sample that the execution fills, 0 … 1; `level` is what the execution draws there.
  double share(double index, double level) const {
    if (index < 0 || index >= static_cast<double>(watts.size()) || level == idleW)
      return 0;
    return std::clamp((at(index) - idleW) / (level - idleW), 0.0, 1.0);
  }
  /// Whether most of the sample is execution.
  bool isActive(double index) const { return share(index, activeW) > 0.5; }
  /// How far outside of a border the execution reaches, in samples, negative inside: one of the samples on both sides is mixed, the one
  /// farther from what is next to it. `next` is the sample behind `inside`, of the execution as well if `known`.
  double reach(double outside, double inside, double next, bool known) const {
    double missing = 1 - share(inside, known ? at(next) : activeW),
           beyond = share(outside, known ? at(inside) : activeW);
    return missing > beyond ? -missing : beyond;
  }

private:
  double at(double index) const { return static_cast<double>(watts[static_cast<size_t>(index)]); }

  llvm::ArrayRef<float> watts;
  double idleW, activeW;
};

} // namespace

/// Windows of a few samples have no edge to be found in a mean of many: an edge lies in the sample that is a mixture of both states, as far
/// as the mixture says, or between two samples. What a shape of the execution or a meter that takes moments makes of that is at most a
/// sample (a deviation of 1/√12), and in step with the meter all of them err alike.
static void keepBorders(WindowSet &set, Rough const &rough, PowerTrace const &trace,
                        PowerStates const &states, WindowOptions const &options) {
  double low = pureLevel(trace.watts, rough.runs, false, options.search.outermost),
         high = pureLevel(trace.watts, rough.runs, true, options.search.outermost);
  set.idleW = set.activeHigh ? low : high;
  set.beginW = set.endW = set.activeHigh ? states.highW : states.lowW;
  set.beginSpread = set.endSpread = 1 / std::sqrt(12.0);
  MixedSamples mixed(trace.watts, set.idleW, set.activeHigh ? high : low);
  for (size_t i = 0; i < rough.begins.size(); ++i) {
    double begin = rough.begins[i], end = rough.ends[i];
    if (end - begin > 2) { // noise may have set the border a sample off
      begin += !mixed.isActive(begin) ? 1 : mixed.isActive(begin - 1) ? -1 : 0;
      end -= !mixed.isActive(end - 1) ? 1 : mixed.isActive(end) ? -1 : 0;
    }
    bool lone = end - begin<2, several = end - begin> 2; // one sample lacks once what it lacks
    double before = mixed.reach(begin - 1, begin, begin + 1, several),
           after = mixed.reach(end, end - 1, end - 2, several);
    addWindow(set, trace, begin - (lone && before < 0 ? before / 2 : before),
              end + (lone && after < 0 ? after / 2 : after), options.search.leastWindow, options.limits);
  }
  collectIdle(set, trace.watts.size(), options);
}

/// The time constant of the discharge behind the mean of all ends; 0 where there is none. It may last longer than the edges are
/// uncertain, so that more of idle is looked at: `far` samples.
static double dischargeTime(llvm::ArrayRef<float> watts, EdgeStack const &ends, size_t reach, size_t far,
                            double noiseW) {
  std::vector<double> longer = stackEdges(watts, ends.positions, std::max(reach, far), false).mean;
  auto corner = static_cast<std::ptrdiff_t>(longer.size() / 2),
       before = std::min(corner, static_cast<std::ptrdiff_t>(reach));
  std::vector<double> fall(longer.begin() + corner - before,
                           longer.begin() + corner + static_cast<std::ptrdiff_t>(far));
  double noise = noiseW / std::sqrt(static_cast<double>(ends.count));
  return decayTime(fall, static_cast<size_t>(before), noise).value_or(0);
}

/// Moves edges that crossed the threshold to where they began: a smoothed one crosses it late.
static void undelay(std::vector<double> &begins, std::vector<double> &ends, PowerStates const &states,
                    double idleW, double tau, double nearestLevel) {
  double share = std::fabs((states.threshold - idleW) / (states.highW + states.lowW - 2 * idleW));
  share = std::clamp(share, nearestLevel, 1 - nearestLevel);
  for (double &position : begins)
    position += tau * std::log(1 - share);
  for (double &position : ends)
    position += tau * std::log(share);
}

WindowSet findWindows(PowerTrace const &trace, PowerSum const &sums, PowerStates const &states,
                      bool activeHigh, WindowOptions const &options) {
  llvm::ArrayRef<float> watts = trace.watts;
  WindowSet set;
  set.activeHigh = activeHigh;
  set.stepW = states.highW - states.lowW;
  set.noiseW = states.noiseW;
  set.idleW = activeHigh ? states.lowW : states.highW;
  EdgeSearchLimits const &search = options.search;
  Rough rough = roughWindows(states, sums, set.noiseW, activeHigh, options, set.cutWindows);
  if (rough.begins.empty())
    return set;

  double room = std::min(rough.typicalSize, rough.typicalGap) / 2;
  if (2 * room < options.limits.fewSamples) {
    keepBorders(set, rough, trace, states, options);
    return set;
  }
  // A weak first or last layer may lie beyond the threshold: look half a window or half a gap around.
  auto reach = static_cast<size_t>(room);
  bool together = options.align && rough.begins.size() > 1;
  if (options.tauS) {
    set.tau = *options.tauS / trace.sampleS();
    set.tauGiven = true;
  }
  EdgeStack ends = stackEdges(watts, rough.ends, reach, together);
  if (!options.tauS && options.deconvolve)
    set.tau = dischargeTime(watts, ends, reach, decayReach(rough.typicalGap), set.noiseW);
  std::vector<double> beginAt = stackEdges(watts, rough.begins, reach, together).positions,
                      endAt = ends.positions;
  Reach around{reach, reach};
  if (set.tau > 0) { // idle comes after a discharge
    undelay(beginAt, endAt, states, set.idleW, set.tau, search.nearestLevel);
    double after = std::min(search.ofGap * rough.typicalGap, search.timeConstants * set.tau);
    around.idle = std::max(reach, static_cast<size_t>(after));
  }
  placeEdges(beginAt, profileAround(watts, beginAt, around, set.noiseW, false), set.tau, search,
             set.beginSpread, set.beginW);
  placeEdges(endAt, profileAround(watts, endAt, around, set.noiseW, true), set.tau, search, set.endSpread,
             set.endW);
  if (together) {
    // Layer jitter inside a window pulls at the alignment of its far surroundings: align once more, close to
    // the edge.
    double wantedClose =
        std::max({search.alignedSamples, search.alignedSmoothings * static_cast<double>(rough.resolution),
                  search.alignedTimeConstants * set.tau});
    auto close = std::min(reach, static_cast<size_t>(wantedClose));
    beginAt = stackEdges(watts, beginAt, close).positions;
    endAt = stackEdges(watts, endAt, close).positions;
  } else {
    placeEdgesOneByOne(beginAt = rough.begins, watts, around, set, search, false);
    placeEdgesOneByOne(endAt = rough.ends, watts, around, set, search, true);
  }
  for (size_t i = 0; i < beginAt.size(); ++i)
    addWindow(set, trace, beginAt[i], endAt[i], search.leastWindow, options.limits);
  collectIdle(set, watts.size(), options);
  return set;
}

} // namespace eo
