#include "tests/passes/Analysed.h"

using namespace eo;
using namespace eo::test;

namespace {
struct Case {
  char const *name;
  char const *text;
  int64_t macs; ///< worked out by hand in the comment beside each case
  char const *node;
};
void PrintTo(Case const &one, std::ostream *stream) { *stream << one.name; }
class MacOracle : public testing::TestWithParam<Case> {};
} // namespace

TEST_P(MacOracle, CountsExactly) {
  Analysed network(GetParam().text);
  EXPECT_EQ(network.error, "");
  EXPECT_EQ(network.macs(GetParam().node).str(), std::to_string(GetParam().macs));
}

static Case const oracle[] = {
    // 32·16·9·64
    {"ConvWithKernelShape",
     "main (float[1,16,8,8] x, float[32,16,3,3] w) => (float[1,32,8,8] y) "
     "{ y = Conv <kernel_shape = [3,3], pads = [1,1,1,1]> (x, w) }",
     294912, "Conv"},
    {"ConvWithoutKernelShape",
     "main (float[1,16,8,8] x, float[32,16,3,3] w) => (float[1,32,8,8] y) "
     "{ y = Conv <pads = [1,1,1,1]> (x, w) }",
     294912, "Conv"},
    // depthwise: 16·9·64
    {"DepthwiseConvDividesInputChannels",
     "main (float[1,16,8,8] x, float[16,1,3,3] w) => (float[1,16,8,8] y) "
     "{ y = Conv <group = 16, pads = [1,1,1,1]> (x, w) }",
     9216, "Conv"},
    // 1-D: N 2, Cout 4, L 8, Cin 3, k 3: 2·4·8·3·3
    {"ConvOfOneDimension", "main (float[2,3,10] x, float[4,3,3] w) => (float[2,4,8] y) { y = Conv (x, w) }",
     576, "Conv"},
    // 3-D: 2 filters, 2·2·2 positions, 1·27 products
    {"ConvOfThreeDimensions",
     "main (float[1,1,4,4,4] x, float[2,1,3,3,3] w) => (float[1,2,2,2,2] y) { y = Conv (x, w) }", 432,
     "Conv"},
    // stride 2 halves 8 to 4, dilation 2 spans 5: out (8+4-5)/2+1 = 4; 4·16·2·9
    {"ConvWithStrideAndDilation",
     "main (float[1,2,8,8] x, float[4,2,3,3] w) => (float[1,4,4,4] y) "
     "{ y = Conv <dilations = [2,2], strides = [2,2], pads = [2,2,2,2]> (x, w) }",
     1152, "Conv"},
    // input volume 64·16, times 16 filters · 4
    {"ConvTransposeCountsInputVolume",
     "main (float[1,16,8,8] x, float[16,16,2,2] w) => (float[1,16,16,16] y) "
     "{ y = ConvTranspose <strides = [2,2]> (x, w) }",
     65536, "ConvTranspose"},
    {"ConvTransposeThreeToOne",
     "main (float[1,3,2,2] x, float[3,1,2,2] w) => (float[1,1,4,4] y) "
     "{ y = ConvTranspose <strides = [2,2]> (x, w) }",
     48, "ConvTranspose"},
    {"ConvTransposeDepthwise",
     "main (float[1,16,8,8] x, float[16,1,3,3] w) => (float[] y) "
     "{ y = ConvTranspose <group = 16, strides = [2,2]> (x, w) }",
     9216, "ConvTranspose"},
    // batch 8 by broadcasting, 12·64·10
    {"MatMulBroadcastsBatch",
     "main (float[1,12,64] a, float[8,64,10] b) => (float[8,12,10] y) { y = MatMul (a, b) }", 61440,
     "MatMul"},
    {"EinsumEqualsMatMul",
     "main (float[1,12,64] a, float[8,64,10] b) => (float[] y) "
     "{ y = Einsum <equation = \"zij,zjk->zik\"> (a, b) }",
     61440, "Einsum"},
    // two pairs: i·j·k = 2·3·4, then i·k·l = 2·4·5
    {"EinsumCountsPairsFromTheLeft",
     "main (float[2,3] a, float[3,4] b, float[4,5] c) => (float[2,5] y) "
     "{ y = Einsum <equation = \"ij,jk,kl->il\"> (a, b, c) }",
     64, "Einsum"},
    {"EinsumOfOneOperandIsZero",
     "main (float[2,3] a) => (float[3,2] y) { y = Einsum <equation = \"ij->ji\"> (a) }", 0, "Einsum"},
    {"EinsumWithEllipsis",
     "main (float[7,2,3] a, float[7,3,4] b) => (float[] y) "
     "{ y = Einsum <equation = \"...ij, ...jk -> ...ik\"> (a, b) }",
     168, "Einsum"},
    {"MatMulWithVector", "main (float[10,64] a, float[64] b) => (float[10] y) { y = MatMul (a, b) }", 640,
     "MatMul"},
    {"MatMulOfTwoVectors", "main (float[64] a, float[64] b) => (float y) { y = MatMul (a, b) }", 64,
     "MatMul"},
    // M 5, N 7, K 3
    {"GemmTransposed",
     "main (float[3,5] a, float[7,3] b, float[7] c) => (float[5,7] y) "
     "{ y = Gemm <transA = 1, transB = 1> (a, b, c) }",
     105, "Gemm"},
    // T 100 · (4·64·64 + 4·64·64)
    {"Lstm",
     "main (float[100,1,64] x, float[1,256,64] w, float[1,256,64] r) => (float[] y) "
     "{ y = LSTM <hidden_size = 64> (x, w, r) }",
     3276800, "LSTM"},
    {"LstmWithBias",
     "main (float[100,1,64] x, float[1,256,64] w, float[1,256,64] r, float[1,512] b) => (float[] y) "
     "{ y = LSTM <hidden_size = 64> (x, w, r, b) }",
     3276800, "LSTM"},
    {"LstmOfTwoDirections",
     "main (float[100,1,64] x, float[2,256,64] w, float[2,256,64] r) => (float[] y) "
     "{ y = LSTM <hidden_size = 64, direction = \"bidirectional\"> (x, w, r) }",
     6553600, "LSTM"},
    // T 5 · N 2 · 3·8·(4+8)
    {"Gru",
     "main (float[5,2,4] x, float[1,24,4] w, float[1,24,8] r) => (float[] y) "
     "{ y = GRU <hidden_size = 8> (x, w, r) }",
     2880, "GRU"},
    {"Rnn",
     "main (float[5,2,4] x, float[1,8,4] w, float[1,8,8] r) => (float[] y) { y = RNN <hidden_size = 8> (x, "
     "w, r) }",
     960, "RNN"},
    // as the float convolution
    {"QLinearConv",
     "main (uint8[1,16,8,8] x, float xs, uint8 xz, int8[32,16,3,3] w, float ws, int8 wz, float ys, uint8 yz) "
     "=> (uint8[1,32,8,8] y) { y = QLinearConv <pads = [1,1,1,1]> (x, xs, xz, w, ws, wz, ys, yz) }",
     294912, "QLinearConv"},
    {"ConvInteger",
     "main (uint8[1,16,8,8] x, uint8[32,16,3,3] w) => (int32[1,32,8,8] y) "
     "{ y = ConvInteger <pads = [1,1,1,1]> (x, w) }",
     294912, "ConvInteger"},
    // 4·64·10 behind shape arithmetic
    {"MatMulBehindShapeArithmetic",
     "main (float[4,8,8] x, float[64,10] w) => (float[] y) { "
     "shape = Shape (x) zero = Constant <value = int64[1] {0}> () rows = Gather (shape, zero) "
     "minus = Constant <value = int64[1] {-1}> () target = Concat <axis = 0> (rows, minus) "
     "flat = Reshape (x, target) y = MatMul (flat, w) }",
     2560, "MatMul"},
    {"MatMulBehindConstantOfShape",
     "main (float[4,64] x) => (float[] y) { size = Constant <value = int64[2] {64, 10}> () "
     "w = ConstantOfShape <value = float[1] {1.0}> (size) y = MatMul (x, w) }",
     2560, "MatMul"},
    {"MaxPoolIsNone",
     "main (float[1,2,4,4] x) => (float[1,2,2,2] y) { y = MaxPool <kernel_shape = [2,2], strides = [2,2]> "
     "(x) }",
     0, "MaxPool"},
    // scores 2·3·5·7·8, values 2·3·5·7·4
    {"AttentionOfHeads",
     "<ir_version: 10, opset_import: [\"\" : 23]> main (float[2,3,5,8] q, float[2,3,7,8] k, float[2,3,7,4] "
     "v) "
     "=> (float[] y) { y = Attention (q, k, v) }",
     2520, "Attention"},
    // the cache lengthens the 7 keys by 6: 2·3·5·13·(8 + 4)
    {"AttentionWithACache",
     "<ir_version: 10, opset_import: [\"\" : 23]> main (float[2,3,5,8] q, float[2,3,7,8] k, float[2,3,7,4] "
     "v, "
     "float[2,3,6,8] pk, float[2,3,6,4] pv) => (float[] y) { y = Attention (q, k, v, , pk, pv) }",
     4680, "Attention"},
    // the same heads side by side; three of the queries share one of keys and values: 2·3·5·7·(8 + 4)
    {"AttentionOfSharedHeadsInOneAxis",
     "<ir_version: 10, opset_import: [\"\" : 23]> main (float[2,5,24] q, float[2,7,8] k, float[2,7,4] v) => "
     "(float[] y) { y = Attention <q_num_heads = 3, kv_num_heads = 1> (q, k, v) }",
     2520, "Attention"},
    // a vector is one row: 3 coefficients, each used once
    {"LinearModelOfOneRow",
     "<ir_version: 8, opset_import: [\"\" : 17, \"ai.onnx.ml\" : 3]> main (float[3] x) => (float[] y) "
     "{ y = ai.onnx.ml.LinearRegressor <coefficients = [1.0,1.0,1.0]> (x) }",
     3, "LinearRegressor"},
    {"SoftmaxIsNone", "main (float[1,10] x) => (float[1,10] y) { y = Softmax (x) }", 0, "Softmax"},
    {"BatchNormalizationIsNone",
     "main (float[1,2,4,4] x, float[2] s, float[2] b, float[2] m, float[2] v) => (float[1,2,4,4] y) "
     "{ y = BatchNormalization (x, s, b, m, v) }",
     0, "BatchNormalization"},
};
INSTANTIATE_TEST_SUITE_P(Oracle, MacOracle, testing::ValuesIn(oracle),
                         [](auto const &instance) { return instance.param.name; });

