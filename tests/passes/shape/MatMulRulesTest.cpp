#include "tests/passes/shape/RuleCase.h"

using namespace eo::test;

namespace {

RuleCase const products[] = {
    {"Matrices", 17, "float[2,3] a, float[3,4] b", "y = MatMul (a, b)", "y float32[2x4]"},
    {"BatchBroadcasts", 17, "float[1,12,64] a, float[8,64,10] b", "y = MatMul (a, b)", "y float32[8x12x10]"},
    {"BatchOfOneOperand", 17, "float[N,S,64] a, float[64,10] b", "y = MatMul (a, b)", "y float32[NxSx10]"},
    {"Row", 17, "float[3] a, float[5,3,4] b", "y = MatMul (a, b)", "y float32[5x4]"},
    {"Column", 17, "float[10,64] a, float[64] b", "y = MatMul (a, b)", "y float32[10]"},
    {"RowTimesColumn", 17, "float[3] a, float[3] b", "y = MatMul (a, b)", "y float32[scalar]"},
    {"Integer", 17, "uint8[2,3] a, uint8[3,4] b", "y = MatMulInteger (a, b)", "y int32[2x4]"},
    {"Quantised", 17, "uint8[2,3] a, float as, uint8 az, uint8[3,4] b, float bs, uint8 bz, float ys, int8 yz",
     "y = QLinearMatMul (a, as, az, b, bs, bz, ys, yz)", "y int8[2x4]"},
    {"Gemm", 17, "float[1,2048] a, float[1000,2048] b, float[1000] c", "y = Gemm <transB = 1> (a, b, c)",
     "y float32[1x1000]"},
    {"GemmTransposesBoth", 17, "float[3,2] a, float[4,3] b", "y = Gemm <transA = 1, transB = 1> (a, b)",
     "y float32[2x4]"},
    {"GemmWithUnknownOperand", 17, "float[N,2] a, float[] b", "y = Gemm (a, b)", "y float32[Nx?]"},
};
SHAPE_RULES(MatMul, products);

RuleCase const einsum[] = {
    {"Matrices", 17, "float[2,3] a, float[3,4] b", "y = Einsum <equation = \"ij,jk->ik\"> (a, b)",
     "y float32[2x4]"},
    {"ImplicitOutputIsAlphabetical", 17, "float[2,3] a, float[3,4] b",
     "y = Einsum <equation = \"ba,ac\"> (a, b)", "y float32[2x4]"}, // indices b (2) and c (4)
    {"Ellipsis", 17, "float[5,1,2,3] a, float[7,3,4] b",
     "y = Einsum <equation = \"...ij,...jk->...ik\"> (a, b)", "y float32[5x7x2x4]"},
    {"Diagonal", 17, "float[3,3] a", "y = Einsum <equation = \"ii->i\"> (a)", "y float32[3]"},
    {"SumOfAll", 17, "float[3,4] a", "y = Einsum <equation = \"ij->\"> (a)", "y float32[scalar]"},
    {"Spaces", 17, "float[N,2,3] a, float[N,3,4] b", "y = Einsum <equation = \" bij , bjk -> bik \"> (a, b)",
     "y float32[Nx2x4]"},
};
SHAPE_RULES(Einsum, einsum);

RuleCase const matMulViolations[] = {
    {"InnerSizes", 17, "float[2,3] a, float[5,4] b", "y = MatMul (a, b)",
     "MatMul: inner sizes 3 of a and 5 of b differ"},
    {"ScalarOperand", 17, "float[2,3] a, float b", "y = MatMul (a, b)", "MatMul: operand b is a scalar"},
    {"BatchDoesNotBroadcast", 17, "float[2,2,3] a, float[3,3,4] b", "y = MatMul (a, b)",
     "MatMul: sizes 2 and 3 of axis 0 do not broadcast"},
    {"GemmScalar", 17, "float[2,3] a, float b", "y = Gemm (a, b)", "Gemm: b has rank 0, expected 2"},
    {"GemmInnerSizes", 17, "float[2,3] a, float[3,4] b", "y = Gemm <transB = 1> (a, b)",
     "Gemm: inner sizes 3 of a and 4 of b differ"},
    {"EinsumTerms", 17, "float[2,3] a", "y = Einsum <equation = \"ij,jk->ik\"> (a)",
     "Einsum: equation has 2 terms for 1 operands"},
    {"EinsumRank", 17, "float[2,3] a", "y = Einsum <equation = \"ijk->i\"> (a)",
     "Einsum: a term has 3 indices for an operand of rank 2"},
    {"EinsumSizes", 17, "float[2,3] a, float[4,5] b", "y = Einsum <equation = \"ij,jk->ik\"> (a, b)",
     "Einsum: index j is both 3 and 4"},
    {"EinsumIndexNowhere", 17, "float[2,3] a", "y = Einsum <equation = \"ij->k\"> (a)",
     "Einsum: index k of the result is in no operand"},
};
BAD_NODES(MatMul, matMulViolations);

} // namespace
