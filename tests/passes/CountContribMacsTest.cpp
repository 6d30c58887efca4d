//===- CountContribMacsTest.cpp - MACs of com.microsoft and ai.onnx.ml --------------------------------===//

#include "tests/passes/Analysed.h"

using namespace eo;
using namespace eo::test;

namespace {
struct ContribCase {
  char const *name;
  char const *inputs, *node;
  int64_t macs, otherOps; ///< worked out by hand in the comment before each case
};
void PrintTo(ContribCase const &one, std::ostream *stream) { *stream << one.name; }
class ContribMacs : public testing::TestWithParam<ContribCase> {};
} // namespace

TEST_P(ContribMacs, CountsExactly) {
  Analysed network(
      "<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft\" : 1, \"com.microsoft.nchwc\" : 1, "
      "\"qonnx.custom_op.channels_last\" : 1, \"ai.onnx.ml\" : 3]>\nmain (" +
          std::string(GetParam().inputs) + ") => (float[] y) { y = " + GetParam().node + " }",
      {}, "count-macs");
  EXPECT_EQ(network.error, "");
  Node const &node = network.graph.node(network.graph.main().nodes.front());
  EXPECT_EQ(network.annotations.get<MacCounts>().macs[node.id].str(), std::to_string(GetParam().macs));
  EXPECT_EQ(network.annotations.get<MacCounts>().otherOps[node.id].str(),
            std::to_string(GetParam().otherOps));
}

