#include "lib/trace/signal/BasePower.h"
#include "lib/trace/signal/Statistics.h"

#include <algorithm>
#include <cmath>

namespace eo {

/// As BasePower.h says: enough that a disturbance of half a stretch is seen as one, each long enough to average noise.
static constexpr size_t blocksOfAStretch = 16;

BasePower::BasePower(llvm::ArrayRef<SampleRange> idle, PowerSum const &sums) {
  for (SampleRange range : idle) {
    auto begin = static_cast<double>(range.begin), length = static_cast<double>(range.size());
    size_t blocks = std::min(blocksOfAStretch, range.size());
    auto border = [&](size_t block) {
      return begin + length * static_cast<double>(block) / static_cast<double>(blocks);
    };
    std::vector<double> means;
    for (size_t i = 0; i < blocks; ++i)
      means.push_back(sums.mean(border(i), border(i + 1)));
    centers.push_back(begin + length / 2);
    levels.push_back(medianOf(std::move(means)));
  }
  overall = medianOf(levels);
  standardError = medianOverMean * robustSpread(levels) / std::sqrt(static_cast<double>(levels.size()));
}

double BasePower::around(double position) const {
  size_t after =
      static_cast<size_t>(std::lower_bound(centers.begin(), centers.end(), position) - centers.begin());
  if (after == 0)
    return levels.front();
  if (after == levels.size())
    return levels.back();
  double share = (position - centers[after - 1]) / (centers[after] - centers[after - 1]);
  return levels[after - 1] + share * (levels[after] - levels[after - 1]);
}

} // namespace eo
