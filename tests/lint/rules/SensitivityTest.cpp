// What a channel costs, against networks written out with a channel less.
#include "lib/lint/Sensitivity.h"
#include "tests/lint/rules/Linted.h"
#include "tests/support/TextNetwork.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace eo;
using namespace eo::test;

namespace {

/// A stem, a block with a residual addition around a depthwise layer, and a head; `c` channels in the block.
std::string block(int c) {
  return fmt::format(
      R"(main (float[1, 8, 16, 16] x, float[{0}, 8, 1, 1] w1, float[{0}, 1, 3, 3] w2, float[12, {0}, 1, 1] w3)
      => (float[1, 12, 16, 16] y) {{
    a = Conv (x, w1)
    d = Conv <group = {0}, pads = [1, 1, 1, 1]> (a, w2)
    s = Add (a, d)
    y = Conv (s, w3)
  }})",
      c);
}

TEST(Sensitivity, ACoupledGroupIsOneRowAndCostsWhatTheEditedNetworkSaves) {
  Linted before(textNetwork(block(32)), boardNamed("jetson-nano")),
      after(textNetwork(block(31)), boardNamed("jetson-nano"));
  ASSERT_EQ(before.error + after.error, "");
  std::vector<ChannelGroup> groups = channelSensitivity(before.network(), 1);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].layers.size(), 2U) << "the pointwise and the depthwise convolution";
  EXPECT_EQ(groups[0].channels, 32);
  ASSERT_TRUE(groups[0].energyJ) << groups[0].unknown;
  EXPECT_NEAR(*groups[0].energyJ, before.energyJ() - after.energyJ(), 1e-12 * before.energyJ());
  EXPECT_EQ(groups[0].macs, 256 * (8 + 9 + 12)) << "16 x 16 positions: 8 inputs, 3 x 3 taps, 12 readers";
  EXPECT_EQ(groups[0].params, 8 + 9 + 12);
  EXPECT_EQ(groups[1].unknown, "the network's output has them");
}

/// What edge-tpu's processor takes behind the Erf nobody knows: a difference without it is not what a channel costs.
TEST(Sensitivity, WhereALayerHasNoEstimateAChannelHasNoEnergy) {
  Linted network(textNetwork(R"(main (float[1, 8, 16, 16] x, float[32, 8, 1, 1] w1, float[16, 32, 1, 1] w2,
                                      float[24, 16, 1, 1] w3, float[8, 24, 1, 1] w4) => (float[1, 8, 16, 16] y) {
                                  a = Conv (x, w1)
                                  b = Conv (a, w2)
                                  e = Erf (b)
                                  c = Conv (e, w3)
                                  y = Conv (c, w4) })"),
                 boardNamed("edge-tpu"));
  std::vector<ChannelGroup> groups = channelSensitivity(network.network(), 1);
  ASSERT_EQ(groups.size(), 4U);
  EXPECT_TRUE(groups[0].energyJ) << "between two layers of the accelerator";
  for (size_t i : {size_t{1}, size_t{2}}) {
    EXPECT_FALSE(groups[i].energyJ || groups[i].latencyS) << groups[i].layers[0];
    EXPECT_TRUE(groups[i].macs) << groups[i].layers[0];
  }
}

TEST(Sensitivity, SeveralChannelsAtOnceAreSharedOut) {
  Linted before(textNetwork(block(32)), boardNamed("jetson-nano"));
  ChannelGroup group = channelSensitivity(before.network(), 8)[0];
  EXPECT_EQ(group.removed, 8);
  EXPECT_EQ(group.macs, 256 * (8 + 9 + 12));
  EXPECT_EQ(channelSensitivity(before.network(), 1000)[0].removed, 31) << "one channel stays";
}

/// Two convolutions of x side by side, and a third that is added to both where `c` names its channels.
std::string sideBySide(int a, int b, int c = 0) {
  return fmt::format(
      R"(main (float[1, 8, 16, 16] x, float[{0}, 8, 1, 1] w1, float[{1}, 8, 1, 1] w2, float[{2}, 8, 1, 1] w3,
               float[12, {3}, 1, 1] w4) => (float[1, 12, 16, 16] y) {{
    a = Conv (x, w1)
    b = Conv (x, w2)
    c = Concat <axis = 1> (a, b)
    {4}
    r = Relu (s)
    y = Conv (r, w4)
  }})",
      a, b, c == 0 ? 1 : c, a + b, c == 0 ? "s = Identity (c)" : "d = Conv (x, w3) s = Add (c, d)");
}

/// The row of a layer's channels against the network written out without one of them.
void expectCost(ChannelGroup const &group, Linted const &before, std::string const &without) {
  Linted after(textNetwork(without), boardNamed("jetson-nano"));
  ASSERT_EQ(before.error + after.error + group.unknown, "");
  ASSERT_TRUE(group.energyJ && group.macs);
  EXPECT_NEAR(*group.energyJ, before.energyJ() - after.energyJ(), 1e-12 * before.energyJ()) << without;
  EXPECT_EQ(*group.macs, static_cast<double>(*before.report.totals.macs - *after.report.totals.macs));
  EXPECT_EQ(*group.params, static_cast<double>(*before.report.totals.params - *after.report.totals.params));
}