TEST(CountMacs, SymbolicBatchStaysInTheCount) {
  char const *text = "main (float[N,16,8,8] x, float[32,16,3,3] w) => (float[N,32,8,8] y) "
                     "{ y = Conv <pads = [1,1,1,1]> (x, w) }";
  EXPECT_EQ(Analysed(text, leaveOpen(), "count-macs").macs("Conv").str(), "294912·N");
  DimBindings four;
  four.named["N"] = 4;
  EXPECT_EQ(Analysed(text, four).macs("Conv"), 4 * 294912);
}

TEST(CountMacs, IfCountsTheLargerBranch) {
  Analysed network("main (bool c, float[4,8] x, float[8,3] small, float[8,5] large) => (float[] y) { "
                   "y = If (c) <then_branch = t () => (float[4,3] a) { a = MatMul (x, small) }, "
                   "else_branch = e () => (float[4,5] b) { b = MatMul (x, large) }> }");
  EXPECT_EQ(network.macs("If"), 160);
}

TEST(CountMacs, IfWithAConstantConditionCountsTheBranchTaken) {
  Analysed network("main (float[4,8] x, float[8,3] small, float[8,5] large) => (float[] y) { "
                   "c = Constant <value = bool {1}> () "
                   "y = If (c) <then_branch = t () => (float[4,3] a) { a = MatMul (x, small) }, "
                   "else_branch = e () => (float[4,5] b) { b = MatMul (x, large) }> }");
  EXPECT_EQ(network.macs("If"), 96);
}

