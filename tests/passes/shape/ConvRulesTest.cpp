#include "tests/passes/shape/RuleCase.h"

using namespace eo::test;

namespace {

constexpr char const *stem = "float[1,3,224,224] x, float[64,3,7,7] w";
constexpr char const *small = "float[1,3,5,5] x, float[4,3,3,3] w";

RuleCase const conv[] = {
    {"ResNetStem", 17, stem, "y = Conv <strides = [2,2], pads = [3,3,3,3]> (x, w)",
     "y float32[1x64x112x112]"}, // (224 + 6 - 7)/2 + 1
    {"NoPadding", 17, small, "y = Conv (x, w)", "y float32[1x4x3x3]"},
    {"KernelShapeGiven", 17, small, "y = Conv <kernel_shape = [3,3]> (x, w)", "y float32[1x4x3x3]"},
    {"UnequalPads", 17, small, "y = Conv <pads = [0,1,2,0]> (x, w)", "y float32[1x4x5x4]"},
    {"Dilation", 17, small, "y = Conv <dilations = [2,2]> (x, w)", "y float32[1x4x1x1]"}, // spans 5
    {"StrideRoundsDown", 17, small, "y = Conv <strides = [3,3], pads = [1,1,1,1]> (x, w)",
     "y float32[1x4x2x2]"}, // (5 + 2 - 3)/3 + 1
    {"SameUpper", 17, small, "y = Conv <strides = [2,2], auto_pad = \"SAME_UPPER\"> (x, w)",
     "y float32[1x4x3x3]"},
    {"SameLower", 17, small, "y = Conv <strides = [2,2], auto_pad = \"SAME_LOWER\"> (x, w)",
     "y float32[1x4x3x3]"},
    {"ValidIgnoresPads", 17, small, "y = Conv <pads = [9,9,9,9], auto_pad = \"VALID\"> (x, w)",
     "y float32[1x4x3x3]"},
    {"Grouped", 17, "float[2,8,5,5] x, float[16,4,1,1] w", "y = Conv <group = 2> (x, w)",
     "y float32[2x16x5x5]"},
    {"Depthwise", 17, "float[2,8,5,5] x, float[8,1,3,3] w", "y = Conv <group = 8> (x, w)",
     "y float32[2x8x3x3]"},
    {"OneDimension", 17, "float[1,2,10] x, float[4,2,3] w", "y = Conv (x, w)", "y float32[1x4x8]"},
    {"ThreeDimensions", 17, "float[1,2,4,5,6] x, float[4,2,3,3,3] w", "y = Conv (x, w)",
     "y float32[1x4x2x3x4]"},
    {"SymbolicBatch", 17, "float[N,3,5,5] x, float[4,3,3,3] w", "y = Conv (x, w)", "y float32[Nx4x3x3]"},
    {"SymbolicSize", 17, "float[1,3,H,W] x, float[4,3,3,3] w", "y = Conv <strides = [1,2]> (x, w)",
     "y float32[1x4x(H - 2)x(floor((W - 3)/2) + 1)]"},
    {"UnknownWeightKeepsWindow", 17, "float[1,3,5,5] x, float[] w", "y = Conv <kernel_shape = [3,3]> (x, w)",
     "y float32[1x?x3x3]"},
    {"SizesThatOverflowAreNotWrapped", 17, small, "y = Conv <dilations = [4611686018427387904,1]> (x, w)",
     "y float32[1x4xoverflowx3]"},
    {"UnknownInput", 17, "float[] x, float[4,3,3,3] w", "y = Conv (x, w)", "y float32[*]"},
    {"ConvInteger", 17, "uint8[1,3,5,5] x, uint8[4,3,3,3] w", "y = ConvInteger (x, w)", "y int32[1x4x3x3]"},
    {"QLinearConv", 17,
     "uint8[1,3,5,5] x, float xs, uint8 xz, int8[4,3,3,3] w, float ws, int8 wz, float ys, int8 yz",
     "y = QLinearConv (x, xs, xz, w, ws, wz, ys, yz)", "y int8[1x4x3x3]"},
    {"DeformConv", 19, "float[1,3,5,5] x, float[4,3,3,3] w, float[1,18,3,3] o", "y = DeformConv (x, w, o)",
     "y float32[1x4x3x3]"},
};
SHAPE_RULES(Conv, conv);

constexpr char const *up = "float[1,3,4,4] x, float[3,5,3,3] w";

RuleCase const convTranspose[] = {
    {"Plain", 17, up, "y = ConvTranspose (x, w)", "y float32[1x5x6x6]"}, // (4 - 1)·1 + 3
    {"Stride", 17, up, "y = ConvTranspose <strides = [2,2]> (x, w)", "y float32[1x5x9x9]"},
    {"Pads", 17, up, "y = ConvTranspose <strides = [2,2], pads = [1,1,1,1]> (x, w)", "y float32[1x5x7x7]"},
    {"OutputPadding", 17, up,
     "y = ConvTranspose <strides = [2,2], pads = [1,1,1,1], output_padding = [1,1]> (x, w)",
     "y float32[1x5x8x8]"},
    {"OutputShape", 17, up, "y = ConvTranspose <strides = [3,2], output_shape = [10,8]> (x, w)",
     "y float32[1x5x10x8]"},
    {"SameUpper", 17, up, "y = ConvTranspose <strides = [2,2], auto_pad = \"SAME_UPPER\"> (x, w)",
     "y float32[1x5x8x8]"},
    {"Dilation", 17, up, "y = ConvTranspose <dilations = [2,2]> (x, w)", "y float32[1x5x8x8]"}, // 3 + 5
    {"Grouped", 17, "float[1,4,4,4] x, float[4,5,3,3] w", "y = ConvTranspose <group = 2> (x, w)",
     "y float32[1x10x6x6]"},
    {"Symbolic", 17, "float[1,3,H,4] x, float[3,5,2,2] w", "y = ConvTranspose <strides = [2,2]> (x, w)",
     "y float32[1x5x2·Hx8]"},
};
SHAPE_RULES(ConvTranspose, convTranspose);

RuleCase const convViolations[] = {
    {"Channels", 17, "float[1,3,5,5] x, float[4,64,3,3] w", "y = Conv (x, w)",
     "Conv: weight has 64 input channels but x has 3"},
    {"WeightRank", 17, "float[1,3,5,5] x, float[4,3,3] w", "y = Conv (x, w)",
     "Conv: weight has rank 3 but x has rank 4"},
    {"ScalarInput", 17, "float x, float[4,3,3] w", "y = Conv (x, w)",
     "Conv: x has rank 0, needs batch, channels and at least one spatial axis"},
    {"GroupZero", 17, small, "y = Conv <group = 0> (x, w)", "Conv: group is 0, must be at least 1"},
    {"GroupNegative", 17, small, "y = Conv <group = -3> (x, w)", "Conv: group is -3, must be at least 1"},
    {"GroupDoesNotDivide", 17, "float[1,6,5,5] x, float[4,2,3,3] w", "y = Conv <group = 3> (x, w)",
     "Conv: 4 output channels do not divide into 3 groups"},
    {"StrideZero", 17, small, "y = Conv <strides = [0,1]> (x, w)",
     "Conv: strides holds 0, must be at least 1"},
    {"DilationNegative", 17, small, "y = Conv <dilations = [1,-1]> (x, w)",
     "Conv: dilations holds -1, must be at least 1"},
    {"TooManyStrides", 17, small, "y = Conv <strides = [1,1,1]> (x, w)",
     "Conv: strides has 3 entries for 2 spatial axes"},
    {"TooFewPads", 17, small, "y = Conv <pads = [1,1]> (x, w)",
     "Conv: pads has 2 entries for 2 spatial axes"},
    {"KernelShapeContradictsWeight", 17, small, "y = Conv <kernel_shape = [5,5]> (x, w)",
     "Conv: kernel_shape is 5 on spatial axis 0 but the weight has 3"},
    {"KernelLargerThanInput", 17, "float[1,3,2,2] x, float[4,3,3,3] w", "y = Conv (x, w)",
     "Conv: window of 3 does not fit the padded size 2 of spatial axis 0"},
    {"AutoPadUnknown", 17, small, "y = Conv <auto_pad = \"ROUND\"> (x, w)",
     "Conv: auto_pad 'ROUND' is not one of NOTSET, SAME_UPPER, SAME_LOWER, VALID"},
    {"NoWeight", 17, "float[1,3,5,5] x", "y = Conv (x)", "Conv: input 1 is missing, needs 2"},
    {"TransposedChannels", 17, "float[1,4,4,4] x, float[3,5,3,3] w", "y = ConvTranspose (x, w)",
     "ConvTranspose: weight has 3 input channels but x has 4"},
    {"TransposedSizeNegative", 17, up, "y = ConvTranspose <pads = [9,9,9,9]> (x, w)",
     "ConvTranspose: spatial axis 0 of the output would have size -12"},
};
BAD_NODES(Conv, convViolations);

} // namespace
