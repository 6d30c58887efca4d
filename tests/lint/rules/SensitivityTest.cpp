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

TEST(Sensitivity, SeveralChannelsAtOnceAreSharedOut) {
  Linted before(textNetwork(block(32)), boardNamed("jetson-nano"));
  ChannelGroup group = channelSensitivity(before.network(), 8)[0];
  EXPECT_EQ(group.removed, 8);
  EXPECT_EQ(group.macs, 256 * (8 + 9 + 12));
  EXPECT_EQ(channelSensitivity(before.network(), 1000)[0].removed, 31) << "one channel stays";
}

} // namespace
