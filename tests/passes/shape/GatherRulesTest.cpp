#include "tests/passes/shape/RuleCase.h"

using namespace eo::test;

namespace {

RuleCase const gather[] = {
    {"Embedding", 17, "float[30522,768] w, int64[N,S] i", "y = Gather (w, i)", "y float32[NxSx768]"},
    {"ScalarIndexDropsAxis", 17, "float[2,3,4] x, int64 i", "y = Gather <axis = 1> (x, i)", "y float32[2x4]"},
    {"GatherElements", 17, "float[5,5] x, int64[2,3] i", "y = GatherElements <axis = 1> (x, i)",
     "y float32[2x3]"},
    {"GatherNd", 17, "float[2,3,4] x, int64[5,2] i", "y = GatherND (x, i)", "y float32[5x4]"},
    {"GatherNdBatch", 17, "float[2,3,4] x, int64[2,1] i", "y = GatherND <batch_dims = 1> (x, i)",
     "y float32[2x4]"},
    {"ScatterNd", 17, "float[8] x, int64[4,1] i, float[4] u", "y = ScatterND (x, i, u)", "y float32[8]"},
    {"ScatterElements", 17, "float[3,3] x, int64[2,3] i, float[2,3] u", "y = ScatterElements (x, i, u)",
     "y float32[3x3]"},
    {"OneHot", 17, "int64[N] i, float[2] v", "d = Constant <value_int = 10> ()\n y = OneHot (i, d, v)",
     "y float32[Nx10]"},
    {"OneHotAxis", 17, "int64[N,3] i, float[2] v",
     "d = Constant <value_float = 10.0> ()\n y = OneHot <axis = 1> (i, d, v)", "y float32[Nx10x3]"},
};
SHAPE_RULES(Gather, gather);

RuleCase const reductions[] = {
    {"KeepsAxes", 17, "float[N,3,4] x", "y = ReduceMean <axes = [1,-1]> (x)", "y float32[Nx1x1]"},
    {"DropsAxes", 17, "float[N,3,4] x", "y = ReduceMax <axes = [1], keepdims = 0> (x)", "y float32[Nx4]"},
    {"AllAxes", 17, "float[N,3,4] x", "y = ReduceL2 <keepdims = 0> (x)", "y float32[scalar]"},
    {"AxesByInput", 13, "float[N,3,4] x", "a = Constant <value_ints = [2]> ()\n y = ReduceSum (x, a)",
     "y float32[Nx3x1]"},
    {"AxesByInputSinceEighteen", 18, "float[N,3,4] x",
     "a = Constant <value_ints = [2]> ()\n y = ReduceMean <keepdims = 0> (x, a)", "y float32[Nx3]"},
    {"NoopWithEmptyAxes", 18, "float[N,3] x", "y = ReduceMean <noop_with_empty_axes = 1> (x)",
     "y float32[Nx3]"},
    {"UnknownAxesKeepRank", 18, "float[2,3] x, int64[1] a", "y = ReduceMean (x, a)", "y float32[?x?]"},
    {"ArgMax", 17, "float[N,3,4] x", "y = ArgMax <axis = 2> (x)", "y int64[Nx3x1]"},
    {"ArgMinDropsAxis", 17, "float[N,3,4] x", "y = ArgMin <axis = -1, keepdims = 0> (x)", "y int64[Nx3]"},
    {"Det", 17, "float[N,3,3] x", "y = Det (x)", "y float32[N]"},
    {"LossOfAll", 17, "float[3,5,2] x, int64[3,2] t", "y = NegativeLogLikelihoodLoss (x, t)",
     "y float32[scalar]"},
    {"LossOfEach", 17, "float[3,5,2] x, int64[3,2] t",
     "y, p = SoftmaxCrossEntropyLoss <reduction = \"none\"> (x, t)", "y float32[3x2]; p float32[3x5x2]"},
};
SHAPE_RULES(Reduce, reductions);

RuleCase const selections[] = {
    {"TopK", 17, "float[N,10] x", "k = Constant <value_ints = [3]> ()\n y, i = TopK (x, k)",
     "y float32[Nx3]; i int64[Nx3]"},
    {"TopKOfVersionOne", 1, "float[N,10] x", "y, i = TopK <k = 3> (x)", "y float32[Nx3]; i int64[Nx3]"},
    {"NonZeroOfData", 17, "float[3,4] x", "y = NonZero (x)", "y int64[2x?]"},
    {"NonZeroOfAllOnes", 17, "float[N,4] x",
     "s = Shape (x)\n o = ConstantOfShape <value = int64[1] {1}> (s)\n y = NonZero (o)", "y int64[2x4·N]"},
    {"Unique", 17, "float[3,4] x", "y, f, i, c = Unique (x)",
     "y float32[?]; f int64[?]; i int64[12]; c int64[?]"},
    {"UniqueAlongAxis", 17, "float[3,4] x", "y, f, i = Unique <axis = 1> (x)", "y float32[3x?]; i int64[4]"},
    {"CompressOfKnownCondition", 17, "float[3,4] x",
     "c = Constant <value = bool[3] {1, 0, 1}> ()\n y = Compress <axis = 0> (x, c)", "y float32[2x4]"},
    {"CompressOfData", 17, "float[3,4] x, bool[4] c", "y = Compress <axis = 1> (x, c)", "y float32[3x?]"},
    {"NonMaxSuppression", 17, "float[1,100,4] b, float[1,80,100] s", "y = NonMaxSuppression (b, s)",
     "y int64[?x3]"},
};
SHAPE_RULES(Selection, selections);

RuleCase const gatherViolations[] = {
    {"GatherFromScalar", 17, "float x, int64[2] i", "y = Gather (x, i)", "Gather: data is a scalar"},
    {"GatherAxis", 17, "float[3] x, int64[2] i", "y = Gather <axis = 1> (x, i)",
     "Gather: axis 1 is outside a tensor of rank 1"},
    {"GatherNdTooDeep", 17, "float[2,3] x, int64[5,3] i", "y = GatherND (x, i)",
     "GatherND: indices choose along 3 axes, data has 2"},
    {"ReduceAxis", 17, "float[2,3] x", "y = ReduceSum <axes = [5]> (x)",
     "ReduceSum: axis 5 is outside a tensor of rank 2"},
    {"TopKLargerThanAxis", 17, "float[2,3] x", "k = Constant <value_ints = [4]> ()\n y, i = TopK (x, k)",
     "TopK: k is 4 but axis 1 has size 3"},
    {"DetOfVector", 17, "float[3] x", "y = Det (x)", "Det: x has rank 1, needs at least 2"},
};
BAD_NODES(Gather, gatherViolations);

} // namespace
