// Times and powers of the roofline by hand.
#include "lib/cost/kinds/Roofline.h"

#include "tests/cost/Boards.h"
#include <cmath>
#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;

TEST(Roofline, RooflineTakesTheLongerOfArithmeticAndMemory) {
  // 1 MMAC at 1 GMAC/s: 1 ms; 10 000 elements of 4 bytes at 1 MB/s: 40 ms; corner (1 + 1/40⁴)^¼ of no weight
  // here.
  BoardModel model = board({{"launch", 1e-3, "s"},
                            {"peak", 1e9, "MAC/s"},
                            {"bandwidth", 1e6, "B/s"},
                            {"base", 2, "W"},
                            {"dynamic", 3, "W"}});
  RooflineCost cost = rooflineCost(resolveFigures(model, {}), *kernelWork(convolution(3, 1, 1), 32), {});
  EXPECT_NEAR(cost.timeS, 0.041, 1e-7);
  EXPECT_NEAR(cost.baseJ, 0.082, 1e-6);
  EXPECT_NEAR(cost.energyJ, 0.082 + 0.12, 1e-6);
}

TEST(Roofline, EqualTimesOfArithmeticAndMemoryOverlapInPart) {
  // 1 ms each: 2^¼ ms.
  BoardModel model = board({{"peak", 1e9, "MAC/s"}, {"bandwidth", 4e7, "B/s"}});
  RooflineCost cost = rooflineCost(resolveFigures(model, {}), *kernelWork(convolution(3, 1, 1), 32), {});
  EXPECT_NEAR(cost.timeS, 1e-3 * std::pow(2, 0.25), 1e-9);
}

TEST(Roofline, BytesFollowThePrecisionAndSpillBeyondTheChip) {
  // fp16: 20 000 bytes, of which 8000 beyond the chip: 20 ms + 8000 / 1e5 s.
  BoardModel model =
      board({{"bandwidth", 1e6, "B/s"}, {"onchip", 12000, "B"}, {"spill_bandwidth", 1e5, "B/s"}});
  RooflineCost cost = rooflineCost(resolveFigures(model, {}), *kernelWork(convolution(3, 1, 1), 16), {});
  EXPECT_NEAR(cost.timeS, 0.02 + 0.08, 1e-9);
}

TEST(Roofline, ARecurrentLayerTakesItsStepsOneAfterTheOther) {
  // 1 ms of launch, 2 ms of arithmetic, and 7 steps of 3 ms.
  BoardModel model = board({{"launch", 1e-3, "s"}, {"step", 3e-3, "s"}, {"peak", 5e8, "MAC/s"}});
  KernelWork work = *kernelWork(convolution(3, 1, 1), 32);
  EXPECT_NEAR(rooflineCost(resolveFigures(model, {}), work, {}).timeS, 3e-3, 1e-12) << "no recurrent layer";
  work.steps = 7;
  RooflineCost cost = rooflineCost(resolveFigures(model, {}), work, {});
  EXPECT_NEAR(cost.timeS, 3e-3 + 21e-3, 1e-12);
  EXPECT_NEAR(cost.launchS, 1e-3 + 21e-3, 1e-12);
}

TEST(Roofline, ARecurrenceReadsItsWeightsInEachStep) {
  // 40 000 bytes at 10 MB/s: 4 ms; 30 000 read again: 3 ms more. Arithmetic of 1 µs beside it has no weight.
  BoardModel model = board({{"bandwidth", 1e7, "B/s"}, {"peak", 1e12, "MAC/s"}, {"onchip", 1, "B"}});
  KernelWork work = *kernelWork(convolution(3, 1, 1), 32);
  work.rereadBytes = 30000;
  RooflineCost cost = rooflineCost(resolveFigures(model, {}), work, {});
  EXPECT_NEAR(cost.timeS, 7e-3, 1e-9);
  EXPECT_EQ(cost.spilledS, 0) << "what is read again is on the chip";
}

