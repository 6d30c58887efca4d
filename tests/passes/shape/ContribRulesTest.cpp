//===- ContribRulesTest.cpp - operators of com.microsoft and ai.onnx.ml ------------------------------===//

#include "tests/passes/shape/RuleCase.h"

using namespace eo::test;

namespace {

RuleCase const fused[] = {
    {"FusedConv", 17, "float[1,16,8,8] x, float[32,16,3,3] w, float[32] b",
     "y = com.microsoft.FusedConv <activation = \"Relu\", pads = [1,1,1,1]> (x, w, b)",
     "y float32[1x32x8x8]"},
    {"NhwcFusedConvKeepsChannelsLast", 17, "float16[N,9,7,16] x, float16[32,16,3,3] w",
     "y = com.microsoft.NhwcFusedConv <strides = [2,2]> (x, w)",
     "y float16[Nx4x3x32]"}, // (9-3)/2+1, (7-3)/2+1
    {"QLinearConvChannelsLast", 17,
     "uint8[1,8,6,3] x, float s, uint8 z, int8[4,3,3,3] w, float ws, int8 wz, float ys, uint8 yz",
     "y = com.microsoft.QLinearConv <channels_last = 1> (x, s, z, w, ws, wz, ys, yz)", "y uint8[1x6x4x4]"},
    {"ConvTransposeWithDynamicPads", 17, "float[1,4,5,5] x, float[4,2,3,3] w",
     "p = Constant <value_ints = [1,0,1,1]> ()\n"
     "y = com.microsoft.ConvTransposeWithDynamicPads <strides = [2,2]> (x, w, p)",
     "y float32[1x2x9x10]"}, // 2·4 + 3 - (1 + 1), 2·4 + 3 - (0 + 1)
    {"FusedGemm", 17, "float[4,8] a, float[16,8] b", "y = com.microsoft.FusedGemm <transB = 1> (a, b)",
     "y float32[4x16]"},
    {"FusedMatMulTransposes", 17, "float[2,3,64,10] a, float[2,3,12,64] b",
     "y = com.microsoft.FusedMatMul <transA = 1, transB = 1> (a, b)", "y float32[2x3x10x12]"},
    {"FusedMatMulMovesBatch", 17, "float[10,2,3,64] a, float[2,3,64,12] b",
     "y = com.microsoft.FusedMatMul <transBatchA = 1> (a, b)", "y float32[2x3x10x12]"}, // a as [2,3,10,64]
    {"TransposeMatMul", 17, "float[64,10] a, float[64,12] b",
     "y = com.microsoft.TransposeMatMul <transA = 1> (a, b)", "y float32[10x12]"},
    {"MatMulNBits", 17, "float16[N,S,4096] a, uint8[11008,128,16] b, float16[1409024] s",
     "y = com.microsoft.MatMulNBits <K = 4096, N = 11008, bits = 4, block_size = 32> (a, b, s)",
     "y float16[NxSx11008]"},
    {"MatMulBnb4", 17, "float[5,64] a, uint8[1024] b, float[32] m",
     "y = com.microsoft.MatMulBnb4 <K = 64, N = 32, block_size = 64, quant_type = 1> (a, b, m)",
     "y float32[5x32]"},
    {"MatMulIntegerToFloat", 17, "uint8[2,3] a, int8[3,4] b, float as, float bs",
     "y = com.microsoft.MatMulIntegerToFloat (a, b, as, bs)", "y float32[2x4]"},
    {"DynamicQuantizeMatMul", 17, "float[N,8] a, int8[8,4] b, float[1] s",
     "y = com.microsoft.DynamicQuantizeMatMul (a, b, s)", "y float32[Nx4]"},
    {"DynamicQuantizeLstmTakesTransposedWeights", 17,
     "float[10,2,6] x, int8[1,6,16] w, int8[1,4,16] r, float[1] s, int8[1] z",
     "y, h, c = com.microsoft.DynamicQuantizeLSTM <hidden_size = 4> (x, w, r, , , , , , s, z, s, z)",
     "y float32[10x1x2x4]; h float32[1x2x4]; c float32[1x2x4]"},
    {"MixtureOfExperts", 17, "float[N,64] x, float[N,8] r, float[8,128,64] f1, float[8,64,128] f2",
     "y = com.microsoft.MoE <k = 2> (x, r, f1, , f2)", "y float32[Nx64]"},
};
SHAPE_RULES(Fused, fused);

RuleCase const quantised[] = {
    {"QGemmWithOutputScaleIsQuantised", 17,
     "uint8[2,8] a, float as, uint8 az, int8[8,4] b, float bs, int8 bz, float ys, uint8 yz",
     "y = com.microsoft.QGemm (a, as, az, b, bs, bz, , ys, yz)", "y uint8[2x4]"},
    {"QGemmWithoutIsFloat", 17, "uint8[2,8] a, float as, uint8 az, int8[4,8] b, float bs, int8 bz",
     "y = com.microsoft.QGemm <transB = 1> (a, as, az, b, bs, bz)", "y float32[2x4]"},
    {"AddBroadcasts", 17, "uint8[2,1,4] a, float s, uint8 z, uint8[3,1] b, int8 yz",
     "y = com.microsoft.QLinearAdd (a, s, z, b, s, z, s, yz)", "y int8[2x3x4]"},
    {"MulWithoutZeroPoints", 17, "uint8[N,4] a, float s, uint8[4] b",
     "y = com.microsoft.QLinearMul (a, s, , b, s, , s)", "y uint8[Nx4]"},
    {"Where", 17, "bool[4] c, uint8[3,4] a, float s, uint8 z, uint8[1] b",
     "y = com.microsoft.QLinearWhere (c, a, s, z, b, s, z, s, z)", "y uint8[3x4]"},
    {"Concat", 17, "float s, uint8 z, uint8[1,2,4] a, uint8[1,N,4] b",
     "y = com.microsoft.QLinearConcat <axis = 1> (s, z, a, s, z, b, s, z)", "y uint8[1x(N + 2)x4]"},
    {"AveragePool", 17, "uint8[1,3,8,8] x, float s, uint8 z",
     "y = com.microsoft.QLinearAveragePool <kernel_shape = [2,2], strides = [2,2]> (x, s, z, s, z)",
     "y uint8[1x3x4x4]"},
    {"AveragePoolChannelsLast", 17, "uint8[1,8,6,3] x, float s, uint8 z",
     "y = com.microsoft.QLinearAveragePool <kernel_shape = [2,2], channels_last = 1> (x, s, z, s, z)",
     "y uint8[1x7x5x3]"},
    {"GlobalAveragePoolChannelsLast", 17, "uint8[1,8,6,3] x, float s, uint8 z",
     "y = com.microsoft.QLinearGlobalAveragePool <channels_last = 1> (x, s, z, s, z)", "y uint8[1x1x1x3]"},
    {"Sigmoid", 17, "uint8[N,3] x, float s, int8 z", "y = com.microsoft.QLinearSigmoid (x, s, , s, z)",
     "y int8[Nx3]"},
    {"Softmax", 17, "uint8[N,3] x, float s, uint8 z",
     "y = com.microsoft.QLinearSoftmax <axis = -1, opset = 13> (x, s, z, s, z)", "y uint8[Nx3]"},
    {"ReduceMean", 17, "uint8[N,3,4] x, float s, uint8 z",
     "y = com.microsoft.QLinearReduceMean <axes = [1], keepdims = 0> (x, s, z, s, z)", "y uint8[Nx4]"},
    {"NhwcMaxPool", 17, "int8[1,8,8,3] x",
     "y = com.microsoft.NhwcMaxPool <kernel_shape = [2,2], strides = [2,2]> (x)", "y int8[1x4x4x3]"},
    {"DequantizeLinear", 17, "uint8[N,3] x, float16 s, uint8 z",
     "y = com.microsoft.DequantizeLinear (x, s, z)", "y float16[Nx3]"},
};
SHAPE_RULES(QLinear, quantised);

RuleCase const contribAttention[] = {
    {"Attention", 17, "float[B,S,32] x, float[32,96] w, float[96] b, float[2,B,4,P,8] past",
     "y, present = com.microsoft.Attention <num_heads = 4> (x, w, b, , past)",
     "y float32[BxSx32]; present float32[2xBx4x(P + S)x8]"},
    {"AttentionWithOtherValueWidth", 17, "float[2,5,32] x, float[32,80] w",
     "y = com.microsoft.Attention <num_heads = 4, qkv_hidden_sizes = [32, 32, 16]> (x, w)",
     "y float32[2x5x16]"},
    {"QAttention", 17, "uint8[1,7,32] x, int8[32,96] w, float[96] b, float s, float ws",
     "y = com.microsoft.QAttention <num_heads = 4> (x, w, b, s, ws)", "y float32[1x7x32]"},
    {"MultiHead", 17, "float[2,5,32] q, float[2,9,32] k, float[2,9,48] v",
     "y, pk, pv, qk = com.microsoft.MultiHeadAttention <num_heads = 4> (q, k, v)",
     "y float32[2x5x48]; pk float32[2x4x9x8]; pv float32[2x4x9x12]; qk float32[2x4x5x9]"},
    {"MultiHeadPacked", 17, "float[2,5,4,3,8] qkv",
     "y = com.microsoft.MultiHeadAttention <num_heads = 4> (qkv)", "y float32[2x5x32]"},
    {"MultiHeadPackedKeys", 17, "float[2,5,32] q, float[2,9,4,2,8] kv",
     "y, pk = com.microsoft.MultiHeadAttention <num_heads = 4> (q, kv)",
     "y float32[2x5x32]; pk float32[2x4x9x8]"},
    {"GroupQuery", 17,
     "float16[B,S,64] q, float16[B,S,32] k, float16[B,S,32] v, float16[B,2,P,16] pk, float16[B,2,P,16] pv, "
     "int32[B] n, int32 t",
     "y, k2, v2 = com.microsoft.GroupQueryAttention <num_heads = 4, kv_num_heads = 2> (q, k, v, pk, pv, n, "
     "t)",
     "y float16[BxSx64]; k2 float16[Bx2x(P + S)x16]; v2 float16[Bx2x(P + S)x16]"},
    {"GroupQueryPacked", 17, "float[1,3,128] qkv, int32[1] n, int32 t", // (4 + 2·2)·16
     "y, k2 = com.microsoft.GroupQueryAttention <num_heads = 4, kv_num_heads = 2> (qkv, , , , , n, t)",
     "y float32[1x3x64]; k2 float32[1x2x3x16]"},
    {"EmbedLayerNormalization", 17,
     "int32[B,S] i, float[1000,32] w, float[512,32] p, float[32] g, float[32] b",
     "y, m, sum = com.microsoft.EmbedLayerNormalization (i, , w, p, , g, b)",
     "y float32[BxSx32]; m int32[B]; sum float32[BxSx32]"},
    {"SkipLayerNormalization", 17, "float[B,S,32] x, float[B,S,32] s, float[32] g",
     "y, m, v, sum = com.microsoft.SkipLayerNormalization (x, s, g)",
     "y float32[BxSx32]; m float32[BxSx1]; sum float32[BxSx32]"},
    {"SimplifiedLayerNormalizationOfTheDefaultDomain", 17, "float16[B,S,32] x, float16[32] g",
     "y = SimplifiedLayerNormalization <axis = -1> (x, g)", "y float16[BxSx32]"},
    {"BiasSplitGelu", 17, "float[1,4,64] x, float[64] b", "y = com.microsoft.BiasSplitGelu (x, b)",
     "y float32[1x4x32]"},
};
SHAPE_RULES(ContribAttention, contribAttention);

RuleCase const contribOthers[] = {
    {"Pad", 17, "float[2,3] x", "p = Constant <value_ints = [0,1,0,2]> ()\n y = com.microsoft.Pad (x, p)",
     "y float32[2x6]"},
    {"GatherND", 17, "float[2,3,4] x, int64[5,2] i", "y = com.microsoft.GatherND (x, i)", "y float32[5x4]"},
    {"ExpandDims", 17, "float[2,3] x",
     "a = Constant <value_int = -1> ()\n y = com.microsoft.ExpandDims (x, a)", "y float32[2x3x1]"},
    {"CDist", 17, "float[5,3] a, float[7,3] b", "y = com.microsoft.CDist (a, b)", "y float32[5x7]"},
    {"CropAndResize", 17, "float[1,3,8,8] x, float[R,4] r, int32[R] i",
     "s = Constant <value_ints = [4,6]> ()\n y = com.microsoft.CropAndResize (x, r, i, s)",
     "y float32[Rx3x4x6]"},
    {"Tokenizer", 17, "string[N] x", "y = com.microsoft.Tokenizer <mark = 0> (x)", "y string[Nx?]"},
    {"NGramRepeatBlock", 17, "int64[B,S] i, float[B,V] s",
     "y = com.microsoft.NGramRepeatBlock <ngram_size = 3> (i, s)", "y float32[BxV]"},
    {"Inverse", 17, "float[N,3,3] x", "y = com.microsoft.Inverse (x)", "y float32[Nx3x3]"},
    {"Rfft", 17, "float[N,10] x", "y = com.microsoft.Rfft <signal_ndim = 1> (x)", "y float32[Nx6x2]"},
};
SHAPE_RULES(ContribOther, contribOthers);

RuleCase const classical[] = {
    {"Scaler", 17, "int64[N,4] x", "y = ai.onnx.ml.Scaler <scale = [1.0], offset = [0.0]> (x)",
     "y float32[Nx4]"},
    {"OneHotEncoder", 17, "int64[N] x", "y = ai.onnx.ml.OneHotEncoder <cats_int64s = [1,2,3]> (x)",
     "y float32[Nx3]"},
    {"ArrayFeatureExtractor", 17, "float[N,9] x, int64[2] i", "y = ai.onnx.ml.ArrayFeatureExtractor (x, i)",
     "y float32[Nx2]"},
    {"FeatureVectorizer", 17, "float[N,2] a, float[N,3] b",
     "y = ai.onnx.ml.FeatureVectorizer <inputdimensions = [2,3]> (a, b)", "y float32[Nx5]"},
    {"LabelEncoder", 17, "string[N] x",
     "y = ai.onnx.ml.LabelEncoder <keys_strings = [\"a\"], values_int64s = [1]> (x)", "y int64[N]"},
    {"Classifier", 17, "float[N,4] x",
     "l, y = ai.onnx.ml.TreeEnsembleClassifier <classlabels_strings = [\"a\",\"b\",\"c\"]> (x)",
     "l string[N]; y float32[Nx3]"},
    {"Regressor", 17, "float[N,4] x", "y = ai.onnx.ml.SVMRegressor <coefficients = [1.0]> (x)",
     "y float32[Nx1]"},
};
SHAPE_RULES(Classical, classical);

RuleCase const contribViolations[] = {
    {"InnerSizesAfterTransposing", 17, "float[64,10] a, float[12,65] b",
     "y = com.microsoft.FusedMatMul <transA = 1, transB = 1> (a, b)",
     "FusedMatMul: inner sizes 64 of a and 65 of b differ"},
    {"PackedWithoutSizes", 17, "float[2,3] a, uint8[4] b, float[1] s",
     "y = com.microsoft.MatMulNBits <bits = 4> (a, b, s)",
     "MatMulNBits: K is 0 and N is 0, both must be at least 1"},
    {"QueryRank", 17, "float[2,3] q", "y = com.microsoft.MultiHeadAttention <num_heads = 2> (q)",
     "MultiHeadAttention: query has rank 2, expected 3 or 5"},
    {"ChannelsLastWeight", 17, "float[1,8,8,3] x, float[4,5,3,3] w", "y = com.microsoft.NhwcConv (x, w)",
     "NhwcConv: weight has 5 input channels but x has 3"},
};
BAD_NODES(Contrib, contribViolations);

} // namespace
