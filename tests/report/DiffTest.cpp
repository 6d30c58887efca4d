#include "lib/report/diff/Diff.h"
#include "tests/report/SampleDiff.h"

#include <gmock/gmock.h>

namespace eo {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> kinds(ReportDiff const &diff) {
  std::vector<std::string> result;
  for (LayerDiff const &layer : diff.layers)
    result.push_back(layerChangeName(layer.change).str() + (layer.renamed ? ", renamed " : " ") +
                     diff.layerOf(layer).name);
  return result;
}

TEST(Diff, LayersStandInTheNewOrderAndRemovedOnesWhereTheyWere) {
  ReportDiff diff =
      diffReports(networkOf({layerOf("a", "Conv", 1), layerOf("gone", "Relu", 2), layerOf("b", "Conv", 3)}),
                  networkOf({layerOf("a", "Conv", 1), layerOf("c", "Conv", 3), layerOf("d", "Add", 5)}));
  EXPECT_THAT(kinds(diff), ElementsAre("same a", "removed gone", "same, renamed c", "added d"));
  EXPECT_EQ(diff.same, 2U);
  EXPECT_EQ(diff.changed, 0U);
  EXPECT_EQ(diff.added, 1U);
  EXPECT_EQ(diff.removed, 1U);
  EXPECT_EQ(diff.renamed, 1U);
}

TEST(Diff, DeltasCountAbsentLayersAsNothing) {
  ReportDiff diff = diffReports(networkOf({layerOf("a", "Conv", 4), layerOf("gone", "Relu", 2)}),
                                networkOf({layerOf("a", "Conv", 7), layerOf("new", "Add", 5)}));
  ASSERT_EQ(diff.layers.size(), 3U);
  EXPECT_EQ(diff.layers[0].energyDelta, 3);
  EXPECT_EQ(diff.layers[0].macsDelta, 3000);
  EXPECT_THAT(diff.layers[0].differences, ElementsAre("macs", "energy_j"));
  EXPECT_EQ(diff.layers[1].energyDelta, 5);
  EXPECT_EQ(diff.layers[2].energyDelta, -2);
  EXPECT_EQ(diff.layers[2].macsDelta, -2000);
  EXPECT_EQ(diff.layers[2].latencyDelta, std::nullopt) << "its latency was not known";
  EXPECT_EQ(diff.energyDelta, 6);
}

TEST(Diff, NothingDiffersBetweenTheSameReports) {
  Report report = networkOf({layerOf("a", "Conv", 1), layerOf("b", "Relu", 2)});
  ReportDiff diff = diffReports(report, report);
  EXPECT_TRUE(diff.unchanged());
  EXPECT_EQ(diff.significance, Significance::None);
  EXPECT_THAT(diff.caveats, IsEmpty());
}

/// The old network: 4 J and 6 J, ±10 %.
ReportDiff against(std::vector<ReportLayer> layers) {
  return diffReports(networkOf({layerOf("a", "Conv", 4), layerOf("b", "Conv", 6)}),
                     networkOf(std::move(layers)));
}

struct Judged {
  char const *what;
  std::vector<ReportLayer> layers;
  double old, now, low, high;
  Significance significance;
};
void PrintTo(Judged const &one, std::ostream *stream) { *stream << one.what; }
class DiffSignificance : public testing::TestWithParam<Judged> {};
TEST_P(DiffSignificance, IsThatOfTheLayersThatDiffer) {
  ReportDiff diff = against(GetParam().layers);
  EXPECT_NEAR(diff.differingBefore.value_or(-1), GetParam().old, 1e-12);
  EXPECT_NEAR(diff.differingAfter.value_or(-1), GetParam().now, 1e-12);
  EXPECT_NEAR(diff.energyDeltaLow.value_or(-99), GetParam().low, 1e-12);
  EXPECT_NEAR(diff.energyDeltaHigh.value_or(-99), GetParam().high, 1e-12);
  EXPECT_EQ(diff.significance, GetParam().significance);
}

// By hand: low = 0.9 new - 1.1 old, high = 1.1 new - 0.9 old, old and new without what cancels.
INSTANTIATE_TEST_SUITE_P(
    Diff, DiffSignificance,
    testing::Values(
        Judged{"a small layer added: what is there already cancels",
               {layerOf("a", "Conv", 4), layerOf("b", "Conv", 6), layerOf("c", "Add", 0.2)},
               0,
               0.2,
               0.18,
               0.22,
               Significance::Significant},
        Judged{"b 10 % larger at the same joules per MAC: the error cancels, only what it gained counts",
               {layerOf("a", "Conv", 4), layerOf("b", "Conv", 6.6)},
               0,
               0.6,
               0.54,
               0.66,
               Significance::Significant},
        Judged{"b 10 % hungrier of another operator: its two estimates overlap",
               {layerOf("a", "Conv", 4), layerOf("b", "ConvTranspose", 6.6)},
               6,
               6.6,
               0.9 * 6.6 - 1.1 * 6,
               1.1 * 6.6 - 0.9 * 6,
               Significance::Noise},
        Judged{"b half as hungry again at as many MACs: other figures of the board priced it",
               {layerOf("a", "Conv", 4), layerOf("b", "Conv", 9, 6000)},
               6,
               9,
               1.5,
               4.5,
               Significance::Significant},
        Judged{"b removed", {layerOf("a", "Conv", 4)}, 6, 0, -6.6, -5.4, Significance::Significant},
        Judged{"a moved by half a percent with what was added: only that counts",
               {layerOf("a", "Conv", 4.02, 4000), layerOf("b", "Conv", 6), layerOf("c", "Add", 2)},
               0,
               2.02,
               1.818,
               2.222,
               Significance::Significant},
        Judged{"a lost half a percent",
               {layerOf("a", "Conv", 3.98, 4000), layerOf("b", "Conv", 6)},
               0.02,
               0,
               -0.022,
               -0.018,
               Significance::Significant}));

TEST(Diff, LayerIsWithinNoiseWhereItsIntervalsOverlapUnlessItsErrorCancels) {
  EXPECT_EQ(against({layerOf("a", "Conv", 4), layerOf("b", "ConvTranspose", 6.6)}).layers[1].significance,
            Significance::Noise);
  EXPECT_EQ(against({layerOf("a", "Conv", 4), layerOf("b", "Conv", 6.6)}).layers[1].significance,
            Significance::Significant);
  EXPECT_EQ(against({layerOf("a", "Conv", 4), layerOf("b", "Conv", 9)}).layers[1].significance,
            Significance::Significant);
  EXPECT_EQ(against({layerOf("a", "Conv", 4), layerOf("b", "Conv", 9)}).layers[0].significance,
            Significance::None);
}

TEST(Diff, BoardWithoutIntervalIsNotJudged) {
  Report old = networkOf({layerOf("a", "Conv", 4)}), now = networkOf({layerOf("a", "Conv", 9)});
  now.totals.energyLow = now.totals.energyHigh = std::nullopt;
  ReportDiff diff = diffReports(old, now);
  EXPECT_EQ(diff.significance, Significance::NotJudged);
  EXPECT_EQ(diff.energyDelta, 5);
  EXPECT_THAT(diff.reason, HasSubstr("no interval"));
}

TEST(Diff, BetweenBoardsNothingCancels) {
  Report old = networkOf({layerOf("a", "Conv", 4)}),
         now = networkOf({layerOf("a", "Conv", 4), layerOf("b", "Conv", 1)});
  now.board->settings = {{"unit", "gpu"}};
  ReportDiff diff = diffReports(old, now);
  EXPECT_EQ(diff.differingBefore, 4);
  EXPECT_EQ(diff.differingAfter, 5);
  EXPECT_NEAR(*diff.energyDeltaLow, 0.1, 1e-12);
  EXPECT_THAT(diff.caveats, ElementsAre("the boards differ: old is for b1 unit=cpu, new for b1 unit=gpu"));
  old.board->metered = "wall";
  now.board->metered = "stick";
  EXPECT_THAT(
      diffReports(old, now).caveats,
      testing::Contains("energies do not compare as they are, metered: b1 wall, idle not stated; b1 stick, "
                        "idle not stated"));
  EXPECT_EQ(sideText(diff, diff.before), "b1 unit=cpu");
  EXPECT_EQ(sideText(diff, diff.after), "b1 unit=gpu");
}

TEST(Diff, OtherShareOfTheMacsIsNotJudged) {
  Report old = networkOf({layerOf("a", "Conv", 4)}), now = networkOf({layerOf("a", "Conv", 9)});
  now.coverage.macsShare = 0.5;
  ReportDiff diff = diffReports(old, now);
  EXPECT_EQ(diff.significance, Significance::NotJudged);
  EXPECT_THAT(diff.caveats, ElementsAre("the energy stands for 100 % of the MACs in old and 50.0 % in new"));
}

TEST(Diff, WhatIsNotMeasuredAlikeIsNamed) {
  Report old = networkOf({layerOf("a", "Conv", 4)}), now = old;
  old.model.dims = {{"seq", 32}};
  now.model.batch = 8;
  now.model.dims = {{"N", 8}, {"seq", 64}};
  now.toolVersion = "2";
  now.macConvention = "thop";
  EXPECT_THAT(diffReports(old, now).caveats,
              ElementsAre("MACs are counted differently: old as eo-mac-1, new as thop",
                          "one execution is 1 sample(s) in old and 8 in new",
                          "dimension 'seq' is 32 in old and 64 in new",
                          "old was estimated by energy-opt 1.2.3, new by 2"));
}

TEST(Diff, UnknownEnergyGivesNoDelta) {
  Report old = networkOf({layerOf("a", "Conv", 4)}), now = networkOf({layerOf("a", "Conv", 9)});
  now.layers[0].energy = std::nullopt;
  now.totals.energy = std::nullopt;
  ReportDiff diff = diffReports(old, now);
  EXPECT_EQ(diff.energyDelta, std::nullopt);
  EXPECT_EQ(diff.layers[0].energyDelta, std::nullopt);
  EXPECT_EQ(diff.significance, Significance::NotJudged);
}

TEST(RelativeChange, NeedsAPositiveOldFigure) {
  EXPECT_DOUBLE_EQ(*relativeChange(4, 5), 0.25);
  EXPECT_EQ(relativeChange(0, 5), std::nullopt);
  EXPECT_EQ(relativeChange(-1, 5), std::nullopt);
  EXPECT_EQ(relativeChange(std::nullopt, 5), std::nullopt);
}

TEST(Diff, SidesSayWhatTheyWereAskedForWhereThatDiffers) {
  Report one = networkOf({layerOf("a", "Conv", 4)}), eight = networkOf({layerOf("a", "Conv", 20)});
  one.model.dims = {{"batch", 1}, {"side", 224}};
  eight.model.dims = {{"batch", 8}, {"side", 224}};
  ReportDiff diff = diffReports(one, eight);
  EXPECT_TRUE(diff.sameBoard);
  EXPECT_EQ(sideText(diff, diff.before), "batch=1");
  EXPECT_EQ(sideText(diff, diff.after), "batch=8");
}

} // namespace
} // namespace eo
