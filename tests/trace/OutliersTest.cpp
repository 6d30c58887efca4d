#include "lib/trace/signal/Outliers.h"
#include <gmock/gmock.h>
#include <random>

using namespace eo;

namespace {

/// Windows of one workload: duration, power and energy scatter by half a percent.
Features cleanWindows(size_t count, uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Features rows;
  for (size_t i = 0; i < count; ++i) {
    double seconds = 0.028 * (1 + 0.005 * normal(random)), watts = 1.8 * (1 + 0.005 * normal(random));
    rows.push_back({seconds, watts, seconds * watts});
  }
  return rows;
}

size_t dropped(std::vector<bool> const &outlier) {
  return static_cast<size_t>(std::count(outlier.begin(), outlier.end(), true));
}

} // namespace

// Why the robust rule is the one in use: both find what is wrong, but the forest throws good windows away.
TEST(Outliers, RobustRuleKeepsCleanWindowsTheForestDoesNot) {
  size_t robust = 0, forest = 0, windows = 0;
  for (uint32_t seed = 0; seed < 40; ++seed) {
    Features rows = cleanWindows(40, seed);
    robust += dropped(robustOutliers(rows));
    forest += dropped(isolationForestOutliers(rows));
    windows += rows.size();
  }
  EXPECT_LT(static_cast<double>(robust), 0.01 * static_cast<double>(windows));
  EXPECT_GT(static_cast<double>(forest), 0.05 * static_cast<double>(windows));
}

TEST(Outliers, BothRulesFindADisturbedWindow) {
  for (uint32_t seed = 0; seed < 20; ++seed) {
    Features rows = cleanWindows(40, seed);
    rows[7][1] *= 1.2;
    rows[7][2] *= 1.2;
    rows[21][0] *= 1.5;
    rows[21][2] *= 1.5;
    for (std::vector<bool> const &outlier : {robustOutliers(rows), isolationForestOutliers(rows)}) {
      EXPECT_TRUE(outlier[7]) << seed;
      EXPECT_TRUE(outlier[21]) << seed;
    }
  }
}

// Nothing tells equal rows apart: their depth is the usual one, and 2^-1 their score (Liu, Ting, Zhou: section 4).
TEST(Outliers, EqualWindowsHaveTheScoreOfAHalf) {
  Features rows(8, {1.0, 2.0});
  EXPECT_EQ(dropped(isolationForestOutliers(rows, 0.499)), 8U);
  EXPECT_EQ(dropped(isolationForestOutliers(rows, 0.501)), 0U);
}

TEST(Outliers, FewWindowsAreNeverRejected) {
  Features rows = {{1, 1, 1}, {1, 1, 1}, {9, 9, 9}};
  EXPECT_EQ(dropped(robustOutliers(rows)), 0U);
  EXPECT_EQ(dropped(isolationForestOutliers(rows)), 0U);
}
