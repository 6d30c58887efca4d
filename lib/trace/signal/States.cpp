#include "lib/trace/signal/States.h"
#include "lib/trace/formats/PowerSum.h"
#include "lib/trace/signal/Deconvolution.h"
#include "lib/trace/signal/Statistics.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace eo {

namespace {

/// A threshold at one smoothing length.
struct StateSplit {
  double threshold = 0;
  size_t smooth = 1;
};

struct Judged {
  double cost = HUGE_VAL; ///< the lower the more it looks like windows of one workload
  StateSplit candidate;
};

} // namespace

namespace {

/// How many blocks draw how much, between their outer ones.
struct Histogram {
  double low = 0, high = 0;
  std::vector<double> counts;

  Histogram(llvm::ArrayRef<float> blocks, StateSearch const &search) : counts(search.bins) {
    std::vector<double> some;
    for (size_t i = 0; i < blocks.size(); i += std::max<size_t>(1, blocks.size() / search.sampled))
      some.push_back(static_cast<double>(blocks[i]));
    low = quantileOf(some, search.outer);
    high = quantileOf(some, 1 - search.outer);
    for (float block : blocks) {
      double bin = (static_cast<double>(block) - low) / (high - low) * bins();
      if (bin >= 0 && bin < bins())
        ++counts[static_cast<size_t>(bin)];
    }
  }
  double bins() const { return static_cast<double>(counts.size()); }
  double watts(double bin) const { return low + (bin + 0.5) / bins() * (high - low); }

  std::vector<double> smoothed() const {
    double const kernel[] = {1, 4, 7, 4, 1};
    std::vector<double> smooth(counts.size());
    for (size_t i = 0; i < counts.size(); ++i)
      for (size_t k = 0; k < 5; ++k)
        if (i + k >= 2 && i + k - 2 < counts.size())
          smooth[i] += kernel[k] * counts[i + k - 2] / 17;
    return smooth;
  }
};

/// A place of few blocks between places of more.
struct Valley {
  double bin = 0;
  double depth = 0; ///< blocks below the lower of the tops on both sides
};

} // namespace

/// The border between two bins that parts the blocks into the two groups farthest apart (Otsu).
static double otsuBorder(llvm::ArrayRef<double> histogram) {
  double total = 0, sum = 0;
  for (size_t i = 0; i < histogram.size(); ++i) {
    total += histogram[i];
    sum += histogram[i] * static_cast<double>(i);
  }
  double weight = 0, partSum = 0, best = -1, border = 0;
  for (size_t i = 0; i + 1 < histogram.size(); ++i) {
    weight += histogram[i];
    partSum += histogram[i] * static_cast<double>(i);
    if (weight == 0 || weight == total)
      continue;
    double distance = partSum / weight - (sum - partSum) / (total - weight);
    double between = weight * (total - weight) * distance * distance;
    if (between > best) {
      best = between;
      border = static_cast<double>(i) + 0.5;
    }
  }
  return border;
}

/// In order; flat ones are taken at their middle.
static std::vector<Valley> valleysOf(llvm::ArrayRef<double> smooth) {
  std::vector<Valley> valleys;
  for (size_t i = 1; i + 1 < smooth.size(); ++i) {
    if (smooth[i] >= smooth[i - 1])
      continue;
    size_t end = i;
    while (end + 1 < smooth.size() && smooth[end + 1] == smooth[i])
      ++end;
    if (end + 1 < smooth.size() && smooth[end + 1] > smooth[i]) {
      double left = *std::max_element(smooth.begin(), smooth.begin() + i);
      double right = *std::max_element(smooth.begin() + end, smooth.end());
      valleys.push_back({static_cast<double>(i + end) / 2, std::min(left, right) - smooth[i]});
    }
    i = end;
  }
  return valleys;
}

