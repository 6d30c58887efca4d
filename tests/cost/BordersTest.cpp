// Borders and signs of the formulas from both sides; what scripts/mutate.sh found no test to see.
#include "lib/cost/Interval.h"
#include "lib/cost/Kind.h"
#include "lib/cost/NetworkCost.h"
#include "lib/cost/kinds/Roofline.h"
#include "tests/cost/Boards.h"
#include <cmath>
#include <gtest/gtest.h>

using namespace eo;
using namespace eo::test;

static RooflineCost roofline(BoardModel const &model, CostFeatures const &features, unsigned bits = 32) {
  return rooflineCost(resolveFigures(model, {}), *kernelWork(features, bits), {});
}

TEST(Borders, ATileOfTwoChannelsIsHalfFilledByTheThird) {
  // 3 channels in tiles of 2 fill 3/4 of them; of those of 1 everything.
  CostFeatures features = convolution(3, 1, 1);
  features.kclc = 1;
  features.ifm = 3;
  for (auto [tile, times] : {std::pair(2.0, 4.0 / 3), {1.0, 1.0}})
    EXPECT_NEAR(roofline(board({{"peak", 1e9, "MAC/s"}, {"in_tile", tile, "channels"}}), features).timeS,
                1e-3 * times, 1e-12);
  features.kclc = std::nullopt; // channels are not known to lie along a sum
  EXPECT_NEAR(roofline(board({{"peak", 1e9, "MAC/s"}, {"in_tile", 2, "channels"}}), features).timeS, 1e-3,
              1e-12);
}

TEST(Borders, AFillOfOneElementCounts) {
  EXPECT_NEAR(roofline(board({{"peak", 1e9, "MAC/s"}, {"fill", 1, "elements"}}), convolution(3, 1, 1)).timeS,
              1e-3 * 5001 / 5000, 1e-12);
}

TEST(Borders, AFillOfPositionsLeavesOnePositionItsShare) {
  // One position against one that fill_positions asks for: half of the peak.
  CostFeatures features = convolution(3, 1, 1);
  features.ofm = features.outputElements = 5000;
  EXPECT_NEAR(roofline(board({{"peak", 1e9, "MAC/s"}, {"fill_positions", 1, "positions"}}), features).timeS,
              2e-3, 1e-12);
}

TEST(Borders, WithoutChannelsEveryOutputIsAPosition) {
  // 5000 of them are half of what fill_positions of 5000 asks for.
  EXPECT_NEAR(
      roofline(board({{"peak", 1e9, "MAC/s"}, {"fill_positions", 5000, "positions"}}), convolution(3, 1, 1))
          .timeS,
      2e-3, 1e-12);
}

TEST(Borders, WhatJustFitsTheChipDoesNotSpill) {
  // 10 000 elements of 2 bytes.
  for (auto [chip, spilled] : {std::pair(20000.0, 0.0), {19999.0, 1.0}})
    EXPECT_NEAR(
        roofline(board({{"onchip", chip, "B"}, {"spill_bandwidth", 1, "B/s"}}), convolution(3, 1, 1), 16)
            .timeS,
        spilled, 1e-12);
}

TEST(Borders, WhatPassesOnceMoreDrawsThePowerOfMemory) {
  // 2 ms of arithmetic at 1 W and 8 ms of memory at half of it.
  BoardModel model = board({{"peak", 1e9, "MAC/s"},
                            {"spill_bandwidth", 1e6, "B/s"},
                            {"dynamic", 1, "W"},
                            {"memory_power", 0.5, "1"}});
  KernelWork work = *kernelWork(convolution(3, 1, 1), 32);
  work.utilisation = 0.5;
  work.spilledBytes = 8000;
  RooflineCost cost = rooflineCost(resolveFigures(model, {}), work, {});
  EXPECT_NEAR(cost.computeS, 2e-3, 1e-12);
  EXPECT_NEAR(cost.memoryS, 8e-3, 1e-12);
  EXPECT_NEAR(cost.energyJ, 2e-3 + 4e-3, 1e-12);
}