static ContribCase const contribCases[] = {
    // 32·16·9·64 as Conv; bias, sum and activation: 3 · 32·64
    {"FusedConv", "float[1,16,8,8] x, float[32,16,3,3] w, float[32] b, float[1,32,8,8] z",
     "com.microsoft.FusedConv <activation = \"Relu\", pads = [1,1,1,1]> (x, w, b, z)", 294912, 6144},
    {"NhwcFusedConv", "float[1,8,8,16] x, float[32,16,3,3] w, float[32] b",
     "com.microsoft.NhwcFusedConv <pads = [1,1,1,1]> (x, w, b)", 294912, 2048},
    // input volume 16·64, times 16 · 4
    {"ConvTransposeWithDynamicPads", "float[1,16,8,8] x, float[16,16,2,2] w",
     "com.microsoft.ConvTransposeWithDynamicPads <strides = [2,2]> (x, w)", 65536, 0},
    // M 5, N 7, K 3; bias and activation: 2 · 35
    {"FusedGemm", "float[3,5] a, float[7,3] b, float[7] c",
     "com.microsoft.FusedGemm <activation = \"Relu\", transA = 1, transB = 1> (a, b, c)", 105, 70},
    {"QGemm", "uint8[5,3] a, float as, uint8 az, int8[3,7] b, float bs, int8 bz, int32[7] c",
     "com.microsoft.QGemm (a, as, az, b, bs, bz, c)", 105, 35},
    // 2·3 · 10·64·12
    {"FusedMatMul", "float[2,3,64,10] a, float[2,3,12,64] b",
     "com.microsoft.FusedMatMul <transA = 1, transB = 1> (a, b)", 46080, 0},
    {"FusedMatMulMovesBatch", "float[10,2,3,64] a, float[2,3,64,12] b",
     "com.microsoft.FusedMatMul <transBatchA = 1> (a, b)", 46080, 0},
    // 2·5 rows · 64 · 32; bias 2·5·32
    {"MatMulNBits", "float[2,5,64] a, uint8[32,2,16] b, float[64] s, float[32] bias",
     "com.microsoft.MatMulNBits <K = 64, N = 32, bits = 4, block_size = 32> (a, b, s, , , bias)", 20480, 320},
    {"DynamicQuantizeMatMul", "float[5,8] a, int8[8,4] b, float[1] s, float[4] bias",
     "com.microsoft.DynamicQuantizeMatMul (a, b, s, , bias)", 160, 20},
    // 10 tokens · 2 of 8 experts · (128·64 + 64·128)
    {"MixtureOfExperts", "float[10,64] x, float[10,8] r, float[8,128,64] f1, float[8,64,128] f2",
     "com.microsoft.MoE <k = 2> (x, r, f1, , f2)", 327680, 0},
    // 10 tokens · 2 of 8 experts · 3 · 128·64
    {"MixtureOfExpertsWithAGate",
     "float[10,64] x, float[10,8] r, float[8,128,64] f1, float[8,64,128] f2, float[8,128,64] f3",
     "com.microsoft.MoE <k = 2> (x, r, f1, , f2, , f3)", 491520, 0},
    // T 10 · N 2 · 4·4·(6+4); 13 a state: 10·2·4·13
    {"DynamicQuantizeLstm", "float[10,2,6] x, int8[1,6,16] w, int8[1,4,16] r, float[1] s, int8[1] z",
     "com.microsoft.DynamicQuantizeLSTM <hidden_size = 4> (x, w, r, , , , , , s, z, s, z)", 3200, 1040},
    // projection 2·5·32·96; scores and values 2·5·5·(32+32); 6·2·4·5·5 and bias 2·5·96
    {"Attention", "float[2,5,32] x, float[32,96] w, float[96] b",
     "com.microsoft.Attention <num_heads = 4> (x, w, b)", 30720 + 3200, 1200 + 960},
    // the past of 3 makes 8 keys: 30720 + 2·5·8·64; 6·2·4·5·8 + 960
    {"AttentionWithPast", "float[2,5,32] x, float[32,96] w, float[96] b, float[2,2,4,3,8] p",
     "com.microsoft.Attention <num_heads = 4> (x, w, b, , p)", 30720 + 5120, 1920 + 960},
    {"QAttention", "uint8[2,5,32] x, int8[32,96] w, float[96] b, float s, float t",
     "com.microsoft.QAttention <num_heads = 4> (x, w, b, s, t)", 30720 + 3200, 1200 + 960},
    // 2·5·9·(32 + 48); 6·2·4·5·9
    {"MultiHeadAttention", "float[2,5,32] q, float[2,9,32] k, float[2,9,48] v",
     "com.microsoft.MultiHeadAttention <num_heads = 4> (q, k, v)", 7200, 2160},
    // one query, 7 + 1 keys: 8·(32 + 32); 6·4·8
    {"DecoderMaskedMultiHeadAttention",
     "float[1,1,32] q, float[1,1,32] k, float[1,1,32] v, float[1,4,7,8] pk, float[1,4,7,8] pv",
     "com.microsoft.DecoderMaskedMultiHeadAttention <num_heads = 4> (q, k, v, , , pk, pv)", 512, 192},
    // all 4 query heads of 16: 3 · (5 + 3) · 2·64; 6·4·3·8
    {"GroupQueryAttention",
     "float[1,3,64] q, float[1,3,32] k, float[1,3,32] v, float[1,2,5,16] pk, float[1,2,5,16] pv, int32[1] n, "
     "int32 t",
     "com.microsoft.GroupQueryAttention <num_heads = 4, kv_num_heads = 2> (q, k, v, pk, pv, n, t)", 3072,
     576},
    // 10 tokens · 2 of 8 experts · (128·64 + 64·128): two weights a byte
    {"QMixtureOfExperts",
     "float[10,64] x, float[10,8] r, uint8[8,128,32] f1, float[8,128] s1, uint8[8,64,64] f2, float[8,64] s2",
     "com.microsoft.QMoE <k = 2, expert_weight_bits = 4> (x, r, f1, s1, , f2, s2)", 327680, 0},
    {"QMixtureOfExpertsOfFourBitsUnlessItSays",
     "float[10,64] x, float[10,8] r, uint8[8,128,32] f1, float[8,128] s1, uint8[8,64,64] f2, float[8,64] s2",
     "com.microsoft.QMoE <k = 2> (x, r, f1, s1, , f2, s2)", 327680, 0},
    // one expert a token unless it says; a weight a byte: 10 · (128·64 + 64·128)
    {"QMixtureOfExpertsOfBytes",
     "float[10,64] x, float[10,8] r, uint8[8,128,64] f1, float[8,128] s1, uint8[8,64,128] f2, float[8,64] s2",
     "com.microsoft.QMoE <expert_weight_bits = 8> (x, r, f1, s1, , f2, s2)", 163840, 0},
    {"QMixtureOfExpertsOfTwoBits", // four weights a byte
     "float[10,64] x, float[10,8] r, uint8[8,128,16] f1, float[8,128] s1, uint8[8,64,32] f2, float[8,64] s2",
     "com.microsoft.QMoE <expert_weight_bits = 2> (x, r, f1, s1, , f2, s2)", 163840, 0},
    // all of k and v packed behind the 4 query heads of 16: 3 · 3 · 2·64; 6·4·3·3
    {"GroupQueryAttentionPacked", "float[1,3,128] q, int32[1] n, int32 t",
     "com.microsoft.GroupQueryAttention <num_heads = 4, kv_num_heads = 2> (q, , , , , n, t)", 1152, 216},
    // 11 tokens through 32·96; 2 sequences as long as the longest: 2·6·6·(32 + 32)
    {"PackedAttention", "float[11,32] x, float[32,96] w, float[96] b, int32[2,6] o, int32[3] s",
     "com.microsoft.PackedAttention <num_heads = 4> (x, w, b, o, s)", 33792 + 4608, 0},
    {"PackedMultiHeadAttention", "float[11,32] q, float[11,32] k, float[11,48] v, int32[2,6] o, int32[3] s",
     "com.microsoft.PackedMultiHeadAttention <num_heads = 4> (q, k, v, , o, s)", 5760, 0}, // 2·6·6·80
    {"PackedMultiHeadAttentionOfOneTensor", "float[11,4,3,8] q, int32[2,6] o, int32[3] s",
     "com.microsoft.PackedMultiHeadAttention <num_heads = 4> (q, , , , o, s)", 4608, 0}, // 2·6·6·(32 + 32)
    // 2·5 tokens · 32·(32 + 32 + 48); scores and values 2·5·5·(32 + 48)
    {"QOrderedAttentionOfWiderValues", "int8[2,5,32] x, float s, int8[32,32] w, int8[32,48] v",
     "com.microsoft.QOrderedAttention <num_heads = 4> (x, s, s, s, s, w, w, v, s, s, s, , , , s, s, s)",
     35840 + 4000, 0},
    // 2·5 tokens · 32·32 a projection; scores and values 2·5·5·(32 + 32)
    {"QOrderedAttention", "int8[2,5,32] x, float s, int8[32,32] w",
     "com.microsoft.QOrderedAttention <num_heads = 4> (x, s, s, s, s, w, w, w, s, s, s, , , , s, s, s)",
     30720 + 3200, 0},
    {"QOrderedMatMul", "int8[2,5,32] a, float s, int8[32,48] b",
     "com.microsoft.QOrderedMatMul (a, s, b, s, s)", 15360, 0}, // 10·32·48
    // every of 2·5·4 heads of 8 times 8×16
    {"GatedRelativePositionBias",
     "float[2,5,32] q, float[32] qb, float[1,4,5,5] r, float[8,16] w, float[16] b, float[1,4,1,1] e",
     "com.microsoft.GatedRelativePositionBias <num_heads = 4> (q, qb, r, w, b, e)", 5120, 0},
    // 36 pixels · 24 · 24; bias and activation
    {"BlockedConvolution", "float[1,24,6,6] x, float[24,24,1,1] w, float[24] b",
     "com.microsoft.nchwc.Conv <activation = \"Relu\"> (x, w, b)", 20736, 1728},
    {"ChannelsLastConvolution", "float[1,9,7,3] x, float[8,3,3,3] w",
     "qonnx.custom_op.channels_last.Conv <kernel_shape = [3,3], strides = [2,2]> (x, w)", 2592,
     0}, // 4·3·8·27
    {"SkipLayerNormalization", "float[2,5,32] x, float[2,5,32] s, float[32] g",
     "com.microsoft.SkipLayerNormalization (x, s, g)", 0, 1920}, // 6 · 320
    {"BiasGelu", "float[2,5,32] x, float[32] b", "com.microsoft.BiasGelu (x, b)", 0, 640},
    {"QLinearAdd", "uint8[2,3] a, float s, uint8 z, uint8[2,3] b",
     "com.microsoft.QLinearAdd (a, s, z, b, s, z, s, z)", 0, 6},
    {"CDist", "float[5,3] a, float[7,3] b", "com.microsoft.CDist (a, b)", 105, 0},
    // 4 rows · 6 coefficients; 4 rows · (2 vectors of 3 + 2 coefficients)
    {"LinearRegressor", "float[4,3] x",
     "ai.onnx.ml.LinearRegressor <targets = 2, coefficients = [1.0,1.0,1.0,1.0,1.0,1.0]> (x)", 24, 0},
    {"SupportVectors", "float[4,3] x",
     "ai.onnx.ml.SVMRegressor <coefficients = [1.0,1.0], support_vectors = [1.0,1.0,1.0,1.0,1.0,1.0]> (x)",
     32, 0},
    {"LinearRegressorOfOne", "float[4,1] x", "ai.onnx.ml.LinearRegressor <coefficients = [1.0]> (x)", 4, 0},
    {"OneSupportVector", "float[4,3] x", // 4 rows · (3 + 1)
     "ai.onnx.ml.SVMRegressor <coefficients = [1.0], support_vectors = [1.0,1.0,1.0]> (x)", 16, 0},
    {"TreesHaveNone", "float[4,3] x", "ai.onnx.ml.TreeEnsembleRegressor <n_targets = 1> (x)", 0, 0},
};
INSTANTIATE_TEST_SUITE_P(Table, ContribMacs, testing::ValuesIn(contribCases),
                         [](auto const &instance) { return instance.param.name; });

