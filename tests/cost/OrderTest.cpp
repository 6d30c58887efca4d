// Kernels of families that were fitted apart: in groups, and larger ones.
#include "lib/cost/KernelVariants.h"
#include "lib/cost/PriceOrder.h"
#include "tests/cost/Boards.h"
#include <cmath>
#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;

/// 64 channels to 64, 10 × 10 positions, `taps` × `taps`: 409 600 · taps² MACs of one group.
static CostFeatures grouped(int64_t groups, int64_t taps = 3) {
  CostFeatures features = convolution(taps, 1, 1);
  features.costClass = groups == 1    ? CostClass::Convolution
                       : groups == 64 ? CostClass::DepthwiseConvolution
                                      : CostClass::GroupedConvolution;
  features.batch = 1;
  features.group = groups;
  features.ifm = features.ofm = 64;
  features.inSize = features.outSize = {10, 10};
  features.kclc = 6400 * taps * taps;
  features.macs = 409'600 * taps * taps / groups;
  features.params = features.weightElements = 4096 * taps * taps / groups + 64;
  features.inputElements = features.outputElements = 6400;
  return features;
}

/// MAC/s of 3×3, 1×1, other and depthwise kernels, 1 W; calibrated with whole and depthwise 3×3 ones.
static BoardModel ratesOf(double winograd, double pointwise, double gemm, double depthwise) {
  BoardModel model = board({{"peak.winograd", winograd, "MAC/s"},
                            {"peak.pointwise", pointwise, "MAC/s"},
                            {"peak.gemm", gemm, "MAC/s"},
                            {"peak.depthwise", depthwise, "MAC/s"},
                            {"base", 1, "W"}});
  model.ranges = {{CostClass::Convolution, "ifm", 3, 512}, {CostClass::DepthwiseConvolution, "ksize", 3, 3}};
  return model;
}

static double seconds(BoardModel const &model, CostFeatures const &features) {
  NetworkCost cost = priceNetwork(chosen(model), kernelOf(features));
  EXPECT_NEAR(cost.total.energy->value, cost.latency->value, 1e-9) << "at 1 W";
  return cost.latency->value;
}

TEST(KernelVariants, HaveTheCountsOfSuchConvolutions) {
  for (int64_t groups : {1, 2, 64}) {
    CostFeatures wanted = grouped(groups), made = withGroups(grouped(8), groups);
    EXPECT_EQ(made.macs, wanted.macs);
    EXPECT_EQ(made.params, wanted.params);
    EXPECT_EQ(made.weightElements, wanted.weightElements);
    EXPECT_EQ(made.kclc, wanted.kclc);
    EXPECT_EQ(made.costClass, wanted.costClass);
  }
  CostFeatures wanted = grouped(8, 3), made = withKernelUpTo(grouped(8, 7), 3);
  EXPECT_EQ(made.macs, wanted.macs);
  EXPECT_EQ(made.params, wanted.params);
  EXPECT_EQ(made.kclc, wanted.kclc);
  EXPECT_EQ(made.kernel, wanted.kernel);
  EXPECT_EQ(withKernelUpTo(grouped(8, 1), 3).macs, grouped(8, 1).macs) << "a smaller one stays";
}

TEST(KernelVariants, AreKnownOfConvolutionsWithAllCounts) {
  EXPECT_TRUE(hasVariants(grouped(8)));
  CostFeatures packed = grouped(8), transposed = grouped(8), open = grouped(8);
  packed.rare.edit().packedElements = 1;
  transposed.costClass = CostClass::TransposedConvolution;
  open.macs = std::nullopt;
  EXPECT_FALSE(hasVariants(packed));
  EXPECT_FALSE(hasVariants(transposed));
  EXPECT_FALSE(hasVariants(open));
}