TEST(CountMacs, AttentionNeedsTheNumberOfHeadsAndOneRank) {
  auto macs = [](char const *operands, char const *attributes) {
    return Analysed(fmt::format("<ir_version: 10, opset_import: [\"\" : 23]> main ({}) => (float[] y) "
                                "{{ y = Attention {} (q, k, v) }}",
                                operands, attributes))
        .macs("Attention");
  };
  char const *flat = "float[2,5,24] q, float[2,7,24] k, float[2,7,24] v";
  EXPECT_EQ(macs(flat, "<q_num_heads = 3, kv_num_heads = 3>"), 2 * 3 * 5 * 7 * 16);
  EXPECT_TRUE(macs(flat, "").isUnknown());
  EXPECT_TRUE(macs(flat, "<q_num_heads = 3>").isUnknown());
  EXPECT_TRUE(macs("float[2,3,5,8] q, float[2,7,24] k, float[2,3,7,8] v", "").isUnknown());
  EXPECT_TRUE(macs("float[2,3,5,8] q, float[2,3,7,8] k, float[2,7,24] v", "").isUnknown());
}

// What is not known of a branch that never runs is no business of the user.
TEST(CountMacs, ANodeOfABranchThatIsNeverTakenIsNotReported) {
  auto reported = [](char const *condition) {
    Analysed network(fmt::format("<ir_version: 8, opset_import: [\"\" : 17, \"com.example\" : 1]> "
                                 "main (float[4,8] x, float[8,3] w{0}) => (float[] y) {{ {1} "
                                 "y = If (c) <then_branch = t () => (float[4,3] a) {{ a = MatMul (x, w) }}, "
                                 "else_branch = e () => (float[4,3] b) {{ b = com.example.Magic (x) }}> }}",
                                 *condition == 0 ? ", bool c" : "", condition));
    return network.diagnostics.count(DiagCode::CountUnknown);
  };
  EXPECT_EQ(reported("c = Constant <value = bool {1}> ()"), 0U);
  EXPECT_GT(reported("c = Constant <value = bool {0}> ()"), 0U);
  EXPECT_GT(reported(""), 0U);
}

