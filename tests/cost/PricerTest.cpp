// One kernel on one board: its figures, what they rest on, and its interval.
#include "lib/cost/Pricer.h"
#include "lib/cost/Interval.h"
#include "lib/cost/Kind.h"
#include "lib/cost/Limits.h"

#include "tests/cost/Boards.h"
#include <cmath>
#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;
using testing::HasSubstr;

/// The board and its pricer are gone when the price is read.
static KernelPrice price(BoardModel const &model, CostFeatures const &kernel, SettingValues settings = {}) {
  return Pricer(chosen(model, std::move(settings))).price(kernel, {});
}

TEST(Pricer, CountsThatAreNotKnownHaveNoEstimate) {
  CostFeatures unknown = convolution(3, 1, 1);
  unknown.outputElements = std::nullopt;
  EXPECT_EQ(price(board({{"launch", 0.1, "s"}, {"base", 2, "W"}}), unknown).basis, Basis::None);
}

TEST(Pricer, ClassesTheBoardWasNotCalibratedOnAreFallback) {
  BoardModel model = board({{"launch", 0.1, "s"}, {"base", 2, "W"}});
  model.ranges = {{CostClass::Pooling, "macs", 0, 0}};
  KernelPrice found = price(model, convolution(3, 1, 1));
  EXPECT_EQ(found.basis, Basis::Fallback);
  EXPECT_THAT(found.reason.text(), HasSubstr("calibrated without convolution kernels"));
}

/// A 3×3(×3) convolution of group 1 over maps of this size.
static CostFeatures convolutionOver(Extents size, Extents kernel) {
  CostFeatures features = convolution(3, 1, 1);
  features.group = 1;
  features.inSize = features.outSize = std::move(size);
  features.kernel = std::move(kernel);
  features.stride = features.dilation = Extents(features.kernel.size(), 1);
  return features;
}

TEST(Pricer, FamiliesWithoutRowsAtASettingAreStoodInForThere) {
  BoardModel model = board(
      {{"peak.winograd", 2e9, "MAC/s"}, {"peak.pointwise", 1e9, "MAC/s"}, {"peak.depthwise", 1e8, "MAC/s"}});
  model.ranges = {{CostClass::Convolution, "macs", 0, 1e9},
                  {CostClass::DepthwiseConvolution, "macs", 0, 1e9}};
  model.unmeasured = {
      {{{"mode", "slow"}, {"unit", "gpu"}}, {KernelFamily::Winograd, KernelFamily::DepthwiseLarge}}};
  CostFeatures plain = convolutionOver({8, 8}, {3, 3});
  SettingValues slow = {{"unit", "gpu"}, {"mode", "slow"}}, fast = {{"unit", "gpu"}, {"mode", "fast"}};
  EXPECT_EQ(price(model, plain, fast).basis, Basis::Fit);
  EXPECT_EQ(price(model, plain, {{"mode", "slow"}}).basis, Basis::Fit) << "one of two conditions";
  KernelPrice found = price(model, plain, slow);
  EXPECT_EQ(found.basis, Basis::Fallback);
  EXPECT_EQ(found.unmeasuredPart, "winograd");
  EXPECT_EQ(found.reason.text(), "the board was calibrated without winograd kernels of this class at "
                                 "mode=slow,unit=gpu, others stand in");
  EXPECT_EQ(found.energy, price(model, plain, fast).energy) << "the same figure, trusted less";
  EXPECT_EQ(price(model, convolutionOver({8, 8}, {1, 1}), slow).basis, Basis::Fit);
  CostFeatures large = convolutionOver({8, 8}, {5, 5});
  large.costClass = CostClass::DepthwiseConvolution;
  large.group = large.ifm = large.ofm = 64;
  EXPECT_EQ(price(model, large, slow).basis, Basis::Fit) << "depthwise kernels of all sizes were measured";
  model.unmeasured.front().families.push_back(KernelFamily::Depthwise);
  EXPECT_EQ(price(model, large, slow).basis, Basis::Fallback);
}

TEST(Pricer, VolumesAreNoPicturesUnlessTheyWereMeasured) {
  BoardModel model = board({{"launch", 0.1, "s"}, {"base", 2, "W"}});
  model.ranges = {{CostClass::Convolution, "macs", 0, 1e9}};
  CostFeatures volume = convolutionOver({2, 8, 8}, {1, 3, 3});
  EXPECT_EQ(price(model, volume).basis, Basis::Fallback);
  EXPECT_EQ(price(model, volume).reason.text(),
            "the board was calibrated without 3-D convolution kernels, 2-D ones stand in");
  EXPECT_EQ(price(model, volume).beyond, beyondClass());
  for (CostFeatures const &flat : {convolutionOver({1, 8, 8}, {1, 3, 3}), convolutionOver({8, 8}, {3, 3}),
                                   convolutionOver({8}, {3})}) // what computes the same has the same trust
    EXPECT_EQ(price(model, flat).basis, Basis::Fit) << flat.kernel.size();
  model.ranges.push_back({CostClass::Convolution, "axes", 2, 3});
  EXPECT_EQ(price(model, volume).basis, Basis::Fit);
}

