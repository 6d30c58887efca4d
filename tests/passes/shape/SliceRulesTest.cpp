#include "tests/passes/shape/RuleCase.h"

using namespace eo::test;

namespace {

/// y = Slice (x) with these bounds as constants of one element each.
#define SLICE(start, end, axis, step)                                                                        \
  "s = Constant <value_ints = [" start "]> ()\n e = Constant <value_ints = [" end "]> ()\n"                  \
  "a = Constant <value_ints = [" axis "]> ()\n t = Constant <value_ints = [" step "]> ()\n"                  \
  "y = Slice (x, s, e, a, t)"

RuleCase const slice[] = {
    {"Middle", 17, "float[20,10] x", SLICE("5", "15", "0", "1"), "y float32[10x10]"},
    {"ToTheEnd", 17, "float[20,10] x", SLICE("5", "9223372036854775807", "1", "1"), "y float32[20x5]"},
    {"EndBeyondSize", 17, "float[20,10] x", SLICE("5", "1000", "0", "1"), "y float32[15x10]"},
    {"NegativeStart", 17, "float[20,10] x", SLICE("-3", "9223372036854775807", "0", "1"), "y float32[3x10]"},
    {"NegativeEnd", 17, "float[20,10] x", SLICE("0", "-1", "-1", "1"), "y float32[20x9]"},
    {"StartBeyondSizeIsEmpty", 17, "float[20,10] x", SLICE("1000", "2000", "0", "1"), "y float32[0x10]"},
    {"Step", 17, "float[20,10] x", SLICE("1", "20", "0", "3"), "y float32[7x10]"},            // 1, 4, …, 19
    {"StepBackwards", 17, "float[20,10] x", SLICE("19", "0", "0", "-2"), "y float32[10x10]"}, // 19, 17, …, 1
    {"StepBackwardsToTheFront", 17, "float[20,10] x", SLICE("-1", "-9223372036854775807", "0", "-1"),
     "y float32[20x10]"},
    {"AttributesOfVersionOne", 1, "float[20,10] x", "y = Slice <starts = [0,3], ends = [2,-1]> (x)",
     "y float32[2x6]"},
    {"FromTheFrontOfASymbol", 17, "float[N,10] x", SLICE("1", "9223372036854775807", "0", "1"),
     "y float32[(N - 1)x10]"},
    {"LastOfASymbol", 17, "float[N,10] x", SLICE("-1", "9223372036854775807", "0", "1"), "y float32[1x10]"},
    {"AllButLastOfASymbol", 17, "float[N,10] x", SLICE("0", "-1", "0", "1"), "y float32[(N - 1)x10]"},
    {"FirstFewOfASymbol", 17, "float[N,10] x", SLICE("0", "5", "0", "1"), "y float32[(min(5, N))x10]"},
    {"SymbolicEnd", 17, "float[N,4] x, float[512] z",
     "n = Shape <start = 0, end = 1> (x)\n s = Constant <value_ints = [0]> ()\n y = Slice (z, s, n)",
     "y float32[(min(512, N))]"},
    {"UnknownBoundsKeepTheRank", 17, "float[20,10] x, int64[1] s, int64[1] e", "y = Slice (x, s, e)",
     "y float32[?x10]"},
};
SHAPE_RULES(Slice, slice);

RuleCase const pad[] = {
    {"ByInput", 17, "float[N,3,4] x", "p = Constant <value_ints = [0,1,2,0,1,3]> ()\n y = Pad (x, p)",
     "y float32[Nx5x9]"},
    {"ByAttribute", 2, "float[1,3] x", "y = Pad <pads = [1,0,1,2]> (x)", "y float32[3x5]"},
    {"ByAttributeOfVersionOne", 1, "float[1,3] x", "y = Pad <paddings = [1,0,1,2]> (x)", "y float32[3x5]"},
    {"NegativeCrops", 17, "float[5,5] x", "p = Constant <value_ints = [-1,0,-1,0]> ()\n y = Pad (x, p)",
     "y float32[3x5]"},
    {"AxesByInput", 18, "float[1,3,4] x",
     "p = Constant <value_ints = [1,2]> ()\n a = Constant <value_ints = [-1]> ()\n v = Constant <value_float "
     "= 0.0> ()\n"
     "y = Pad (x, p, v, a)",
     "y float32[1x3x7]"},
    {"UnknownPads", 17, "float[1,3] x, int64[4] p", "y = Pad (x, p)", "y float32[?x?]"},
    {"CenterCropPad", 18, "float[20,10,3] x",
     "s = Constant <value_ints = [10,9]> ()\n y = CenterCropPad <axes = [0,1]> (x, s)", "y float32[10x9x3]"},
};
SHAPE_RULES(Pad, pad);

RuleCase const joins[] = {
    {"Concat", 17, "float[N,3,4] a, float[N,5,4] b", "y = Concat <axis = 1> (a, b)", "y float32[Nx8x4]"},
    {"ConcatAddsSymbols", 17, "float[P,4] a, float[S,4] b", "y = Concat <axis = -2> (a, b)",
     "y float32[(P + S)x4]"},
    {"ConcatLearnsFromEitherOperand", 17, "float[N,3] a, float[7,2] b", "y = Concat <axis = 1> (a, b)",
     "y float32[7x5]"},
    {"ConcatOfVersionOneJoinsChannels", 1, "float[1,3] a, float[1,4] b", "y = Concat (a, b)",
     "y float32[1x7]"},
    {"SplitEqually", 17, "float[N,6] x", "a, b, c = Split <axis = 1> (x)", "a float32[Nx2]; c float32[Nx2]"},
    {"SplitByAttribute", 11, "float[N,6] x", "a, b = Split <axis = 1, split = [2,4]> (x)",
     "a float32[Nx2]; b float32[Nx4]"},
    {"SplitByInput", 13, "float[N,6] x",
     "s = Constant <value_ints = [1,5]> ()\n a, b = Split <axis = -1> (x, s)",
     "a float32[Nx1]; b float32[Nx5]"},
    {"SplitIntoUnequalParts", 18, "float[7] x", "a, b, c, d = Split <num_outputs = 4> (x)",
     "a float32[2]; c float32[2]; d float32[1]"},
};
SHAPE_RULES(Join, joins);

RuleCase const sliceViolations[] = {
    {"StepZero", 17, "float[20,10] x", SLICE("0", "1", "0", "0"), "Slice: steps hold 0"},
    {"AxisOutside", 17, "float[20,10] x", SLICE("0", "1", "2", "1"),
     "Slice: axis 2 is outside a tensor of rank 2"},
    {"ListsOfDifferentLength", 17, "float[20,10] x", SLICE("0,1", "1", "0", "1"),
     "Slice: 2 starts, 1 ends, 1 axes and 1 steps"},
    {"PadsForOtherRank", 17, "float[2,3] x", "p = Constant <value_ints = [1,1]> ()\n y = Pad (x, p)",
     "Pad: 2 pads for 2 axes"},
    {"CropsTooMuch", 17, "float[2,3] x", "p = Constant <value_ints = [-2,0,-1,0]> ()\n y = Pad (x, p)",
     "Pad: output 0 would have size -1 on axis 0"},
    {"ConcatSizes", 17, "float[2,3] a, float[4,3] b", "y = Concat <axis = 1> (a, b)",
     "Concat: operands have sizes 2 and 4 on axis 0"},
    {"ConcatRanks", 17, "float[2,3] a, float[3] b", "y = Concat <axis = 0> (a, b)",
     "Concat: operands have ranks 2 and 1"},
    {"SplitDoesNotDivide", 17, "float[7] x", "y, z = Split (x)",
     "Split: size 7 does not divide into 2 equal parts"},
    {"SplitSum", 17, "float[7] x", "s = Constant <value_ints = [3,3]> ()\n y, z = Split (x, s)",
     "Split: parts add up to 6 but the axis has size 7"},
    {"SplitCount", 17, "float[7] x", "s = Constant <value_ints = [3,3,1]> ()\n y, z = Split (x, s)",
     "Split: split has 3 entries for 2 outputs"},
};
BAD_NODES(Slice, sliceViolations);

} // namespace
