#include "lib/calibrate/Metrics.h"

#include "lib/calibrate/Folds.h"
#include "lib/calibrate/Suspects.h"
#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;

TEST(Metrics, AgreeWithHandWorkedValues) {
  // Relative errors +10 %, −20 %, 0: mean magnitude 10 %, root mean square sqrt(0.05/3).
  Metrics m = agreement({1.1, 1.6, 3}, {1, 2, 3});
  EXPECT_NEAR(m.mape, 0.1, 1e-12);
  EXPECT_NEAR(m.rmspe, 0.1290994449, 1e-9);
  EXPECT_NEAR(m.bias, -0.1 / 3, 1e-12);
  EXPECT_NEAR(m.worst, 0.2, 1e-12);
  EXPECT_NEAR(*m.rSquared, 1 - (0.01 + 0.16) / 2, 1e-12);
  EXPECT_NEAR(*m.spearman, 1, 1e-12);
  EXPECT_NEAR(*m.kendall, 1, 1e-12);
}

TEST(Metrics, SpearmanOfFivePairs) {
  // Rank differences 1, 1, 0, 1, 1: 1 − 6·4 / (5·24) = 0.8.
  EXPECT_NEAR(*spearman({1, 2, 3, 4, 5}, {2, 1, 3, 5, 4}), 0.8, 1e-12);
}

TEST(Metrics, KendallCountsDiscordantPairs) {
  // 2 of 10 pairs disagree: (8 − 2) / 10.
  EXPECT_NEAR(*kendall({1, 2, 3, 4, 5}, {2, 1, 3, 5, 4}), 0.6, 1e-12);
  EXPECT_NEAR(*kendall({1, 2, 3}, {3, 2, 1}), -1, 1e-12);
}

TEST(Metrics, KendallTauBWithTies) {
  // a = 1 1 2 3, b = 1 2 2 3: 6 pairs, one tied in a, one in b, 4 concordant: 4 / sqrt(5·5).
  EXPECT_NEAR(*kendall({1, 1, 2, 3}, {1, 2, 2, 3}), 0.8, 1e-12);
}

TEST(Metrics, ConstantSidesHaveNoRankCorrelation) {
  EXPECT_FALSE(spearman({1, 1, 1}, {1, 2, 3}).has_value());
  EXPECT_FALSE(kendall({1, 2, 3}, {5, 5, 5}).has_value());
  EXPECT_FALSE(agreement({1}, {2}).rSquared.has_value());
}

TEST(Folds, RowsOfOneNetworkStayTogether) {
  Folds folds = makeFolds({"a", "b", "a", "c"});
  EXPECT_EQ(folds.of, (std::vector<size_t>{0, 1, 0, 2}));
  EXPECT_EQ(folds.count, 3u);
  EXPECT_EQ(folds.kind, "leave-one-network-out");
}

TEST(Folds, ManyGroupsAreDealtIntoTen) {
  std::vector<std::string> groups;
  for (int i = 0; i < 100; ++i)
    groups.push_back("n" + std::to_string(i / 2));
  Folds folds = makeFolds(groups);
  EXPECT_EQ(folds.count, 10u);
  for (size_t i = 0; i < 100; i += 2)
    EXPECT_EQ(folds.of[i], folds.of[i + 1]);
}

TEST(Folds, RowsWithoutGroupStandAlone) { EXPECT_EQ(makeFolds({"", "", ""}).count, 3u); }

TEST(Suspects, EnergyPerMacOutsideThePlausibleRangeIsAUnitError) {
  EXPECT_THAT(*unitSuspicion(2.0, 1e6), HasSubstr("mJ or µJ labelled J?"));
  EXPECT_THAT(*unitSuspicion(1e-9, 1e6), HasSubstr("J labelled mJ or µJ?"));
  EXPECT_FALSE(unitSuspicion(1e-3, 1e6).has_value());
  EXPECT_FALSE(unitSuspicion(1e-3, 0).has_value());
}

TEST(Suspects, APointFarFromTheOthersIsAnOutlier) {
  std::vector<double> measured(10, 1.0), predicted = {1.01, 0.99, 1.02, 0.98, 1, 1.01, 0.99, 3, 1, 1.02};
  EXPECT_EQ(outliers(predicted, measured), std::vector<size_t>{7});
  EXPECT_TRUE(outliers({1, 2, 9}, {1, 1, 1}).empty());
}