TEST(Pricer, GapsBetweenTapsAreToldUnlessTheyWereMeasured) {
  BoardModel model = board({{"launch", 0.1, "s"}, {"base", 2, "W"}});
  model.ranges = {{CostClass::Convolution, "macs", 0, 1e9}, {CostClass::Convolution, "dilation", 1, 1}};
  CostFeatures dilated = convolutionOver({8, 8}, {3, 3}), pointwise = convolutionOver({8, 8}, {1, 1});
  EXPECT_EQ(price(model, dilated).basis, Basis::Fit);
  dilated.dilation = pointwise.dilation = {1, 2};
  EXPECT_EQ(price(model, dilated).basis, Basis::Fallback);
  EXPECT_EQ(price(model, dilated).unmeasuredPart, "dilated");
  EXPECT_EQ(price(model, pointwise).basis, Basis::Fit) << "one tap has no gaps";
  model.ranges = {{CostClass::Convolution, "dilation", 1, 2}};
  EXPECT_EQ(price(model, dilated).basis, Basis::Fit);
  dilated.dilation = {1, 3};
  EXPECT_EQ(price(model, dilated).basis, Basis::Extrapolated);
}

TEST(Pricer, GapsMakeNothingCheaper) {
  // Fast algorithms for 3×3 take 1 MMAC at 1 GMAC/s, what takes gaps 4: 1 ms all the same. The other way round it is 1 ms, not 0.25.
  for (auto [winograd, other] : {std::pair(1e9, 4e9), {4e9, 1e9}}) {
    BoardModel model = board(
        {{"peak.winograd", winograd, "MAC/s"}, {"peak.implicit-gemm", other, "MAC/s"}, {"base", 2, "W"}});
    CostFeatures dilated = convolutionOver({8, 8}, {3, 3});
    dilated.dilation = {2, 2};
    EXPECT_NEAR(price(model, dilated).latency->value, 1e-3, 1e-12);
    EXPECT_NEAR(price(model, dilated).energy->value, 2e-3, 1e-12);
    Kernel kernel = kernelOf(dilated);
    EXPECT_NEAR(kernelLimits(chosen(model), kernel)[0]->causes.sum(), 1e-3, 1e-12) << "as `why` has it";
  }
}

TEST(Pricer, WhatTakesLongerWithGapsDrawsItsBaseSoMuchLonger) {
  // Without gaps 0.25 ms at 2 + 100 W, with them 1 ms at 2 W: at least the 25 mJ of the multipliers, and 2 W for the longer time.
  BoardModel model = board({{"peak.winograd", 4e9, "MAC/s"},
                            {"peak.implicit-gemm", 1e9, "MAC/s"},
                            {"dynamic.winograd", 100, "W"},
                            {"base", 2, "W"}});
  CostFeatures dilated = convolutionOver({8, 8}, {3, 3});
  dilated.dilation = {2, 2};
  EXPECT_NEAR(price(model, dilated).latency->value, 1e-3, 1e-12);
  EXPECT_NEAR(price(model, dilated).energy->value, 27e-3, 1e-12);
  EXPECT_NEAR(price(model, dilated).base->value, 2e-3, 1e-12);
}

TEST(Pricer, OperatingPointsNobodyMeasuredAreExtrapolated) {
  auto at = [](char const *clock) {
    return price(boardWithDeclaredValues(), convolution(3, 1, 1), {{"clock", clock}, {"cores", "4"}});
  };
  EXPECT_EQ(at("1000").basis, Basis::Fit);
  EXPECT_EQ(at("500").basis, Basis::Extrapolated);
  EXPECT_EQ(at("500").reason.text(), "clock=500 was not measured, the board file only declares its effect");
}

