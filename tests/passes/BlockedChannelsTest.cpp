#include "passes/BlockedChannels.h"
#include "tests/passes/Analysed.h"

using namespace eo;
using namespace eo::test;

static std::optional<int64_t> atLeast(std::string const &body) {
  Analysed network("<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft.nchwc\" : 1]>\nmain " + body,
                   {}, "count-macs");
  return blockedMacsAtLeast(network.graph, network.annotations.get<InferredTypes>(),
                            network.annotations.get<MacCounts>().macs);
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
