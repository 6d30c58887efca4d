// The price of networks worked out by hand: overheads, what runs beside an accelerator, measured times, intervals.
#include "lib/cost/NetworkCost.h"

#include "lib/cost/Interval.h"
#include "tests/cost/Boards.h"
#include <cmath>
#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;

TEST(Inference, TheSlowerOfHostAndDeviceSetsThePace) {
  BoardModel model = board({{"host_overhead", 1, "s"}, {"host_launch", 1, "s"}, {"overhead", 0.1, "s"}});
  NetworkTimes times = networkTimes(resolveFigures(model, {}), {99, 0}, 9.9);
  EXPECT_NEAR(times.intervalS, 100 * std::pow(1 + 1e-4, 0.25), 1e-9); // host 100 s, device 10 s
}

TEST(NetworkCost, OverlappedInferencesTellLatencyFromInterval) {
  BoardModel model = board({{"interval", 1, "1"},
                            {"interval@mode=slow", 0.5, "1"},
                            {"latency", 0.9, "1"},
                            {"latency@mode=slow", 2, "1"},
                            {"launch", 4, "s"},
                            {"base", 3, "W"}});
  NetworkCost cost = priceNetwork(chosen(model, {{"mode", "slow"}}), kernelOf(convolution(3, 1, 1)));
  EXPECT_NEAR(cost.interval->value, 2, 1e-12);
  EXPECT_NEAR(cost.latency->value, 7.2, 1e-12);
  EXPECT_NEAR(cost.total.energy->value, 6, 1e-9) << "base power for the two seconds from result to result";
}

TEST(NetworkCost, KernelsBearTheOverheadOfAnInferenceByTheirTime) {
  // Kernels of 0.1 s each at 2 W, 0.5 s more for the inference: 0.2 + 0.5 J each.
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1)), kernelOf(convolution(1, 1, 1))};
  NetworkCost cost =
      priceNetwork(chosen(board({{"overhead", 0.5, "s"}, {"launch", 0.1, "s"}, {"base", 2, "W"}})), kernels);
  EXPECT_NEAR(cost.latency->value, 0.7, 1e-12);
  EXPECT_NEAR(cost.deviceLatency->value, 0.2, 1e-12);
  EXPECT_NEAR(cost.total.energy->value, 1.4, 1e-12);
  EXPECT_NEAR(cost.kernels[0].alone->value, 0.1, 1e-12);
  EXPECT_NEAR(cost.kernels[0].whole.energy->value, 0.7, 1e-12);
}

/// An accelerator of 1 s and 3 W a kernel; what it leaves runs on a processor of 4 s and 1 W a kernel.
static BoardModel accelerator() {
  BoardModel model = board({{"launch", 1, "s"}, {"base", 3, "W"}, {"overhead", 1, "s"}});
  model.kernels.delegate.emplace().fallback = {{"unit", "cpu"}};
  BoardModel other = board({{"launch", 4, "s"}, {"base", 1, "W"}, {"overhead", 100, "s"}});
  other.settings[0] = {"unit", {"cpu"}, "cpu", {}};
  model.beside = std::make_shared<BoardModel>(other);
  return model;
}

TEST(NetworkCost, WhatTheAcceleratorLeavesIsPricedByTheBoardBesideIt) {
  // 3 J and 1 s here, 4 J and 4 s there, and the accelerator's second of overhead at 3 W.
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1)), kernelOf(convolution(3, 1, 1), false)};
  NetworkCost cost = priceNetwork(chosen(accelerator(), {{"unit", "gpu"}}), kernels);
  EXPECT_NEAR(cost.total.energy->value, 3 + 4 + 3, 1e-9);
  EXPECT_NEAR(cost.latency->value, 1 + 4 + 1, 1e-9);
  EXPECT_EQ(cost.kernels[0].basis, Basis::Fit);
  EXPECT_EQ(cost.kernels[1].basis, Basis::Fallback);
  EXPECT_EQ(cost.kernels[1].reason.text(), "not supported by the accelerator: runs at unit=cpu");
}