TEST(Roofline, TheSoftmaxOfAnAttentionRunsBetweenItsProducts) {
  // 2 ms of arithmetic; 1000 scores of 2 bytes read and written, three passes, at what moves single elements: 12 000 bytes
  // at 1 MB/s.
  BoardModel model =
      board({{"peak", 5e8, "MAC/s"}, {"bandwidth", 1e12, "B/s"}, {"bandwidth.elementwise", 1e6, "B/s"}});
  CostFeatures features = convolution(3, 1, 1);
  features.rare.edit().scores = 1000;
  features.rare.edit().softmaxPasses = 3;
  RooflineCost cost = rooflineCost(resolveFigures(model, {}), *kernelWork(features, 16), {});
  EXPECT_NEAR(cost.timeS, 2e-3 + 12e-3, 1e-7);
  EXPECT_NEAR(cost.trafficS, 12e-3, 1e-7);
  EXPECT_NEAR(cost.computeS + cost.memoryS, cost.timeS, 1e-12);
}

TEST(Roofline, WhatRunsBesideAKernelIsLaunchedAndCopies) {
  // 2 ms of arithmetic and 1 ms of launch; 3 more launches at what copies take, 1 us; 500 elements of 4 bytes read and written at
  // 2 MB/s: 2 ms.
  BoardModel model = board({{"peak", 5e8, "MAC/s"},
                            {"launch", 1e-6, "s"},
                            {"launch.pointwise", 1e-3, "s"},
                            {"bandwidth", 1e12, "B/s"},
                            {"bandwidth.movement", 2e6, "B/s"}});
  CostFeatures features = convolution(1, 1, 1);
  features.rare.edit().companionLaunches = 3;
  features.rare.edit().copiedElements = 500;
  RooflineCost cost = rooflineCost(resolveFigures(model, {}), *kernelWork(features, 32), {});
  EXPECT_NEAR(cost.launchS, 1e-3 + 3e-6, 1e-12);
  EXPECT_NEAR(cost.timeS, 1e-3 + 3e-6 + 2e-3 + 2e-3, 1e-7);
  EXPECT_NEAR(cost.trafficS, 2e-3, 1e-7);
  features.rare.edit().filling = 1.5; // zeros are multiplied like others
  RooflineCost filled = rooflineCost(resolveFigures(model, {}), *kernelWork(features, 32), {});
  EXPECT_NEAR(filled.arithmeticS, 3e-3, 1e-9);
  EXPECT_NEAR(filled.timeS, cost.timeS + 1e-3, 1e-7);
}

TEST(Roofline, ViewsThatTheRuntimeRunsAreLaunchedBesideTheKernels) {
  BoardModel model = board({{"overhead", 1e-3, "s"}, {"launch", 1e-4, "s"}, {"launch.pointwise", 1, "s"}});
  NetworkWork network;
  CostFeatures view;
  view.costClass = CostClass::View;
  network.add(view, 32);
  EXPECT_EQ(network.companions, 0) << "most are nothing";
  view.rare.edit().companionLaunches = 0.4;
  network.add(view, 32, 5); // in a loop of five turns
  EXPECT_EQ(network.companions, 2);
  EXPECT_EQ(network.kernels, 0);
  EXPECT_NEAR(networkTimes(resolveFigures(model, {}), network, 5e-3).intervalS, 1e-3 + 2e-4 + 5e-3, 1e-12);
}

TEST(Roofline, AnEightBitConvolutionIsUnrolledTapByTap) {
  // 10 channels of 10 x 10 positions, 3x3: 900 taps and 1000 results, 16 at once: 62.5.
  BoardModel model = board({{"tap", 1e-3, "s"}});
  CostFeatures features = convolution(3, 1, 1);
  features.kclc = 1;
  features.kernel = {3, 3};
  features.ofm = 10;
  features.outputElements = 1000;
  auto seconds = [&](unsigned bits) {
    return rooflineCost(resolveFigures(model, {}), *kernelWork(features, bits), {}).timeS;
  };
  EXPECT_NEAR(seconds(8), 0.9625, 1e-9);
  EXPECT_EQ(seconds(16), 0) << "of 16 bits it is not";
  features.kernel = {1, 1};
  EXPECT_NEAR(seconds(8), 0.0625, 1e-9) << "one tap is no patch";
  features.kclc = std::nullopt;
  EXPECT_EQ(seconds(8), 0) << "no convolution";
}