TEST(Borders, WhatAnEngineHoldsIsNotSpilledAByte) {
  BoardModel model = board({{"onchip", 1, "B"}, {"spill_bandwidth", 1, "B/s"}});
  KernelWork work = *kernelWork(convolution(3, 1, 1), 32);
  for (double spilled : {0.0, 8000.0}) {
    work.spilledBytes = spilled;
    RooflineCost cost = rooflineCost(resolveFigures(model, {}), work, {});
    EXPECT_EQ(cost.spilledS, spilled);
    EXPECT_EQ(cost.againS, spilled);
    EXPECT_EQ(cost.timeS, spilled);
    EXPECT_EQ(cost.trafficS, 0);
  }
}

TEST(Borders, AnEngineTellsUtilisationAndWhatItDoesNotHold) {
  // 512 channels of 28 positions, 1x1, to 128: mode 2 has blocks of 128 and makes 64 at a time: 2 · (128 + 11) cycles, mode
  // 3 4 · (64 + 19), mode 1 256 + 5. 4 lines of 32 positions are 128 KiB, with one channel more they do not fit.
  CostFeatures features = convolution(1, 1, 1);
  features.batch = 1;
  features.ofm = 128;
  features.inSize = features.outSize = {28, 28};
  for (int64_t channels : {512, 513}) {
    features.ifm = channels;
    std::optional<KernelWork> work = kernelWork(features, 16, findConvEngine("myriad-x"));
    ASSERT_TRUE(work);
    EXPECT_GT(work->utilisation, 0.9);
    EXPECT_LT(work->utilisation, 1);
    EXPECT_EQ(work->spilledBytes, channels == 512 ? 0 : 2 * 4000) << "less than three results";
    EXPECT_EQ(work->positions, 28 * 28);
  }
  features.group = features.ifm; // depthwise: runs elsewhere
  features.costClass = CostClass::DepthwiseConvolution;
  std::optional<KernelWork> work = kernelWork(features, 16, findConvEngine("myriad-x"));
  ASSERT_TRUE(work);
  EXPECT_EQ(work->utilisation, 0);
  EXPECT_EQ(work->spilledBytes, 0);
}

TEST(Borders, WhatIsNotKnownOfWeightsAndChannelsIsNothing) {
  CostFeatures features = convolution(3, 1, 1);
  features.kclc = 1;
  EXPECT_EQ(kernelWork(features, 32)->outChannels, 0);
  features.weightElements = std::nullopt;
  NetworkWork network;
  network.add(features, 32);
  EXPECT_EQ(network.weightBytes, 0);
  EXPECT_EQ(network.kernels, 1);
}

TEST(Borders, EveryKernelIsLaunchedOnce) {
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1)), kernelOf(convolution(3, 1, 1))};
  EXPECT_NEAR(
      priceNetwork(chosen(board({{"host_launch", 1, "s"}, {"launch", 1e-3, "s"}})), kernels).latency->value,
      2, 1e-9);
}

TEST(Borders, OneOfTimeAndEnergyIsAPriceAndNeitherIsNone) {
  BoardModel model = board({{"launch", 1, "s"}});
  EXPECT_EQ(FormulaPrice::fit(model, 1, 0).basis, Basis::Fit);
  EXPECT_EQ(FormulaPrice::fit(model, 1, 0).energy, std::nullopt);
  EXPECT_EQ(FormulaPrice::fit(model, 0, 1).basis, Basis::Fit);
  EXPECT_EQ(FormulaPrice::fit(model, 0, 1).time, std::nullopt);
  EXPECT_EQ(FormulaPrice::fit(model, 0, 0).reason.text(), "the board has no figures for it");
  model.coefficients.push_back({"peak", std::nullopt, "MAC/s", false, std::nullopt, "not published"});
  EXPECT_EQ(FormulaPrice::fit(model, 0, 0).reason.text(), "not published");
  EXPECT_EQ(FormulaPrice::fit(model, 0, 0).basis, Basis::None);
}

