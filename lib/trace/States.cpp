#include "lib/trace/States.h"
#include "lib/trace/PowerSum.h"
#include "lib/trace/Statistics.h"

#include <algorithm>
#include <cmath>

namespace eo {

static constexpr size_t maxBlocks = size_t{1} << 15;
static constexpr size_t bins = 128;

namespace {

/// A threshold at one smoothing length.
struct Candidate {
  double threshold = 0;
  size_t smooth = 1;
};

struct Judged {
  double cost = 1e9; ///< the lower the more it looks like windows of one workload
  Candidate candidate;
};

} // namespace

/// Valleys of the histogram of `blocks` (between its outer thousandths, lightly smoothed), and Otsu's
/// threshold.
static std::vector<double> thresholdsOf(llvm::ArrayRef<float> blocks) {
  std::vector<double> some;
  for (size_t i = 0; i < blocks.size(); i += std::max<size_t>(1, blocks.size() / 4096))
    some.push_back(static_cast<double>(blocks[i]));
  double low = quantileOf(some, 0.001), high = quantileOf(some, 0.999);
  if (!(high > low))
    return {};
  std::vector<double> histogram(bins), smooth(bins);
  for (float block : blocks) {
    double bin = (static_cast<double>(block) - low) / (high - low) * bins;
    if (bin >= 0 && bin < bins)
      ++histogram[static_cast<size_t>(bin)];
  }
  double const kernel[] = {1, 4, 7, 4, 1};
  for (size_t i = 0; i < bins; ++i)
    for (size_t k = 0; k < 5; ++k)
      if (i + k >= 2 && i + k - 2 < bins)
        smooth[i] += kernel[k] * histogram[i + k - 2] / 17;
  auto wattsOf = [&](double bin) { return low + (bin + 0.5) / bins * (high - low); };

  std::vector<double> thresholds;
  double total = 0, sum = 0;
  for (size_t i = 0; i < bins; ++i) {
    total += histogram[i];
    sum += histogram[i] * static_cast<double>(i);
  }
  double weight = 0, partSum = 0, best = -1, otsu = 0;
  for (size_t i = 0; i + 1 < bins; ++i) {
    weight += histogram[i];
    partSum += histogram[i] * static_cast<double>(i);
    if (weight == 0 || weight == total)
      continue;
    double distance = partSum / weight - (sum - partSum) / (total - weight);
    double between = weight * (total - weight) * distance * distance;
    if (between > best) {
      best = between;
      otsu = static_cast<double>(i) + 0.5;
    }
  }
  thresholds.push_back(wattsOf(otsu));
  // Flat valleys are taken at their middle; of many, the deepest: as deep as the lower of the tops on both
  // sides.
  std::vector<std::pair<double, double>> valleys; // -depth, watts
  for (size_t i = 1; i + 1 < bins; ++i) {
    if (smooth[i] >= smooth[i - 1])
      continue;
    size_t end = i;
    while (end + 1 < bins && smooth[end + 1] == smooth[i])
      ++end;
    if (end + 1 < bins && smooth[end + 1] > smooth[i]) {
      double left = *std::max_element(smooth.begin(), smooth.begin() + static_cast<std::ptrdiff_t>(i));
      double right = *std::max_element(smooth.begin() + static_cast<std::ptrdiff_t>(end), smooth.end());
      valleys.emplace_back(smooth[i] - std::min(left, right), wattsOf(static_cast<double>(i + end) / 2));
    }
    i = end;
  }
  std::sort(valleys.begin(), valleys.end());
  for (size_t i = 0; i < std::min<size_t>(6, valleys.size()); ++i)
    thresholds.push_back(valleys[i].second);
  return thresholds;
}

/// Centred means over `length` blocks.
static std::vector<float> smoothed(PowerSum const &sums, size_t length) {
  std::vector<float> result(sums.size());
  double half = static_cast<double>(length) / 2;
  for (size_t i = 0; i < result.size(); ++i) {
    double center = static_cast<double>(i) + 0.5;
    result[i] = static_cast<float>(sums.mean(center - half, center + half));
  }
  return result;
}

static std::vector<StateRun> runsOf(llvm::ArrayRef<float> values, double threshold) {
  std::vector<StateRun> runs;
  for (size_t i = 0; i < values.size(); ++i) {
    bool high = static_cast<double>(values[i]) > threshold;
    if (runs.empty() || runs.back().high != high)
      runs.push_back({{i, i}, high});
    runs.back().samples.end = i + 1;
  }
  return runs;
}

/// Spread of the middle of a run, beyond white noise.
static double unevenness(llvm::ArrayRef<float> blocks, SampleRange run) {
  size_t margin = run.size() / 8;
  llvm::ArrayRef<float> middle = blocks.slice(run.begin + margin, run.size() - 2 * margin);
  std::vector<double> values;
  size_t stride = std::max<size_t>(1, middle.size() / 64);
  for (size_t i = 0; i < middle.size(); i += stride)
    values.push_back(static_cast<double>(middle[i]));
  double spread = values.size() > 2 ? (quantileOf(values, 0.95) - quantileOf(values, 0.05)) / 3.29 : 0;
  double noise = whiteNoise(middle.take_front(128));
  return std::sqrt(std::max(0.0, spread * spread - noise * noise));
}

/// How little the runs look like windows of one workload in the state `active`, with idle between them.
static double costOf(llvm::ArrayRef<float> blocks, PowerSum const &sums, double variance,
                     std::vector<StateRun> const &runs, bool active) {
  std::vector<double> lengths, idleLevels, idleSpreads;
  double activeSum = 0, activeLength = 0, idleSum = 0, idleLength = 0;
  size_t stride = std::max<size_t>(1, runs.size() / 24); // some of the idle stretches tell enough
  for (size_t i = 0; i < runs.size(); ++i) {
    SampleRange run = runs[i].samples;
    double sum = sums.sum(static_cast<double>(run.begin), static_cast<double>(run.end));
    auto length = static_cast<double>(run.size());
    bool complete = i > 0 && i + 1 < runs.size();
    if (runs[i].high == active) {
      activeSum += sum;
      activeLength += length;
      if (complete)
        lengths.push_back(length);
      continue;
    }
    idleSum += sum;
    idleLength += length;
    if ((i / 2) % stride == 0) {
      idleLevels.push_back(sum / length);
      idleSpreads.push_back(unevenness(blocks, run));
    }
  }
  if (lengths.empty() || idleLength == 0)
    return 1e9;
  double separation = std::fabs(activeSum / activeLength - idleSum / idleLength);
  double typical = medianOf(lengths);
  double unequal =
      lengths.size() < 2 ? 0.1 : (quantileOf(lengths, 0.9) - quantileOf(lengths, 0.1)) / 2.56 / typical;
  unequal = std::max(unequal, 0.5 * (std::fabs(meanOf(lengths) / typical - 1)));
  double quantised = 1 / typical; // windows of a few blocks look alike by rounding only
  // Hardly any idle at all is rather a pause inside of the activity.
  double idleShare = idleLength / (idleLength + activeLength);
  // What two levels leave unexplained of the whole variance weighs little: layers of unlike power leave a
  // lot.
  double between = idleShare * (1 - idleShare) * separation * separation;
  double unexplained = 0.25 * (1 - between / std::max(between, variance));
  return 0.5 * std::sqrt(unequal + quantised) + 0.003 / idleShare + unexplained +
         (robustSpread(idleLevels) + medianOf(idleSpreads)) / std::max(separation, 1e-30);
}

static Judged bestCandidate(llvm::ArrayRef<float> blocks) {
  PowerSum sums(blocks);
  std::vector<double> thresholds = thresholdsOf(blocks);
  double variance = std::pow(deviationOf(std::vector<double>(blocks.begin(), blocks.end())), 2);
  Judged best;
  for (size_t smooth = 1; smooth <= std::max<size_t>(1, blocks.size() / 8); smooth *= 2) {
    std::vector<float> values =
        smooth == 1 ? std::vector<float>(blocks.begin(), blocks.end()) : smoothed(sums, smooth);
    std::vector<double> here = thresholds;
    if (smooth > 1) {
      std::vector<double> more = thresholdsOf(values);
      here.insert(here.end(), more.begin(), more.end());
    }
    std::vector<StateRun> previous;
    std::sort(here.begin(), here.end());
    for (double threshold : here) {
      std::vector<StateRun> runs = runsOf(values, threshold);
      if (runs.size() < 3 || runs.size() > blocks.size() / 8 || runs == previous)
        continue;
      for (bool active : {true, false}) {
        double cost = costOf(blocks, sums, variance, runs, active);
        if (cost < 0.97 * best.cost) // a longer smoothing must be worth it
          best = {cost, {threshold, smooth}};
      }
      previous = std::move(runs);
    }
  }
  return best;
}

std::optional<PowerStates> findStates(llvm::ArrayRef<float> watts) {
  if (watts.size() < 8)
    return std::nullopt;
  size_t block = (watts.size() + maxBlocks - 1) / maxBlocks;
  std::vector<float> blocks = blockMeans(watts, block);
  Judged best = bestCandidate(blocks);
  if (best.cost > 0.6)
    return std::nullopt;

  PowerSum sums(blocks);
  PowerStates states;
  states.threshold = best.candidate.threshold;
  states.resolution = block * best.candidate.smooth;
  states.runs = runsOf(smoothed(sums, best.candidate.smooth), states.threshold);
  double level[2] = {0, 0}, length[2] = {0, 0};
  for (StateRun &run : states.runs) {
    level[run.high] += sums.sum(static_cast<double>(run.samples.begin), static_cast<double>(run.samples.end));
    length[run.high] += static_cast<double>(run.samples.size());
    run.samples = {run.samples.begin * block, std::min(run.samples.end * block, watts.size())};
  }
  states.lowW = level[0] / length[0];
  states.highW = level[1] / length[1];
  return states;
}

} // namespace eo
