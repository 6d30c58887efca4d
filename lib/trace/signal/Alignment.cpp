#include "lib/trace/signal/Alignment.h"
#include "lib/trace/formats/PowerSum.h"
#include "lib/trace/signal/Fourier.h"
#include "lib/trace/signal/Statistics.h"

#include <algorithm>
#include <cmath>

namespace eo {

static constexpr size_t maxReach = 1024;

/// 2·reach samples from `center` - reach on, between samples linear, constant beyond the ends.
static std::vector<double> around(llvm::ArrayRef<float> watts, double center, size_t reach) {
  double first = center - static_cast<double>(reach), whole = std::floor(first), share = first - whole;
  auto const last = static_cast<ptrdiff_t>(watts.size()) - 1;
  auto at = [&](ptrdiff_t i) {
    return static_cast<double>(watts[static_cast<size_t>(std::clamp<ptrdiff_t>(i, 0, last))]);
  };
  std::vector<double> result(2 * reach);
  auto place = static_cast<ptrdiff_t>(whole);
  double left = at(place);
  for (double &value : result) {
    double right = at(++place);
    value = left + share * (right - left);
    left = right;
  }
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

namespace {
/// Where in a region of 4·reach samples the pattern of 2·reach samples fits best, both without their means: a drift of the
/// level must not look like a shift.
class PatternSearch {
public:
  PatternSearch(std::vector<double> pattern, size_t reachOfPattern)
      : reach(reachOfPattern), offset(meanOf(pattern)),
        correlator(lowered(std::move(pattern)), 4 * reach, 2 * reach + 1) {}

  /// The shift in [-reach, reach].
  double bestShift(std::vector<double> region);

private:
  size_t reach;
  double offset; ///< the pattern's mean is taken off both, so that the square sums stay small numbers
  Correlator correlator;

  std::vector<double> lowered(std::vector<double> values) const {
    for (double &value : values)
      value -= offset;
    return values;
  }
};
} // namespace

double PatternSearch::bestShift(std::vector<double> region) {
  std::vector<double> x = lowered(std::move(region)), cross = correlator.with(x), distance(2 * reach + 1);
  size_t const length = 2 * reach;
  double energy = 0, sum = 0;
  for (size_t i = 0; i < length; ++i) {
    energy += x[i] * x[i];
    sum += x[i];
  }
  for (size_t shift = 0; shift < distance.size(); ++shift) {
    distance[shift] = energy - sum * sum / static_cast<double>(length) - 2 * cross[shift];
    if (shift + length < x.size()) {
      energy += x[shift + length] * x[shift + length] - x[shift] * x[shift];
      sum += x[shift + length] - x[shift];
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
    PatternSearch pattern(meanAround(watts, aligned, reach), reach);
    double moved = 0, meanMove = 0;
    std::vector<double> next(aligned.size());
    for (size_t i = 0; i < aligned.size(); ++i) {
      // Search around the original center: an edge cannot be further away than it is known to be.
      double base = std::clamp(aligned[i], centers[i] - static_cast<double>(reach) / 2,
                               centers[i] + static_cast<double>(reach) / 2);
      double shift = pattern.bestShift(around(watts, base, 2 * reach));
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