// K is how long a row of the packed factor is: without one there is no product.
TEST(ContribMacs, APackedFactorWithoutAnInnerSizeIsUnknown) {
  auto macs = [](char const *k) {
    return Analysed(std::string("<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft\" : 1]>\n"
                                "main (float[2,5,64] a, uint8[32,2,16] b, float[64] s) => (float[] y) { y = "
                                "com.microsoft.MatMulNBits <K = ") +
                        k + ", N = 32, bits = 4, block_size = 32> (a, b, s) }",
                    {}, "count-macs")
        .macs("MatMulNBits");
  };
  EXPECT_EQ(macs("64"), 2 * 5 * 64 * 32);
  EXPECT_TRUE(macs("0").isUnknown());
}

// Three bits do not fill a byte: how experts of that width lie in memory is written nowhere.
TEST(ContribMacs, ExpertsOfAnotherWidthAreUnknown) {
  Analysed network(
      "<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft\" : 1]>\n"
      "main (float[10,64] x, float[10,8] r, uint8[8,128,24] f1, float[8,128] s1, uint8[8,64,48] f2, "
      "float[8,64] s2) => (float[] y) { y = com.microsoft.QMoE <expert_weight_bits = 3> (x, r, f1, "
      "s1, , f2, s2) }",
      {}, "count-macs");
  EXPECT_TRUE(network.macs("QMoE").isUnknown());
}

