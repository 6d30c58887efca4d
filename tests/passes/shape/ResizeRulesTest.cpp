#include "tests/passes/shape/RuleCase.h"

using namespace eo::test;

namespace {

constexpr char const *resized = "float[1,3,10,20] x";

RuleCase const resize[] = {
    {"ScalesOfTen", 10, resized, "s = Constant <value_floats = [1.0,1.0,2.0,0.5]> ()\n y = Resize (x, s)",
     "y float32[1x3x20x10]"},
    {"Scales", 13, resized, "s = Constant <value_floats = [1.0,1.0,2.0,0.5]> ()\n y = Resize (x, , s)",
     "y float32[1x3x20x10]"},
    {"ScalesRoundDown", 13, resized,
     "s = Constant <value_floats = [1.0,1.0,0.75,0.33]> ()\n y = Resize (x, , s)",
     "y float32[1x3x7x6]"}, // 7.5 and 6.6
    {"ScalesMultiplyInSinglePrecision", 13, "float[10] x",
     "s = Constant <value_floats = [0.7]> ()\n y = Resize (x, , s)", "y float32[7]"},
    {"Sizes", 13, resized, "s = Constant <value_ints = [1,3,5,7]> ()\n y = Resize (x, , , s)",
     "y float32[1x3x5x7]"},
    {"SizesBehindEmptyScales", 13, resized,
     "e = Constant <value = float[0] {}> ()\n s = Constant <value_ints = [1,3,5,7]> ()\n y = Resize (x, e, "
     "e, s)",
     "y float32[1x3x5x7]"},
    {"SizesOfSomeAxes", 18, resized,
     "s = Constant <value_ints = [5,7]> ()\n y = Resize <axes = [3,2]> (x, , , s)", "y float32[1x3x7x5]"},
    {"NotLarger", 18, resized,
     "s = Constant <value_ints = [8,8]> ()\n y = Resize <axes = [2,3], keep_aspect_ratio_policy = "
     "\"not_larger\"> (x, , , s)",
     "y float32[1x3x4x8]"}, // scale 0.4
    {"NotSmaller", 18, resized,
     "s = Constant <value_ints = [8,8]> ()\n y = Resize <axes = [2,3], keep_aspect_ratio_policy = "
     "\"not_smaller\"> (x, , , s)",
     "y float32[1x3x8x16]"}, // scale 0.8
    {"SymbolicSizeTimesTwo", 13, "float[1,3,H,W] x",
     "s = Constant <value_floats = [1.0,1.0,2.0,1.5]> ()\n y = Resize (x, , s)",
     "y float32[1x3x2·Hxfloor(3·W/2)]"},
    {"UnknownScalesKeepRank", 13, "float[1,3] x, float[2] s", "y = Resize (x, , s)", "y float32[?x?]"},
    {"Upsample", 9, resized, "s = Constant <value_floats = [1.0,1.0,2.0,2.0]> ()\n y = Upsample (x, s)",
     "y float32[1x3x20x40]"},
    {"UpsampleByAttribute", 7, resized, "y = Upsample <scales = [1.0,1.0,2.0,2.0]> (x)",
     "y float32[1x3x20x40]"},
    {"UpsampleOfVersionOne", 1, resized, "y = Upsample <height_scale = 2.0, width_scale = 3.0> (x)",
     "y float32[1x3x20x60]"},
    {"GridSample", 16, "float[N,3,10,20] x, float[N,5,6,2] g", "y = GridSample (x, g)", "y float32[Nx3x5x6]"},
    {"GridSampleOfVolume", 20, "float[N,3,4,5,6] x, float[N,7,8,9,3] g", "y = GridSample (x, g)",
     "y float32[Nx3x7x8x9]"},
    {"AffineGrid", 20, "float[2,2,3] t", "s = Constant <value_ints = [2,3,5,6]> ()\n y = AffineGrid (t, s)",
     "y float32[2x5x6x2]"},
    {"RoiAlign", 16, "float[1,8,14,14] x, float[R,4] r, int64[R] b",
     "y = RoiAlign <output_height = 7, output_width = 6> (x, r, b)", "y float32[Rx8x7x6]"},
};
SHAPE_RULES(Resize, resize);

RuleCase const resizeViolations[] = {
    {"ScalesForOtherRank", 13, resized, "s = Constant <value_floats = [2.0]> ()\n y = Resize (x, , s)",
     "Resize: 1 scales for 4 axes"},
    {"ScaleZero", 13, "float[4] x", "s = Constant <value_floats = [0.0]> ()\n y = Resize (x, , s)",
     "Resize: scales hold 0"},
    {"Nothing", 13, resized, "y = Resize (x)", "Resize: neither scales nor sizes are given"},
    {"SizesForOtherRank", 13, resized, "s = Constant <value_ints = [2]> ()\n y = Resize (x, , , s)",
     "Resize: 1 sizes for 4 axes"},
    {"GridRank", 16, "float[N,3,10,20] x, float[N,5,2] g", "y = GridSample (x, g)",
     "GridSample: x has rank 4 and grid has rank 3"},
};
BAD_NODES(Resize, resizeViolations);

} // namespace
