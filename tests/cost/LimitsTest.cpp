// What the time of a kernel is spent on, by hand: each cause, and the roof.
#include "lib/cost/Limits.h"

#include "lib/cost/NetworkCost.h"
#include "tests/cost/Boards.h"
#include <cmath>
#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;

/// The convolution of tests/cost/Boards.h (1 MMAC, 4000 B of weights in 20 000 B read, 20 000 B written) at
///
///   arithmetic 2 ms:  0.5 ms at the peak, a quarter of the multipliers filled by 5000 results
///   memory 2 ms:      1 ms of traffic, 0.5 ms for half of the weights, 0.5 ms for 10 000 B beyond the chip
static BoardModel halfAndHalf() {
  return board({{"launch", 5e-3, "s"},
                {"peak", 2e9, "MAC/s"},
                {"fill", 15000, "elements"},
                {"bandwidth", 4e7, "B/s"},
                {"onchip", 30000, "B"},
                {"spill_bandwidth", 2e7, "B/s"},
                {"parameter_memory", 2000, "B"},
                {"stream_bandwidth", 4e6, "B/s"}});
}

static KernelLimits limitsOf(BoardModel const &model, Kernel const &kernel = kernelOf(convolution(3, 1, 1))) {
  return *kernelLimits(chosen(model), kernel)[0];
}

TEST(Limits, EachCauseHasItsPartOfTheRoundedMaximum) {
  // Busy for 2 ms · 2^¼, half of it by arithmetic: (1 / 2^¼)⁴.
  double half = 1e-3 * std::pow(2, 0.25);
  KernelLimits limits = limitsOf(halfAndHalf());
  EXPECT_NEAR(limits.causes[TimeCause::Launch], 5e-3, 1e-12);
  EXPECT_NEAR(limits.causes[TimeCause::Arithmetic], half / 4, 1e-12);
  EXPECT_NEAR(limits.causes[TimeCause::IdleLanes], half * 3 / 4, 1e-12);
  EXPECT_NEAR(limits.causes[TimeCause::Traffic], half / 2, 1e-12);
  EXPECT_NEAR(limits.causes[TimeCause::Streaming], half / 4, 1e-12);
  EXPECT_NEAR(limits.causes[TimeCause::Spilling], half / 4, 1e-12);
  EXPECT_EQ(limits.causes[TimeCause::OtherDevice], 0);
  EXPECT_NEAR(limits.causes.sum(), 5e-3 + 2 * half, 1e-12);
  EXPECT_EQ(limits.causes.largest(), TimeCause::Launch);
  EXPECT_NEAR(limits.utilisation, 0.25, 1e-12);
  EXPECT_EQ(limits.macs, 1e6);
  EXPECT_EQ(limits.bytes, 40000);
  EXPECT_EQ(limits.weightBytes, 4000);
}

TEST(Limits, TheRoofIsTheLongerOfThePeakAndOnceThroughMemory) {
  BoardModel model = halfAndHalf();
  EXPECT_NEAR(limitsOf(model).roofS, 1e-3, 1e-12);
  model.coefficients[3].value = 4e8; // 0.1 ms of traffic
  EXPECT_NEAR(limitsOf(model).roofS, 0.5e-3, 1e-12);
  EXPECT_NEAR(limitsOf(board({{"bandwidth", 4e5, "B/s"}})).roofS, 0.1, 1e-12) << "no peak is known";
  EXPECT_NEAR(limitsOf(board({{"peak", 1e7, "MAC/s"}})).roofS, 0.1, 1e-12) << "no bandwidth is known";
}

TEST(Limits, OneOfPeakAndBandwidthIsEnough) {
  Kernel kernel = kernelOf(convolution(3, 1, 1));
  EXPECT_TRUE(kernelLimits(chosen(board({{"bandwidth", 1, "B/s"}})), kernel)[0].has_value());
  EXPECT_TRUE(kernelLimits(chosen(board({{"peak", 1, "MAC/s"}})), kernel)[0].has_value());
  EXPECT_FALSE(kernelLimits(chosen(board({{"launch", 1, "s"}})), kernel)[0].has_value());
}

TEST(Limits, TurnsOfALoopMultiplyTimesAndAmounts) {
  Kernel kernel = kernelOf(convolution(3, 1, 1));
  kernel.turns = 3;
  KernelLimits once = limitsOf(halfAndHalf()), thrice = limitsOf(halfAndHalf(), kernel);
  EXPECT_NEAR(thrice.causes.sum(), 3 * once.causes.sum(), 1e-12);
  EXPECT_NEAR(thrice.roofS, 3 * once.roofS, 1e-12);
  EXPECT_EQ(thrice.macs, 3e6);
  EXPECT_EQ(thrice.bytes, 120000);
}

TEST(Limits, WhatAnEngineDoesNotHoldComesAfterItsWork) {
  // As in Borders.AnEngineTellsUtilisationAndWhatItDoesNotHold: 8000 B at 1 MB/s; 40 000 B of traffic at 40 MB/s beside it.
  BoardModel model = board({{"peak", 1e9, "MAC/s"},
                            {"bandwidth", 4e7, "B/s"},
                            {"onchip", 1, "B"},
                            {"spill_bandwidth", 1e6, "B/s"}});
  model.engine = findConvEngine("myriad-x");
  CostFeatures features = convolution(1, 1, 1);
  features.batch = 1;
  features.ifm = 513;
  features.ofm = 128;
  features.inSize = features.outSize = {28, 28};
  Kernel kernel = kernelOf(features);
  double spilled = *kernelWork(features, 32, model.engine)->spilledBytes;
  ASSERT_GT(spilled, 0);
  KernelLimits limits = limitsOf(model, kernel);
  EXPECT_NEAR(limits.causes[TimeCause::Spilling], spilled / 1e6, 1e-12);
  EXPECT_NEAR(limits.causes.sum(), priceNetwork(chosen(model), kernel).latency->value, 1e-12);
  EXPECT_GT(limits.causes[TimeCause::Traffic], 0);
}

TEST(Limits, WhatRunsBesideTheAcceleratorIsOneCause) {
  BoardModel model = halfAndHalf();
  model.kernels.delegate.emplace().fallback = {{"unit", "cpu"}};
  BoardModel other = board({{"launch", 4, "s"}, {"peak", 1e6, "MAC/s"}});
  other.settings[0] = {"unit", {"cpu"}, "cpu", {}};
  model.beside = std::make_shared<BoardModel>(other);
  KernelLimits limits = limitsOf(model, kernelOf(convolution(3, 1, 1), false));
  EXPECT_NEAR(limits.causes[TimeCause::OtherDevice], 5, 1e-12);
  EXPECT_NEAR(limits.causes.sum(), 5, 1e-12);
  EXPECT_EQ(limits.causes.largest(), TimeCause::OtherDevice);
}