TEST(Roofline, ASlowOperatorPassesOverItsDataSeveralTimes) {
  // 16 000 + 4000 bytes read and 20 000 written at 10 MB/s: 4 ms a pass.
  BoardModel model = board({{"bandwidth", 1e7, "B/s"}});
  KernelWork work = *kernelWork(convolution(3, 1, 1), 32);
  EXPECT_NEAR(rooflineCost(resolveFigures(model, {}), work, {}).timeS, 4e-3, 1e-12);
  work.passes = 2.5;
  EXPECT_NEAR(rooflineCost(resolveFigures(model, {}), work, {}).timeS, 10e-3, 1e-12);
}

TEST(Roofline, ASlowConvolutionTakesItsArithmeticAsManyTimesLonger) {
  BoardModel model = board({{"launch", 1e-3, "s"}, {"peak", 5e8, "MAC/s"}});
  KernelWork work = *kernelWork(convolution(3, 1, 1), 32); // 2 ms of arithmetic
  work.passes = 2.5;
  RooflineCost cost = rooflineCost(resolveFigures(model, {}), work, {});
  EXPECT_NEAR(cost.timeS, 1e-3 + 5e-3, 1e-12);
  EXPECT_NEAR(cost.arithmeticS, 5e-3, 1e-12);
}

TEST(Roofline, WhatAnEngineDoesNotHoldPassesThroughMemoryOnceMore) {
  // 1 ms of arithmetic at half of the multipliers, and behind it 8000 bytes at 1 MB/s.
  BoardModel model = board({{"peak", 1e9, "MAC/s"}, {"onchip", 1, "B"}, {"spill_bandwidth", 1e6, "B/s"}});
  KernelWork work = *kernelWork(convolution(3, 1, 1), 32);
  work.utilisation = 0.5;
  work.spilledBytes = 8000;
  EXPECT_NEAR(rooflineCost(resolveFigures(model, {}), work, {}).timeS, 2e-3 + 8e-3, 1e-9);
  work.spilledBytes = 0;
  EXPECT_NEAR(rooflineCost(resolveFigures(model, {}), work, {}).timeS, 2e-3, 1e-9) << "onchip does not count";
}

TEST(Roofline, AnEngineFillsWithPositions) {
  // Half of the multipliers for 30 of 40 turns: 1 ms · 2 · 4 / 3. Outputs do not count.
  BoardModel model =
      board({{"peak", 1e9, "MAC/s"}, {"fill", 1e6, "elements"}, {"fill_positions", 10, "positions"}});
  KernelWork work = *kernelWork(convolution(3, 1, 1), 32);
  work.utilisation = 0.5;
  work.positions = 30;
  RooflineCost cost = rooflineCost(resolveFigures(model, {}), work, {});
  EXPECT_NEAR(cost.timeS, 8e-3 / 3, 1e-9);
  EXPECT_NEAR(cost.utilisation, 0.375, 1e-12);
}

TEST(Roofline, SmallResultsAndHalfFilledTilesLeaveMultipliersIdle) {
  // 5000 outputs of 10 channels, 8000 in tiles of 8 channels, against fill 8000 (half), fill_positions 500 (half of 500
  // positions), tiles of 16 inputs (24 of 32) and of 8 outputs (10 of 16): 1 ms · 2 · 2 · 32/24 · 16/10.
  BoardModel model = board({{"peak", 1e9, "MAC/s"},
                            {"fill", 8000, "elements"},
                            {"fill_positions", 500, "positions"},
                            {"in_tile", 16, "channels"},
                            {"out_tile", 8, "channels"}});
  CostFeatures features = convolution(3, 1, 1);
  features.kclc = 1;
  features.ifm = 24;
  features.ofm = 10;
  RooflineCost cost = rooflineCost(resolveFigures(model, {}), *kernelWork(features, 32), {});
  EXPECT_NEAR(cost.timeS, 1e-3 * 2 * 2 * 32 / 24 * 16 / 10, 1e-9);
}