/// Valleys of the histogram of `blocks`, lightly smoothed, and Otsu's threshold.
static std::vector<double> thresholdsOf(llvm::ArrayRef<float> blocks, StateSearch const &search) {
  Histogram const histogram(blocks, search);
  if (!(histogram.high > histogram.low))
    return {};
  std::vector<double> thresholds = {histogram.watts(otsuBorder(histogram.counts))};
  double total = std::accumulate(histogram.counts.begin(), histogram.counts.end(), 0.0);
  std::vector<Valley> valleys = valleysOf(histogram.smoothed());
  llvm::erase_if(valleys, [&](Valley const &valley) { return valley.depth < search.leastValley * total; });
  // Idle is the lowest or the highest level: the outermost valleys count before the deepest.
  for (size_t i = 0; i < valleys.size(); ++i)
    if (i < search.outermost || i + search.outermost >= valleys.size())
      thresholds.push_back(histogram.watts(valleys[i].bin));
  llvm::stable_sort(valleys, [](Valley const &a, Valley const &b) { return a.depth > b.depth; });
  for (size_t i = 0; i < std::min(search.deepest, valleys.size()); ++i)
    thresholds.push_back(histogram.watts(valleys[i].bin));
  return thresholds;
}

namespace {

/// Means over any run of blocks in constant time.
class BlockSums {
public:
  explicit BlockSums(llvm::ArrayRef<float> values) : totals(values.size() + 1) {
    for (size_t i = 0; i < values.size(); ++i)
      totals[i + 1] = totals[i] + static_cast<double>(values[i]);
  }
  size_t size() const { return totals.size() - 1; }
  double sum(SampleRange range) const { return totals[range.end] - totals[range.begin]; }
  double mean(SampleRange range) const { return sum(range) / static_cast<double>(range.size()); }

private:
  std::vector<double> totals;
};

} // namespace

/// Centred means over about `length` blocks, fewer at the ends.
static std::vector<float> smoothed(BlockSums const &sums, size_t length) {
  std::vector<float> result(sums.size());
  for (size_t i = 0; i < result.size(); ++i) {
    size_t begin = i - std::min(i, length / 2);
    result[i] = static_cast<float>(sums.mean({begin, std::min(sums.size(), begin + length)}));
  }
  return result;
}

static std::vector<StateRun> runsOf(llvm::ArrayRef<float> values, double threshold) {
  std::vector<StateRun> runs;
  float const *const first = values.begin(), *at = first;
  while (at != values.end()) {
    float const *begin = at;
    bool high = static_cast<double>(*at) > threshold;
    while (at != values.end() && (static_cast<double>(*at) > threshold) == high)
      ++at;
    runs.push_back({{static_cast<size_t>(begin - first), static_cast<size_t>(at - first)}, high});
  }
  return runs;
}

namespace {

/// What runs look like on average, each stretched to the same number of places.
struct RunProfile {
  std::vector<double> mean;
  double variance = 0; ///< across the runs at one place, mean over the places
};

} // namespace

static RunProfile shapeOf(BlockSums const &sums, std::vector<SampleRange> const &runs, size_t places) {
  RunProfile shape;
  auto n = static_cast<double>(runs.size());
  for (size_t p = 0; p < places; ++p) {
    double sum = 0, squares = 0;
    for (SampleRange run : runs) {
      size_t begin = run.begin + run.size() * p / places, end = run.begin + run.size() * (p + 1) / places;
      double mean = sums.mean({begin, std::max(end, begin + 1)});
      sum += mean;
      squares += mean * mean;
    }
    shape.mean.push_back(sum / n);
    if (runs.size() > 1)
      shape.variance += std::max(0.0, squares - sum * sum / n) / (n - 1) / static_cast<double>(places);
  }
  return shape;
}

/// Half of what the middle 80 % span, as a standard deviation: sees two alternating values, not a lone one.
static double spreadOf(std::vector<double> const &values) {
  return (quantileOf(values, 0.9) - quantileOf(values, 0.1)) / deviationsOf80;
}

/// Without its outer samples, in which a meter may mix both states.
static SampleRange innerOf(SampleRange run) {
  return run.size() < 3 ? run : SampleRange{run.begin + 1, run.end - 1};
}