TEST(Borders, AViewTakesNothing) {
  CostFeatures view = convolution(3, 1, 1);
  view.costClass = CostClass::View;
  BoardModel model = board({{"launch", 1, "s"}, {"base", 3, "W"}});
  model.error = HeldOutError{"k-fold", 0.05, 30, 0.9, IntervalFactors{0.5, 2}, IntervalFactors{0.5, 2}};
  NetworkCost cost = priceNetwork(chosen(model), kernelOf(view));
  EXPECT_EQ(cost.kernels[0].basis, Basis::Free);
  EXPECT_EQ(cost.kernels[0].whole.energy->value, 0);
  EXPECT_EQ(cost.kernels[0].whole.latency->value, 0);
  EXPECT_EQ(cost.kernels[0].whole.low->value, 0);
  EXPECT_EQ(cost.kernels[0].whole.high->value, 0);
  EXPECT_EQ(cost.latency, std::nullopt) << "no inference takes no time";
  EXPECT_EQ(cost.total.energy->value, 0);
}

TEST(Borders, BasePowersOfKernelsAndOfTheRestAddUp) {
  // 0.1 s each and 0.5 s beside them at 2 W; 0.2 J alone between a half and twice of it, 0.7 J in all likewise.
  BoardModel model = board({{"overhead", 0.5, "s"}, {"launch", 0.1, "s"}, {"base", 2, "W"}});
  model.error = HeldOutError{"k-fold", 0.05, 30, 0.9, IntervalFactors{0.5, 2}, std::nullopt};
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1)), kernelOf(convolution(1, 1, 1))};
  NetworkCost cost = priceNetwork(chosen(model), kernels);
  EXPECT_NEAR(cost.base->value, 1.4, 1e-12);
  EXPECT_NEAR(cost.kernels[0].whole.low->value, 0.35, 1e-12);
  EXPECT_NEAR(cost.kernels[0].whole.high->value, 1.4, 1e-12);
}

TEST(Borders, MeasuredTimesScaleEnergyByWhatWasPredicted) {
  // 2 s and 6 J predicted, 5 s measured, and 0.5 s between the kernels at their power.
  MeasuredTimes times{{{5, {0}}}, 0.5};
  NetworkCost cost = priceNetwork(chosen(board({{"launch", 2, "s"}, {"base", 3, "W"}})),
                                  kernelOf(convolution(3, 1, 1)), &times);
  EXPECT_NEAR(cost.kernels[0].alone->value, 2, 1e-12);
  EXPECT_NEAR(cost.kernels[0].whole.energy->value, 15 * 1.1, 1e-12) << "with its share of what lies between";
  EXPECT_NEAR(cost.total.energy->value, 16.5, 1e-12);
  EXPECT_NEAR(cost.latency->value, 5.5, 1e-12);
  EXPECT_NEAR(cost.deviceLatency->value, 5.5, 1e-12);
}

TEST(Borders, MeasuredTimesSayThatTheyAreMeasuredBehindWhatElseIsSaid) {
  BoardModel model = board({{"launch", 1, "s"}, {"base", 3, "W"}});
  model.ranges = {{CostClass::Convolution, "ksize", 3, 3}};
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1)), kernelOf(convolution(1, 1, 1))};
  MeasuredTimes times{{{5, {0}}, {5, {1}}}};
  NetworkPricer pricer(chosen(model)); // reasons name its ranges
  NetworkCost cost = pricer.price(kernels, &times);
  EXPECT_EQ(cost.kernels[0].reason.text(), "time measured");
  EXPECT_EQ(cost.kernels[1].reason.text(), "ksize 1 is outside the calibrated 3 to 3; time measured");
}

TEST(Borders, LayersWithoutAPredictedTimeAreSharedEqually) {
  // The board knows energies only: 4 s of two kernels.
  BoardModel model;
  model.coefficients = {{"a_f", 6e-9, "J", false, {}, ""}};
  MeasuredTimes times{{{4, {0, 1}}}};
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1)), kernelOf(convolution(1, 1, 1))};
  NetworkCost cost = priceNetwork(chosen(model), kernels, &times);
  EXPECT_NEAR(cost.kernels[0].whole.latency->value, 2, 1e-12);
  EXPECT_NEAR(cost.kernels[1].whole.latency->value, 2, 1e-12);
}