TEST(NetworkCost, WithoutFiguresOfTheProcessorWhatIsLeftHasNoEstimate) {
  BoardModel model = accelerator();
  model.kernels.delegate->fallback.clear();
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1)), kernelOf(convolution(3, 1, 1), false)};
  NetworkCost cost = priceNetwork(chosen(model), kernels);
  EXPECT_EQ(cost.kernels[1].basis, Basis::None);
  EXPECT_NEAR(cost.total.energy->value, 3 + 3, 1e-9);
  EXPECT_EQ(priceNetwork(chosen(model), llvm::makeArrayRef(kernels).drop_front()).total.energy, std::nullopt)
      << "nothing of it is priced";
}

TEST(NetworkCost, MeasuredTimesKeepThePredictedPowerAndSharedOnesTheProportion) {
  // Predicted 1 s and 1 s; one layer of both took 4 s: 2 s each at 3 W.
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1)), kernelOf(convolution(1, 1, 1))};
  MeasuredTimes times{{{4, {0, 1}}}};
  NetworkCost cost = priceNetwork(chosen(board({{"launch", 1, "s"}, {"base", 3, "W"}})), kernels, &times);
  EXPECT_NEAR(cost.kernels[0].alone->value, 1, 1e-12);
  EXPECT_NEAR(cost.kernels[0].whole.energy->value, 6, 1e-12);
  EXPECT_NEAR(cost.deviceLatency->value, 4, 1e-12);
}

TEST(NetworkCost, ContentOfTheInputScalesWhatTheKernelsDraw) {
  ChosenBoard board3W = chosen(board({{"launch", 1, "s"}, {"base", 3, "W"}}));
  board3W.inputFactor = 0.5;
  NetworkCost cost = priceNetwork(board3W, kernelOf(convolution(3, 1, 1)));
  EXPECT_NEAR(cost.total.energy->value, 1.5, 1e-12);
}

TEST(NetworkCost, IntervalsOfEnergyAndTimeWidenByTheShareOutsideTheCalibratedRange) {
  // Two kernels of 1 s and 3 J, one of them outside by three times: half of the figure, so factors to the power of
  // 1 + 1.4 · √½ = 1.98995, times exp(0.35 · ½ · ln 3) = 1.211982.
  BoardModel model = board({{"launch", 1, "s"}, {"base", 3, "W"}});
  model.ranges = {{CostClass::Convolution, "ksize", 3, 3}};
  HeldOutError error{"k-fold", 0.05, 30, 0.9, std::nullopt, IntervalFactors{0.25, 4}};
  error.latency = IntervalFactors{0.64, 1.44};
  model.error = error;
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1)), kernelOf(convolution(1, 1, 1))};
  NetworkCost cost = priceNetwork(chosen(model), kernels);
  EXPECT_NEAR(cost.total.high->value, 6 * 15.7786 * 1.211982, 1e-3);
  EXPECT_NEAR(cost.total.low->value, 6 / (15.7786 * 1.211982), 1e-5);
  EXPECT_NEAR(cost.latencyLow->value, 2 * 0.41144 / 1.211982, 1e-4);
  EXPECT_NEAR(cost.latencyHigh->value, 2 * 2.06602 * 1.211982, 1e-4);
  EXPECT_NEAR(cost.doubt.outside, 0.5, 1e-12);
  EXPECT_NEAR(cost.doubt.beyond, std::log(3) / 2, 1e-12);
  EXPECT_EQ(cost.intervalLevel, 0.9);
  EXPECT_EQ(cost.noInterval, NoInterval::Given);
}

