// What runs as one kernel under which rules.
#include "tests/passes/Grouped.h"

#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;
using testing::ElementsAre;

namespace {

constexpr char const *convolutions =
    "  fuse:\n    - {into: [convolution], nodes: [BatchNormalization, Relu, Add], "
    "residual: true}\n";

TEST(GroupKernels, TheSlowestOfAKernelCountsBesideNoArithmetic) {
  constexpr char const *rules =
      "  fuse:\n    - {into: [elementwise, convolution], nodes: [Erf, Softmax, Add]}\n"
      "  slow:\n    - {nodes: [Erf], passes: 3}\n    - {nodes: [Softmax], passes: 5}\n";
  Grouped network(
      "main (float[1,4,8,8] x, float[4,4,1,1] w) => (float[1,4,8,8] y) { c = Conv (x, w) e = Erf (c) "
      "m = MaxPool <kernel_shape = [1,1]> (e) n = Neg (m) f = Erf (n) s = Softmax (f) y = Relu (s) }",
      rules);
  EXPECT_THAT(network.kernels, ElementsAre("Conv Erf", "MaxPool", "Neg Erf Softmax", "Relu"));
  EXPECT_EQ(network.features[0].passes, 1) << "hidden behind the arithmetic";
  EXPECT_EQ(network.features[1].passes, 1);
  EXPECT_EQ(network.features[2].passes, 5);
  EXPECT_EQ(network.features[3].passes, 1);
}

TEST(GroupKernels, BesideArithmeticTheAnchorSaysHowSlowAKernelIs) {
  constexpr char const *network = "main (float[1,8,9,9] x, float[4,2,3,3] w) => (float[1,4,7,7] y) { c = "
                                  "Conv <group = 4> (x, w) y = Relu (c) }";
  auto passes = [&](char const *range) {
    Grouped grouped(
        network,
        "  fuse:\n    - {into: [grouped-convolution], nodes: [Relu]}\n  slow:\n"
        "    - {nodes: [Relu], passes: 9}\n    - {nodes: [grouped-convolution], range: {group_ifm: " +
            std::string(range) + "}, passes: 5}\n");
    EXPECT_THAT(grouped.kernels, ElementsAre("Conv Relu"));
    return grouped.features[0].passes;
  };
  EXPECT_EQ(passes("{max: 2}"), 5);
  EXPECT_EQ(passes("{max: 1}"), 1);
  EXPECT_EQ(passes("{min: 2}"), 5);
  EXPECT_EQ(passes("{min: 3}"), 1);
}

/// A convolution and its clipping whose constants are inputs of the graph too, in files of that version.
static Grouped overridable(int64_t version, std::string const &rules) {
  return Grouped(
      "<ir_version: " + std::to_string(version) +
          ", opset_import: [\"\" : 13]>\n"
          "main (float[1,2,8,8] x, float[2,2,1,1] w = {1, 0, 0, 1}, float low = {0}, float high = {6}) "
          "=> (float[1,2,8,8] y) {\n"
          "  c = Conv (x, w) y = Clip (c, low, high) }",
      "  fuse:\n    - {into: [convolution], nodes: [Clip]}\n" + rules);
}

TEST(GroupKernels, WhatACallerMayOverrideIsNeitherFoldedNorPacked) {
  std::string rules = "  slow:\n    - {nodes: [Conv], passes: 2}\n  overridable:\n    apart: [Clip]\n"
                      "    slow: [{nodes: [Conv], passes: 1.5}]\n";
  Grouped since = overridable(4, rules);
  EXPECT_THAT(since.kernels, ElementsAre("Conv", "Clip"));
  EXPECT_EQ(since.features[0].passes, 3);
  Grouped before = overridable(3, rules);
  EXPECT_THAT(before.kernels, ElementsAre("Conv Clip")) << "they had to be listed";
  EXPECT_EQ(before.features[0].passes, 2);
  Grouped silent = overridable(4, "");
  EXPECT_THAT(silent.kernels, ElementsAre("Conv Clip")) << "the runtime takes them for constants";
  EXPECT_EQ(silent.features[0].passes, 1);
}

TEST(GroupKernels, WithoutRulesEveryNodeIsAKernel) {
  Grouped network(
      "main (float[1,4,8,8] x, float[4,4,1,1] w) => (float[1,4,8,8] y) { h = Conv (x, w) y = Relu (h) }",
      "  free: []\n");
  EXPECT_THAT(network.kernels, ElementsAre("Conv", "Relu"));
}

TEST(GroupKernels, NormalizationShortcutAndActivationRunWithTheConvolution) {
  Grouped network("main (float[1,4,8,8] x, float[4,4,1,1] w, float[4] s) => (float[1,4,8,8] y) "
                  "{ c = Conv (x, w) n = BatchNormalization (c, s, s, s, s) a = Add (n, x) y = Relu (a) }",
                  convolutions);
  EXPECT_THAT(network.kernels, ElementsAre("Conv BatchNormalization Add Relu"));
  // x is read once, though by the convolution and the addition; 8·8·4 elements in and out, nothing between.
  EXPECT_EQ(network.features[0].inputElements, 256);
  EXPECT_EQ(network.features[0].outputElements, 256);
  EXPECT_EQ(network.features[0].macs, 1024);
  EXPECT_EQ(network.features[0].params, 16 + 4); // the four vectors are one
}

TEST(GroupKernels, AResultThatOthersReadEndsTheKernel) {
  Grouped network("main (float[1,4,8,8] x, float[4,4,1,1] w) => (float[1,4,8,8] y, float[1,4,8,8] z) "
                  "{ c = Conv (x, w) y = Relu (c) z = Sqrt (c) }",
                  convolutions);
  EXPECT_THAT(network.kernels, ElementsAre("Conv", "Relu", "Sqrt"));
}

TEST(GroupKernels, AnOutputOfTheNetworkEndsTheKernel) {
  Grouped network("main (float[1,4,8,8] x, float[4,4,1,1] w) => (float[1,4,8,8] c, float[1,4,8,8] y) "
                  "{ c = Conv (x, w) y = Relu (c) }",
                  convolutions);
  EXPECT_THAT(network.kernels, ElementsAre("Conv", "Relu"));
}

TEST(GroupKernels, AShortcutOfAnotherSizeStaysOutside) {
  Grouped network("main (float[1,4,1,1] x, float[4,4,1,1] w, float[1,4,8,8] s) => (float[1,4,8,8] y) "
                  "{ c = Conv (x, w) y = Add (c, s) }",
                  convolutions);
  EXPECT_THAT(network.kernels, ElementsAre("Conv", "Add"));
}

TEST(GroupKernels, WithoutResidualTheShortcutStaysOutside) {
  Grouped network("main (float[1,4,8,8] x, float[4,4,1,1] w, float[1,4,8,8] s) => (float[1,4,8,8] y) "
                  "{ c = Conv (x, w) y = Add (c, s) }",
                  "  fuse:\n    - {into: [convolution], nodes: [Add]}\n");
  EXPECT_THAT(network.kernels, ElementsAre("Conv", "Add"));
}

TEST(GroupKernels, StepsOfOneFunctionJoinWhereTheyMeetAgain) {
  Grouped network("main (float[1,4,8,8] x, float[4,4,1,1] w) => (float[1,4,8,8] y) "
                  "{ c = Conv (x, w) s = Sigmoid (c) m = Mul (c, s) y = Relu (m) }",
                  "  fuse:\n    - {into: [convolution], nodes: [activation, Mul]}\n");
  EXPECT_THAT(network.kernels, ElementsAre("Conv Sigmoid Mul Relu"));
}

TEST(GroupKernels, LayerNormalizationInSingleStepsIsOneKernel) {
  Grouped network("main (float[2,8] x) => (float[2,8] y) { m = ReduceMean <axes = [1]> (x) d = Sub (x, m) "
                  "two = Constant <value = float {2.0}> () p = Pow (d, two) v = ReduceMean <axes = [1]> (p) "
                  "s = Sqrt (v) y = Div (d, s) }",
                  "  fuse:\n    - {into: [reduction], nodes: [elementwise, activation, reduction]}\n");
  EXPECT_THAT(network.kernels, ElementsAre("ReduceMean Sub Pow ReduceMean Sqrt Div"));
  EXPECT_EQ(network.features[0].inputElements, 16);
}

// Softmax over queries: no attention, which would be one node.
TEST(GroupKernels, AProductJoinsBehindASoftmaxOnly) {
  char const *text = "main (float[4,8] q, float[8,4] k, float[4,8] v) => (float[4,8] y) "
                     "{ s = MatMul (q, k) p = Softmax <axis = 0> (s) y = MatMul (p, v) }";
  std::string rules = "  fuse:\n    - {into: [matrix-product], nodes: [Softmax]}\n"
                      "    - {into: [matrix-product], after: [Softmax], nodes: [MatMul], residual: true}\n";
  EXPECT_THAT(Grouped(text, rules).kernels, ElementsAre("MatMul Softmax", "MatMul"))
      << "v is of another size than p";
  std::string twice = "main (float[4,4] q, float[4,4] k, float[4,4] v) => (float[4,4] y) "
                      "{ s = MatMul (q, k) p = Softmax <axis = 0> (s) y = MatMul (p, v) }";
  EXPECT_THAT(Grouped(twice, rules).kernels, ElementsAre("MatMul Softmax MatMul"));
}

TEST(GroupKernels, TheSoftmaxOfAnAttentionIsAsSlowAsAnother) {
  char const *text = "main (float[4,8] q, float[8,4] k, float[4,8] v) => (float[4,8] y) "
                     "{ s = MatMul (q, k) p = Softmax <axis = 1> (s) y = MatMul (p, v) }";
  Grouped network(text,
                  "  slow:\n    - {nodes: [attention], passes: 2}\n    - {nodes: [softmax], passes: 3.5}\n");
  ASSERT_EQ(network.features.size(), 1U);
  EXPECT_EQ(network.features[0].passes, 2);
  EXPECT_EQ(network.features[0].rare->softmaxPasses, 3.5);
  EXPECT_EQ(Grouped(text, "  free: []\n").features[0].rare->softmaxPasses, 1);
}

TEST(GroupKernels, BoundsRestrictARule) {
  std::string rules =
      "  fuse:\n    - {into: [convolution], into_range: {ksize: {min: 3, max: 3}}, nodes: [MaxPool], "
      "nodes_range: {i_size: {min: 15}}}\n";
  auto network = [](int size, int kernel) {
    return fmt::format(
        "main (float[1,4,{0},{0}] x, float[4,4,{1},{1}] w) => (float[1,4,?,?] y) {{ c = Conv "
        "<pads = [{2},{2},{2},{2}]> (x, w) y = MaxPool <kernel_shape = [2,2], strides = [2,2]> (c) }}",
        size, kernel, kernel / 2);
  };
  EXPECT_THAT(Grouped(network(16, 3), rules).kernels, ElementsAre("Conv MaxPool"));
  EXPECT_THAT(Grouped(network(14, 3), rules).kernels, ElementsAre("Conv", "MaxPool"));
  EXPECT_THAT(Grouped(network(16, 1), rules).kernels, ElementsAre("Conv", "MaxPool"));
}

TEST(GroupKernels, TwinsOfOneInputRunAsOne) {
  Grouped network("main (float[1,4,8,8] x, float[4,4,1,1] v, float[6,4,1,1] w, float[4,4,3,3] t) "
                  "=> (float[1,4,8,8] a, float[1,6,8,8] b, float[1,4,6,6] c) "
                  "{ p = Conv (x, v) a = Relu (p) q = Conv (x, w) b = Relu (q) c = Conv (x, t) }",
                  std::string(convolutions) +
                      "  merge:\n    - {nodes: [convolution], range: {ksize: {max: 1}}}\n");
  EXPECT_THAT(network.kernels, ElementsAre("Conv Relu Conv Relu", "Conv"));
  EXPECT_EQ(network.features[0].macs, 64 * 4 * 10);
  EXPECT_EQ(network.features[0].ofm, 10);
  EXPECT_EQ(network.features[0].inputElements, 256) << "x is read once for both";
  EXPECT_EQ(network.features[0].outputElements, 640);
}

TEST(GroupKernels, FreeNodesAreNoKernels) {
  Grouped network("main (float[1,4] x, float[1,4] y) => (float[1,8] z) { z = Concat <axis = 1> (x, y) }",
                  "  free:\n    - {nodes: [Concat], range: {output_elements: {max: 8}}}\n");
  EXPECT_TRUE(network.kernels.empty());
  EXPECT_EQ(network.annotations.get<KernelGroups>().free[network.graph.main().nodes[0]], 1);
}

TEST(GroupKernels, WhatTheAcceleratorDoesNotKnowIsLeftToAnother) {
  char const *text =
      "main (float[1,4,8,8] x, float[4,4,1,1] w) => (float[1,4,8,8] y) { c = Conv (x, w) y = Erf (c) }";
  std::string rules = "  fuse:\n    - {into: [convolution], nodes: [Erf]}\n"
                      "  delegate: {when: {unit: UNIT}, supported: [convolution]}\n";
  auto with = [&](char const *unit) { return std::string(rules).replace(rules.find("UNIT"), 4, unit); };
  Grouped on(text, with("npu")), off(text, with("cpu"));
  EXPECT_THAT(on.kernels, ElementsAre("Conv", "Erf"));
  EXPECT_THAT(on.delegated, ElementsAre(true, false));
  EXPECT_THAT(off.kernels, ElementsAre("Conv Erf"));
}

TEST(GroupKernels, ExceptionsAndShapesAreNoLoadOnAnother) {
  Grouped network("main (float[1,4,8,8] x, float[4,4,1,1] w) => (float[4,64] y) "
                  "{ c = Conv (x, w) e = Elu (c) r = Relu (e) s = Constant <value_ints = [4, 64]> () y = "
                  "Reshape (r, s) }",
                  "  delegate: {supported: [convolution, activation], except: [Elu]}\n");
  EXPECT_THAT(network.kernels, ElementsAre("Conv", "Elu", "Relu", "Reshape"));
  EXPECT_THAT(network.delegated, ElementsAre(true, false, true, true));
}

TEST(GroupKernels, LongChainsStayLinear) {
  std::string text = "main (float[4] x0) => (float[4] x20000) {";
  for (int i = 0; i < 20000; ++i)
    text += fmt::format(" x{} = Relu (x{})", i + 1, i);
  Grouped network(text + " }", "  fuse:\n    - {into: [activation], nodes: [activation]}\n");
  EXPECT_EQ(network.kernels.size(), (20000 + 63) / 64U) << "kernels have at most 64 nodes";
}

// A 9x9 window is more than the accelerator's 8; what is not known breaks no limit.
TEST(GroupKernels, WhatIsBeyondAPublishedSizeRunsBeside) {
  std::string const rules =
      "  delegate:\n    supported: [pooling]\n    limits:\n      - {nodes: [pooling], range: "
      "{ksize: {max: 8}}, source: \"compiler 2.1\"}\n";
  Grouped network("main (float[1,4,32,32] x) => (float[] y) { a = MaxPool <kernel_shape = [8,8]> (x) "
                  "y = MaxPool <kernel_shape = [9,9]> (a) }",
                  rules);
  EXPECT_THAT(network.delegated, ElementsAre(true, false));
  Delegation const &delegation = *network.annotations.get<ChosenBoard>().model->kernels.delegate;
  EXPECT_EQ(delegation.limitOf(network.features[1]), "ksize 9 is above 8 (compiler 2.1)");
  EXPECT_EQ(delegation.limitOf(network.features[0]), "");
}

// Of an Edge TPU: three axes behind the first, two of them of maps. [1,2,3,4,5,1] has four.
TEST(GroupKernels, TensorsOfTooManyAxesRunBeside) {
  std::string const rules =
      "  delegate:\n    supported: [convolution, Transpose]\n    limits:\n"
      "      - {nodes: [data-movement], range: {long_axes: {max: 3}}, source: \"compiler\"}\n"
      "      - {nodes: [convolution], range: {spatial_axes: {max: 2}}, source: \"compiler\"}\n";
  Grouped network(
      "main (float[1,8,4,4] x, float[8,8,1,1] w, float[8,8,1,1,1] v, float[1,8,2,4,4] d, "
      "float[1,2,3,4,5,1] s, float[1,1,3,4,5,1] r) => (float[] a, float[] b, float[] t, float[] u) "
      "{ a = Conv (x, w) b = Conv (d, v) t = Transpose <perm = [0,2,1,4,3,5]> (s) "
      "u = Transpose <perm = [0,2,1,4,3,5]> (r) }",
      rules);
  EXPECT_THAT(network.delegated, ElementsAre(true, false, false, true));
  Delegation const &delegation = *network.annotations.get<ChosenBoard>().model->kernels.delegate;
  EXPECT_EQ(delegation.limitOf(network.features[1]), "spatial_axes 3 is above 2 (compiler)");
  EXPECT_EQ(delegation.limitOf(network.features[2]), "long_axes 4 is above 3 (compiler)");
}

// 31 zeros are the most that a DLA puts around maps; along the channels it puts tensors together.
TEST(GroupKernels, PaddingsAndAxesHaveLimits) {
  std::string const rules = "  delegate:\n    supported: [convolution, Concat]\n    limits:\n"
                            "      - {nodes: [convolution], range: {pad: {min: 0, max: 31}}}\n"
                            "      - {nodes: [Concat], range: {axis: {min: 1, max: 1}}}\n";
  Grouped network("main (float[1,8,4,4] x, float[8,8,1,1] w) => (float[] a, float[] b, float[] c, float[] d) "
                  "{ a = Conv <pads = [31,0,0,31]> (x, w) b = Conv <pads = [0,0,32,0]> (x, w) "
                  "c = Concat <axis = -3> (x, x) d = Concat <axis = 2> (x, x) }",
                  rules);
  EXPECT_THAT(network.delegated, ElementsAre(true, false, true, false));
}

} // namespace