namespace {

/// What the cost of a candidate needs of its runs, seen with one state as the execution.
struct RunFigures {
  std::vector<double> lengths; ///< of whole executions
  std::vector<double> idleLevels;
  std::vector<SampleRange> windows, idle;
  double activeSum = 0, activeLength = 0, idleSum = 0, idleLength = 0;
  double idleShare() const { return idleLength / (idleLength + activeLength); }
  double separation() const { return std::fabs(activeSum / activeLength - idleSum / idleLength); }
};

} // namespace

static RunFigures figuresOf(BlockSums const &sums, std::vector<StateRun> const &runs, bool active,
                            size_t maxRuns) {
  RunFigures figures;
  size_t stride = std::max<size_t>(1, runs.size() / maxRuns); // some of the runs tell enough
  for (size_t i = 0; i < runs.size(); ++i) {
    SampleRange run = runs[i].samples;
    double sum = sums.sum(run);
    auto length = static_cast<double>(run.size());
    bool complete = i > 0 && i + 1 < runs.size(), some = (i / 2) % stride == 0;
    if (runs[i].high == active) {
      figures.activeSum += sum;
      figures.activeLength += length;
      if (complete)
        figures.lengths.push_back(length);
      if (complete && some)
        figures.windows.push_back(innerOf(run));
      continue;
    }
    figures.idleSum += sum;
    figures.idleLength += length;
    if (some) {
      figures.idle.push_back(innerOf(run));
      figures.idleLevels.push_back(sums.mean(figures.idle.back()));
    }
  }
  return figures;
}

double inequalityOf(std::vector<double> const &lengths, double loneInequality) {
  if (lengths.size() < 2)
    return loneInequality;
  double typical = medianOf(lengths);
  double spread = std::max(0.0, spreadOf(lengths) - 0.4),
         skew = std::max(0.0, std::fabs(meanOf(lengths) - typical) - 0.5);
  return std::max(spread, 0.5 * skew) / typical;
}

/// How little the runs look like windows of one workload in the state `active`, with idle between them:
/// 0 for equal windows of one shape between idle stretches of one flat level.
static double costOf(BlockSums const &sums, double variance, double noise, std::vector<StateRun> const &runs,
                     bool active, StateWeights const &weights, StateSearch const &search) {
  RunFigures figures = figuresOf(sums, runs, active, search.maxRuns);
  if (figures.lengths.empty() || figures.idleLength == 0)
    return HUGE_VAL;
  double separation = figures.separation(), idleShare = figures.idleShare();
  double typical = medianOf(figures.lengths);
  double idleSpread =
      spreadOf(figures.idleLevels) + restBesideDecay(shapeOf(sums, figures.idle, search.shapePlaces).mean);
  // Windows of a few blocks look alike by rounding only, unless noise cannot have made them.
  double chance = std::min(1.0, std::pow(weights.clearSeparation * noise / std::max(separation, 1e-30), 2));
  double unequal = inequalityOf(figures.lengths, weights.loneInequality) + chance / typical;
  // The share of the whole variance that flat idle and one shape of windows leave unexplained. One window
  // alone explains what two levels explain, and that weighs little: layers of unlike power leave a lot.
  double between = idleShare * (1 - idleShare) * separation * separation;
  double beyondLevels = 1 - between / std::max(between, variance);
  double unexplained = weights.loneUnexplained * beyondLevels;
  if (figures.windows.size() > 1) {
    double rest = shapeOf(sums, figures.windows, search.shapePlaces).variance * (1 - idleShare) +
                  idleSpread * idleSpread * idleShare;
    unexplained = std::min(1.0, rest / variance) + weights.beyondLevels * beyondLevels;
  }
  // Recordings begin and end in idle; a window cut off by an end cannot be longer than a whole one.
  double cut = 0;
  for (StateRun const &run : {runs.front(), runs.back()})
    if (run.high == active)
      cut += static_cast<double>(run.samples.size()) > weights.tooLong * typical + 1 ? weights.cutTooLong
                                                                                     : weights.cut;
  return weights.inequality * std::sqrt(unequal) + weights.littleIdle / idleShare + unexplained + cut +
         idleSpread / std::max(separation, 1e-30);
}