TEST(PriceOrder, TakesTheLongerTimeAndTheMoreEnergyDrawnAsLong) {
  // 2 s at 1 W base and 3 J beside it, against 4 s at 1 W and 1 J: 4 s, 4 J + 3 J. The cheaper of them: 2 s, 2 J + 1 J.
  FormulaPrice hungry, slow;
  hungry.time = Seconds{2}, hungry.base = Joules{2}, hungry.energy = Joules{5};
  slow.time = Seconds{4}, slow.base = Joules{4}, slow.energy = Joules{5};
  EXPECT_DOUBLE_EQ(dearer(hungry, slow).time->value, 4);
  EXPECT_DOUBLE_EQ(dearer(hungry, slow).energy->value, 7);
  EXPECT_DOUBLE_EQ(cheaper(hungry, slow).time->value, 2);
  EXPECT_DOUBLE_EQ(cheaper(hungry, slow).energy->value, 3);
  EXPECT_DOUBLE_EQ(between(hungry, slow, 0.5).time->value, std::sqrt(8));
}

TEST(PriceOrder, GroupsCostBetweenDepthwiseAndWhole) {
  // Depthwise at 57 600 MAC/s takes 1 s, the whole one at 921 600 MAC/s 4 s; by its MACs 8 channels to a group would take 0.5 s.
  BoardModel model = ratesOf(921'600, 921'600, 921'600, 57'600);
  EXPECT_NEAR(seconds(model, grouped(64)), 1, 1e-9);
  EXPECT_NEAR(seconds(model, grouped(1)), 4, 1e-9);
  for (auto [groups, expected] : {std::pair(2, 2.0), {4, 1.0}, {8, 1.0}, {16, 1.0}, {32, 1.0}})
    EXPECT_NEAR(seconds(model, grouped(groups)), expected, 1e-9) << groups;
}

TEST(PriceOrder, BelowEightChannelsToAGroupItRisesEvenly) {
  // Depthwise 1 s; 8 channels to a group at 57 600 MAC/s 8 s: 2 and 4 of them a third and two thirds of the way, 2 s and 4 s.
  BoardModel model = ratesOf(57'600, 57'600, 57'600, 57'600);
  for (auto [groups, expected] : {std::pair(64, 1.0), {32, 2.0}, {16, 4.0}, {8, 8.0}, {4, 16.0}})
    EXPECT_NEAR(seconds(model, grouped(groups)), expected, 1e-9) << groups;
}

TEST(PriceOrder, WhatWasMeasuredStands) {
  // Depthwise 8 s, the whole one 4 s: the measured depthwise one stays dearer, groups nobody measured do not.
  BoardModel model = ratesOf(921'600, 921'600, 921'600, 7'200);
  EXPECT_NEAR(seconds(model, grouped(64)), 8, 1e-9);
  EXPECT_NEAR(seconds(model, grouped(8)), 4, 1e-9);
  model.ranges[1] = {CostClass::DepthwiseConvolution, "ksize", 5, 7};
  EXPECT_NEAR(seconds(model, grouped(64)), 4, 1e-9) << "not of 3x3";
  model.ranges.push_back({CostClass::GroupedConvolution, "group", 8, 8});
  EXPECT_NEAR(seconds(model, grouped(8)), 0.5, 1e-9) << "by its MACs";
  EXPECT_NEAR(seconds(model, grouped(4)), 4, 1e-9) << "not of 4 groups";
  model.ranges.back().max =
      16; // 4 channels to a group at the depthwise rate would take 32 s, the whole one does as well
  EXPECT_NEAR(seconds(model, grouped(16)), 4, 1e-9);
}

TEST(PriceOrder, WithoutRangesTheRatesOfTheFileStand) {
  BoardModel model = ratesOf(1e9, 1e9, 1e9, 1e6); // 57 600 MACs of a depthwise one, 3 686 400 of the whole
  model.ranges.clear();
  EXPECT_NEAR(seconds(model, grouped(64)), 57.6e-3, 1e-9);
}

