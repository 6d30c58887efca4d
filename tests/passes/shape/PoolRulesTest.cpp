#include "tests/passes/shape/RuleCase.h"

using namespace eo::test;

namespace {

constexpr char const *image = "float[1,8,112,112] x";

RuleCase const pool[] = {
    {"ResNetStem", 17, image, "y = MaxPool <kernel_shape = [3,3], strides = [2,2], pads = [1,1,1,1]> (x)",
     "y float32[1x8x56x56]"},
    {"Indices", 17, image, "y, i = MaxPool <kernel_shape = [2,2], strides = [2,2]> (x)",
     "y float32[1x8x56x56]; i int64[1x8x56x56]"},
    {"CeilMode", 17, "float[1,8,112,112] x",
     "y = MaxPool <kernel_shape = [3,3], strides = [2,2], ceil_mode = 1> (x)",
     "y float32[1x8x56x56]"}, // ceil((112 - 3)/2) + 1
    {"FloorMode", 17, image, "y = MaxPool <kernel_shape = [3,3], strides = [2,2]> (x)",
     "y float32[1x8x55x55]"},
    // 4 + 1 - 2 = 3 steps of 2: ceil(3/2) + 1 = 3 windows, but the third starts at 4, in the padding
    {"CeilModeDropsWindowInPadding", 17, "float[1,1,4] x",
     "y = AveragePool <kernel_shape = [2], strides = [2], pads = [0,1], ceil_mode = 1> (x)",
     "y float32[1x1x2]"},
    {"CeilModeOfSymbol", 17, "float[1,1,L] x",
     "y = MaxPool <kernel_shape = [3], strides = [2], ceil_mode = 1> (x)",
     "y float32[1x1x(ceil((L - 3)/2) + 1)]"},
    {"Dilation", 17, "float[1,1,8] x", "y = MaxPool <kernel_shape = [3], dilations = [3]> (x)",
     "y float32[1x1x2]"}, // spans 7
    {"SameUpper", 17, "float[1,1,7] x",
     "y = LpPool <kernel_shape = [3], strides = [2], auto_pad = \"SAME_UPPER\"> (x)", "y float32[1x1x4]"},
    {"GlobalAverage", 17, "float[N,8,7,7] x", "y = GlobalAveragePool (x)", "y float32[Nx8x1x1]"},
    {"GlobalMaxOfThreeDimensions", 17, "float[2,8,7,7,7] x", "y = GlobalMaxPool (x)", "y float32[2x8x1x1x1]"},
    {"MaxUnpool", 17, "float[1,1,2,2] x, int64[1,1,2,2] i",
     "y = MaxUnpool <kernel_shape = [2,2], strides = [2,2]> (x, i)", "y float32[1x1x4x4]"},
    {"MaxUnpoolWithOutputShape", 17, "float[1,1,2,2] x, int64[1,1,2,2] i",
     "s = Constant <value_ints = [1,1,5,5]> ()\n y = MaxUnpool <kernel_shape = [2,2], strides = [2,2]> (x, "
     "i, s)",
     "y float32[1x1x5x5]"},
    {"MaxRoiPool", 17, "float[1,8,14,14] x, float[10,5] r", "y = MaxRoiPool <pooled_shape = [7,6]> (x, r)",
     "y float32[10x8x7x6]"},
};
SHAPE_RULES(Pool, pool);

RuleCase const poolViolations[] = {
    {"NoKernel", 17, image, "y = MaxPool (x)", "MaxPool: kernel_shape is missing"},
    {"StrideZero", 17, image, "y = MaxPool <kernel_shape = [2,2], strides = [0,0]> (x)",
     "MaxPool: strides holds 0, must be at least 1"},
    {"WindowTooLarge", 17, "float[1,1,4,4] x", "y = AveragePool <kernel_shape = [7,7]> (x)",
     "AveragePool: window of 7 does not fit the padded size 4 of spatial axis 0"},
    {"ScalarInput", 17, "float x", "y = MaxPool <kernel_shape = [2]> (x)",
     "MaxPool: x has rank 0, needs batch, channels and at least one spatial axis"},
    {"GlobalOfVector", 17, "float[4] x", "y = GlobalAveragePool (x)",
     "GlobalAveragePool: x has rank 1, needs batch and channels"},
};
BAD_NODES(Pool, poolViolations);

} // namespace