TEST(Roofline, FewerOutputChannelsThanATileCostNothing) {
  BoardModel model = board({{"peak", 1e9, "MAC/s"}, {"out_tile.winograd", 128, "channels"}});
  CostFeatures features = convolution(3, 1, 1);
  features.kclc = 1;
  features.ifm = 8;
  for (auto [channels, times] : {std::pair(16, 1.0), {128, 1.0}, {129, 256.0 / 129}}) {
    features.ofm = channels;
    RooflineCost cost = rooflineCost(resolveFigures(model, {}), *kernelWork(features, 32), {});
    EXPECT_NEAR(cost.timeS, 1e-3 * times, 1e-9) << channels;
  }
}

/// 1 MMAC at 1 GMAC/s of a convolution with `channels` results of this height and width, `batch` of them.
static double tiledTime(BoardModel const &model, int64_t channels, Extents const &size, int64_t batch = 1) {
  CostFeatures features = convolution(3, 1, 1);
  features.kclc = 1;
  features.ifm = 8;
  features.ofm = channels;
  features.outSize = size;
  features.outputElements = batch * channels;
  for (int64_t extent : size)
    features.outputElements = *features.outputElements * extent;
  return rooflineCost(resolveFigures(model, {}), *kernelWork(features, 32), {}).timeS;
}

TEST(Roofline, PositionsAreWorkedOutInWholeTiles) {
  // Tiles of 128 positions: 128 fill one, 129 two, and one position alone takes as long as 128. Those of a batch share tiles.
  BoardModel model = board({{"peak", 1e9, "MAC/s"}, {"position_tile", 128, "positions"}});
  for (auto [width, batch, times] : {std::tuple(127, 1, 128.0 / 127),
                                     {128, 1, 1.0},
                                     {129, 1, 256.0 / 129},
                                     {1, 1, 128.0},
                                     {64, 2, 1.0},
                                     {43, 3, 256.0 / 129}})
    EXPECT_NEAR(tiledTime(model, 8, {1, width}, batch), 1e-3 * times, 1e-9) << width << " x " << batch;
}

TEST(Roofline, ResultsAreCoveredByWholeRectangles) {
  // Rectangles of 8 x 16: the ninth row and the seventeenth column each take another. A result of one axis has a width only.
  BoardModel model = board({{"peak", 1e9, "MAC/s"},
                            {"position_tile", 128, "positions"},
                            {"position_tile.winograd", 1, "positions"},
                            {"height_tile.winograd", 8, "positions"},
                            {"width_tile.winograd", 16, "positions"}});
  for (auto [height, width, times] :
       {std::tuple(8, 16, 1.0), {7, 16, 8.0 / 7}, {9, 16, 16.0 / 9}, {8, 15, 16.0 / 15}, {8, 17, 32.0 / 17}})
    EXPECT_NEAR(tiledTime(model, 8, {height, width}), 1e-3 * times, 1e-9) << height << " x " << width;
  EXPECT_NEAR(tiledTime(model, 8, {24}), 1e-3 * 32 / 24, 1e-9);
}

TEST(Roofline, WhatFillsTheDeviceAreWholeTiles) {
  // 96 channels of 100 positions in tiles of 64 x 128: 128 · 128 results, as many as `fill`, so half of the peak. From 65 to 128
  // channels the same number is worked out, in the same time.
  BoardModel model = board({{"peak", 1e9, "MAC/s"},
                            {"fill", 128 * 128, "elements"},
                            {"out_tile", 64, "channels"},
                            {"position_tile", 128, "positions"}});
  EXPECT_NEAR(tiledTime(model, 96, {10, 10}), 1e-3 * 2 * 128 / 96 * 128 / 100, 1e-9);
  EXPECT_NEAR(65 * tiledTime(model, 65, {10, 10}), 128 * tiledTime(model, 128, {10, 10}), 1e-9)
      << "times are for 1 MMAC each";
}

TEST(Roofline, WritingHasABandwidthOfItsOwn) {
  // 5000 elements read (4000 and 1000 weights) at 20 000 B/s: 1 s; 5000 written at 10 000 B/s: 2 s.
  BoardModel model = board({{"bandwidth", 20000, "B/s"}, {"write_bandwidth", 10000, "B/s"}});
  RooflineCost cost = rooflineCost(resolveFigures(model, {}), *kernelWork(convolution(3, 1, 1), 32), {});
  EXPECT_NEAR(cost.timeS, 3, 1e-9);
}

