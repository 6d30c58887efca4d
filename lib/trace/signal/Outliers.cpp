#include "lib/trace/signal/Outliers.h"
#include "lib/trace/signal/Statistics.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace eo {

std::vector<bool> robustOutliers(Features const &windows, double limit, double least,
                                 llvm::ArrayRef<double> floors) {
  std::vector<bool> outlier(windows.size(), false);
  if (windows.size() < 5)
    return outlier;
  for (size_t column = 0; column < windows.front().size(); ++column) {
    std::vector<double> values;
    for (std::vector<double> const &row : windows)
      values.push_back(row[column]);
    double center = medianOf(values);
    double far = std::max(limit * robustSpread(values), least * std::fabs(center));
    if (column < floors.size())
      far = std::max(far, floors[column]);
    for (size_t i = 0; i < values.size(); ++i)
      if (std::fabs(values[i] - center) > far)
        outlier[i] = true;
  }
  return outlier;
}

namespace {

/// One random tree; only path lengths are kept.
class IsolationTrees {
public:
  IsolationTrees(Features const &windows, uint32_t seed) : rows(windows), random(seed) {}

  std::vector<double> meanDepths(size_t trees, size_t sampleSize) {
    std::vector<double> depths(rows.size());
    std::vector<size_t> all(rows.size());
    for (size_t i = 0; i < all.size(); ++i)
      all[i] = i;
    auto limit = static_cast<int>(std::ceil(std::log2(static_cast<double>(sampleSize))));
    for (size_t tree = 0; tree < trees; ++tree) {
      for (size_t i = all.size(); i > 1; --i) // Fisher's and Yates' shuffle
        std::swap(all[i - 1], all[below(i)]);
      std::vector<size_t> sample(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(sampleSize));
      descend(sample, all, 0, limit, depths);
    }
    for (double &depth : depths)
      depth /= static_cast<double>(trees);
    return depths;
  }

  /// Mean path length of an unsuccessful search in a binary tree of n rows.
  static double usualDepth(double n) {
    return n <= 1 ? 0 : 2 * (std::log(n - 1) + 0.5772156649) - 2 * (n - 1) / n;
  }

private:
  /// In [0, 1), and a whole number below n. The library's distributions and shuffle differ from one to the other.
  double uniform() { return static_cast<double>(random()) * 0x1p-32; }
  size_t below(size_t n) { return static_cast<size_t>(uniform() * static_cast<double>(n)); }

  /// Splits the sample at random; every row in `visitors` follows and is given its depth where the tree ends.
  void descend(std::vector<size_t> const &sample, std::vector<size_t> const &visitors, int depth, int limit,
               std::vector<double> &depths) {
    auto finish = [&] {
      for (size_t row : visitors)
        depths[row] += depth + usualDepth(static_cast<double>(sample.size()));
    };
    if (visitors.empty())
      return;
    if (depth >= limit || sample.size() <= 1)
      return finish();
    size_t column = below(rows.front().size());
    auto [low, high] = std::minmax_element(
        sample.begin(), sample.end(), [&](size_t a, size_t b) { return rows[a][column] < rows[b][column]; });
    double least = rows[*low][column], most = rows[*high][column];
    if (!(most > least))
      return finish();
    double cut = least + (most - least) * uniform();
    std::vector<size_t> parts[2], visitorParts[2];
    for (size_t row : sample)
      parts[rows[row][column] >= cut].push_back(row);
    for (size_t row : visitors)
      visitorParts[rows[row][column] >= cut].push_back(row);
    for (int side : {0, 1})
      descend(parts[side], visitorParts[side], depth + 1, limit, depths);
  }

  Features const &rows;
  std::mt19937 random;
};

} // namespace

std::vector<bool> isolationForestOutliers(Features const &windows, double threshold, uint32_t seed) {
  std::vector<bool> outlier(windows.size(), false);
  if (windows.size() < 5)
    return outlier;
  size_t sampleSize = std::min<size_t>(256, windows.size());
  std::vector<double> depths = IsolationTrees(windows, seed).meanDepths(100, sampleSize);
  double usual = IsolationTrees::usualDepth(static_cast<double>(sampleSize));
  for (size_t i = 0; i < windows.size(); ++i)
    outlier[i] = std::pow(2, -depths[i] / usual) > threshold;
  return outlier;
}

} // namespace eo