TEST(Borders, TheShareOfMeasuredTimeDoesNotDependOnItsSize) {
  // Of 4 s, 4 ms or 4 µs three quarters are measured, the rest is between a half and twice what is predicted.
  for (double unit : {1.0, 1e-3, 1e-6}) {
    BoardModel model = board({{"launch", unit, "s"}, {"base", 3, "W"}});
    model.error = HeldOutError{"k-fold", 0.05, 30, 0.9, std::nullopt, std::nullopt};
    model.error->latency = IntervalFactors{0.5, 2};
    Kernel kernels[] = {kernelOf(convolution(3, 1, 1)), kernelOf(convolution(1, 1, 1))};
    MeasuredTimes times{{{3 * unit, {0}}}};
    NetworkCost cost = priceNetwork(chosen(model), kernels, &times);
    EXPECT_NEAR(cost.latencyLow->value / unit, 3.5, 1e-9) << unit;
    EXPECT_NEAR(cost.latencyHigh->value / unit, 5, 1e-9) << unit;
  }
}

TEST(Borders, TurnsOfALoopMultiplyTimeAndEnergy) {
  Kernel kernel = kernelOf(convolution(3, 1, 1));
  kernel.turns = 3;
  NetworkCost cost = priceNetwork(chosen(board({{"launch", 2, "s"}, {"base", 3, "W"}})), kernel);
  EXPECT_NEAR(cost.latency->value, 6, 1e-12);
  EXPECT_NEAR(cost.total.energy->value, 18, 1e-12);
  EXPECT_NEAR(cost.base->value, 18, 1e-12);
}

TEST(Borders, KernelsBesideOthersDrawWhatTheNeighbourModelSays) {
  // 3 W and 7 W alone for a second each, γ = 2 about 1 W: 1 + 2 · 2 and 1 + 2 · 6 W. A kernel without energy has no neighbour.
  BoardModel model = board({{"peak", 1e6, "MAC/s"}, {"base", 3, "W"}, {"dynamic.pointwise", 4, "W"}});
  model.neighbours = NeighbourModel{1, 2, 0};
  CostFeatures unknown = convolution(3, 1, 1);
  unknown.outputElements = std::nullopt;
  Kernel kernels[] = {kernelOf(unknown), kernelOf(convolution(3, 1, 1)), kernelOf(convolution(1, 1, 1))};
  NetworkCost cost = priceNetwork(chosen(model), kernels);
  EXPECT_EQ(cost.kernels[0].whole.energy, std::nullopt);
  EXPECT_NEAR(cost.kernels[1].whole.energy->value, 5, 1e-12);
  EXPECT_NEAR(cost.kernels[2].whole.energy->value, 13, 1e-12);
  EXPECT_NEAR(cost.kernels[1].whole.base->value, 3, 1e-12) << "what is drawn whatever runs";
  EXPECT_EQ(cost.kernels[1].reason.text(), "+66.7 % against the layer alone");
}

TEST(Borders, WhatHasNoEnergyIsNoPartOfTheDoubt) {
  // All that is priced lies outside; beside it one whose counts are not known.
  BoardModel model = board({{"launch", 1, "s"}, {"base", 3, "W"}});
  model.ranges = {{CostClass::Convolution, "ksize", 3, 3}};
  CostFeatures unknown = convolution(3, 1, 1);
  unknown.outputElements = std::nullopt;
  Kernel kernels[] = {kernelOf(unknown), kernelOf(convolution(1, 1, 1))};
  NetworkCost cost = priceNetwork(chosen(model), kernels);
  EXPECT_NEAR(cost.doubt.outside, 1, 1e-12);
  EXPECT_NEAR(cost.trust->calibratedShare, 0, 1e-12);
}