TEST(ContribMacs, BufferSharedByPastAndPresentLeavesTheCountOpen) {
  Analysed network(
      "<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft\" : 1]>\n"
      "main (float[1,1,32] x, float[32,96] w, float[2,1,4,128,8] past) => (float[1,1,32] y) {\n"
      "y = com.microsoft.Attention <num_heads = 4, past_present_share_buffer = 1> (x, w, , , past) }",
      {}, "count-macs");
  EXPECT_TRUE(network.macs("Attention").isUnknown()); // how full the buffer is, is not in the file
}

// Weights of 3 by 2 and a bias of 2, which QGemm adds before it scales: int32, but no indices.
TEST(ContribParameters, TheBiasOfAQuantisedGemmIsLearned) {
  Analysed network("<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft\" : 1]>\n"
                   "main (uint8[5,3] a, float s, uint8 z, int8 w) => (uint8[] y) {\n"
                   "b = Constant <value = int8[3,2] {1, 2, 3, 4, 5, 6}> ()\n"
                   "c = Constant <value = int32[2] {1, 2}> ()\n"
                   "y = com.microsoft.QGemm (a, s, z, b, s, w, c, s, z) }",
                   {}, "count-traffic");
  EXPECT_EQ(network.error, "");
  EXPECT_EQ(network.traffic().totalParams, 3 * 2 + 2);
}

// The decoder of a language model as its export declares it: four beams and a token a turn are for the user to say.
TEST(ContribMacs, OpenSizesOfASearchsDecoderAreAskedForByName) {
  std::string const text = "<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft\" : 1]>\n"
                           "main (int32[1,2] ids) => (int32[] y) {\n"
                           "most = Constant <value = int32[1] {7}> ()\n"
                           "y = com.microsoft.BeamSearch <eos_token_id = 1, decoder = step "
                           "(float[beams,tokens,4] a, float[4,6] w) => "
                           "(float[] b) { b = MatMul (a, w) }> (ids, most) }";
  Analysed open(text, {}, "count-macs");
  std::string hints;
  for (Diagnostic const &one : open.diagnostics.diagnostics())
    hints += one.hint;
  EXPECT_NE(hints.find("--dim beams=V --dim tokens=V gives the sizes of a turn"), std::string::npos) << hints;
  EXPECT_EQ(hints.find("--value ids"), std::string::npos) << "what the tokens are decides nothing";
}

TEST(ContribMacs, DecoderTurnsOnceATokenOfTheSearch) {
  // 2 tokens given, at most 7: 5 turns of 4·6 products
  Analysed network(
      "<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft\" : 1]>\n"
      "main (int32[1,2] ids) => (int32[] y) {\n"
      "most = Constant <value = int32[1] {7}> ()\n"
      "y = com.microsoft.GreedySearch <eos_token_id = 1, decoder = step (float[1,4] a, float[4,6] w) => "
      "(float[1,6] b) { b = MatMul (a, w) }> (ids, most) }",
      {}, "count-macs");
  EXPECT_EQ(network.error, "");
  EXPECT_EQ(network.macs("GreedySearch").str(), "120");
}
