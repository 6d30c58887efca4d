//===- RuntimeLayoutsTest.cpp - what runtimes write instead of ai.onnx: other layouts, searches, quantisers ------===//

#include "tests/passes/shape/RuleCase.h"

using namespace eo::test;

namespace {

RuleCase const blocked[] = {
    // 8 divides all 24 channels of the weights, 16 does not: the block is 8, 20 channels become 24
    {"NarrowBlock", 17, "float[1,20,6,6] x, float[24,24,1,1] w",
     "a = com.microsoft.nchwc.ReorderInput (x)\n"
     "b = com.microsoft.nchwc.Conv (a, w)\n"
     "y = com.microsoft.nchwc.ReorderOutput <channels = 18> (b)",
     "a float32[1x24x6x6]; b float32[1x24x6x6]; y float32[1x18x6x6]"},
    {"NoConvolutionMeansTheWideBlock", 17, "float[2,6,9,3] x",
     "a = com.microsoft.nchwc.ReorderInput <channels_last = 1> (x)\n"
     "b = com.microsoft.nchwc.MaxPool <kernel_shape = [2,2], strides = [2,2]> (a)\n"
     "c = com.microsoft.nchwc.GlobalAveragePool (b)\n"
     "y = com.microsoft.nchwc.ReorderOutput <channels = 3, channels_last = 1> (b)",
     "a float32[2x16x6x9]; b float32[2x16x3x4]; c float32[2x16x1x1]; y float32[2x3x4x3]"},
    {"Upsample", 17, "float[1,16,5,7] x", "y = com.microsoft.nchwc.Upsample <scales = [1,1,2,3]> (x)",
     "y float32[1x16x10x21]"},
    {"AveragePool", 17, "float[1,16,5,7] x",
     "y = com.microsoft.nchwc.AveragePool <kernel_shape = [3,3], pads = [1,1,1,1]> (x)",
     "y float32[1x16x5x7]"},
};
SHAPE_RULES(Blocked, blocked);

RuleCase const channelsLast[] = {
    {"Conv", 17, "float[1,9,7,3] x, float[8,3,3,3] w",
     "y = com.ms.internal.nhwc.Conv <strides = [2,2]> (x, w)", "y float32[1x4x3x8]"},
    {"ConvTranspose", 17, "float[1,5,4,6] x, float[6,8,2,2] w",
     "y = com.ms.internal.nhwc.ConvTranspose <strides = [2,2]> (x, w)", "y float32[1x10x8x8]"},
    {"QLinearConv", 17,
     "uint8[1,9,7,3] x, float s, uint8 z, int8[8,3,3,3] w, float ws, int8 wz, float ys, uint8 yz",
     "y = com.ms.internal.nhwc.QLinearConv (x, s, z, w, ws, wz, ys, yz)", "y uint8[1x7x5x8]"},
    {"GlobalPool", 17, "float[2,5,4,6] x", "y = com.ms.internal.nhwc.GlobalMaxPool (x)",
     "y float32[2x1x1x6]"},
    {"DepthToSpace", 17, "float[1,3,5,8] x", "y = com.ms.internal.nhwc.DepthToSpace <blocksize = 2> (x)",
     "y float32[1x6x10x2]"},
    {"SpaceToDepth", 17, "float[1,6,10,2] x", "y = com.ms.internal.nhwc.SpaceToDepth <blocksize = 2> (x)",
     "y float32[1x3x5x8]"},
    {"WeightsHaveTheirChannelsLastToo", 17, "float[1,9,7,3] x, float[8,3,3,3] w",
     "y = qonnx.custom_op.channels_last.Conv <kernel_shape = [3,3], strides = [2,2]> (x, w)",
     "y float32[1x4x3x8]"},
};
SHAPE_RULES(ChannelsLast, channelsLast);

RuleCase const quantisers[] = {
    {"QuantKeepsTypeAndShape", 17, "float[1,3,8,8] x, float s, float z, float b",
     "y = qonnx.custom_op.general.Quant <signed = 1> (x, s, z, b)", "y float32[1x3x8x8]"},
    {"PairOfVitis", 17, "float[2,3] x, float s, int8 z",
     "q = com.vai.quantize.VitisQuantizeLinear (x, s, z)\ny = com.vai.quantize.VitisDequantizeLinear (q, s, "
     "z)",
     "q int8[2x3]; y float32[2x3]"},
    {"WithOrder", 17, "float16[2,3] x, float s",
     "q = com.microsoft.QuantizeWithOrder <order_input = 1, order_output = 1> (x, s)\n"
     "y = com.microsoft.DequantizeWithOrder <order_input = 1, order_output = 1, to = 10> (q, s)",
     "q int8[2x3]; y float16[2x3]"},
    // two of 4 bit a byte: 100 rows of 64
    {"GatherBlockQuantizedUnpacksBytes", 17, "uint8[100,32] d, int64[2,5] i, float16[100,4] s",
     "y = com.microsoft.GatherBlockQuantized <bits = 4, block_size = 16> (d, i, s)", "y float16[2x5x64]"},
    {"GatherBlockQuantizedOfBytes", 17, "uint8[100,32] d, int64[5] i, float[100,2] s",
     "y = com.microsoft.GatherBlockQuantized <bits = 8, block_size = 16> (d, i, s)", "y float32[5x32]"},
};
SHAPE_RULES(Quantisers, quantisers);

RuleCase const others[] = {
    {"UnfoldTensor", 17, "float[2,9,3] x", "y = com.microsoft.UnfoldTensor <dim = 1, size = 4, step = 2> (x)",
     "y float32[2x3x3x4]"}, // (9 - 4)/2 + 1 windows
    {"Padding", 17, "float[2,6,32] x, int32[2] n",
     "p, o, s, m = com.microsoft.RemovePadding (x, n)\ny = com.microsoft.RestorePadding (p, o)",
     "p float32[?x32]; o int32[2x6]; s int32[3]; m int32[1]; y float32[2x6x32]"},
    {"PackedAttention", 17, "float[11,32] x, float[32,96] w, float[96] b, int32[2,6] o, int32[3] s",
     "y = com.microsoft.PackedAttention <num_heads = 4> (x, w, b, o, s)", "y float32[11x32]"},
    {"PackedMultiHeadAttention", 17,
     "float[11,32] q, float[11,32] k, float[11,48] v, int32[2,6] o, int32[3] s",
     "y = com.microsoft.PackedMultiHeadAttention <num_heads = 4> (q, k, v, , o, s)", "y float32[11x48]"},
    {"GatedRelativePositionBias", 17,
     "float[2,5,32] q, float[32] qb, float[1,4,5,5] r, float[8,8] w, float[8] b, "
     "float[1,4,1,1] e",
     "y = com.microsoft.GatedRelativePositionBias <num_heads = 4> (q, qb, r, w, b, e)", "y float32[2x4x5x5]"},
    {"QOrderedMatMul", 17, "int8[2,5,32] a, float s, int8[32,48] b",
     "y = com.microsoft.QOrderedMatMul <order_A = 1, order_B = 0, order_Y = 1> (a, s, b, s, s)",
     "y int8[2x5x48]"},
    {"SparseAttentionSharesItsBuffer", 17,
     "float[1,3,64] q, float[1,3,32] k, float[1,3,32] v, float[1,2,128,16] pk, float[1,2,128,16] pv, "
     "int32[1,9] r, int32[1,9] c, int32[1] t, int32[1] n",
     "y, a, b = com.microsoft.SparseAttention <num_heads = 4, kv_num_heads = 2, sparse_block_size = 16> (q, "
     "k, v, "
     "pk, pv, r, c, t, n)",
     "y float32[1x3x64]; a float32[1x2x128x16]; b float32[1x2x128x16]"},
};
SHAPE_RULES(RuntimeOthers, others);

RuleCase const runtimeLayoutsViolations[] = {
    {"MoreChannelsThanTheBlockHolds", 17, "float[1,16,4,4] x",
     "y = com.microsoft.nchwc.ReorderOutput <channels = 17> (x)",
     "ReorderOutput: channels is 17 for an input of 16"},
    {"WindowLargerThanTheAxis", 17, "float[2,3] x", "y = com.microsoft.UnfoldTensor <dim = 1, size = 4> (x)",
     "UnfoldTensor: a window of 4 does not fit axis 1 of size 3"},
    {"NineBits", 17, "uint8[100,32] d, int64[5] i, float[100,2] s",
     "y = com.microsoft.GatherBlockQuantized <bits = 9> (d, i, s)", "GatherBlockQuantized: bits is 9"},
    {"ScaleOfZero", 17, "float[1,16,4,4] x", "y = com.microsoft.nchwc.Upsample <scales = [1,1,0,2]> (x)",
     "Upsample: scales hold 0"},
};
BAD_NODES(RuntimeLayouts, runtimeLayoutsViolations);

} // namespace
