// What a runtime runs beside kernels: copies between layouts and of results, small operators.
#include "tests/passes/Grouped.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;
using testing::ElementsAre;

namespace {

constexpr char const *blocksOf16 =
    "  fuse:\n    - {into: [convolution], nodes: [Relu]}\n"
    "  blocked: {channels: 16, works: [convolution, depthwise-convolution, pooling], "
    "keeps: [Add, Concat]}\n";

/// Elements copied for each kernel.
std::vector<double> copied(llvm::StringRef network, std::string const &rules = blocksOf16) {
  std::vector<double> elements;
  Grouped grouped(network, rules);
  for (CostFeatures const &features : grouped.features) {
    elements.push_back(features.rare->copiedElements);
    EXPECT_EQ(features.rare->companionLaunches == 0, features.rare->copiedElements == 0);
  }
  return elements;
}

std::vector<double> filling(llvm::StringRef network) {
  std::vector<double> times;
  Grouped grouped(network, blocksOf16);
  for (CostFeatures const &features : grouped.features)
    times.push_back(features.rare->filling);
  return times;
}

TEST(Companions, AMapIsCopiedToBlocksAndBack) {
  EXPECT_THAT(copied("main (float[1,16,4,4] x, float[32,16,1,1] w) => (float[1,32,4,4] y) "
                     "{ e = Erf (x) c = Conv (e, w) r = Relu (c) y = Softmax (r) }"),
              ElementsAre(0, 16 * 16, 32 * 16));
  EXPECT_THAT(
      copied("main (float[1,16,4,4] x, float[32,16,1,1] w) => (float[1,32,4,4] y) { y = Conv (x, w) }"),
      ElementsAre(16 * 16 + 32 * 16))
      << "what leaves the network is plain";
}

TEST(Companions, BlocksStayBlocksBetweenThoseThatWorkOnThem) {
  EXPECT_THAT(
      copied("main (float[1,3,8,8] x, float[16,3,1,1] v, float[16,16,1,1] w) => (float[1,?] y) { c = Conv "
             "(x, v) "
             "d = Conv (c, w) p = MaxPool <kernel_shape = [2,2], strides = [2,2]> (d) y = ArgMax (p) }"),
      ElementsAre(0, 0, 0, 16 * 16))
      << "3 channels are read as they are";
}

TEST(Companions, AConvolutionOfFewChannelsReadsPlainMaps) {
  auto network = [](int channels) {
    return fmt::format("main (float[1,3,4,4] x, float[{0},3,1,1] v, float[16,{0},1,1] w) => (float[1,?] y) "
                       "{{ c = Conv (x, v) d = Conv (c, w) y = ArgMax (d) }}",
                       channels);
  };
  EXPECT_THAT(copied(network(15)), ElementsAre(0, 15 * 16, 16 * 16));
  EXPECT_THAT(copied(network(16)), ElementsAre(0, 0, 16 * 16));
}

TEST(Companions, AMapIsCopiedOnceForAllReaders) {
  EXPECT_THAT(copied("main (float[1,16,4,4] x, float[16,16,1,1] w) => (float[1,16,4,4] y, float[1,16,4,4] z) "
                     "{ e = Neg (x) c = Conv (e, w) y = Erf (c) z = Exp (c) }"),
              ElementsAre(0, 256, 256, 0));
}

TEST(Companions, SumsKeepTheLayoutOfWhatTheyRead) {
  auto network = [](int channels, char const *more) {
    return fmt::format("main (float[1,3,4,4] x, float[{0},3,1,1] v, float[1,{0},4,4] s) => (float[1,?] y) "
                       "{{ c = Conv (x, v) d = Conv (x, v) n = Exp (s) a = Add (c, {1}) y = ArgMax (a) }}",
                       channels, more);
  };
  EXPECT_THAT(copied(network(16, "d")), ElementsAre(0, 0, 0, 256)) << "both are in blocks";
  EXPECT_THAT(copied(network(16, "n")), ElementsAre(0, 0, 256, 0)) << "one is not";
  EXPECT_THAT(copied(network(15, "d")), ElementsAre(0, 0, 2 * 15 * 16, 0)) << "the last block is not whole";
}

TEST(Companions, PoolsOfWholeBlocksAlone) {
  auto network = [](int channels) {
    return fmt::format("main (float[1,{},4,4] x) => (float[1,?,?] y) {{ n = Neg (x) "
                       "p = MaxPool <kernel_shape = [2,2]> (n) y = ArgMax (p) }}",
                       channels);
  };
  EXPECT_THAT(copied(network(32)), ElementsAre(0, 32 * 16, 32 * 9));
  EXPECT_THAT(copied(network(33)), ElementsAre(0, 0, 0));
}

TEST(Companions, SequencesAndVolumesHaveOneLayout) {
  EXPECT_THAT(copied("main (float[1,16,8] x, float[16,16,3] w) => (float[1,?] y) "
                     "{ n = Neg (x) c = Conv (n, w) y = ArgMax (c) }"),
              ElementsAre(0, 0, 0));
}

TEST(Companions, IntegersHaveOneLayout) {
  EXPECT_THAT(copied("main (uint8[1,16,4,4] x, uint8[16,16,1,1] w, float s, uint8 z) => (uint8[1,16,4,4] y) "
                     "{ y = QLinearConv (x, s, z, w, s, z, s, z) }"),
              ElementsAre(0));
}

TEST(Companions, CopiesThatAreWrittenOutAreNotDoubled) {
  Grouped saved("<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft.nchwc\" : 1]> "
                "main (float[1,16,4,4] x, float[16,16,1,1] w) => (float[1,16,4,4] y) { "
                "r = com.microsoft.nchwc.ReorderInput (x) c = com.microsoft.nchwc.Conv (r, w) "
                "y = com.microsoft.nchwc.ReorderOutput <channels = 16> (c) }",
                blocksOf16);
  ASSERT_THAT(saved.kernels, ElementsAre("ReorderInput", "Conv", "ReorderOutput"));
  for (CostFeatures const &features : saved.features)
    EXPECT_EQ(features.rare->copiedElements, 0);
}

TEST(Companions, ZerosFillBlocks) {
  auto network = [](int in, int out) {
    return fmt::format(
        "main (float[1,{0},4,4] x, float[{1},{0},1,1] w) => (float[1,{1},4,4] y) {{ y = Conv (x, w) }}", in,
        out);
  };
  EXPECT_THAT(filling(network(16, 32)), ElementsAre(1));
  EXPECT_THAT(filling(network(16, 17)), ElementsAre(testing::DoubleNear(32. / 17, 1e-12)));
  EXPECT_THAT(filling(network(20, 16)), ElementsAre(32. / 20));
  EXPECT_THAT(filling(network(24, 24)), ElementsAre(testing::DoubleNear(32. / 24 * 32 / 24, 1e-12)));
  EXPECT_THAT(filling(network(15, 16)), ElementsAre(1)) << "15 channels are read as they are";
  EXPECT_THAT(filling("main (float[1,24,4,4] x, float[24,1,3,3] w) => (float[1,24,?,?] y) "
                      "{ y = Conv <group = 24> (x, w) }"),
              ElementsAre(32. / 24))
      << "each channel by itself";
}

TEST(Companions, ACallerGetsCopiesOfResults) {
  constexpr char const *network =
      "main (float[1,8] x) => (float[1,8] y, float[8] v) { n = Neg (x) y = Exp (n) a = Abs (y) "
      "s = Constant <value_ints = [8]> () v = Reshape (a, s) }";
  Grouped grouped(network, "  copies_results: true\n");
  ASSERT_THAT(grouped.kernels, ElementsAre("Neg", "Exp", "Abs", "Reshape"));
  for (size_t k = 0; k < 4; ++k) {
    EXPECT_EQ(grouped.features[k].rare->copiedElements, k == 1 || k == 2 ? 8 : 0) << k;
    EXPECT_EQ(grouped.features[k].rare->companionLaunches, 0) << "no operator does it";
  }
  EXPECT_EQ(Grouped(network, "  copies_results: false\n").features[1].rare->copiedElements, 0);
}

TEST(Companions, OperatorsRoundAnAnchor) {
  constexpr char const *rules = "  companions:\n    - {nodes: [attention], launches: 6, copies: 1}\n"
                                "    - {nodes: [view], launches: 0.4}\n";
  Grouped attention("main (float[4,8] q, float[8,4] k, float[4,8] v) => (float[4,8] y) "
                    "{ s = MatMul (q, k) p = Softmax <axis = 1> (s) y = MatMul (p, v) }",
                    rules);
  ASSERT_EQ(attention.features.size(), 1U);
  EXPECT_EQ(attention.features[0].rare->companionLaunches, 6);
  EXPECT_EQ(attention.features[0].rare->copiedElements, 4 * 32) << "q, k, v and y";
  Grouped views("main (float[4,8] x) => (float[8,4] y) { a = Abs (x) s = Constant <value_ints = [8, 4]> () "
                "v = Reshape (a, s) t = Constant <value_ints = [8, 4]> () w = Reshape (v, t) y = Exp (w) }",
                rules);
  ASSERT_THAT(views.kernels, ElementsAre("Abs", "Reshape", "Reshape", "Exp"));
  std::vector<double> launches;
  for (CostFeatures const &features : views.features)
    launches.push_back(features.rare->companionLaunches);
  EXPECT_THAT(launches, ElementsAre(0, 0.4, 0, 0)) << "what gives the shape that is there is nothing";
}

} // namespace