TEST(NetworkCost, SettingsFittedByThemselvesHaveIntervalsOfTheirOwn) {
  BoardModel model = board({{"launch", 1, "s"}, {"base", 3, "W"}});
  model.settings = {{"mode", {"fast", "free"}, "fast", {}}};
  model.error = HeldOutError{"k-fold", 0.05, 30, 0.9, std::nullopt, IntervalFactors{0.5, 2}};
  model.error->latency = IntervalFactors{0.8, 1.25};
  model.error->at = {{{{"mode", "free"}}, IntervalFactors{0.25, 4}, IntervalFactors{0.625, 1.6}}};
  auto price = [&](std::string const &mode) {
    return priceNetwork(ChosenBoard{std::make_shared<BoardModel>(model), {{"mode", mode}}},
                        kernelOf(convolution(3, 1, 1)));
  };
  EXPECT_NEAR(price("fast").total.high->value, 3 * 2, 1e-12);
  EXPECT_NEAR(price("fast").latencyHigh->value, 1.25, 1e-12);
  EXPECT_NEAR(price("free").total.high->value, 3 * 4, 1e-12);
  EXPECT_NEAR(price("free").latencyHigh->value, 1.6, 1e-12);
}

TEST(NetworkCost, AnIntervalOfOneSideIsMirrored) {
  BoardModel model = board({{"launch", 1, "s"}, {"base", 3, "W"}});
  model.error = HeldOutError{"k-fold", 0.05, 30, 0.9, std::nullopt, IntervalFactors{1, 1.25}};
  NetworkCost cost = priceNetwork(chosen(model), kernelOf(convolution(3, 1, 1)));
  EXPECT_NEAR(cost.total.low->value, 3 / 1.25, 1e-12);
  EXPECT_NEAR(cost.total.high->value, 3 * 1.25, 1e-12);
}

TEST(NetworkCost, TheIntervalOfALatencyIsThatOfItsPredictedPart) {
  // 3 s measured, 1 s predicted between a half and twice of it.
  BoardModel model = board({{"launch", 1, "s"}, {"base", 3, "W"}});
  model.error = HeldOutError{"k-fold", 0.05, 30, 0.9, std::nullopt, std::nullopt};
  model.error->latency = IntervalFactors{0.5, 2};
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1)), kernelOf(convolution(1, 1, 1))};
  MeasuredTimes times{{{3, {0}}}};
  NetworkCost cost = priceNetwork(chosen(model), kernels, &times);
  EXPECT_NEAR(cost.latency->value, 4, 1e-12);
  EXPECT_NEAR(cost.latencyLow->value, 3.5, 1e-12);
  EXPECT_NEAR(cost.latencyHigh->value, 5, 1e-12);
}

TEST(NetworkCost, WhatIsTakenBesideMeasuredKernelsKeepsItsSpread) {
  // 3 s measured in the kernel, 1 s between, 4 s of overhead predicted between a half and twice of it.
  BoardModel model = board({{"launch", 1, "s"}, {"overhead", 4, "s"}, {"base", 3, "W"}});
  model.error = HeldOutError{"k-fold", 0.05, 30, 0.9, std::nullopt, std::nullopt};
  model.error->latency = IntervalFactors{0.5, 2};
  MeasuredTimes times{{{3, {0}}}, 1};
  NetworkCost cost = priceNetwork(chosen(model), kernelOf(convolution(3, 1, 1)), &times);
  EXPECT_NEAR(cost.latency->value, 8, 1e-12);
  EXPECT_NEAR(cost.latencyLow->value, 4 + 2, 1e-12);
  EXPECT_NEAR(cost.latencyHigh->value, 4 + 8, 1e-12);
  model.coefficients[1].value = 0; // nothing is predicted any more
  cost = priceNetwork(chosen(model), kernelOf(convolution(3, 1, 1)), &times);
  EXPECT_NEAR(cost.latencyLow->value, 4, 1e-12);
  EXPECT_NEAR(cost.latencyHigh->value, 4, 1e-12);
}

TEST(NetworkCost, SaysWhyThereIsNoInterval) {
  BoardModel model = board({{"launch", 1, "s"}, {"base", 3, "W"}});
  EXPECT_EQ(priceNetwork(chosen(model), kernelOf(convolution(3, 1, 1))).noInterval,
            NoInterval::SourceGivesNone);
  model.error = HeldOutError{"k-fold", 0.05, 30, 0.9, IntervalFactors{0.5, 2}, std::nullopt};
  EXPECT_EQ(priceNetwork(chosen(model), kernelOf(convolution(3, 1, 1))).noInterval,
            NoInterval::NotOfNetworks);
}

