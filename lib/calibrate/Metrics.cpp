#include "lib/calibrate/Metrics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace eo {

/// Indices in ascending order of `values`.
static std::vector<size_t> orderOf(llvm::ArrayRef<double> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return values[a] < values[b]; });
  return order;
}

/// Ranks from 1; equal values share the mean of theirs.
static std::vector<double> ranksOf(llvm::ArrayRef<double> values) {
  std::vector<size_t> order = orderOf(values);
  std::vector<double> ranks(values.size());
  for (size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && values[order[end]] == values[order[begin]])
      ++end;
    for (size_t i = begin; i < end; ++i)
      ranks[order[i]] = static_cast<double>(begin + 1 + end) / 2;
  }
  return ranks;
}

std::optional<double> spearman(llvm::ArrayRef<double> a, llvm::ArrayRef<double> b) {
  std::vector<double> x = ranksOf(a), y = ranksOf(b);
  double mean = (static_cast<double>(a.size()) + 1) / 2, xy = 0, xx = 0, yy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
  }
  if (xx == 0 || yy == 0)
    return std::nullopt;
  return xy / std::sqrt(xx * yy);
}

/// Sorts `values` by merging and counts the pairs that were out of order.
static size_t sortCountingSwaps(llvm::MutableArrayRef<double> values, llvm::MutableArrayRef<double> scratch) {
  if (values.size() < 2)
    return 0;
  size_t half = values.size() / 2;
  auto left = values.take_front(half), right = values.drop_front(half);
  size_t swaps = sortCountingSwaps(left, scratch.take_front(half));
  swaps += sortCountingSwaps(right, scratch.drop_front(half));
  size_t i = 0, j = 0, out = 0;
  while (i < left.size() || j < right.size()) {
    bool takeRight = i == left.size() || (j < right.size() && right[j] < left[i]);
    if (takeRight)
      swaps += left.size() - i;
    scratch[out++] = takeRight ? right[j++] : left[i++];
  }
  std::copy(scratch.begin(), scratch.end(), values.begin());
  return swaps;
}

/// Pairs of neighbours that `same` finds equal, over runs of a sorted order: Σ run · (run − 1) / 2.
template <typename Same> static size_t tiedPairs(size_t count, Same same) {
  size_t pairs = 0, run = 1;
  for (size_t i = 1; i < count; ++i) {
    run = same(i - 1, i) ? run + 1 : 1;
    pairs += run - 1;
  }
  return pairs;
}

std::optional<double> kendall(llvm::ArrayRef<double> a, llvm::ArrayRef<double> b) {
  size_t n = a.size();
  std::vector<size_t> order = orderOf(a);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t i, size_t j) { return a[i] != a[j] ? a[i] < a[j] : b[i] < b[j]; });
  size_t tiedA = tiedPairs(n, [&](size_t i, size_t j) { return a[order[i]] == a[order[j]]; });
  size_t tiedBoth = tiedPairs(
      n, [&](size_t i, size_t j) { return a[order[i]] == a[order[j]] && b[order[i]] == b[order[j]]; });
  std::vector<double> second(n), scratch(n);
  for (size_t i = 0; i < n; ++i)
    second[i] = b[order[i]];
  double discordant = static_cast<double>(sortCountingSwaps(second, scratch));
  size_t tiedB = tiedPairs(n, [&](size_t i, size_t j) { return second[i] == second[j]; });
  double pairs = static_cast<double>(n) * (static_cast<double>(n) - 1) / 2;
  double freeA = pairs - static_cast<double>(tiedA), freeB = pairs - static_cast<double>(tiedB);
  if (freeA <= 0 || freeB <= 0)
    return std::nullopt;
  double untied =
      pairs - static_cast<double>(tiedA) - static_cast<double>(tiedB) + static_cast<double>(tiedBoth);
  return (untied - 2 * discordant) / std::sqrt(freeA * freeB);
}

Metrics agreement(llvm::ArrayRef<double> predicted, llvm::ArrayRef<double> measured) {
  Metrics result;
  result.n = measured.size();
  if (measured.empty())
    return result;
  double n = static_cast<double>(measured.size());
  double mean = std::accumulate(measured.begin(), measured.end(), 0.0) / n, missed = 0, spread = 0;
  for (size_t i = 0; i < measured.size(); ++i) {
    double error = predicted[i] / measured[i] - 1;
    result.mape += std::abs(error) / n;
    result.rmspe += error * error / n;
    result.bias += error / n;
    result.worst = std::max(result.worst, std::abs(error));
    missed += (measured[i] - predicted[i]) * (measured[i] - predicted[i]);
    spread += (measured[i] - mean) * (measured[i] - mean);
  }
  result.rmspe = std::sqrt(result.rmspe);
  if (spread > 0)
    result.rSquared = 1 - missed / spread;
  result.spearman = spearman(predicted, measured);
  result.kendall = kendall(predicted, measured);
  return result;
}

} // namespace eo