TEST(Sensitivity, ChannelsOfAConcatAreASliceOfItsReaders) {
  Linted before(textNetwork(sideBySide(32, 16)), boardNamed("jetson-nano"));
  std::vector<ChannelGroup> groups = channelSensitivity(before.network(), 1);
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_EQ(groups[0].channels, 32);
  EXPECT_EQ(groups[1].channels, 16);
  expectCost(groups[0], before, sideBySide(31, 16));
  expectCost(groups[1], before, sideBySide(32, 15));
  EXPECT_EQ(groups[0].macs, 256 * (8 + 12)) << "16 x 16 positions: 8 inputs, 12 readers";
}

TEST(Sensitivity, ALayerOfWhichPartsGoDifferentWaysHasARowForEach) {
  Linted before(textNetwork(sideBySide(32, 16, 48)), boardNamed("jetson-nano"));
  std::vector<ChannelGroup> groups = channelSensitivity(before.network(), 1);
  ASSERT_EQ(groups.size(), 3U) << "a with the first 32 of d, b with the other 16, the output";
  EXPECT_EQ(groups[0].layers, (std::vector<std::string>{nodeNamed(before.graph, "Conv_0").name.str(),
                                                        nodeNamed(before.graph, "Conv_3").name.str()}));
  EXPECT_EQ(groups[1].channels, 16);
  expectCost(groups[0], before, sideBySide(31, 16, 47));
  expectCost(groups[1], before, sideBySide(32, 15, 47));
}

/// `u` units between a Flatten of c x 3 x 3 and ten classes.
std::string dense(int c, int u, bool pooled) {
  return fmt::format(
      R"(main (float[1, 8, 5, 5] x, float[{0}, 8, 3, 3] w1, float[{1}, {2}] w2, float[{1}] b2, float[{1}, 10] w3,
            float[10] b3)
      => (float[1, 10] y) {{
    a = Conv (x, w1)
    p = {3} (a)
    f = Flatten (p)
    h = Gemm <transB = 1> (f, w2, b2)
    r = Relu (h)
    y = Gemm (r, w3, b3)
  }})",
      c, u, pooled ? c : 9 * c, pooled ? "GlobalAveragePool" : "Identity");
}

TEST(Sensitivity, UnitsOfFullyConnectedLayersHaveRows) {
  Linted before(textNetwork(dense(16, 20, true)), boardNamed("jetson-nano"));
  std::vector<ChannelGroup> groups = channelSensitivity(before.network(), 1);
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_EQ(groups[1].channels, 20);
  EXPECT_EQ(groups[1].macs, 16 + 10) << "its inputs and the ten that read it";
  EXPECT_EQ(groups[1].params, 16 + 1 + 10);
  expectCost(groups[0], before, dense(15, 20, true));
  expectCost(groups[1], before, dense(16, 19, true));
  EXPECT_EQ(groups[2].unknown, "the network's output has them");
}

TEST(Sensitivity, BehindAFlattenAChannelIsAsManyColumnsAsItHasPositions) {
  Linted before(textNetwork(dense(16, 20, false)), boardNamed("jetson-nano"));
  std::vector<ChannelGroup> groups = channelSensitivity(before.network(), 1);
  EXPECT_EQ(groups[0].macs, 9 * 8 * 9 + 9 * 20) << "3 x 3 positions of 8 x 9 taps, 9 columns of 20 units";
  expectCost(groups[0], before, dense(15, 20, false));
}

/// Two halves of one convolution, each read by one of its own.
std::string halves(int first, int second) {
  return fmt::format(
      R"(main (float[1, 8, 16, 16] x, float[{0}, 8, 1, 1] w1, float[6, {1}, 1, 1] w2, float[6, {2}, 1, 1] w3)
      => (float[1, 6, 16, 16] y) <int64[2] sizes = {{{1}, {2}}}> {{
    a = Conv (x, w1)
    b, c = Split <axis = 1> (a, sizes)
    d = Conv (b, w2)
    e = Conv (c, w3)
    y = Add (d, e)
  }})",
      first + second, first, second);
}

TEST(Sensitivity, ASplitMakesTwoRowsOfALayer) {
  Linted before(textNetwork(halves(24, 8)), boardNamed("jetson-nano"));
  std::vector<ChannelGroup> groups = channelSensitivity(before.network(), 1);
  ASSERT_GE(groups.size(), 2U);
  EXPECT_EQ(groups[1].first, 24);
  EXPECT_EQ(groups[1].last, 31);
  EXPECT_EQ(groups[1].width, 32);
  expectCost(groups[0], before, halves(23, 8));
  expectCost(groups[1], before, halves(24, 7));
}

TEST(Sensitivity, LayersWithTheSameWeightsLoseTheSameChannels) {
  auto twins = [](int c) {
    return fmt::format(
        R"(main (float[1, 4, 8, 8] x, float[4, 4, 1, 1] w0, float[{0}, 4, 1, 1] w, float[5, {0}, 1, 1] w2)
        => (float[1, 5, 8, 8] y) {{
      a = Conv (x, w0)
      b = Conv (a, w)
      p = Relu (a)
      c = Conv (p, w)
      s = Mul (b, c)
      y = Conv (s, w2)
    }})",
        c);
  };
  Linted before(textNetwork(twins(16)), boardNamed("jetson-nano"));
  std::vector<ChannelGroup> groups = channelSensitivity(before.network(), 1);
  ASSERT_GE(groups.size(), 2U);
  EXPECT_EQ(groups[1].layers.size(), 2U);
  expectCost(groups[1], before, twins(15));
}

} // namespace