TEST(Borders, PartsFromOnePercentOnAreNamedTheThreeLargest) {
  BoardModel model = board({{"launch", 1, "s"}, {"base", 1, "W"}});
  model.ranges = {{CostClass::Convolution, "macs", 0, 1e9}};
  auto reasons = [&](std::vector<std::pair<CostClass, double>> const &turns) {
    std::vector<Kernel> kernels;
    for (auto [costClass, times] : turns) {
      kernels.push_back(kernelOf(convolution(3, 1, 1)));
      kernels.back().features.costClass = costClass;
      kernels.back().turns = times;
    }
    return priceNetwork(chosen(model), kernels).trust->reasons;
  };
  EXPECT_EQ(reasons({{CostClass::Convolution, 99}, {CostClass::Pooling, 1}}),
            std::vector<std::string>{"pooling kernels were never measured here: 1 %"});
  EXPECT_TRUE(reasons({{CostClass::Convolution, 100}, {CostClass::Pooling, 1}}).empty());
  std::vector<std::string> four = reasons({{CostClass::Pooling, 1},
                                           {CostClass::Softmax, 4},
                                           {CostClass::Elementwise, 3},
                                           {CostClass::Reduction, 2}});
  EXPECT_EQ(four, (std::vector<std::string>{"softmax kernels were never measured here: 40 %",
                                            "elementwise kernels were never measured here: 30 %",
                                            "reduction kernels were never measured here: 20 %"}));
}

TEST(Borders, AnIntervalOfOneSideIsMirroredEitherWay) {
  for (IntervalFactors side : {IntervalFactors{0.8, 1}, {1, 1.25}}) {
    EXPECT_NEAR(intervalFactors(side, {}).low, 0.8, 1e-12);
    EXPECT_NEAR(intervalFactors(side, {}).high, 1.25, 1e-12);
  }
}

TEST(Borders, DistancesCountByTheirLogarithmUpToTwentyTimes) {
  // docs/intervals.md: 0.35 of the logarithm; a class that was never measured counts as 8 times outside.
  FeatureRange range{CostClass::Convolution, "ofm", 10, 100};
  for (auto [value, times] : {std::pair(9.0, 10.0 / 9),
                              {10, 1.0},
                              {100, 1.0},
                              {101, 1.01},
                              {2000, 20.0},
                              {2001, 20.0},
                              {1, 10.0},
                              {0, 10.0}})
    EXPECT_NEAR(beyondRange(value, range), std::log(times), 1e-12) << value;
  EXPECT_EQ(beyondRange(0, {CostClass::Convolution, "ofm", 1, 100}), 0) << "nothing counts as one";
  EXPECT_NEAR(beyondClass(), std::log(8), 1e-12);
  EXPECT_NEAR(intervalFactors({0.5, 2}, {.beyond = beyondClass()}).high, 2 * std::pow(8, 0.35), 1e-9);
}

TEST(Borders, AShareBeyondTheWholeIsTheWhole) {
  // 2 to the power of 1 + 1.4.
  for (double outside : {1.0, 1.05})
    EXPECT_NEAR(intervalFactors({0.5, 2}, {.outside = outside}).high, std::pow(2, 2.4), 1e-12) << outside;
}

TEST(Borders, AGivenPowerLeavesWhatIsOutsideOutside) {
  // One kernel of 3x3, which the board was calibrated on, and one of 1x1, which it was not; a second each.
  BoardModel model = board({{"launch", 1, "s"}});
  model.ranges = {{CostClass::Convolution, "ksize", 3, 3}};
  ChosenBoard given = chosen(model);
  given.givenPowerW = 7;
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1)), kernelOf(convolution(1, 1, 1))};
  EXPECT_NEAR(priceNetwork(given, kernels).trust->calibratedShare, 0.5, 1e-12);
  EXPECT_NEAR(priceNetwork(chosen(model), kernels).trust->calibratedShare, 0.5, 1e-12)
      << "of the time, without energy";
}

TEST(Borders, AGivenPowerTimesTheTimeHoldsBelowASecond) {
  ChosenBoard given = chosen(board({{"launch", 1e-3, "s"}}));
  given.givenPowerW = 7;
  EXPECT_NEAR(priceNetwork(given, kernelOf(convolution(3, 1, 1))).total.energy->value, 7e-3, 1e-12);
}

TEST(Borders, ContentMayRaiseThePowerToo) {
  ChosenBoard twice = chosen(board({{"launch", 1, "s"}, {"base", 3, "W"}}));
  twice.inputFactor = 2;
  EXPECT_NEAR(priceNetwork(twice, kernelOf(convolution(3, 1, 1))).total.energy->value, 6, 1e-12);
}

