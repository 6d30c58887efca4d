//===- FoldingTest.cpp - arithmetic on shapes -------------------------------------------------------===//

#include "tests/passes/shape/RuleCase.h"

using namespace eo;
using namespace eo::test;

namespace {

std::string elements(Analysed const &network, llvm::StringRef value) {
  auto const &folded = network.annotations.get<InferredTypes>().constants[valueNamed(network.graph, value)];
  if (folded == nullptr)
    return "not folded";
  std::string text;
  for (SymInt const &one : folded->ints)
    text += (text.empty() ? "" : " ") + one.str();
  for (double one : folded->floats)
    text += (text.empty() ? "" : " ") + fmt::format("{}", one);
  return text;
}

/// `expected` holds the elements of v, worked out by hand.
class Folding : public testing::TestWithParam<RuleCase> {};
TEST_P(Folding, GivesElements) {
  RuleCase const &one = GetParam();
  Analysed network = inferred(one.opset, one.inputs, one.nodes);
  EXPECT_EQ(message(network, DiagCode::BadNode), "");
  EXPECT_EQ(elements(network, "v"), one.expected);
}

constexpr char const *x = "float[N,3,H,8] x";
#define INTS(name, list) name " = Constant <value_ints = [" list "]> ()\n"
#define FLOATS(name, list) name " = Constant <value_floats = [" list "]> ()\n"

RuleCase const cases[] = {
    {"Shape", 17, x, "v = Shape (x)", "N 3 H 8"},
    {"ShapePart", 17, x, "v = Shape <start = 1, end = -1> (x)", "3 H"},
    {"Size", 17, "float[N,3] x", "v = Size (x)", "3·N"},
    {"Gather", 17, x, "s = Shape (x)\n" INTS("i", "-1,0") "v = Gather (s, i)", "8 N"},
    {"GatherScalar", 17, x, "s = Shape (x)\n i = Constant <value_int = 2> ()\n v = Gather (s, i)", "H"},
    {"Slice", 17, x, "s = Shape (x)\n" INTS("b", "1") INTS("e", "3") "v = Slice (s, b, e)", "3 H"},
    {"SliceBackwards", 17, x,
     "s = Shape (x)\n" INTS("b", "-1") INTS("e", "-9223372036854775807") INTS("a", "0")
         INTS("t", "-1") "v = Slice (s, b, e, a, t)",
     "8 H 3 N"},
    {"SliceRowsBackwards", 17, x, // how exporters turn the order of paddings round
     INTS("p", "1,2,3,4,5,6") INTS("r", "3,2") "m = Reshape (p, r)\n" INTS("b", "-1")
         INTS("e", "-9223372036854775807") INTS("a", "0")
             INTS("t", "-1") "w = Slice (m, b, e, a, t)\n q = Transpose <perm = [1,0]> (w)\n" INTS(
                 "f", "-1") "v = Reshape (q, f)",
     "5 3 1 6 4 2"},
    {"Concat", 17, x, "s = Shape <start = 0, end = 1> (x)\n" INTS("c", "-1,4") "v = Concat <axis = 0> (s, c)",
     "N -1 4"},
    {"ConcatWithUnknownPart", 17, "int64[1] d", INTS("c", "2,3") "v = Concat <axis = 0> (d, c)", "? 2 3"},
    {"Split", 17, x, "s = Shape (x)\n u, v = Split (s)", "H 8"},
    {"Unsqueeze", 17, "float[N] x", "s = Size (x)\n" INTS("a", "0") "v = Unsqueeze (s, a)", "N"},
    {"Range", 17, "float[1] x",
     "a = Constant <value_int = 7> ()\n b = Constant <value_int = 0> ()\n d = Constant <value_int = -3> ()\n"
     "v = Range (a, b, d)",
     "7 4 1"},
    {"AddSubMul", 17, x, "s = Shape (x)\n a = Add (s, s)\n b = Mul (a, s)\n v = Sub (b, s)",
     "2·N·N - N 15 2·H·H - H 120"},
    {"DivisionCutsTowardsZero", 17, "float[1] x",
     INTS("a", "7,-7,7,-7") INTS("b", "2,2,-2,-2") "v = Div (a, b)", "3 -3 -3 3"},
    {"DivisionOfSymbols", 17, x, "s = Shape (x)\n t = Constant <value_int = 2> ()\n v = Div (s, t)",
     "floor(N/2) 1 floor(H/2) 4"},
    {"DivisionByZeroIsUnknown", 17, "float[1] x", INTS("a", "7") INTS("b", "0") "v = Div (a, b)", "?"},
    {"DivisionOfWhatMayBeNegativeIsUnknown", 17, x,
     "s = Shape (x)\n" INTS("c", "5") "d = Sub (s, c)\n t = Constant <value_int = 2> ()\n v = Div (d, t)",
     "? -1 ? 1"},
    {"ModHasSignOfDivisor", 17, "float[1] x", INTS("a", "7,-7") INTS("b", "-3,3") "v = Mod (a, b)", "-2 2"},
    {"PowNegAbs", 17, "float[1] x",
     INTS("a", "-3") INTS("b", "3") "p = Pow (a, b)\n n = Neg (p)\n v = Abs (p)", "27"},
    {"MinMax", 17, "float[1] x",
     INTS("a", "1,9") INTS("b", "5,5") "l = Min (a, b)\n m = Max (a, b)\n"
                                       "v = Concat <axis = 0> (l, m)",
     "1 5 5 9"},
    {"OverflowIsNotWrapped", 17, "float[1] x", INTS("a", "4611686018427387904") "v = Add (a, a)", "overflow"},
    {"FloatRoundTrip", 17, "float[1] x", // floor(7 · 0.5)
     INTS("a", "7") "f = Cast <to = 1> (a)\n" FLOATS(
         "h", "0.5") "m = Mul (f, h)\n g = Floor (m)\n v = Cast <to = 7> (g)",
     "3"},
    {"SinglePrecisionRounds", 17, "float[1] x", // 16777217 has no float32
     INTS("a", "16777217") "f = Cast <to = 1> (a)\n v = Cast <to = 7> (f)", "16777216"},
    {"SymbolsPassThroughFloats", 17, x,
     "s = Shape (x)\n f = Cast <to = 1> (s)\n" FLOATS(
         "t", "2.0") "m = Mul (f, t)\n g = Floor (m)\n v = Cast <to = 7> (g)",
     "2·N 6 2·H 16"},
    {"FractionOfASymbolIsUnknown", 17, x,
     "s = Shape (x)\n f = Cast <to = 1> (s)\n" FLOATS(
         "t", "2.0") "m = Div (f, t)\n c = Ceil (m)\n v = Cast <to = 7> (c)",
     "? ? ? 4"},
    {"CeilRoundSqrt", 17, "float[1] x",
     FLOATS("a", "2.5,3.5,6.25") "r = Round (a)\n c = Ceil (a)\n q = Sqrt (a)\n f = Floor (q)\n"
                                 "v = Concat <axis = 0> (r, c, f)",
     "2 4 6 3 4 7 1 1 2"},
    {"CastTruncates", 17, "float[1] x", FLOATS("a", "2.9,-2.9") "v = Cast <to = 7> (a)", "2 -2"},
    {"CastToBool", 17, x, "s = Shape (x)\n v = Cast <to = 9> (s)", "1 1 1 1"},
    {"SymbolIsNeverMinusOne", 17, x, // how exporters write expand(-1, …)
     "s = Shape (x)\n" INTS("m", "-1") "e = Equal (s, m)\n" INTS("o", "1") "v = Where (e, o, s)", "N 3 H 8"},
    {"OpenComparisonIsUnknown", 17, x, "s = Shape (x)\n" INTS("m", "5") "v = Equal (s, m)", "? 0 ? 0"},
    {"Logic", 17, "float[1] x",
     INTS("a", "1,2,3")
         INTS("b", "2,2,2") "l = Less (a, b)\n g = Greater (a, b)\n o = Or (l, g)\n n = Not (o)\n"
                            "w = And (o, n)\n v = Concat <axis = 0> (l, g, n, w)",
     "1 0 0 0 0 1 0 1 0 0 0 0"},
    {"ExpandAndTile", 17, x, "s = Size (x)\n" INTS("n", "2") "e = Expand (s, n)\n v = Tile (e, n)",
     "24·H·N 24·H·N 24·H·N 24·H·N"},
    {"ConstantOfShape", 17, "float[1] x", INTS("n", "3") "v = ConstantOfShape <value = int64[1] {7}> (n)",
     "7 7 7"},
    {"ReduceProd", 17, x, "s = Shape (x)\n v = ReduceProd <axes = [0], keepdims = 0> (s)", "24·H·N"},
    {"ReduceMaxOfFloats", 17, "float[1] x", FLOATS("a", "1.5,320.0") "v = ReduceMax <keepdims = 0> (a)",
     "320"},
    {"ScatterNd", 17, x,
     "s = Shape (x)\n i = Constant <value = int64[1,1] {1}> ()\n" INTS("u", "7") "v = ScatterND (s, i, u)",
     "N 7 H 8"},
    {"CumSum", 17, "float[1] x", INTS("a", "1,2,3") "i = Constant <value_int = 0> ()\n v = CumSum (a, i)",
     "1 3 6"},
    {"NonZero", 17, "float[1] x", INTS("a", "5,0,6") "v = NonZero (a)", "0 2"},
    {"LargeTensorsAreData", 17, "float[1] x", INTS("n", "1025") "v = ConstantOfShape (n)", "not folded"},
    {"DataIsNotFolded", 17, "int64[2] d", "v = Add (d, d)", "not folded"},
};
INSTANTIATE_TEST_SUITE_P(Table, Folding, testing::ValuesIn(cases), caseName);

} // namespace