TEST(Pricer, RangesIncludeTheirEndsAndTheIntervalOutsideIsWider) {
  BoardModel model = board({{"launch", 1, "s"}, {"base", 2, "W"}}); // 2 J
  model.ranges = {{CostClass::Convolution, "macs", 1e6, 1e6}};
  model.error = HeldOutError{"k-fold", 0.05, 30, 0.9, IntervalFactors{0.75, 1.5}, std::nullopt};
  CostFeatures kernel = convolution(3, 1, 1);
  KernelPrice inside = price(model, kernel);
  EXPECT_EQ(inside.basis, Basis::Fit);
  EXPECT_NEAR(inside.low->value, 0.75 * 2, 1e-12);
  EXPECT_NEAR(inside.high->value, 1.5 * 2, 1e-12);
  for (int64_t macs : {999'999, 1'000'001}) {
    kernel.macs = macs;
    KernelPrice outside = price(model, kernel);
    EXPECT_EQ(outside.basis, Basis::Extrapolated);
    EXPECT_EQ(outside.reason.text(),
              "macs " + std::to_string(macs) + " is outside the calibrated 1e+06 to 1e+06");
    EXPECT_NEAR(outside.low->value, 0.50136 * 2, 1e-4); // 2.4 times the logarithm
    EXPECT_NEAR(outside.high->value, 2.64618 * 2, 1e-4);
  }
}

TEST(Pricer, TheFeatureFarthestOutIsNamedWhateverTheOrder) {
  FeatureRange macs{CostClass::Convolution, "macs", 2e6, 4e6};     // 1 million: half the least
  FeatureRange params{CostClass::Convolution, "params", 100, 250}; // 1000: four times the most
  FeatureRange batch{CostClass::Convolution, "batch", 8, 8};       // not known
  for (std::vector<FeatureRange> const &ranges : {std::vector{macs, params, batch}, {batch, params, macs}}) {
    BoardModel model = board({{"launch", 1, "s"}, {"base", 2, "W"}});
    model.ranges = ranges;
    KernelPrice found = price(model, convolution(3, 1, 1));
    EXPECT_EQ(found.basis, Basis::Extrapolated);
    EXPECT_EQ(found.reason.text(), "params 1000 is outside the calibrated 100 to 250");
    EXPECT_NEAR(found.beyond, std::log(4), 1e-12);
  }
}

// A convolution without a bias is not outside of those with one; an activation of another size is.
TEST(Pricer, OtherOperationsOfKernelsThatMultiplyHaveNoRange) {
  BoardModel model = board({{"launch", 1, "s"}, {"base", 2, "W"}});
  model.ranges = {{CostClass::Convolution, "macs", 1e6, 1e6},
                  {CostClass::Convolution, "other_ops", 5000, 9000},
                  {CostClass::Activation, "macs", 0, 0},
                  {CostClass::Activation, "other_ops", 5000, 9000}};
  CostFeatures kernel = convolution(3, 1, 1);
  kernel.otherOps = 0;
  EXPECT_EQ(price(model, kernel).basis, Basis::Fit);
  kernel.costClass = CostClass::Activation;
  kernel.macs = 0;
  EXPECT_EQ(price(model, kernel).reason.text(), "other_ops 0 is outside the calibrated 5000 to 9000");
}

TEST(Pricer, BoardWithoutPublishedErrorHasNoInterval) {
  EXPECT_EQ(price(board({{"launch", 1, "s"}, {"base", 2, "W"}}), convolution(3, 1, 1)).low, std::nullopt);
}

TEST(Additive, SumsCountsTimesConstants) {
  BoardModel model = board({{"kernel_energy", 1e-6, "J"},
                            {"mac_energy.winograd", 2e-12, "J"},
                            {"parameter_energy", 1e-9, "J"},
                            {"activation_energy", 1e-10, "J"}},
                           "additive");
  KernelPrice found = price(model, convolution(3, 1, 1));
  EXPECT_NEAR(found.energy->value, 1e-6 + 2e-6 + 1e-6 + 0.9e-6, 1e-12);
  EXPECT_EQ(found.latency, std::nullopt) << "no coefficient of time";
}

TEST(Polynomial, IsScaledBySettingsAndSilentWhereNegative) {
  BoardModel model = board({{"energy[1]", -1, "J"}, {"energy[macs]", 2, "J"}, {"energy@mode=slow", 3, "1"}});
  model.setKind("polynomial");
  EXPECT_NEAR(price(model, convolution(3, 1, 1)).energy->value, 1, 1e-12);
  EXPECT_NEAR(price(model, convolution(3, 1, 1), {{"mode", "slow"}}).energy->value, 3, 1e-12);
  CostFeatures small = convolution(3, 1, 1);
  small.macs = 100;
  EXPECT_EQ(price(model, small).basis, Basis::None);
}

// What --describe-board prints of a kind: nothing that a board file may give is left out.
TEST(CostKinds, TheirWordsNameEveryFigure) {
  for (BoardKindInfo const &kind : boardKinds()) {
    std::string words;
    for (std::string const &line : costKind(kind.kind).words())
      words += line + "\n";
    for (BoardFigureInfo const &figure : boardFigures())
      EXPECT_TRUE(!figure.isOf(kind.kind) || llvm::StringRef(words).contains(figure.name))
          << kind.name.str() << ' ' << kind.form.str() << ": " << figure.name.str();
  }
}
