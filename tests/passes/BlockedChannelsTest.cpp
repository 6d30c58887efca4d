#include "passes/BlockedChannels.h"
#include "tests/passes/Analysed.h"

using namespace eo;
using namespace eo::test;

static std::optional<int64_t> atLeast(std::string const &body) {
  Analysed network("<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft.nchwc\" : 1]>\nmain " + body,
                   {}, "count-macs");
  auto found = blockedMacs(network.graph, network.annotations.get<InferredTypes>(),
                           network.annotations.get<MacCounts>().macs);
  return found ? std::optional(found->own) : std::nullopt;
}

TEST(BlockedChannels, ReordersSayHowManyAreTheNetworksOwn) {
  // 16 pixels; 3 channels in; of 32 out 20 are used: 16·3·20
  EXPECT_EQ(
      atLeast(
          "(float[1,3,4,4] x, float[32,3,1,1] w) => (float[] y) { a = com.microsoft.nchwc.Conv (x, w) y = "
          "com.microsoft.nchwc.ReorderOutput <channels = 20> (a) }"),
      960);
  // of 16 channels in 12 are the file's: 16·12·20
  EXPECT_EQ(
      atLeast("(float[1,12,4,4] x, float[32,16,1,1] w) => (float[] y) { r = com.microsoft.nchwc.ReorderInput "
              "(x) a = "
              "com.microsoft.nchwc.Conv (r, w) y = com.microsoft.nchwc.ReorderOutput <channels = 20> (a) }"),
      3840);
}

TEST(BlockedChannels, BetweenConvolutionsOneMoreThanTheBlockBeforeIsSure) {
  // first: 16·3·17 (32 stands for 17 to 32); second: 16·17·20
  EXPECT_EQ(atLeast("(float[1,3,4,4] x, float[32,3,1,1] w, float[32,32,1,1] v) => (float[] y) { a = "
                    "com.microsoft.nchwc.Conv (x, w) b = com.microsoft.nchwc.Conv (a, v) y = "
                    "com.microsoft.nchwc.ReorderOutput <channels = 20> (b) }"),
            816 + 5440);
}

TEST(BlockedChannels, WhatDependsOnDataIsLeftOut) {
  // As saved from a graph with a Range: 16·3·20 of the first, and nothing is known of as many pictures as a number says.
  std::string const known =
      "a = com.microsoft.nchwc.Conv (x, w) y = com.microsoft.nchwc.ReorderOutput <channels = 20> (a) ";
  EXPECT_EQ(
      atLeast("(float[1,3,4,4] x, float[32,3,1,1] w, int64 n, int64[4] s) => (float[] y, float[] z) { " +
              known +
              "o = Constant <value_int = 0> () d = Constant <value_int = 1> () r = Range (o, n, d) f = Cast "
              "<to = 1> (r) "
              "m = Reshape (f, s) z = com.microsoft.nchwc.Conv (m, w) }"),
      960);
}

TEST(BlockedChannels, OtherNetworksHaveNone) {
  EXPECT_EQ(atLeast("(float[1,3,4,4] x, float[32,3,1,1] w) => (float[] y) { y = Conv (x, w) }"),
            std::nullopt);
}

// 16 pixels: 16·3·32 as stored, 16·3·20 of them the network's. Nothing to say where all 32 channels are used.
TEST(BlockedChannels, RoundedChannelsAreSaid) {
  auto noted = [](char const *channels) {
    Analysed network(
        "<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft.nchwc\" : 1]>\nmain (float[1,3,4,4] x, "
        "float[32,3,1,1] w) => (float[] y) { a = com.microsoft.nchwc.Conv (x, w) y = "
        "com.microsoft.nchwc.ReorderOutput <channels = " +
            std::string(channels) + "> (a) }",
        {}, "count-macs");
    std::string text;
    for (Diagnostic const &one : network.diagnostics.diagnostics())
      if (one.code == DiagCode::BlockedChannels)
        text += one.message;
    return text;
  };
  EXPECT_EQ(noted("20"),
            "channels are rounded up to blocks: of 1536 MACs in such convolutions at least 960 are the "
            "network's own");
  EXPECT_EQ(noted("32"), "");
}