TEST(CountMacs, LoopMultipliesItsBodyByTheTripCount) {
  char const *format =
      "main (float[4,4] x, float[4,4] w{}) => (float[4,4] y) {{ {} "
      "y = Loop (trips, , x) <body = b (int64 i, bool go, float[4,4] h) => (bool more, float[4,4] n) "
      "{{ more = Identity (go) n = MatMul (h, w) }}> }}";
  Analysed known(fmt::format(fmt::runtime(format), "", "trips = Constant <value = int64 {7}> ()"));
  EXPECT_EQ(known.macs("Loop"), 7 * 64);
  Analysed open(fmt::format(fmt::runtime(format), ", int64 trips", ""));
  EXPECT_TRUE(open.macs("Loop").isUnknown());
}

TEST(CountMacs, LoopThatDataMayEndIsUnknown) {
  Analysed network(
      "main (float[4,4] x, float[4,4] w) => (float[4,4] y) { trips = Constant <value = int64 {7}> () "
      "y = Loop (trips, , x) <body = b (int64 i, bool go, float[4,4] h) => (bool more, float[4,4] n) "
      "{ n = MatMul (h, w) big = ReduceMax <keepdims = 0> (n) one = Constant <value = float {1.0}> () "
      "more = Less (big, one) }> }");
  EXPECT_TRUE(network.macs("Loop").isUnknown());
}

TEST(CountMacs, ScanMultipliesItsBodyByTheScannedLength) {
  Analysed network(
      "main (float[2,3] h0, float[9,2,4] x, float[4,3] w) => (float[2,3] h, float[] all) { "
      "h, all = Scan <num_scan_inputs = 1, body = b (float[2,3] s, float[2,4] e) => "
      "(float[2,3] n, float[2,3] o) { p = MatMul (e, w) n = Add (s, p) o = Identity (n) }> (h0, x) }");
  EXPECT_EQ(network.macs("Scan"), 9 * 24);
}

TEST(CountMacs, UnknownOperatorIsNotZero) {
  Analysed network("<ir_version: 8, opset_import: [\"\" : 17, \"com.example\" : 1]> "
                   "main (float[4] x) => (float[4] y) { y = com.example.Magic (x) }");
  EXPECT_TRUE(network.macs("Magic").isUnknown());
}

TEST(CountMacs, OverflowIsSaidNotWrapped) {
  Analysed network("main (float[4294967296,4294967296] a, float[4294967296,4294967296] b) => (float[] y) "
                   "{ y = MatMul (a, b) }");
  EXPECT_TRUE(network.macs("MatMul").isOverflow());
  EXPECT_EQ(network.diagnostics.count(DiagCode::CountOverflow), 1U);
}

TEST(CountMacs, DeadAndFoldableNodesCountNothing) {
  Analysed network(
      "main (float[4,8] x, float[8,3] w) => (float[4,3] y) { y = MatMul (x, w) unused = MatMul (x, w) }");
  unsigned counted = 0;
  for (Node const &node : network.graph.nodes())
    counted += network.annotations.get<MacCounts>().macs[node.id] == 96 ? 1 : 0;
  EXPECT_EQ(counted, 1U);
}

// Factors of docs/counting.md.
TEST(OtherOps, FollowTheTable) {
  Analysed network("main (float[1,4,8,8] x, float[4] s, float[4] b, float[4] m, float[4] v, float[6,4,1,1] "
                   "w, float[6] bias) "
                   "=> (float[] y) { n = BatchNormalization (x, s, b, m, v) r = Relu (n) "
                   "p = AveragePool <kernel_shape = [2,2], strides = [2,2]> (r) c = Conv (p, w, bias) "
                   "g = GlobalAveragePool (c) f = Flatten (g) y = Softmax (f) }");
  EXPECT_EQ(network.otherOps("BatchNormalization"), 512);
  EXPECT_EQ(network.otherOps("Relu"), 256);
  EXPECT_EQ(network.otherOps("AveragePool"), 4 * 64);   // 4·4·4 outputs, 4 each
  EXPECT_EQ(network.otherOps("Conv"), 96);              // bias: 6·4·4
  EXPECT_EQ(network.otherOps("GlobalAveragePool"), 96); // 1 per input
  EXPECT_EQ(network.otherOps("Flatten"), 0);
  EXPECT_EQ(network.otherOps("Softmax"), 30); // 5 · 6
}