TEST(PriceOrder, LargerKernelsCostNoLess) {
  // 1×1 at 409 600 MAC/s 1 s; 3×3 at 9 times that 1 s, at 18 times 0.5 s; 5×5 at 100 times 0.25 s.
  for (double fast : {9.0, 18.0}) {
    BoardModel model = ratesOf(fast * 409'600, 409'600, 40'960'000, 409'600);
    EXPECT_NEAR(seconds(model, grouped(1, 1)), 1, 1e-9);
    EXPECT_NEAR(seconds(model, grouped(1, 3)), 1, 1e-9) << fast;
    EXPECT_NEAR(seconds(model, grouped(1, 5)), 1, 1e-9) << fast;
  }
  BoardModel model = ratesOf(409'600, 409'600, 40'960'000, 409'600);
  EXPECT_NEAR(seconds(model, grouped(1, 5)), 9, 1e-9) << "3×3 takes 9 s";
}

/// Every second position along each axis: 5 x 5 of them.
static CostFeatures strided(int64_t taps) {
  CostFeatures features = grouped(1, taps);
  features.stride = {2, 2};
  features.outSize = {5, 5};
  features.kclc = *features.kclc / 4;
  features.macs = *features.macs / 4;
  features.outputElements = 1600;
  return features;
}

TEST(KernelVariants, WithoutStrideAllPositionsFromTheFirstToTheLastAreWorkedOut) {
  CostFeatures made = unstrided(strided(3)); // 9 x 9, not the tenth: it may be beyond the last
  EXPECT_EQ(made.outSize, (Extents{9, 9}));
  EXPECT_EQ(made.stride, (Extents{1, 1}));
  EXPECT_EQ(made.macs, 81 * 64 * 64 * 9);
  EXPECT_EQ(made.kclc, 81 * 64 * 9);
  EXPECT_EQ(made.outputElements, 81 * 64);
  EXPECT_EQ(made.weightElements, grouped(1).weightElements);
  EXPECT_TRUE(isStrided(strided(1)));
  EXPECT_FALSE(isStrided(grouped(1)));
}

TEST(PriceOrder, AStrideCostsNoMoreThanAllPositions) {
  // 81 positions of 36 864 MACs at 2 985 984 MAC/s: 1 s. 25 of them at 921 600 MAC/s, of another family: 1 s; at half that 2 s.
  for (auto [others, expected] : {std::pair(921'600.0, 1.0), {460'800.0, 1.0}, {1'843'200.0, 0.5}}) {
    BoardModel model = board({{"peak.winograd", 2'985'984, "MAC/s"},
                              {"peak.implicit-gemm", others, "MAC/s"},
                              {"peak.pointwise", 1e12, "MAC/s"},
                              {"base", 1, "W"}});
    model.ranges = {{CostClass::Convolution, "ifm", 3, 512}};
    EXPECT_NEAR(seconds(model, strided(3)), expected, 1e-6) << others;
  }
}

TEST(PriceOrder, AStrideOfAnyKernelCostsNoMoreThanALargerOne) {
  // 3x3 and 5x5 at stride 2 are slow, 1x1 faster; all positions of 5x5 are fast, of 3x3 slow.
  BoardModel model = board({{"peak.winograd", 1e6, "MAC/s"},
                            {"peak.implicit-gemm", 1e5, "MAC/s"},
                            {"peak.gemm", 1e7, "MAC/s"},
                            {"peak.pointwise", 1e6, "MAC/s"},
                            {"base", 1, "W"}});
  model.ranges = {{CostClass::Convolution, "ifm", 3, 512}};
  EXPECT_LE(seconds(model, strided(1)), seconds(model, strided(3)));
  EXPECT_LE(seconds(model, strided(3)), seconds(model, strided(5)));
}

TEST(PriceOrder, WithoutFamiliesTheFormulaStands) {
  BoardModel model = board({{"peak", 57'600, "MAC/s"}, {"base", 1, "W"}, {"in_tile", 64, "1"}});
  // In tiles of 64 channels 2 channels to a group take as long as 64: 64 s.
  EXPECT_NEAR(seconds(model, grouped(1)), 64, 1e-9);
  EXPECT_NEAR(seconds(model, grouped(32)), 64, 1e-9);
}