TEST(Roofline, ParametersBeyondTheMemoryOnChipAreStreamed) {
  // 1000 parameters of one byte at 1000 B/s; of a network of 3000 half do not fit.
  BoardModel model = board({{"parameter_memory", 1500, "B"}, {"stream_bandwidth", 1000, "B/s"}});
  FigureSet figures = resolveFigures(model, {});
  KernelWork work = *kernelWork(convolution(3, 1, 1), 8);
  EXPECT_NEAR(rooflineCost(figures, work, {1, 1500}).timeS, 0, 1e-12);
  EXPECT_NEAR(rooflineCost(figures, work, {2, 3000}).timeS, 0.5, 1e-9);
}

TEST(Roofline, MemoryBoundTimeDrawsItsShareOfTheDynamicPower) {
  BoardModel model =
      board({{"bandwidth", 40000, "B/s"}, {"dynamic", 3, "W"}, {"memory_power", 0.5, "1"}, {"base", 2, "W"}});
  RooflineCost cost = rooflineCost(resolveFigures(model, {}), *kernelWork(convolution(3, 1, 1), 32), {});
  EXPECT_NEAR(cost.timeS, 1, 1e-9); // 10 000 elements of 4 bytes
  EXPECT_NEAR(cost.energyJ, 2 + 1.5, 1e-9);
}

TEST(Roofline, MoreTrafficOrArithmeticNeverDrawsLess) {
  // Memory draws a tenth of what arithmetic does. Where both take 1 s the busy time is 2^¼ s; a mean power over it would take a
  // third off the 1 J of arithmetic alone.
  BoardModel model = board(
      {{"peak", 1e6, "MAC/s"}, {"bandwidth", 40000, "B/s"}, {"dynamic", 1, "W"}, {"memory_power", 0.1, "1"}});
  KernelWork work = *kernelWork(convolution(3, 1, 1), 32);
  work.macs = 1e6;
  auto joules = [&](double bytes, double macs) {
    KernelWork other = work;
    other.bytes = bytes;
    other.writtenBytes = 0;
    other.macs = macs;
    return rooflineCost(resolveFigures(model, {}), other, {}).energyJ;
  };
  EXPECT_NEAR(joules(40000, 1e6), std::pow(1 + 1e-4, 0.25), 1e-9);
  EXPECT_NEAR(joules(0, 1e6), 1, 1e-9);
  EXPECT_NEAR(joules(40000, 0), 0.1, 1e-9);
  double before = 0;
  for (double bytes : {0.0, 20000.0, 40000.0, 60000.0, 80000.0, 400000.0}) {
    EXPECT_GE(joules(bytes, 1e6), before);
    before = joules(bytes, 1e6);
  }
}

TEST(Roofline, ASettingMayChangeWhatMemoryDrawsAgainstArithmetic) {
  // Half of the dynamic power at mode=slow, of which memory takes twice the share: 3 W · 0.5 · 0.5 · 2 beside the base.
  BoardModel model = board({{"bandwidth", 40000, "B/s"},
                            {"dynamic", 3, "W"},
                            {"dynamic@mode=slow", 0.5, "1"},
                            {"memory_power", 0.5, "1"},
                            {"memory_power@mode=slow", 2, "1"},
                            {"base", 2, "W"}});
  KernelWork work = *kernelWork(convolution(3, 1, 1), 32);
  EXPECT_NEAR(rooflineCost(resolveFigures(model, {{"mode", "slow"}}), work, {}).energyJ, 2 + 1.5, 1e-9);
  EXPECT_NEAR(rooflineCost(resolveFigures(model, {{"mode", "fast"}}), work, {}).energyJ, 2 + 1.5, 1e-9);
  model.coefficients.erase(model.coefficients.begin() + 4);
  EXPECT_NEAR(rooflineCost(resolveFigures(model, {{"mode", "slow"}}), work, {}).energyJ, 2 + 0.75, 1e-9);
}

