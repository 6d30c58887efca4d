#include "tests/passes/shape/RuleCase.h"

using namespace eo::test;

namespace {

RuleCase const reshape[] = {
    {"Plain", 17, "float[2,6] x", "s = Constant <value_ints = [3,4]> ()\n y = Reshape (x, s)",
     "y float32[3x4]"},
    {"MinusOneTakesTheRest", 17, "float[N,3,8,8] x",
     "s = Constant <value_ints = [-1,192]> ()\n y = Reshape (x, s)", "y float32[Nx192]"},
    {"ZeroCopies", 17, "float[N,3,8] x", "s = Constant <value_ints = [0,-1]> ()\n y = Reshape (x, s)",
     "y float32[Nx24]"},
    {"ZeroCopiesAnUnknownDimension", 17, "float[N,2,3] x, float[M,2,3] z",
     "u = Add (x, z)\n s = Constant <value_ints = [0,-1]> ()\n y = Reshape (u, s)", "y float32[?x6]"},
    {"AllowZeroMakesItEmpty", 17, "float[0,3] x",
     "s = Constant <value_ints = [3,0]> ()\n y = Reshape <allowzero = 1> (x, s)", "y float32[3x0]"},
    {"AttributeOfVersionOne", 1, "float[2,6] x", "y = Reshape <shape = [4,3]> (x)", "y float32[4x3]"},
    {"UnknownTargetOfKnownLength", 17, "float[2,6] x, int64[3] s", "y = Reshape (x, s)", "y float32[?x?x?]"},
    {"TargetOfOneElementIsTheProduct", 17, "float[2,6] x, int64[1] s", "y = Reshape (x, s)", "y float32[12]"},
    {"SymbolsCancel", 17, "float[N,T,12] x", // N·T·12 = N·T·(3·4)
     "s = Shape <start = 0, end = 2> (x)\n r = Constant <value_ints = [3,-1]> ()\n t = Concat <axis = 0> (s, "
     "r)\n"
     "y = Reshape (x, t)",
     "y float32[NxTx3x4]"},
    {"Flatten", 17, "float[N,3,8,8] x", "y = Flatten (x)", "y float32[Nx192]"},
    {"FlattenAxisZero", 17, "float[2,3,4] x", "y = Flatten <axis = 0> (x)", "y float32[1x24]"},
    {"FlattenAxisAtTheEnd", 17, "float[2,3,4] x", "y = Flatten <axis = 3> (x)", "y float32[24x1]"},
    {"SqueezeByInput", 17, "float[1,N,1] x", "a = Constant <value_ints = [-1]> ()\n y = Squeeze (x, a)",
     "y float32[1xN]"},
    {"SqueezeByAttribute", 11, "float[1,N,1] x", "y = Squeeze <axes = [0,2]> (x)", "y float32[N]"},
    {"SqueezeAllOnes", 17, "float[1,3,1,2] x", "y = Squeeze (x)", "y float32[3x2]"},
    {"SqueezeOfOpenDimensionMayBeAnyRank", 17, "float[1,N] x", "y = Squeeze (x)", "y float32[*]"},
    {"UnsqueezeByInput", 17, "float[3,4] x", "a = Constant <value_ints = [0,-1]> ()\n y = Unsqueeze (x, a)",
     "y float32[1x3x4x1]"},
    {"UnsqueezeByAttribute", 11, "float[3,4] x", "y = Unsqueeze <axes = [1]> (x)", "y float32[3x1x4]"},
    {"Transpose", 17, "float[2,3,N] x", "y = Transpose <perm = [2,0,1]> (x)", "y float32[Nx2x3]"},
    {"TransposeReverses", 17, "float[2,3,4] x", "y = Transpose (x)", "y float32[4x3x2]"},
    {"Expand", 17, "float[3,1] x", "s = Constant <value_ints = [2,1,6]> ()\n y = Expand (x, s)",
     "y float32[2x3x6]"},
    {"ExpandKeepsLargerInput", 17, "float[3,4] x", "s = Constant <value_ints = [1]> ()\n y = Expand (x, s)",
     "y float32[3x4]"},
    {"ExpandToUnknown", 17, "float[3,1] x, int64[3] s", "y = Expand (x, s)", "y float32[?x3x?]"},
    {"Tile", 17, "float[2,N] x", "r = Constant <value_ints = [3,2]> ()\n y = Tile (x, r)",
     "y float32[6x2·N]"},
    {"TileOfVersionOne", 1, "float[2,3] x",
     "t = Constant <value_int = 4> ()\n a = Constant <value_int = 1> ()\n y = Tile (x, t, a)",
     "y float32[2x12]"},
    {"DepthToSpace", 17, "float[1,8,2,3] x", "y = DepthToSpace <blocksize = 2> (x)", "y float32[1x2x4x6]"},
    {"SpaceToDepth", 17, "float[1,2,4,6] x", "y = SpaceToDepth <blocksize = 2> (x)", "y float32[1x8x2x3]"},
    {"Col2Im", 18, "float[1,10,12] x",
     "i = Constant <value_ints = [5,5]> ()\n b = Constant <value_ints = [1,5]> ()\n y = Col2Im (x, i, b)",
     "y float32[1x2x5x5]"},
};
SHAPE_RULES(Reshape, reshape);

RuleCase const reshapeViolations[] = {
    {"ElementsDoNotFit", 17, "float[2,6] x", "s = Constant <value_ints = [3,5]> ()\n y = Reshape (x, s)",
     "Reshape: 12 elements do not fit a shape of 15"},
    {"RestDoesNotDivide", 17, "float[2,6] x", "s = Constant <value_ints = [5,-1]> ()\n y = Reshape (x, s)",
     "Reshape: 12 elements do not divide by 5"},
    {"TwoRests", 17, "float[2,6] x", "s = Constant <value_ints = [-1,-1]> ()\n y = Reshape (x, s)",
     "Reshape: shape holds -1 twice"},
    {"Negative", 17, "float[2,6] x", "s = Constant <value_ints = [-2,6]> ()\n y = Reshape (x, s)",
     "Reshape: shape holds -2"},
    {"CopiesBeyondRank", 17, "float[2,6] x", "s = Constant <value_ints = [2,6,0]> ()\n y = Reshape (x, s)",
     "Reshape: shape copies axis 2 of an input of rank 2"},
    {"SqueezeOfThree", 17, "float[3,1] x", "a = Constant <value_ints = [0]> ()\n y = Squeeze (x, a)",
     "Squeeze: axis 0 has size 3, only 1 can be squeezed"},
    {"SqueezeOutside", 17, "float[1] x", "a = Constant <value_ints = [1]> ()\n y = Squeeze (x, a)",
     "Squeeze: axis 1 is outside a tensor of rank 1"},
    {"UnsqueezeTwice", 17, "float[1] x", "a = Constant <value_ints = [0,0]> ()\n y = Unsqueeze (x, a)",
     "Unsqueeze: axis 0 is given twice"},
    {"FlattenOutside", 17, "float[1] x", "y = Flatten <axis = 2> (x)",
     "Flatten: axis 2 is outside a tensor of rank 1"},
    {"TransposeOfOtherRank", 17, "float[2,3] x", "y = Transpose <perm = [0]> (x)",
     "Transpose: perm has 1 entries for rank 2"},
    {"TransposeTwice", 17, "float[2,3] x", "y = Transpose <perm = [1,1]> (x)",
     "Transpose: axis 1 is given twice"},
    {"ExpandDoesNotBroadcast", 17, "float[3] x", "s = Constant <value_ints = [2]> ()\n y = Expand (x, s)",
     "Expand: sizes 3 and 2 of axis 0 do not broadcast"},
    {"BlockSizeZero", 17, "float[1,8,2,3] x", "y = DepthToSpace <blocksize = 0> (x)",
     "DepthToSpace: blocksize is 0"},
    {"ChannelsDoNotDivide", 17, "float[1,6,2,3] x", "y = DepthToSpace <blocksize = 2> (x)",
     "DepthToSpace: 6 channels do not divide by 4"},
};
BAD_NODES(Reshape, reshapeViolations);

} // namespace
