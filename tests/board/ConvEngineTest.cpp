// Modes worked out by hand from the rules of lib/board/ConvEngine.h, for the engine of 256 multipliers.
#include "lib/board/ConvEngine.h"
#include <gtest/gtest.h>

namespace eo {
namespace {

CostFeatures convolution(int64_t in, int64_t out, int64_t size, int64_t kernel, int64_t stride = 1) {
  CostFeatures features;
  features.costClass = CostClass::Convolution;
  features.ifm = in;
  features.ofm = out;
  features.group = 1;
  features.kernel = {kernel, kernel};
  features.stride = {stride, stride};
  features.dilation = {1, 1};
  features.inSize = features.outSize = {size, size};
  features.inputElements = in * 100; // so that bytes tell inputs from results
  features.outputElements = out * 100;
  return features;
}

EngineUse use(CostFeatures const &features) {
  return engineUse(*findConvEngine("myriad-x"), features, 16).value_or(EngineUse{});
}

TEST(ConvEngine, TheModeOfTheFewestCyclesIsTaken) {
  // 256 to 64 channels: mode 2 has blocks of 64 and makes 64 at a time: 64 + 11 cycles; mode 1 takes 128 + 5, mode 3
  // twice 32 + 19.
  EXPECT_DOUBLE_EQ(use(convolution(256, 64, 56, 1)).utilisation, 64.0 / 75);
  // 768 to 192: three times 192 + 11; mode 1 is barred by 384 channels in a block, mode 3 takes six times 96 + 19.
  EXPECT_DOUBLE_EQ(use(convolution(768, 192, 16, 1)).utilisation, 768.0 * 192 / (256 * 609));
}

TEST(ConvEngine, WhereEveryModeIsBarredTheInputIsCutIntoParts) {
  // 9 · 512 / 16 = 288 taps are too many, so two parts of 256: each 32 times 16 · 9 + 31 cycles in mode 4.
  EXPECT_DOUBLE_EQ(use(convolution(512, 512, 14, 3)).utilisation, 512.0 * 9 * 512 / (256.0 * 2 * 5600));
  // 16 blocks of 28 channels have 252 taps and go in one piece: 32 times 252 + 31; one channel more does not.
  EXPECT_DOUBLE_EQ(use(convolution(448, 512, 14, 3)).utilisation, 448.0 * 9 * 512 / (256.0 * 32 * 283));
  EXPECT_LT(use(convolution(449, 512, 14, 3)).utilisation, use(convolution(448, 512, 14, 3)).utilisation);
}

TEST(ConvEngine, AKernelOfAllTapsTakesAChannelABlock) {
  // 16 blocks of one channel have 256 taps each: 16 channels go in one piece; a kernel of 272 positions fits no block.
  EXPECT_GT(use(convolution(16, 64, 56, 16)).utilisation, 0);
  CostFeatures taller = convolution(16, 64, 56, 16);
  taller.kernel = {17, 16};
  EXPECT_FALSE(engineUse(*findConvEngine("myriad-x"), taller, 16).has_value());
}

TEST(ConvEngine, TheStrideOfLinesCountsNotThatOfColumns) {
  // 1 + 2 + 2 lines of 32 positions of 2 bytes are 320 bytes: 409 channels fit into 128 KiB. Blocks are of equal size: mode 1
  // takes 408, and with 409 only mode 0, barred by its taps, is left. With one line a step 512 do.
  CostFeatures features = convolution(408, 128, 28, 1);
  features.stride = {2, 1};
  EXPECT_EQ(use(features).spilledBytes, 0);
  features.ifm = 409;
  EXPECT_GT(use(features).spilledBytes, 0);
  features.stride = {1, 2};
  EXPECT_EQ(use(features).spilledBytes, 0);
}

TEST(ConvEngine, LinesOfTheInputMustFitIntoABlock) {
  auto held = [](CostFeatures const &features) { return use(features).spilledBytes == 0; };
  // 1 + 1 + 2 lines of 32 positions of 512 channels of 2 bytes are 128 KiB.
  EXPECT_TRUE(held(convolution(512, 128, 28, 1)));
  EXPECT_FALSE(held(convolution(513, 128, 28, 1)));
  EXPECT_FALSE(held(convolution(512, 128, 33, 1))) << "40 positions";
  // Up to a width of 8 one line more: 80 bytes a channel, 1638 of them; in mode 3 eight blocks of 204, in mode 4 16 of 102.
  EXPECT_TRUE(held(convolution(1632, 64, 8, 1)));
  EXPECT_FALSE(held(convolution(1633, 64, 8, 1)));
  // From 9 on widths of 16 and four lines: 4 · 16 · 1024 · 2.
  EXPECT_TRUE(held(convolution(1024, 64, 9, 1)));
  EXPECT_FALSE(held(convolution(1025, 64, 9, 1)));
}

TEST(ConvEngine, AModeIsBarredWhereItsBlocksRoundTheInputUpBeyondTheMemory) {
  // 9 channels of 13 lines of 560 positions, 14 560 bytes: mode 0 holds 9. Mode 2 would take 3 · 25 + 11 cycles, but
  // for four blocks of 3 there is no room.
  CostFeatures wide = convolution(9, 64, 560, 5);
  wide.stride = {6, 6};
  EXPECT_DOUBLE_EQ(use(wide).utilisation, 64.0 / 256);
  EXPECT_EQ(use(wide).spilledBytes, 0);
  wide.ifm = 10; // no mode: in pieces of the width, and there mode 2 is open
  EXPECT_DOUBLE_EQ(use(wide).utilisation, 10.0 * 25 * 64 / (256 * 86));
  EXPECT_DOUBLE_EQ(use(wide).spilledBytes, 1800);
}

TEST(ConvEngine, AnInputThatIsNotHeldIsCutByWhatMovesFewerBytes) {
  // 768 channels of 4 · 24 · 2 bytes do not fit, halves do: for 192 channels three times 96 + 11 cycles each, and the second
  // sum of 192 · 100 elements of 2 bytes is written, read and added: 115 200 bytes against 153 600 of the input.
  EngineUse halves = use(convolution(768, 192, 17, 1));
  EXPECT_DOUBLE_EQ(halves.utilisation, 768.0 * 192 / (256 * 642));
  EXPECT_DOUBLE_EQ(halves.spilledBytes, 115200);
  // For 256 sums are as many bytes as the input, which is what is moved then: four times 192 + 11 cycles in one piece.
  EngineUse whole = use(convolution(768, 256, 17, 1));
  EXPECT_DOUBLE_EQ(whole.utilisation, 768.0 * 256 / (256 * 812));
  EXPECT_DOUBLE_EQ(whole.spilledBytes, 153600);
  EXPECT_DOUBLE_EQ(use(convolution(768, 255, 17, 1)).spilledBytes, 153000);
  // Parts for want of taps alone stay beside the engine; lines of no channel at all fit: the input is moved.
  EXPECT_EQ(use(convolution(512, 512, 14, 3)).spilledBytes, 0);
  EXPECT_DOUBLE_EQ(use(convolution(16, 64, 40000, 1)).spilledBytes, 3200);
}

TEST(ConvEngine, AFirstLayersInputIsCopied) {
  // 3 channels of 7x7 in mode 2: blocks of one channel, 49 + 11 cycles for 64 channels.
  auto fed = [](int64_t channels, int64_t kernel) {
    CostFeatures features = convolution(channels, 64, 224, kernel);
    features.firstLayer = true;
    return features;
  };
  EngineUse first = use(fed(3, 7));
  EXPECT_DOUBLE_EQ(first.utilisation, 3.0 * 49 * 64 / (256 * 60));
  EXPECT_DOUBLE_EQ(first.spilledBytes, 600);
  EXPECT_DOUBLE_EQ(use(fed(4, 7)).spilledBytes, 800);
  EXPECT_EQ(use(fed(5, 3)).spilledBytes, 0);
  EXPECT_EQ(use(convolution(4, 64, 224, 7)).spilledBytes, 0) << "inside a network it is laid out already";
}

TEST(ConvEngine, GroupsWalkOverThePositionsOfTheConvolution) {
  CostFeatures features = convolution(64, 64, 56, 3, 2);
  features.outSize = {28, 27};
  EXPECT_EQ(use(features).positions, 28 * 27);
}

TEST(ConvEngine, AConvolutionOverOneAxisIsOneOverARow) {
  CostFeatures row = convolution(256, 64, 56, 1), line = row;
  row.kernel = {1, 3}, row.inSize = row.outSize = {1, 56};
  line.kernel = {3}, line.stride = line.dilation = {1}, line.inSize = line.outSize = {56};
  ASSERT_GT(use(row).utilisation, 0);
  EXPECT_DOUBLE_EQ(use(line).utilisation, use(row).utilisation);
  EXPECT_DOUBLE_EQ(use(line).positions, 56);
}

TEST(ConvEngine, WhatRunsElsewhereHasNoUse) {
  ConvEngine const &engine = *findConvEngine("myriad-x");
  CostFeatures depthwise = convolution(64, 64, 56, 3);
  depthwise.costClass = CostClass::DepthwiseConvolution;
  EXPECT_FALSE(engineUse(engine, depthwise, 16));
  CostFeatures unknown = convolution(64, 64, 56, 3);
  ASSERT_TRUE(engineUse(engine, unknown, 16));
  unknown.inSize = {};
  EXPECT_FALSE(engineUse(engine, unknown, 16));
  EXPECT_EQ(findConvEngine("myriad"), nullptr);
}

TEST(ConvEngine, OneChannelIsAConvolutionAndNoneIsNot) {
  ConvEngine const &engine = *findConvEngine("myriad-x");
  EXPECT_TRUE(engineUse(engine, convolution(256, 1, 56, 1), 16));
  EXPECT_TRUE(engineUse(engine, convolution(1, 64, 56, 1), 16));
  EXPECT_FALSE(engineUse(engine, convolution(256, 0, 56, 1), 16));
  EXPECT_FALSE(engineUse(engine, convolution(0, 64, 56, 1), 16));
}

TEST(ConvEngine, HugeSizesStayFinite) {
  EngineUse huge = use(convolution(int64_t{1} << 62, int64_t{1} << 62, int64_t{1} << 62, int64_t{1} << 31));
  EXPECT_GE(huge.utilisation, 0);
  EXPECT_LE(huge.utilisation, 1);
}

} // namespace
} // namespace eo