TEST(NetworkCost, WithoutPowerThereIsTimeAndNoEnergy) {
  NetworkCost cost = priceNetwork(chosen(board({{"launch", 2, "s"}})), kernelOf(convolution(3, 1, 1)));
  EXPECT_EQ(cost.total.energy, std::nullopt);
  EXPECT_NEAR(cost.deviceLatency->value, 2, 1e-12);
  EXPECT_NEAR(cost.latency->value, 2, 1e-12);
}

TEST(NetworkCost, AGivenPowerTimesTheTimeIsTheEnergy) {
  // Kernels of 1 s each and 2 s beside them at 7 W: 28 J, 14 J each.
  ChosenBoard board = chosen(eo::test::board({{"launch", 1, "s"}, {"overhead", 2, "s"}}));
  board.givenPowerW = 7;
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1)), kernelOf(convolution(1, 1, 1))};
  NetworkCost cost = priceNetwork(board, kernels);
  EXPECT_NEAR(cost.total.energy->value, 28, 1e-9);
  EXPECT_NEAR(cost.kernels[0].whole.energy->value, 14, 1e-9);
  EXPECT_EQ(cost.kernels[0].basis, Basis::GivenPower);
}

TEST(NetworkCost, TrustHasTwoBorders) {
  EXPECT_EQ(trustLevel(0.9), TrustLevel::Calibrated);
  EXPECT_EQ(trustLevel(0.8999), TrustLevel::Partly);
  EXPECT_EQ(trustLevel(0.5), TrustLevel::Partly);
  EXPECT_EQ(trustLevel(0.4999), TrustLevel::Guess);
  EXPECT_EQ(findTrustLevel("partly"), TrustLevel::Partly);
  EXPECT_EQ(findTrustLevel("good"), std::nullopt);
}

TEST(NetworkCost, TrustNamesWhatWasNeverMeasured) {
  // One second of a class the board knows, three of one it does not.
  BoardModel model = board({{"launch", 1, "s"}, {"base", 1, "W"}});
  model.ranges = {{CostClass::Convolution, "macs", 0, 1e9}};
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1)), kernelOf(convolution(3, 1, 8)),
                      kernelOf(convolution(3, 1, 8)), kernelOf(convolution(3, 1, 8))};
  NetworkCost cost = priceNetwork(chosen(model), kernels);
  ASSERT_TRUE(cost.trust.has_value());
  EXPECT_NEAR(cost.trust->calibratedShare, 0.25, 1e-12);
  EXPECT_EQ(cost.trust->level(), TrustLevel::Guess);
  EXPECT_EQ(cost.trust->reasons,
            std::vector<std::string>{"depthwise-convolution kernels were never measured here: 75 %"});
}

TEST(NetworkCost, TrustNamesAlgorithmsThatHaveNoRateOfTheirOwn) {
  // A board whose fit saw 1×1 convolutions only: 3×3 ones lie inside the ranges of their class and were never measured.
  BoardModel model =
      board({{"launch", 1, "s"}, {"base", 1, "W"}, {"peak", 1e9, "MAC/s"}, {"peak.pointwise", 1e9, "MAC/s"}});
  model.ranges = {{CostClass::Convolution, "macs", 0, 1e12}};
  Kernel kernels[] = {kernelOf(convolution(1, 1, 1)), kernelOf(convolution(3, 1, 1))};
  NetworkCost cost = priceNetwork(chosen(model), kernels);
  EXPECT_EQ(cost.kernels[0].basis, Basis::Fit);
  EXPECT_EQ(cost.kernels[1].basis, Basis::Fallback);
  EXPECT_EQ(cost.kernels[1].beyond, beyondClass());
  ASSERT_TRUE(cost.trust.has_value());
  EXPECT_EQ(cost.trust->reasons,
            std::vector<std::string>{"winograd convolution kernels were never measured here: 50 %"});
  model.coefficients.push_back({"peak.winograd", 1e9, "MAC/s", false, std::nullopt, ""});
  EXPECT_EQ(priceNetwork(chosen(model), kernels).kernels[1].basis, Basis::Fit);
}