/// The noise of one value inside runs: neighbours in one state differ by noise, and hardly by anything else.
static double noiseInside(llvm::ArrayRef<float> values, std::vector<StateRun> const &runs,
                          StateSearch const &search) {
  std::vector<double> differences;
  for (StateRun const &run : runs) {
    SampleRange inner = innerOf(run.samples);
    size_t stride = 1 + inner.size() / search.differences;
    for (size_t i = inner.begin + 1; i < inner.end; i += stride)
      differences.push_back(std::fabs(static_cast<double>(values[i]) - static_cast<double>(values[i - 1])));
  }
  return differences.size() < search.leastDifferences
             ? HUGE_VAL
             : deviationOfMedian * medianOf(std::move(differences)) / std::sqrt(2.0);
}

static Judged bestCandidate(llvm::ArrayRef<float> blocks, StateWeights const &weights,
                            StateSearch const &search) {
  BlockSums sums(blocks);
  std::vector<double> thresholds = thresholdsOf(blocks, search);
  double variance = std::pow(deviationOf(std::vector<double>(blocks.begin(), blocks.end())), 2),
         white = whiteNoise(blocks);
  Judged best;
  for (size_t smooth = 1; smooth <= std::max<size_t>(1, blocks.size() / search.longestPart); smooth *= 2) {
    std::vector<float> values =
        smooth == 1 ? std::vector<float>(blocks.begin(), blocks.end()) : smoothed(sums, smooth);
    std::vector<double> here = thresholds;
    if (smooth > 1) {
      std::vector<double> more = thresholdsOf(values, search);
      here.insert(here.end(), more.begin(), more.end());
    }
    std::vector<StateRun> previous;
    std::sort(here.begin(), here.end());
    here.erase(std::unique(here.begin(), here.end()), here.end());
    for (double threshold : here) {
      std::vector<StateRun> runs = runsOf(values, threshold);
      if (runs.size() < search.leastRuns || search.leastRun * runs.size() > blocks.size() || runs == previous)
        continue;
      auto cost = [&](double noise) {
        return std::min(costOf(sums, variance, noise, runs, false, weights, search),
                        costOf(sums, variance, noise, runs, true, weights, search)) +
               weights.smoothing * std::log2(smooth);
      };
      if (cost(0) < best.cost) { // with noise it is no less
        // Steps every few blocks look like noise to its second differences.
        double noise =
            std::min(white, noiseInside(blocks, runs, search)) / std::sqrt(static_cast<double>(smooth));
        if (double noisy = cost(noise); noisy < best.cost)
          best = {noisy, {threshold, smooth}};
      }
      previous = std::move(runs);
    }
  }
  return best;
}

/// White noise of the samples inside the states: whole triples in one state, where there are enough.
static double noiseWithin(llvm::ArrayRef<float> watts, std::vector<StateRun> const &runs,
                          StateSearch const &search) {
  return std::min(whiteNoise(watts), noiseInside(watts, runs, search));
}

std::optional<PowerStates> findStates(llvm::ArrayRef<float> watts, StateWeights const &weights,
                                      StateSearch const &search) {
  if (watts.size() < search.leastSamples)
    return std::nullopt;
  size_t block = (watts.size() + search.maxBlocks - 1) / search.maxBlocks;
  std::vector<float> blocks = blockMeans(watts, block);
  Judged best = bestCandidate(blocks, weights, search);
  if (best.cost > weights.most)
    return std::nullopt;

  BlockSums sums(blocks);
  PowerStates states;
  states.threshold = best.candidate.threshold;
  states.resolution = block * best.candidate.smooth;
  states.runs = runsOf(smoothed(sums, best.candidate.smooth), states.threshold);
  double level[2] = {0, 0}, length[2] = {0, 0};
  for (StateRun &run : states.runs) {
    level[run.high] += sums.sum(run.samples);
    length[run.high] += static_cast<double>(run.samples.size());
    run.samples = {run.samples.begin * block, std::min(run.samples.end * block, watts.size())};
  }
  states.lowW = level[0] / length[0];
  states.highW = level[1] / length[1];
  states.noiseW = noiseWithin(watts, states.runs, search);
  return states;
}

} // namespace eo