TEST(Roofline, DeclaredClocksAndCoresScaleTimeAndDynamicPower) {
  // 1 ms at 10 W; half the clock: 2 ms at 10 · 0.5 · 0.64 = 3.2 W; one core of four: 4 ms at 2.5 W.
  BoardModel model = boardWithDeclaredValues();
  for (auto [setting, value, time, energy] : {std::tuple("clock", "1000", 1e-3, 2e-3 + 10e-3),
                                              {"clock", "500", 2e-3, 4e-3 + 6.4e-3},
                                              {"cores", "1", 4e-3, 8e-3 + 10e-3}}) {
    RooflineCost cost =
        rooflineCost(resolveFigures(model, {{setting, value}}), *kernelWork(convolution(3, 1, 1), 32), {});
    EXPECT_NEAR(cost.timeS, time, 1e-12) << setting << value;
    EXPECT_NEAR(cost.energyJ, energy, 1e-12) << setting << value;
  }
}

TEST(Roofline, FamiliesReplaceAndSettingsMultiply) {
  BoardModel model =
      board({{"peak", 1e9, "MAC/s"}, {"peak.pointwise", 4e9, "MAC/s"}, {"peak@mode=slow", 0.5, "1"}});
  FigureSet fast = resolveFigures(model, {{"mode", "fast"}}),
            slow = resolveFigures(model, {{"mode", "slow"}});
  EXPECT_DOUBLE_EQ(fast.get(BoardFigure::Peak, KernelFamily::Pointwise, 0), 4e9);
  EXPECT_DOUBLE_EQ(fast.get(BoardFigure::Peak, KernelFamily::Winograd, 0), 1e9);
  EXPECT_DOUBLE_EQ(slow.get(BoardFigure::Peak, KernelFamily::Pointwise, 0), 2e9);
  EXPECT_FALSE(fast.values[static_cast<size_t>(BoardFigure::Bandwidth)][0].has_value());
}

TEST(Roofline, FactorsApplyWhereAllTheirSettingsAreInForceAndToWhatTheirFamilyCovers) {
  // Depthwise kernels at 100 MAC/s, half of it at mode=slow, a fifth more for all at slow on the GPU together.
  BoardModel model = board({{"peak", 400, "MAC/s"},
                            {"peak.depthwise", 100, "MAC/s"},
                            {"peak.depthwise@mode=slow", 0.5, "1"},
                            {"peak@mode=slow,unit=gpu", 1.2, "1"}});
  auto peak = [&](KernelFamily family, SettingValues settings) {
    return resolveFigures(model, settings).get(BoardFigure::Peak, family, 0);
  };
  EXPECT_NEAR(peak(KernelFamily::Depthwise, {{"mode", "slow"}}), 50, 1e-9);
  EXPECT_NEAR(peak(KernelFamily::DepthwiseLarge, {{"mode", "slow"}}), 50, 1e-9) << "no figure of its own";
  EXPECT_NEAR(peak(KernelFamily::Depthwise, {{"mode", "slow"}, {"unit", "gpu"}}), 60, 1e-9);
  EXPECT_NEAR(peak(KernelFamily::Pointwise, {{"mode", "slow"}, {"unit", "gpu"}}), 480, 1e-9);
  EXPECT_NEAR(peak(KernelFamily::Pointwise, {{"mode", "fast"}, {"unit", "gpu"}}), 400, 1e-9);
}

TEST(Roofline, PowersNobodyMeteredUnderASettingAreNotKnown) {
  BoardModel model = board({{"launch", 1, "s"}, {"base", 3, "W"}, {"dynamic", 4, "W"}});
  for (char const *name : {"base@mode=slow", "dynamic@mode=slow"})
    model.coefficients.push_back({name, std::nullopt, "1", false, std::nullopt, "nobody metered it"});
  EXPECT_EQ(resolveFigures(model, {{"mode", "slow"}}).values[static_cast<size_t>(BoardFigure::Base)][0],
            std::nullopt);
  EXPECT_NEAR(resolveFigures(model, {{"mode", "fast"}}).get(BoardFigure::Base, 0), 3, 1e-12);
}
