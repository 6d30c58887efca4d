#include "lib/trace/signal/Alignment.h"
#include "lib/trace/formats/PowerSum.h"
#include "lib/trace/signal/Fourier.h"

#include <algorithm>
#include <cmath>

namespace eo {

static constexpr size_t maxReach = 1024;

/// The value at fractional index `place` of the samples, linear, constant beyond the ends.
static double between(llvm::ArrayRef<float> samples, double place) {
  place = std::clamp(place, 0.0, static_cast<double>(samples.size() - 1));
  auto left = static_cast<size_t>(place);
  double share = place - static_cast<double>(left);
  double low = static_cast<double>(samples[left]);
  return share == 0
             ? low
             : low + share * (static_cast<double>(samples[std::min(left + 1, samples.size() - 1)]) - low);
}

static std::vector<double> around(llvm::ArrayRef<float> watts, double center, size_t reach) {
  std::vector<double> result(2 * reach);
  for (size_t i = 0; i < result.size(); ++i)
    result[i] = between(watts, center - static_cast<double>(reach) + static_cast<double>(i));
  return result;
}

static std::vector<double> meanAround(llvm::ArrayRef<float> watts, llvm::ArrayRef<double> centers,
                                      size_t reach) {
  std::vector<double> mean(2 * reach);
  for (double center : centers) {
    std::vector<double> one = around(watts, center, reach);
    for (size_t i = 0; i < mean.size(); ++i)
      mean[i] += one[i] / static_cast<double>(centers.size());
  }
  return mean;
}

/// The shift in [-reach, reach] at which `region` (4·reach samples) is nearest to `pattern` (2·reach
/// samples), both without their means: a drift of the level must not look like a shift.
static double bestShift(llvm::ArrayRef<double> region, llvm::ArrayRef<double> pattern, size_t reach) {
  // The pattern's mean is taken off both, so that the square sums stay small numbers.
  double offset = 0;
  for (double value : pattern)
    offset += value / static_cast<double>(pattern.size());
  std::vector<double> x(region.begin(), region.end()), t(pattern.begin(), pattern.end());
  for (double &value : x)
    value -= offset;
  for (double &value : t)
    value -= offset;
  std::vector<double> cross = correlate(t, x, 2 * reach + 1), distance(2 * reach + 1);
  double energy = 0, sum = 0;
  for (size_t i = 0; i < t.size(); ++i) {
    energy += x[i] * x[i];
    sum += x[i];
  }
  for (size_t shift = 0; shift < distance.size(); ++shift) {
    distance[shift] = energy - sum * sum / static_cast<double>(t.size()) - 2 * cross[shift];
    if (shift + t.size() < x.size()) {
      energy += x[shift + t.size()] * x[shift + t.size()] - x[shift] * x[shift];
      sum += x[shift + t.size()] - x[shift];
    }
  }
  auto least = static_cast<size_t>(std::min_element(distance.begin(), distance.end()) - distance.begin());
  double fine = 0;
  if (least > 0 && least + 1 < distance.size()) {
    double bend = distance[least - 1] - 2 * distance[least] + distance[least + 1];
    fine = bend > 0 ? 0.5 * (distance[least - 1] - distance[least + 1]) / bend : 0;
  }
  return static_cast<double>(least) + std::clamp(fine, -0.5, 0.5) - static_cast<double>(reach);
}

static std::vector<double> alignedCenters(llvm::ArrayRef<float> watts, llvm::ArrayRef<double> centers,
                                          size_t reach) {
  std::vector<double> aligned(centers.begin(), centers.end());
  for (int round = 0; round < 4; ++round) {
    std::vector<double> pattern = meanAround(watts, aligned, reach);
    double moved = 0, meanMove = 0;
    std::vector<double> next(aligned.size());
    for (size_t i = 0; i < aligned.size(); ++i) {
      // Search around the original center: an edge cannot be further away than it is known to be.
      double base = std::clamp(aligned[i], centers[i] - static_cast<double>(reach) / 2,
                               centers[i] + static_cast<double>(reach) / 2);
      double shift = bestShift(around(watts, base, 2 * reach), pattern, reach);
      next[i] = base + shift;
      meanMove += (next[i] - aligned[i]) / static_cast<double>(aligned.size());
    }
    for (size_t i = 0; i < aligned.size(); ++i) {
      next[i] -= meanMove; // shifting all of them together says nothing
      moved = std::max(moved, std::fabs(next[i] - aligned[i]));
    }
    aligned = std::move(next);
    if (moved < 0.02)
      break;
  }
  return aligned;
}

EdgeStack stackEdges(llvm::ArrayRef<float> watts, llvm::ArrayRef<double> centers, size_t reach, bool align) {
  EdgeStack stack;
  stack.count = centers.size();
  stack.positions.assign(centers.begin(), centers.end());
  reach = std::max<size_t>(reach, 4);
  if (align && centers.size() > 1) {
    if (reach > maxReach) { // first on a coarser grid
      size_t block = (reach + maxReach - 1) / maxReach;
      std::vector<float> coarse = blockMeans(watts, block);
      for (double &position : stack.positions)
        position /= static_cast<double>(block);
      stack.positions = alignedCenters(coarse, stack.positions, reach / block);
      for (double &position : stack.positions)
        position *= static_cast<double>(block);
    }
    stack.positions = alignedCenters(watts, stack.positions, std::min(reach, maxReach));
  }
  stack.mean = meanAround(watts, stack.positions, reach);
  return stack;
}

} // namespace eo
