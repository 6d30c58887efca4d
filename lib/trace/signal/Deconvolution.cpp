#include "lib/trace/signal/Deconvolution.h"
#include "lib/trace/signal/Statistics.h"

#include <algorithm>
#include <cmath>

namespace eo {

namespace {
struct Decay {
  double tau = 0, residual = 0, level = 0;
  double height = 0; ///< of the first sample above what the decay ends at
};
} // namespace

/// Least squares of level + height·exp(-k/tau) for a given tau.
static Decay decayAt(llvm::ArrayRef<double> y, double tau) {
  double n = static_cast<double>(y.size()), e = 1, step = std::exp(-1 / tau);
  double sumE = 0, sumEE = 0, sumY = 0, sumEY = 0, sumYY = 0, zero = y.back();
  for (double value : y) {
    double above = value - zero; // near zero, so that the sums stay exact
    sumE += e;
    sumEE += e * e;
    sumY += above;
    sumEY += e * above;
    sumYY += above * above;
    e *= step;
  }
  // What is left of both beside a constant.
  sumEY -= sumE * sumY / n;
  sumEE -= sumE * sumE / n;
  sumYY -= sumY * sumY / n;
  double height = sumEY / sumEE;
  double level = zero + (sumY - height * sumE) / n;
  return {tau, std::sqrt(std::max(0.0, sumYY - height * sumEY) / n), level, height};
}

/// first, first·ratio, … up to `most`.
static std::vector<double> geometricRow(double first, double ratio, double most) {
  std::vector<double> row;
  while (first <= most) {
    row.push_back(first);
    first *= ratio;
  }
  return row;
}

/// The exponential nearest to y in least squares: the best tau of a logarithmic row, then refined.
static std::optional<Decay> fitDecay(llvm::ArrayRef<double> y, DecaySearch const &search) {
  size_t block = (y.size() + search.points - 1) / search.points;
  std::vector<double> means;
  for (size_t i = 0; i + block <= y.size(); i += block)
    means.push_back(meanOf(y.slice(i, block)));
  auto better = [](Decay const &a, Decay const &b) { return a.residual < b.residual; };
  double most = static_cast<double>(means.size());
  Decay best{0, HUGE_VAL, 0, 0};
  for (double tau : geometricRow(search.least, search.ratio, most))
    best = std::min(best, decayAt(means, tau), better);
  if (best.tau <= search.least || best.tau * search.ratio > most)
    return std::nullopt;
  double width = std::log(search.ratio) / 2;
  while (width > search.precision) {
    double center = best.tau;
    for (double sign : {-1.0, 1.0})
      best = std::min(best, decayAt(means, center * std::exp(sign * width)), better);
    width /= 2;
  }
  best.tau *= static_cast<double>(block);
  return best;
}

/// Centred means over an odd number of samples, shorter at the ends.
static std::vector<double> boxMean(llvm::ArrayRef<double> samples, size_t length) {
  size_t half = length / 2;
  std::vector<double> sums(samples.size() + 1), result(samples.size());
  for (size_t i = 0; i < samples.size(); ++i)
    sums[i + 1] = sums[i] + samples[i];
  for (size_t i = 0; i < samples.size(); ++i) {
    size_t reach = std::min({half, i, samples.size() - 1 - i});
    result[i] = (sums[i + reach + 1] - sums[i - reach]) / static_cast<double>(2 * reach + 1);
  }
  return result;
}

double restBesideDecay(llvm::ArrayRef<double> y, DecaySearch const &search) {
  double least = deviationOf(y);
  for (double tau : geometricRow(search.coarseLeast, search.coarseRatio, static_cast<double>(y.size()) / 2))
    least = std::min(least, decayAt(y, tau).residual);
  return least;
}

/// The decay over [begin, end), begun as early as it still is one: the more of it is fitted, the surer its
/// time. `decay` is that of a late, safe beginning.
static Decay fromItsBeginning(llvm::ArrayRef<double> edge, size_t begin, size_t end, double noise,
                              Decay decay, DecayLimits const &limits, DecaySearch const &search) {
  auto step = static_cast<size_t>(std::max(1.0, decay.tau / limits.stepPart));
  double allowed = limits.residualGrowth * std::max(decay.residual, noise);
  while (begin > 2 * step) {
    begin -= step;
    std::optional<Decay> longer = fitDecay(edge.slice(begin, end - begin), search);
    if (!longer || longer->residual > allowed)
      return decay;
    // The last layer shows first in the samples that were added.
    double off = 0, count = static_cast<double>(2 * step);
    for (size_t k = 0; k < 2 * step; ++k)
      off +=
          edge[begin + k] - longer->level - longer->height * std::exp(-static_cast<double>(k) / longer->tau);
    if (std::fabs(off / count) > limits.beyondAdded * noise / std::sqrt(count))
      return decay;
    decay = *longer;
  }
  return decay;
}

std::optional<double> decayTime(llvm::ArrayRef<double> edge, size_t corner, double noise,
                                DecayLimits const &limits, DecaySearch const &search) {
  size_t n = edge.size();
  if (n < limits.leastEdge || corner < limits.leastBefore || corner + limits.leastBehind > n)
    return std::nullopt;
  llvm::ArrayRef<double> before = edge.slice(corner - corner / 2, corner / 2);
  std::vector<double> active(before.begin(), before.end());
  std::vector<double> idle(edge.end() - static_cast<std::ptrdiff_t>(n / limits.idlePart), edge.end());
  double level = meanOf(idle), height = medianOf(std::move(active)) - level;
  if (!(std::fabs(height) > limits.leastHeight * noise))
    return std::nullopt;
  double averaged = std::clamp(std::pow(noise / (limits.noiseOfHeight * std::fabs(height)), 2), 1.0,
                               static_cast<double>(n) / static_cast<double>(limits.longestMeanPart));
  std::vector<double> y = boxMean(edge, static_cast<size_t>(averaged) | 1);
  auto lastAbove = [&](double share) {
    for (size_t i = n; i-- > 0;)
      if ((y[i] - level) / height > share)
        return i;
    return size_t{0};
  };
  for (double share : limits.begun) {
    size_t begin = lastAbove(share) + 1, half = lastAbove(share / 2) + 1;
    if (begin < 2 || half <= begin + 1 || begin + limits.leastLeft >= n)
      continue;
    size_t end = std::min(n, begin + std::max(limits.leastFitted, limits.halvings * (half - begin)));
    std::optional<Decay> decay = fitDecay(edge.slice(begin, end - begin), search);
    double allowed = limits.residualNoise * noise + limits.residualHeight * std::fabs(height) * share;
    if (!decay || decay->residual > allowed || decay->tau < limits.leastTau ||
        decay->tau > static_cast<double>(n - corner) / limits.mostTauPart)
      continue;
    // All of the height decays; a slow drift of idle has but a little of it.
    if (decay->height / height < limits.decaying * share)
      continue;
    // One halving tells the same time as the fit, or it is no exponential.
    double halving = static_cast<double>(half - begin) / std::log(2.0);
    if (decay->tau > limits.leastOfHalving * halving - 1 && decay->tau < limits.mostOfHalving * halving + 1)
      return fromItsBeginning(edge, begin, end, noise, *decay, limits, search).tau;
  }
  return std::nullopt;
}

size_t decayReach(double length) { return static_cast<size_t>(std::clamp(0.7 * length, 12.0, 20000.0)); }

std::vector<double> deconvolve(llvm::ArrayRef<double> samples, double tau, size_t smooth) {
  double a = tau > 0 ? std::exp(-1 / tau) : 0;
  std::vector<double> result(samples.size());
  for (size_t i = 0; i < samples.size(); ++i)
    result[i] = (samples[i] - a * samples[i > 0 ? i - 1 : 0]) / (1 - a);
  return smooth > 1 ? boxMean(result, smooth | 1) : result;
}

size_t smoothingFor(double tau, double noise, double wanted, size_t limit) {
  if (!(wanted > 0))
    return 1;
  double length = tau > 0 ? std::min(noise * tau * std::sqrt(2.0) / wanted,
                                     std::pow(noise * std::sqrt(2.0) * tau / wanted, 2))
                          : std::pow(noise / wanted, 2);
  return std::clamp<size_t>(static_cast<size_t>(std::min(length, 1e9)), 1, std::max<size_t>(1, limit)) | 1;
}

} // namespace eo
