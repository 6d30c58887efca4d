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
  features.inSize = {size, size};
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
  // 1 + 2 + 2 lines of 32 positions of 2 bytes: 409 channels fit into 128 KiB, 410 do not; with one line a step 512 do.
  CostFeatures features = convolution(409, 128, 28, 1);
  features.stride = {2, 1};
  EXPECT_TRUE(use(features).holdsInput);
  features.ifm = 410;
  EXPECT_FALSE(use(features).holdsInput);
  features.stride = {1, 2};
  EXPECT_TRUE(use(features).holdsInput);
}

TEST(ConvEngine, LinesOfTheInputMustFitIntoABlock) {
  // 1 + 1 + 2 lines of 32 positions of 512 channels of 2 bytes are 128 KiB.
  EXPECT_TRUE(use(convolution(512, 128, 28, 1)).holdsInput);
  EXPECT_FALSE(use(convolution(513, 128, 28, 1)).holdsInput);
  EXPECT_FALSE(use(convolution(512, 128, 33, 1)).holdsInput) << "40 positions";
  // Up to a width of 8 one line more: 5 · 8 · 1638 · 2 = 131 040, and 16 bytes more than the block with 1639.
  EXPECT_TRUE(use(convolution(1638, 64, 8, 1)).holdsInput);
  EXPECT_FALSE(use(convolution(1639, 64, 8, 1)).holdsInput);
  // From 9 on widths of 16 and four lines: 4 · 16 · 1024 · 2.
  EXPECT_TRUE(use(convolution(1024, 64, 9, 1)).holdsInput);
  EXPECT_FALSE(use(convolution(1025, 64, 9, 1)).holdsInput);
}

TEST(ConvEngine, WhatRunsElsewhereHasNoUse) {
  ConvEngine const &engine = *findConvEngine("myriad-x");
  CostFeatures first = convolution(4, 64, 224, 7, 2), second = convolution(5, 64, 224, 3);
  EXPECT_FALSE(engineUse(engine, first, 16));
  EXPECT_TRUE(engineUse(engine, second, 16));
  CostFeatures depthwise = convolution(64, 64, 56, 3);
  depthwise.costClass = CostClass::DepthwiseConvolution;
  EXPECT_FALSE(engineUse(engine, depthwise, 16));
  CostFeatures unknown = convolution(64, 64, 56, 3);
  unknown.inSize.clear();
  EXPECT_FALSE(engineUse(engine, unknown, 16));
  EXPECT_EQ(findConvEngine("myriad"), nullptr);
}

TEST(ConvEngine, HugeSizesStayFinite) {
  EngineUse huge = use(convolution(int64_t{1} << 62, int64_t{1} << 62, int64_t{1} << 62, int64_t{1} << 31));
  EXPECT_GE(huge.utilisation, 0);
  EXPECT_LE(huge.utilisation, 1);
}

} // namespace
} // namespace eo