TEST(Borders, WhatRunsBesideTheAcceleratorIsSummedUp) {
  BoardModel model = board({{"launch", 1, "s"}, {"base", 3, "W"}});
  model.kernels.delegate.emplace().fallback = {{"unit", "cpu"}};
  BoardModel other = board({{"launch", 4, "s"}, {"base", 1.5, "W"}});
  other.settings[0] = {"unit", {"cpu"}, "cpu", {}};
  model.beside = std::make_shared<BoardModel>(other);
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1)), kernelOf(convolution(3, 1, 1), false),
                      kernelOf(convolution(1, 1, 1), false)};
  Cost cost = NetworkPricer(chosen(model, {{"unit", "gpu"}})).beside(kernels);
  EXPECT_NEAR(cost.energy->value, 12, 1e-12);
  EXPECT_NEAR(cost.latency->value, 8, 1e-12);
}

TEST(Borders, AdditiveTimesAndEnergiesAreSums) {
  // 1 + 2 + 3 + 9 s and 10 + 20 + 30 + 90 J for 10⁶ MACs, 1000 parameters and 9000 activations; an overhead of 5 s.
  BoardModel model = board({{"kernel_time", 1, "s"},
                            {"mac_time", 2e-6, "s"},
                            {"parameter_time", 3e-3, "s"},
                            {"activation_time", 1e-3, "s"},
                            {"kernel_energy", 10, "J"},
                            {"mac_energy", 2e-5, "J"},
                            {"parameter_energy", 3e-2, "J"},
                            {"activation_energy", 1e-2, "J"},
                            {"overhead", 5, "s"}},
                           "additive");
  NetworkCost cost = priceNetwork(chosen(model), kernelOf(convolution(3, 1, 1)));
  EXPECT_NEAR(cost.deviceLatency->value, 15, 1e-9);
  EXPECT_NEAR(cost.latency->value, 20, 1e-9);
  EXPECT_NEAR(cost.total.energy->value, 150, 1e-9) << "what the overhead draws is in the kernels' energies";
}

TEST(Borders, PolynomialsArePositiveAndKernelsFollowOneAnother) {
  BoardModel model = board({{"energy[1]", -2, "J"}, {"energy[macs]", 2, "J"}, {"time[macs]", 3, "s"}});
  model.setKind("polynomial");
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1)), kernelOf(convolution(3, 1, 1))};
  NetworkCost none = priceNetwork(chosen(model), kernels);
  EXPECT_EQ(none.kernels[0].basis, Basis::None);
  EXPECT_EQ(none.kernels[0].reason.text(), "the board's polynomial is not positive for it");
  model.coefficients[0].value = 2;
  NetworkCost cost = priceNetwork(chosen(model), kernels);
  EXPECT_NEAR(cost.total.energy->value, 8, 1e-12);
  EXPECT_NEAR(cost.latency->value, 6, 1e-12);
  EXPECT_NEAR(cost.interval->value, 6, 1e-12);
}

TEST(Borders, FactorsOfSettingsReachTheFirstFamily) {
  // A 3x3 convolution is of family winograd, the first of all.
  BoardModel model = board({{"peak", 1e9, "MAC/s"}, {"peak@mode=slow", 0.5, "1"}});
  EXPECT_NEAR(
      rooflineCost(resolveFigures(model, {{"mode", "slow"}}), *kernelWork(convolution(3, 1, 1), 32), {})
          .timeS,
      2e-3, 1e-12);
}

TEST(Borders, KindsSayWhatTheyKnow) {
  for (BoardKindInfo const &kind : boardKinds()) {
    bool linear = kind.name ==
                  "mac-linear"; // Lahmer et al. measured energies of convolutions and fully connected layers
    EXPECT_EQ(costKind(kind.kind).knowsTime, !linear) << kind.name.str();
    EXPECT_EQ(costKind(kind.kind).pricesAnyOp, !linear) << kind.name.str();
  }
}

TEST(Borders, NamesOfTheBasisReadBack) {
  EXPECT_EQ(findBasis("fallback"), Basis::Fallback);
  EXPECT_EQ(findBasis("none"), Basis::None);
  EXPECT_EQ(findBasis("guess"), std::nullopt);
}
