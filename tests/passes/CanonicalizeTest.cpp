#include "lib/pass/CanonicalForm.h"
#include "passes/canonical/PlainKind.h"
#include "tests/passes/Analysed.h"

#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;

namespace {

/// What canonicalize says of a node: its part, and of anchors the operator of the unit.
std::string partOf(std::string const &text, char const *node) {
  Analysed network(text, {}, "canonicalize");
  EXPECT_EQ(network.error, "") << text;
  auto const &form = network.annotations.get<CanonicalForm>();
  NodeId id = nodeNamed(network.graph, node).id;
  CanonicalUnit const *unit = form.unitOf(id);
  if (unit == nullptr)
    return form.part[id] == NodePart::Work ? "work" : partText(form.part[id]).str();
  return (form.part[id] == NodePart::Member ? "in " : "") + opKindName(unit->op).str();
}

struct PartCase {
  char const *name, *text, *node, *part;
};
void PrintTo(PartCase const &one, std::ostream *stream) { *stream << one.name; }

class CanonicalParts : public testing::TestWithParam<PartCase> {};

TEST_P(CanonicalParts, AreWhatRuntimesMakeOfThem) {
  EXPECT_EQ(partOf(GetParam().text, GetParam().node), GetParam().part);
}

// x is read by a Relu before, so that nothing hangs on a network input; z is the network's output.
#define NETWORK(BODY) "main (float[2,3,4,4] i) => (float z) { x = Relu (i) " BODY " z = Exp (y) }"

// Two groups of two channels, as PyTorch exports GroupNorm before opset 21.
#define GROUPS(FACTOR)                                                                                       \
  "main (float[2,4,2,3] i) => (float z) { x = Relu (i) s = Constant <value_floats = [1.0, 1.0]> () t = "     \
  "Constant "                                                                                                \
  "<value_ints = [2,2,12]> () u = Constant <value_ints = [2,4,2,3]> () m = Constant <value = " FACTOR        \
  "> () r = Reshape "                                                                                        \
  "(x, t) n = InstanceNormalization (r, s, s) q = Reshape (n, u) y = Mul (q, m) z = Exp (y) }"

INSTANTIATE_TEST_SUITE_P(
    GroupNorms, CanonicalParts,
    testing::Values(PartCase{"scaledByChannels", GROUPS("float[4,1,1] {1.0, 2.0, 3.0, 4.0}"), "Mul_8",
                             "in InstanceNormalization"},
                    PartCase{"scaledByColumns", GROUPS("float[3] {1.0, 2.0, 3.0}"), "Mul_8", "work"}));

// Rows and columns of x: [1,4,4,4] normalized: MEANS says how m and v come to be, of x and of p, the squares of x - m.
#define NORMALIZED(MEAN, VARIANCE)                                                                           \
  "main (float[1,4,4,4] i) => (float z) { x = Relu (i) e = Constant <value_float = 0.00001> () f = "         \
  "Constant "                                                                                                \
  "<value_ints = [1,4,16]> () g = Constant <value_ints = [1,4,1,1]> () " MEAN                                \
  " d = Sub (x, m) p = Mul (d, d) " VARIANCE " a = Add (v, e) r = Sqrt (a) y = Div (d, r) z = Exp (y) }"
#define MEAN_AT_ONCE "m = ReduceMean <axes = [2,3]> (x)"

INSTANTIATE_TEST_SUITE_P(
    MeansByTwoRoutes, CanonicalParts,
    testing::Values(
        PartCase{"oneAxisAfterTheOther",
                 NORMALIZED(MEAN_AT_ONCE, "w = ReduceMean <axes = [3]> (p) v = ReduceMean <axes = [2]> (w)"),
                 "Div_11", "in LayerNormalization"},
        PartCase{"axesThatGo", // [1,4,4], [1,4], shown as [1,4,1,1]
                 NORMALIZED(MEAN_AT_ONCE,
                            "w = ReduceMean <axes = [2], keepdims = 0> (p) u = ReduceMean <axes = [2], "
                            "keepdims = 0> (w) v = Reshape (u, g)"),
                 "Div_12", "in LayerNormalization"},
        PartCase{"oneAxisOfTwo", NORMALIZED(MEAN_AT_ONCE, "v = ReduceMean <axes = [3]> (p)"), "Sub_5",
                 "work"},
        PartCase{
            "theFirstMeanReadAgain", // d is of columns only
            NORMALIZED("m = ReduceMean <axes = [3]> (x)",
                       "w = ReduceMean <axes = [2]> (m) u = ReduceMean <axes = [2,3]> (p) v = Add (u, w)"),
            "Div_12", "work"},
        PartCase{"aSumOfMeans", // which is no sum over both axes divided by one of them
                 NORMALIZED(MEAN_AT_ONCE, "w = ReduceMean <axes = [3]> (p) v = ReduceSum <axes = [2]> (w)"),
                 "Div_11", "work"},
        PartCase{"ofMapsAsOneAxis",
                 NORMALIZED("s = Reshape (x, f) n = ReduceMean <axes = [2]> (s) m = Reshape (n, g)",
                            "v = GlobalAveragePool (p)"),
                 "Div_12", "in LayerNormalization"},
        PartCase{
            "ofMapsAsOneAxisBesideRows", // [1,4,1] stands for rows, not for channels
            NORMALIZED("s = Reshape (x, f) m = ReduceMean <axes = [2]> (s)", "v = GlobalAveragePool (p)"),
            "Sub_6", "work"},
        PartCase{"byOneWindow",
                 NORMALIZED("m = AveragePool <kernel_shape = [4,4]> (x)", "v = GlobalAveragePool (p)"),
                 "Div_10", "in LayerNormalization"},
        PartCase{"byWindowsOfRows",
                 NORMALIZED("m = AveragePool <kernel_shape = [4,1]> (x)", "v = GlobalAveragePool (p)"),
                 "Sub_5", "work"},
        PartCase{"squaresLessTheMeansSquare",
                 NORMALIZED("s = Reshape (x, f) n = ReduceMean <axes = [2]> (s) m = Reshape (n, g)",
                            "q = Mul (x, x) w = ReduceMean <axes = [2,3]> (q) o = Mul (m, m) v = Sub (w, o)"),
                 "Div_15", "in LayerNormalization"})); // p is read by nobody

// Of maps x and others, s.
#define OPERANDS(BODY)                                                                                       \
  "main (float[1,4,4,4] i) => (float z) { x = Sin (i) s = Cos (i) o = Constant <value_float = 1.0> () n = "  \
  "Constant "                                                                                                \
  "<value_float = -1.0> () t = Constant <value_float = 2.0> () " BODY " z = Exp (y) }"

INSTANTIATE_TEST_SUITE_P(
    Inverses, CanonicalParts,
    testing::Values(
        PartCase{"timesTheReciprocal", OPERANDS("r = Reciprocal (s) y = Mul (x, r)"), "Mul_6", "Div"},
        PartCase{"theReciprocalTimes", OPERANDS("r = Reciprocal (s) y = Mul (r, x)"), "Reciprocal_5",
                 "in Div"},
        PartCase{"timesOneOver", OPERANDS("r = Div (o, s) y = Mul (x, r)"), "Mul_6", "Div"},
        PartCase{"timesTwoOver", OPERANDS("r = Div (t, s) y = Mul (x, r)"), "Mul_6", "work"},
        PartCase{"timesThePowerOfMinusOne", OPERANDS("r = Pow (s, n) y = Mul (x, r)"), "Mul_6", "Div"},
        PartCase{"timesASquare", OPERANDS("r = Pow (s, t) y = Mul (x, r)"), "Mul_6", "work"},
        PartCase{"plusTheReciprocal", OPERANDS("r = Reciprocal (s) y = Add (x, r)"), "Add_6", "work"},
        PartCase{"theReciprocalReadAgain", OPERANDS("r = Reciprocal (s) q = Mul (x, r) y = Sub (q, r)"),
                 "Mul_6", "work"},
        PartCase{"plusTheNegative", OPERANDS("r = Neg (s) y = Add (r, x)"), "Add_6", "Sub"},
        PartCase{"plusMinusOneTimes", OPERANDS("r = Mul (s, n) y = Add (x, r)"), "Add_6", "Sub"},
        PartCase{"plusTwice", OPERANDS("r = Mul (s, t) y = Add (x, r)"), "Add_6", "work"},
        PartCase{"lessTheNegative", OPERANDS("r = Neg (s) y = Sub (x, r)"), "Sub_6", "Add"},
        PartCase{"oneLess", OPERANDS("r = Neg (s) q = Add (r, o) y = Mul (q, x)"), "Add_6", "Sub"},
        PartCase{"twoOver", OPERANDS("r = Reciprocal (s) q = Mul (t, r) y = Add (q, x)"), "Mul_6", "Div"},
        PartCase{"theNegativeLess", OPERANDS("r = Neg (s) y = Sub (r, x)"), "Sub_6", "work"}));

#define HALVES                                                                                               \
  "a = Constant <value_ints = [1]> () o = Constant <value_ints = [0]> () h = Constant <value_ints = [2]> "   \
  "() "                                                                                                      \
  "e = Constant <value_ints = [4]> () "

INSTANTIATE_TEST_SUITE_P(
    PiecesOfOne, CanonicalParts,
    testing::Values(
        PartCase{"slicesThatAreASplit",
                 "main (float[2,4,4,4] i) => (float z) { x = Relu (i) " HALVES
                 "s = Slice (x, o, h, a) t = Slice (x, h, e, a) y = Mul (s, t) z = Exp (y) }",
                 "Slice_5", "Split"},
        PartCase{"theSecondOfThem",
                 "main (float[2,4,4,4] i) => (float z) { x = Relu (i) " HALVES
                 "s = Slice (x, o, h, a) t = Slice (x, h, e, a) y = Mul (s, t) z = Exp (y) }",
                 "Slice_6", "in Split"},
        PartCase{"slicesOfTwoViewsOfOneShape", // the axis of 1 is moved and back
                 "main (float[2,4,1] i) => (float z) { x = Relu (i) " HALVES
                 "p = Transpose <perm = [0,2,1]> (x) q = Transpose <perm = [0,2,1]> (p) s = Slice (q, o, h, "
                 "a) t = Slice "
                 "(x, h, e, a) y = Mul (s, t) z = Exp (y) }",
                 "Slice_8", "in Split"},
        PartCase{"slicesOfTwoViewsOfTwoShapes",
                 "main (float[1,4,4] i) => (float z) { x = Relu (i) " HALVES
                 "u = Constant <value_ints = [2,4,2]> () q = Reshape (x, u) s = Slice (q, o, h, a) t = Slice "
                 "(x, h, e, a) y = Concat <axis = 0> (s, s) w = Exp (t) z = Exp (y) }",
                 "Slice_7", "work"},
        PartCase{"slicesWithAGap", // of 5
                 "main (float[2,5,4,4] i) => (float z) { x = Relu (i) " HALVES
                 "s = Slice (x, o, h, a) t = Slice (x, h, e, a) y = Mul (s, t) z = Exp (y) }",
                 "Slice_5", "work"},
        PartCase{"slicesThatOverlap",
                 "main (float[2,4,4,4] i) => (float z) { x = Relu (i) " HALVES
                 "s = Slice (x, o, h, a) t = Slice (x, a, e, a) y = Concat <axis = 1> (s, t) z = Exp (y) }",
                 "Slice_5", "work"},
        PartCase{"slicesOfTwoAxes",
                 "main (float[2,4,4,4] i) => (float z) { x = Relu (i) " HALVES
                 "s = Slice (x, o, h, a) t = Slice (x, h, e, h) y = Concat <axis = 1> (s, i) u = Exp (t) z = "
                 "Exp (y) }",
                 "Slice_5", "work"},
        PartCase{
            "unboundByGather", // q, k and v of one projection
            "main (float[3,2,4] i) => (float z) { x = Relu (i) o = Constant <value_int = 0> () p = Constant "
            "<value_int = 1> () r = Constant <value_int = -1> () a = Gather (x, o) b = Gather (x, p) c = "
            "Gather "
            "(x, r) s = Mul (a, b) y = Mul (s, c) z = Exp (y) }",
            "Gather_4", "Split"},
        PartCase{"gatheredTwice",
                 "main (float[2,2,4] i) => (float z) { x = Relu (i) o = Constant <value_int = 0> () "
                 "a = Gather (x, o) b = Gather (x, o) y = Sub (a, b) z = Exp (y) }",
                 "Gather_2", "work"},
        PartCase{"everySecondOfRowsAndColumns",
                 "main (float[1,3,8,8] i) => (float z) { x = Relu (i) o = Constant <value_ints = [0,0]> () p "
                 "= Constant "
                 "<value_ints = [1,0]> () q = Constant <value_ints = [0,1]> () r = Constant <value_ints = "
                 "[1,1]> () e = "
                 "Constant <value_ints = [8,8]> () a = Constant <value_ints = [2,3]> () s = Constant "
                 "<value_ints = "
                 "[2,2]> () b = Slice (x, o, e, a, s) c = Slice (x, p, e, a, s) d = Slice (x, q, e, a, s) f "
                 "= Slice (x, "
                 "r, e, a, s) y = Concat <axis = 1> (b, c, d, f) z = Exp (y) }",
                 "Concat_12", "in SpaceToDepth"},
        PartCase{
            "everySecondChannelsLast",
            "main (float[1,3,8,8] i) => (float z) { x = Relu (i) t = Transpose <perm = [0,2,3,1]> (x) o = "
            "Constant <value_ints = [0,0]> () p = Constant <value_ints = [1,0]> () q = Constant "
            "<value_ints = [0,1]> () r = Constant <value_ints = [1,1]> () e = Constant <value_ints = "
            "[8,8]> () a = Constant <value_ints = [1,2]> () s = Constant <value_ints = [2,2]> () b = Slice "
            "(t, o, e, a, s) c = Slice (t, p, e, a, s) d = Slice (t, q, e, a, s) f = Slice (t, r, e, a, s) "
            "g = Concat <axis = 3> (b, c, d, f) y = Transpose <perm = [0,3,1,2]> (g) z = Exp (y) }",
            "Concat_13", "in SpaceToDepth"},
        PartCase{"everySecondButOneTwice",
                 "main (float[1,3,8,8] i) => (float z) { x = Relu (i) o = Constant <value_ints = [0,0]> () p "
                 "= Constant "
                 "<value_ints = [1,0]> () q = Constant <value_ints = [0,1]> () r = Constant <value_ints = "
                 "[0,1]> () e = "
                 "Constant <value_ints = [8,8]> () a = Constant <value_ints = [2,3]> () s = Constant "
                 "<value_ints = "
                 "[2,2]> () b = Slice (x, o, e, a, s) c = Slice (x, p, e, a, s) d = Slice (x, q, e, a, s) f "
                 "= Slice (x, "
                 "r, e, a, s) y = Concat <axis = 1> (b, c, d, f) z = Exp (y) }",
                 "Concat_12", "work"},
        PartCase{"expandedForAProduct",
                 "main (float[2,3,4,4] i, float[2,3,1,1] g) => (float z) { x = Relu (i) s = Sigmoid (g) t = "
                 "Shape (x) e "
                 "= Expand (s, t) y = Mul (x, e) z = Exp (y) }",
                 "Expand_3", "a view"},
        PartCase{"timesOnesForAProduct",
                 "main (float[2,3,4,4] i, float[2,3,1,1] g) => (float z) { x = Relu (i) s = Sigmoid (g) t = "
                 "Constant "
                 "<value = float[1,1,4,4] {1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0}> "
                 "() e = Mul "
                 "(t, s) y = Mul (x, e) z = Exp (y) }",
                 "Mul_3", "a view"},
        PartCase{"timesTwosForAProduct",
                 "main (float[2,3,4,4] i, float[2,3,1,1] g) => (float z) { x = Relu (i) s = Sigmoid (g) t = "
                 "Constant "
                 "<value = float[1,1,4,1] {2.0,2.0,2.0,2.0}> () e = Mul (t, s) y = Mul (x, e) z = Exp (y) }",
                 "Mul_3", "work"},
        PartCase{"squaresSummed",
                 "main (float[2,3] i) => (float z) { x = Relu (i) p = Mul (x, x) y = ReduceSum (p) z = "
                 "Exp (y) }",
                 "Mul_1", "ReduceSumSquare"},
        PartCase{"productsSummed",
                 "main (float[2,3] i) => (float z) { x = Relu (i) p = Mul (x, i) y = ReduceSum (p) z "
                 "= Exp (y) }",
                 "Mul_1", "work"},
        PartCase{"absolutesSummed",
                 "main (float[2,3] i) => (float z) { x = Sin (i) p = Abs (x) y = ReduceSum (p) z = "
                 "Exp (y) }",
                 "ReduceSum_2", "in ReduceL1"},
        PartCase{"squaresReadAgain",
                 "main (float[2,3] i) => (float z) { x = Relu (i) p = Mul (x, x) q = ReduceSum (p) "
                 "y = Add (p, q) z = Sin (y) }",
                 "Mul_1", "work"},
        PartCase{"expandedForItself", // nothing else is as large
                 "main (float[2,3,1,1] g) => (float z) { s = Sigmoid (g) t = Constant <value_ints = "
                 "[2,3,4,4]> () e = "
                 "Expand (s, t) y = Mul (s, e) z = Exp (y) }",
                 "Expand_2", "work"},
        PartCase{
            "twoExpandedForOneAnother",
            "main (float[2,3,1,1] g) => (float z) { s = Sigmoid (g) r = Exp (g) t = Constant <value_ints = "
            "[2,3,4,4]> () e = Expand (s, t) f = Expand (r, t) y = Mul (e, f) z = Exp (y) }",
            "Expand_4", "work"},
        PartCase{"expandedForAConvolution",
                 "main (float[1,1,4,4] g, float[2,3,1,1] w) => (float z) { s = Sigmoid (g) t = Constant "
                 "<value_ints = "
                 "[1,3,4,4]> () e = Expand (s, t) y = Conv (e, w) z = Exp (y) }",
                 "Expand_2", "work"},
        PartCase{"tiledForAProduct",
                 "main (float[2,3,4,4] i, float[2,3,1,1] g) => (float z) { x = Relu (i) s = Sigmoid (g) t = "
                 "Constant "
                 "<value_ints = [1,1,4,4]> () e = Tile (s, t) y = Mul (x, e) z = Exp (y) }",
                 "Tile_3", "a view"}));

INSTANTIATE_TEST_SUITE_P(
    NoOps, CanonicalParts,
    testing::Values(
        PartCase{"identity", NETWORK("y = Identity (x)"), "Identity_1", "changes nothing"},
        PartCase{"castSame", NETWORK("y = Cast <to = 1> (x)"), "Cast_1", "changes nothing"},
        PartCase{"castToInteger", NETWORK("y = Cast <to = 6> (x)"), "Cast_1", "work"},
        PartCase{"castToHalf", NETWORK("y = Cast <to = 10> (x)"), "Cast_1", "another number format"},
        PartCase{"placesInAnotherType",
                 "main (float[4,3] t, int32[2] i) => (float z) { c = Cast <to = 7> (i) z = Gather (t, c) }",
                 "Cast_0", "another number format"},
        PartCase{"placesThatAreAddedToo",
                 "main (float[4,3] t, int32[2] i) => (float z, int64 d) { c = Cast <to = 7> (i) z = Gather "
                 "(t, c) d = Add (c, c) }",
                 "Cast_0", "work"},
        PartCase{
            "integersBounded", // that nobody has just rounded
            NETWORK(
                "s = Constant <value_float = 0.1> () l = Cast <to = 6> (s) q = Cast <to = 6> (x) c = Clip "
                "(q, l) y = Cast <to = 1> (c)"),
            "Clip_4", "Clip"},
        PartCase{
            "roundedToFewer", // as Brevitas exports ranges without -128
            NETWORK("s = Constant <value_float = 0.1> () l = Cast <to = 3> (s) q = QuantizeLinear (x, s) "
                    "c = Clip (q, l) y = DequantizeLinear (c, s)"),
            "Clip_4", "another number format"},
        PartCase{"padNothing", NETWORK("p = Constant <value_ints = [0,0,0,0,0,0,0,0]> () y = Pad (x, p)"),
                 "Pad_2", "changes nothing"},
        PartCase{"padSomething", NETWORK("p = Constant <value_ints = [0,0,0,1,0,0,0,0]> () y = Pad (x, p)"),
                 "Pad_2", "work"},
        PartCase{"padAndCrop", NETWORK("p = Constant <value_ints = [0,0,1,0,0,0,-1,0]> () y = Pad (x, p)"),
                 "Pad_2", "work"}, // of the same size, but moved by a row
        PartCase{
            "flipped",
            NETWORK("s = Constant <value_ints = [-1]> () e = Constant <value_ints = [-100]> () a = Constant "
                    "<value_ints = [3]> () m = Constant <value_ints = [-1]> () y = Slice (x, s, e, a, m)"),
            "Slice_5", "work"},
        PartCase{"timesOne", NETWORK("o = Constant <value_float = 1.0> () y = Mul (o, x)"), "Mul_2",
                 "changes nothing"},
        PartCase{"timesTwo", NETWORK("o = Constant <value_float = 2.0> () y = Mul (o, x)"), "Mul_2", "work"},
        PartCase{"minusZero", NETWORK("o = Constant <value_float = 0.0> () y = Sub (x, o)"), "Sub_2",
                 "changes nothing"},
        PartCase{"zeroMinus", NETWORK("o = Constant <value_float = 0.0> () y = Sub (o, x)"), "Sub_2", "work"},
        PartCase{"overOne", NETWORK("o = Constant <value_float = 1.0> () y = Div (x, o)"), "Div_2",
                 "changes nothing"},
        PartCase{"oneOver", NETWORK("o = Constant <value_float = 1.0> () y = Div (o, x)"), "Div_2", "work"},
        PartCase{"concatOfOne", NETWORK("y = Concat <axis = 1> (x)"), "Concat_1", "changes nothing"},
        PartCase{"concatOfTwo", NETWORK("y = Concat <axis = 1> (x, x)"), "Concat_1", "work"},
        PartCase{"transposeOfOnes",
                 "main (float[1,3,1,4] i) => (float z) { x = Relu (i) y = Transpose <perm = "
                 "[1,0,3,2]> (x) z = Exp (y) }",
                 "Transpose_1", "a view"},
        PartCase{"classOfEachPixel",
                 NETWORK("t = Transpose <perm = [0,2,3,1]> (x) a = ArgMax <axis = 3, keepdims = 0> (t) y = "
                         "Cast <to = 1> (a)"),
                 "Transpose_1", "a view"},
        PartCase{"classOfEachPixelTurned",
                 NETWORK("t = Transpose <perm = [0,3,2,1]> (x) a = ArgMax <axis = -1, keepdims = 0> (t) y = "
                         "Cast <to = 1> (a)"),
                 "Transpose_1", "work"}, // columns before rows
        PartCase{"meanOfTokensTurned",
                 "main (float[1,8,4] i) => (float z) { x = Relu (i) t = Transpose <perm = [0,2,1]> (x) y = "
                 "ReduceMean <axes = [2], keepdims = 0> (t) z = "
                 "Exp (y) }",
                 "Transpose_1", "a view"},
        PartCase{"meanOfTokensTurnedForMore",
                 "main (float[1,8,4] i) => (float z) { x = Relu (i) t = Transpose <perm = [0,2,1]> (x) y = "
                 "ReduceMean <axes = [2], keepdims = 0> (t) z = "
                 "Exp (t) }",
                 "Transpose_1", "work"},
        PartCase{"transpose", NETWORK("y = Transpose <perm = [0,2,3,1]> (x)"), "Transpose_1", "work"},
        PartCase{"transposeUndone",
                 NETWORK("t = Transpose <perm = [0,2,3,1]> (x) y = Transpose <perm = [0,3,1,2]> (t)"),
                 "Transpose_2", "changes nothing"},
        PartCase{"transposeOnlyForItsUndoing",
                 NETWORK("t = Transpose <perm = [0,2,3,1]> (x) y = Transpose <perm = [0,3,1,2]> (t)"),
                 "Transpose_1", "not read"},
        PartCase{"transposeTwiceForth",
                 NETWORK("t = Transpose <perm = [0,2,3,1]> (x) y = Transpose <perm = [0,2,3,1]> (t)"),
                 "Transpose_2", "work"},
        // r works on the elements one by one: in the order of axes that x has
        PartCase{"transposeUndoneBehindSteps",
                 NETWORK("t = Transpose <perm = [0,2,3,1]> (x) r = Relu (t) s = Add (r, t) y = Transpose "
                         "<perm = [0,3,1,2]> (s)"),
                 "Transpose_1", "a view"},
        PartCase{"transposeUndoingBehindSteps",
                 NETWORK("t = Transpose <perm = [0,2,3,1]> (x) r = Relu (t) s = Add (r, t) y = Transpose "
                         "<perm = [0,3,1,2]> (s)"),
                 "Transpose_4", "a view"},
        PartCase{
            "transposeUndoneOnOneWay",
            NETWORK("t = Transpose <perm = [0,2,3,1]> (x) r = Relu (t) u = Transpose <perm = [0,3,1,2]> (r) "
                    "m = ReduceMax <axes = [1]> (r) y = Add (u, m)"),
            "Transpose_1", "work"},
        PartCase{
            "transposedOnceForAll", // the second one moves everything
            NETWORK("t = Transpose <perm = [0,2,3,1]> (x) r = Relu (t) y = Transpose <perm = [0,2,3,1]> (r)"),
            "Transpose_1", "a view"},
        PartCase{
            "theSecondOfThem",
            NETWORK("t = Transpose <perm = [0,2,3,1]> (x) r = Relu (t) y = Transpose <perm = [0,2,3,1]> (r)"),
            "Transpose_3", "work"},
        PartCase{
            "aroundASoftmax", // as the boxes of YOLOv8 are exported at opset 12
            NETWORK(
                "t = Transpose <perm = [0,3,1,2]> (x) r = Softmax (t) y = Transpose <perm = [0,3,2,1]> (r)"),
            "Transpose_1", "a view"},
        PartCase{"transposedForOthers",
                 NETWORK("t = Transpose <perm = [0,2,3,1]> (x) r = Relu (t) u = Transpose <perm = [0,2,3,1]> "
                         "(r) v = Gelu "
                         "(u) w = ReduceSum (r) y = Add (v, w)"),
                 "Transpose_1", "work"},
        PartCase{"transposedAroundALoneSum",
                 NETWORK("t = Transpose <perm = [0,2,3,1]> (x) r = CumSum (t, i) y = Transpose <perm = "
                         "[0,2,3,1]> (r)"),
                 "Transpose_1", "work"},
        PartCase{
            "normalizedBetweenTransposes",
            NETWORK(
                "t = Transpose <perm = [0,2,3,1]> (x) s = Constant <value_floats = [1.0,2.0,3.0,4.0]> () n = "
                "BatchNormalization (t, s, s, s, s) y = Transpose <perm = [0,3,1,2]> (n)"),
            "Transpose_1", "a view"},
        PartCase{"poolOfTurnedTokens",
                 "main (float[1,5,8] i) => (float z) { x = Relu (i) t = Transpose <perm = [0,2,1]> (x) y = "
                 "GlobalAveragePool (t) z = Flatten (y) }",
                 "Transpose_1", "a view"},
        PartCase{"poolOfTokensAmongBatches", // [8,1,5]: the batch of 1 comes second
                 "main (float[2,5,8] i) => (float z) { x = Relu (i) t = Transpose <perm = [2,0,1]> (x) y = "
                 "GlobalAveragePool (t) z = Flatten (y) }",
                 "Transpose_1", "work"},
        // a mean over all that was moved, written in the order of TensorFlow: the pooling of x
        PartCase{
            "meanOfTransposed",
            NETWORK("t = Transpose <perm = [0,2,3,1]> (x) y = ReduceMean <axes = [1,2], keepdims = 0> (t)"),
            "Transpose_1", "a view"},
        PartCase{
            "gatedByItsMean", // squeeze and excitation
            NETWORK(
                "t = Transpose <perm = [0,2,3,1]> (x) m = ReduceMean <axes = [1,2]> (t) g = Sigmoid (m) p = "
                "Mul (t, g) y = Transpose <perm = [0,3,1,2]> (p)"),
            "Transpose_5", "a view"},
        PartCase{"gatedByAnother", // [2, 4, 4, 3] of another order
                 "main (float[2,3,4,4] i, float[2,4,4,3] g) => (float z) { x = Relu (i) t = Transpose <perm "
                 "= [0,2,3,1]> "
                 "(x) p = Mul (t, g) y = Transpose <perm = [0,3,1,2]> (p) z = Exp (y) }",
                 "Transpose_1", "work"},
        PartCase{
            "meanOverChannelsLast", // a step of a normalization, not a pooling
            NETWORK("t = Transpose <perm = [0,2,3,1]> (x) y = ReduceMean <axes = [3], keepdims = 0> (t)"),
            "Transpose_1", "work"},
        PartCase{
            "headsJoinedOneByOne", // [1,3,4,4] in two halves of rows: [1,3,2,4] each, again as [1,3,2,2,4]
            "main (float[1,3,4,4] i) => (float z) { x = Relu (i) n = Constant <value_ints = [2,2]> () s = "
            "Constant <value_ints = "
            "[1,3,1,2,4]> () a, b = Split <axis = 2> (x, n) p = Reshape (a, s) q = Reshape (b, s) y = Concat "
            "<axis = 2> (p, q) "
            "z = Exp (y) }",
            "Concat_6", "a view"},
        PartCase{"headsJoinedTheOtherWayRound",
                 "main (float[1,3,4,4] i) => (float z) { x = Relu (i) n = Constant <value_ints = [2,2]> () s "
                 "= Constant <value_ints = "
                 "[1,3,1,2,4]> () a, b = Split <axis = 2> (x, n) p = Reshape (a, s) q = Reshape (b, s) y = "
                 "Concat <axis = 2> (q, p) "
                 "z = Exp (y) }",
                 "Concat_6", "work"},
        PartCase{"headsJoinedInTurn", // row by row of either
                 "main (float[1,3,4,4] i) => (float z) { x = Relu (i) n = Constant <value_ints = [2,2]> () s "
                 "= Constant <value_ints = "
                 "[1,3,2,1,4]> () a, b = Split <axis = 2> (x, n) p = Reshape (a, s) q = Reshape (b, s) y = "
                 "Concat <axis = 3> (p, q) "
                 "z = Exp (y) }",
                 "Concat_6", "work"},
        PartCase{"joinedInAnotherOrder",
                 NETWORK("t = Transpose <perm = [0,2,3,1]> (x) u = Transpose <perm = [0,2,3,1]> (i) c = "
                         "Concat <axis = 3> (t, u) y = Transpose <perm = [0,3,1,2]> (c)"),
                 "Transpose_4", "a view"},
        PartCase{"joinedOfTwoOrders",
                 NETWORK("t = Transpose <perm = [0,1,3,2]> (x) c = Concat <axis = 1> (t, i) y = Transpose "
                         "<perm = [0,1,3,2]> (c)"),
                 "Transpose_1", "work"},
        PartCase{
            "paddedInAnotherOrder",
            "main (float[2,3,4,4] i, float[5,3,3,3] w) => (float z) { x = Relu (i) t = Transpose <perm = "
            "[0,2,3,1]> (x) p = Constant <value_ints = [0,1,1,0,0,1,1,0]> () d = Pad (t, p) u = Transpose "
            "<perm = [0,3,1,2]> (d) z = Conv (u, w) }",
            "Pad_3", "padding of the operator behind it"},
        PartCase{
            "channelsPaddedInAnotherOrder",
            "main (float[2,3,4,4] i, float[5,5,3,3] w) => (float z) { x = Relu (i) t = Transpose <perm = "
            "[0,2,3,1]> (x) p = Constant <value_ints = [0,0,0,1,0,0,0,1]> () d = Pad (t, p) u = Transpose "
            "<perm = [0,3,1,2]> (d) z = Conv (u, w) }",
            "Pad_3", "work"},
        PartCase{"sequenceOfOne", NETWORK("s = SequenceConstruct (x) y = ConcatFromSequence <axis = 1> (s)"),
                 "ConcatFromSequence_2", "changes nothing"},
        PartCase{"sequenceOfTwo",
                 NETWORK("s = SequenceConstruct (x, i) y = ConcatFromSequence <axis = 1> (s)"),
                 "ConcatFromSequence_2", "Concat"},
        PartCase{"sequenceReadByOthers",
                 NETWORK("s = SequenceConstruct (x, i) c = ConcatFromSequence <axis = 1> (s) d = "
                         "ConcatFromSequence <axis = 1> (s) y = Add (c, d)"),
                 "ConcatFromSequence_2", "work"},
        PartCase{"sequencePutTogether",
                 NETWORK("e = SequenceEmpty () s = SequenceInsert (e, x) t = SequenceInsert (s, i) y = "
                         "ConcatFromSequence <axis = 1> (t)"),
                 "SequenceInsert_3", "in Concat"},
        PartCase{"partOfOnePutTogether", // before x, at the front
                 NETWORK("o = Constant <value_int = 0> () e = SequenceEmpty () s = SequenceInsert (e, x) f = "
                         "Exp (x) t = SequenceInsert (s, f, o) y = SequenceAt (t, o)"),
                 "SequenceAt_6", "changes nothing"},
        PartCase{"cutIntoASequence",
                 NETWORK("n = Constant <value_int = 2> () o = Constant <value_int = 0> () p = Constant "
                         "<value_int = 1> () s = SplitToSequence <axis = 3> (x, n) a = SequenceAt (s, o) b = "
                         "SequenceAt (s, p) y = Add (a, b)"),
                 "SequenceAt_5", "Split"},
        PartCase{"cutOnlyToBeTakenOut",
                 NETWORK("n = Constant <value_int = 2> () o = Constant <value_int = 0> () p = Constant "
                         "<value_int = 1> () s = SplitToSequence <axis = 3> (x, n) a = SequenceAt (s, o) b = "
                         "SequenceAt (s, p) y = Add (a, b)"),
                 "SplitToSequence_4", "a view"},
        PartCase{"cutAndOnePieceLeft",
                 NETWORK("n = Constant <value_int = 2> () o = Constant <value_int = 0> () s = "
                         "SplitToSequence <axis = 3> (x, n) y = SequenceAt (s, o)"),
                 "SequenceAt_4", "work"},
        PartCase{"clipWithoutBounds", NETWORK("y = Clip (x)"), "Clip_1", "changes nothing"},
        PartCase{"clipToAllNumbers",
                 NETWORK("l = Constant <value_float = -3.4028235e38> () u = Constant <value_float = "
                         "3.4028235e38> () y = Clip (x, l, u)"),
                 "Clip_3", "changes nothing"},
        PartCase{"maxWithTheLowest", NETWORK("l = Constant <value_float = -3.4028235e38> () y = Max (x, l)"),
                 "Max_2", "changes nothing"},
        PartCase{"minWithTheLargest", NETWORK("l = Constant <value_float = 3.4028235e38> () y = Min (l, x)"),
                 "Min_2", "changes nothing"},
        PartCase{"minWithTheLowest", NETWORK("l = Constant <value_float = -3.4028235e38> () y = Min (x, l)"),
                 "Min_2", "work"},
        PartCase{"maxWithTheLowestHalf", NETWORK("l = Constant <value_float = -65504.0> () y = Max (x, l)"),
                 "Max_2", "work"}, // float32 has lower ones
        PartCase{"clipFromBelow", NETWORK("l = Constant <value_float = 0.5> () y = Clip (x, l)"), "Clip_2",
                 "work"},
        PartCase{"theOnlyOne",
                 "main (float[1,3,4,4] i) => (float z) { x = Relu (i) o = Constant <value_int "
                 "= 0> () y = Gather (x, o) z = Exp (y) }",
                 "Gather_2", "a view"},
        PartCase{"computedTwice", NETWORK("a = Sin (x) b = Sin (x) y = Mul (a, b)"), "Sin_2",
                 "changes nothing"},
        PartCase{"computedTwiceThroughAView",
                 NETWORK("c = Identity (x) a = Sin (x) b = Sin (c) y = Mul (a, b)"), "Sin_3",
                 "changes nothing"},
        PartCase{"ofTwoTensors", NETWORK("a = Sin (x) b = Sin (i) y = Mul (a, b)"), "Sin_2", "work"},
        PartCase{"activatedTwice", NETWORK("a = Relu (i) b = Softsign (i) c = Softsign (i) y = Mul (b, c)"),
                 "Softsign_3", "work"},
        PartCase{"byTwoNumbers",
                 NETWORK("a = Elu <alpha = 0.1> (x) b = Elu <alpha = 0.2> (x) y = Mul (a, b)"), "Elu_2",
                 "work"},
        PartCase{"overTwoAxes",
                 NETWORK("a = ReduceMax <axes = [2]> (x) b = ReduceMax <axes = [3]> (x) y = Mul (a, b)"),
                 "ReduceMax_2", "work"},
        PartCase{
            "overTheFirstAxisAgain",
            NETWORK("a = ReduceMax <axes = [2]> (x) b = ReduceMax <axes = [3]> (x) c = ReduceMax <axes = "
                    "[2]> (x) m = Mul (a, b) y = Mul (m, c)"),
            "ReduceMax_3", "changes nothing"},
        PartCase{
            "overTheSecondAxisAgain",
            NETWORK("a = ReduceMax <axes = [2]> (x) b = ReduceMax <axes = [3]> (x) c = ReduceMax <axes = "
                    "[3]> (x) m = Mul (a, b) y = Mul (m, c)"),
            "ReduceMax_3", "changes nothing"},
        PartCase{"drawnTwice", NETWORK("a = RandomNormalLike (x) b = RandomNormalLike (x) y = Sub (a, b)"),
                 "RandomNormalLike_2", "work"},
        PartCase{"convolvedTwice", // by learned numbers: its multiply-accumulates are counted
                 "main (float[1,3,9,9] x, float[3,3,3,3] w) => (float z) { a = Conv (x, w) b = Conv (x, w) z "
                 "= Sub (a, b) }",
                 "Conv_1", "work"},
        PartCase{"joinedTwice",
                 NETWORK("a = Concat <axis = 1> (x, i) b = Sin (x) y = Concat <axis = -3> (a, b)"),
                 "Concat_1", "in Concat"},
        PartCase{"joinedTwiceOnTwoAxes",
                 NETWORK("a = Concat <axis = 1> (x, i) b = Sin (a) y = Concat <axis = 2> (a, b)"), "Concat_1",
                 "work"},
        PartCase{"joinedForOthersToo",
                 NETWORK("a = Concat <axis = 1> (x, i) b = Sin (a) y = Concat <axis = 1> (a, b)"), "Concat_1",
                 "work"},
        PartCase{
            "enlargedAlongBothAxes",
            NETWORK("r = Constant <value_floats = "
                    "[1.0,1.0,2.0,1.0]> () c = Constant <value_floats = [1.0,1.0,1.0,2.0]> () a = Resize "
                    "(x, r, r) y = Resize (a, c, c)"),
            "Resize_3", "Resize"},
        PartCase{"enlargedAlongOneTwice",
                 NETWORK("r = Constant <value_floats = "
                         "[1.0,1.0,2.0,1.0]> () a = Resize (x, r, r) y = Resize (a, r, r)"),
                 "Resize_2", "work"},
        PartCase{
            "enlargedInTwoModes",
            NETWORK("r = Constant <value_floats = "
                    "[1.0,1.0,2.0,1.0]> () c = Constant <value_floats = [1.0,1.0,1.0,2.0]> () a = Resize "
                    "(x, r, r) y = Resize <mode = \"linear\"> (a, c, c)"),
            "Resize_3", "work"},
        PartCase{"eachRowAndColumnTwice",
                 NETWORK("p = Constant <value_ints = [0,0,1,1,2,2,3,3]> () a = Gather <axis = 2> (x, p) y = "
                         "Gather <axis = 3> (a, p)"),
                 "Gather_3", "in Resize"},
        PartCase{"eachRowTwiceTheLastColumnLeftOut",
                 NETWORK("p = Constant <value_ints = [0,0,1,1,2,2,3,3]> () q = Constant <value_ints = "
                         "[0,0,1,1,2,2]> () a = Gather <axis = 2> (x, p) y = Gather <axis = 3> (a, q)"),
                 "Gather_4", "work"},
        PartCase{"columnsAndRowsBesideThemselves",
                 NETWORK("s = Constant <value_ints = [2,3,4,4,1]> () t = Constant <value_ints = [2,3,4,1,8]> "
                         "() a = Reshape (x, s) b = Concat <axis = 4> (a, a) c = Reshape (b, t) y = Concat "
                         "<axis = 3> (c, c)"),
                 "Concat_6", "in Resize"},
        PartCase{"columnsTwiceByTwo", // 4 times each
                 NETWORK("s = Constant <value_ints = [2,3,4,4,1]> () t = Constant <value_ints = [2,3,4,8,1]> "
                         "() a = Reshape (x, s) b = Concat <axis = 4> (a, a) c = Reshape (b, t) y = Concat "
                         "<axis = 4> (c, c)"),
                 "Concat_6", "work"},
        PartCase{"weightsBetweenTransposes", // as ConvNeXt has its 1x1 convolutions
                 "main (float[2,3,4,4] i) => (float z) <float[3,2] w = {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}> { x = "
                 "Relu (i) t = Transpose <perm = [0,2,3,1]> (x) m = MatMul (t, w) y = Transpose <perm = "
                 "[0,3,1,2]> (m) z = Exp (y) }",
                 "Transpose_1", "a view"},
        PartCase{
            "einsumBetweenTransposes", // as Keras's EinsumDense on maps
            "main (float[2,3,4,4] i) => (float z) <float[3,2] w = {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}> { x = "
            "Relu (i) t = Transpose <perm = [0,2,3,1]> (x) m = Einsum <equation = \"...i, io -> ...o\"> (t, "
            "w) y = Transpose <perm = [0,3,1,2]> (m) z = Exp (y) }",
            "Transpose_1", "a view"},
        PartCase{
            "einsumOfAnotherAxisBetweenTransposes", // of rows
            "main (float[2,3,4,4] i) => (float z) <float[4,4] w = {1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1}> { x = "
            "Relu (i) t = Transpose <perm = [0,2,3,1]> (x) m = Einsum <equation = \"ahwc,ho->aowc\"> (t, w) "
            "y = Transpose <perm = [0,3,1,2]> (m) z = Exp (y) }",
            "Transpose_1", "work"},
        PartCase{
            "pointwiseBetweenTransposes", // tokens as channels
            "main (float[1,4,3] i) => (float z) <float[2,3,1] w = {1,1,1,1,1,1}> { x = Relu (i) t = "
            "Transpose <perm = [0,2,1]> (x) m = Conv (t, w) y = Transpose <perm = [0,2,1]> (m) z = Exp (y) "
            "}",
            "Transpose_1", "a view"},
        PartCase{
            "neighboursBetweenTransposes", // 3 tokens at a time
            "main (float[1,4,3] i) => (float z) <float[1,3,3] w = {1,1,1,1,1,1,1,1,1}> { x = Relu (i) t = "
            "Transpose <perm = [0,2,1]> (x) m = Conv (t, w) y = Transpose <perm = [0,2,1]> (m) z = Exp (y) "
            "}",
            "Transpose_1", "work"},
        PartCase{
            "stridesBetweenTransposes",
            "main (float[1,4,3] i) => (float z) <float[2,3,1] w = {1,1,1,1,1,1}> { x = Relu (i) t = "
            "Transpose <perm = [0,2,1]> (x) m = Conv <strides = [2]> (t, w) y = Transpose <perm = [0,2,1]> "
            "(m) z = Exp (y) }",
            "Transpose_1", "work"},
        PartCase{
            "flattenedChannelsLast", // for learned rows
            "main (float[2,3,1,2] i) => (float z) <float[6,2] w = {1,1,1,1,1,1,1,1,1,1,1,1}> { x = Relu (i) "
            "s = Constant <value_ints = [2,6]> () t = Transpose <perm = [0,2,3,1]> (x) f = Reshape (t, s) y "
            "= MatMul (f, w) z = Exp (y) }",
            "Transpose_2", "a view"},
        PartCase{
            "flattenedForData",
            "main (float[2,3,1,2] i, float[6,2] j) => (float z) { x = Relu (i) w = Relu (j) s = Constant "
            "<value_ints = [2,6]> () t = Transpose <perm = [0,2,3,1]> (x) f = Reshape (t, s) y = MatMul "
            "(f, w) z = Exp (y) }",
            "Transpose_3", "work"},
        PartCase{
            "halfFlattened", // [4, 3] of [2, 1, 2, 3]: a row for each place
            "main (float[2,3,1,2] i) => (float z) <float[3,2] w = {1,1,1,1,1,1}> { x = Relu (i) s = Constant "
            "<value_ints = [4,3]> () t = Transpose <perm = [0,2,3,1]> (x) f = Reshape (t, s) y = MatMul (f, "
            "w) z = Exp (y) }",
            "Transpose_2", "work"},
        PartCase{
            "weightsOfMapsBetweenTransposes", // a matrix for each map
            "main (float[1,2,3,2] i) => (float z) <float[1,2,3,3] w = {1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1}> "
            "{ x = Relu (i) t = Transpose <perm = [0,1,3,2]> (x) m = MatMul (t, w) y = Transpose <perm "
            "= [0,1,3,2]> (m) z = Exp (y) }",
            "Transpose_3", "work"},
        PartCase{"groupsBetweenTransposes", // as ONNX Runtime writes them
                 "<ir_version: 8, opset_import: [\"\" : 17, \"com.microsoft\" : 1]> main (float[1,4,3,3] i) "
                 "=> (float z) <float[4] w = {1.0, 2.0, 3.0, 4.0}> { x = Relu (i) t = Transpose <perm = "
                 "[0,2,3,1]> (x) m = com.microsoft.GroupNorm <groups = 2, activation = 0> (t, w, w) y = "
                 "Transpose <perm = [0,3,1,2]> (m) z = Exp (y) }",
                 "Transpose_3", "a view"},
        PartCase{"oneOfTwo", NETWORK("o = Constant <value_int = 0> () y = Gather (x, o)"), "Gather_2",
                 "work"},
        PartCase{"einsumOfItself", NETWORK("y = Einsum <equation = \"abcd -> abcd\"> (x)"), "Einsum_1",
                 "changes nothing"},
        PartCase{"einsumTurned", NETWORK("y = Einsum <equation = \"abcd->abdc\"> (x)"), "Einsum_1", "work"},
        PartCase{"transposedThreeTimes",
                 "main (float[3,4,5] i) => (float z) { x = Relu (i) s = Transpose <perm = [1,2,0]> (x) t = "
                 "Transpose <perm = [1,2,0]> (s) y = Transpose <perm = [1,2,0]> (t) z = Exp (y) }",
                 "Transpose_3", "changes nothing"},
        PartCase{
            "splitOfChannelsLast",
            "main (float[2,4,5,6] i) => (float z) { x = Relu (i) t = Transpose <perm = [0,2,3,1]> (x) a, "
            "b = Split <axis = 3> (t) c = Transpose <perm = [0,3,1,2]> (a) d = Transpose <perm = "
            "[0,3,1,2]> (b) y = Concat <axis = 1> (d, c) z = Exp (y) }",
            "Transpose_1", "a view"},
        PartCase{"productTurned", // of learned weights and data
                 "main (float[2,3,5] i) => (float z) <float[2,3] w = {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}> { x = "
                 "Relu (i) m = MatMul (w, x) y = "
                 "Transpose <perm = [0,2,1]> (m) z = Exp (y) }",
                 "Transpose_2", "a view"},
        PartCase{"productOfDataTurned",
                 "main (float[2,3,5] i, float[2,4,3] j) => (float z) { x = Relu (i) k = Relu (j) m = MatMul "
                 "(k, x) y = Transpose <perm = [0,2,1]> (m) z = Exp (y) }",
                 "Transpose_3", "a view"},
        PartCase{"fedChannelsLast", // and scaled
                 "main (float[1,4,4,3] i, float[8,3,3,3] w) => (float z) { c = Constant <value_float = "
                 "255.0> () s = Div (i, c) t = Transpose <perm = [0,3,1,2]> (s) z = Conv (t, w) }",
                 "Transpose_2", "a view"},
        PartCase{"fedRowsFirst", // no picture
                 "main (float[1,4,4,3] i, float[8,4,3,3] w) => (float z) { t = Transpose <perm = [0,1,3,2]> "
                 "(i) z = Conv (t, w) }",
                 "Transpose_0", "work"},
        PartCase{"fedToAnAddition",
                 "main (float[1,4,4,3] i) => (float z) { t = Transpose <perm = [0,3,1,2]> (i) z = Add (t, t) "
                 "}",
                 "Transpose_0", "work"},
        PartCase{"preparedBehindItsTranspose",
                 "main (float[1,4,4,3] i, float[8,3,3,3] w) => (float z) { c = Constant <value_float = "
                 "255.0> () t = Transpose <perm = [0,3,1,2]> (i) s = Div (t, c) z = Conv (s, w) }",
                 "Transpose_1", "a view"},
        PartCase{
            "paddedBeforeItsTranspose", // as Keras pads a picture
            "main (float[1,4,4,3] i, float[8,3,3,3] w) => (float z) { p = Constant <value_ints = "
            "[0,1,1,0,0,1,1,0]> () d = Pad (i, p) t = Transpose <perm = [0,3,1,2]> (d) z = Conv (t, w) }",
            "Pad_1", "padding of the operator behind it"},
        PartCase{
            "channelsPaddedBeforeItsTranspose",
            "main (float[1,4,4,3] i, float[8,5,3,3] w) => (float z) { p = Constant <value_ints = "
            "[0,0,0,1,0,0,0,1]> () d = Pad (i, p) t = Transpose <perm = [0,3,1,2]> (d) z = Conv (t, w) }",
            "Pad_1", "work"},
        PartCase{
            "preparedForOthersToo",
            "main (float[1,4,4,3] i, float[8,3,3,3] w) => (float z, float s) { c = Constant <value_float "
            "= 255.0> () t = Transpose <perm = [0,3,1,2]> (i) s = Div (t, c) z = Conv (s, w) }",
            "Transpose_1", "work"},
        PartCase{"transposedAtOnce", // both by the second
                 NETWORK("t = Transpose <perm = [0,2,3,1]> (x) y = Transpose <perm = [0,2,3,1]> (t)"),
                 "Transpose_1", "a view"},
        PartCase{"transposedForOthersOnTheWay",
                 NETWORK("t = Transpose <perm = [0,2,3,1]> (x) u = Transpose <perm = [0,2,3,1]> (t) v = "
                         "Transpose <perm = [0,2,3,1]> (u) m = ReduceMax <axes = [1]> (t) y = Add (v, m)"),
                 "Transpose_1", "work"},
        PartCase{
            "transposedInBlocks", // columns cut in two in between
            NETWORK("s = Constant <value_ints = [2,4,2,2,3]> () t = Transpose <perm = [0,2,3,1]> (x) r = "
                    "Reshape (t, s) y = Transpose <perm = [0,1,3,2,4]> (r)"),
            "Transpose_2", "a view"},
        PartCase{"transposedInBlocksAcrossAxes", // [4, 4, 3] in pieces of 8 and 6
                 NETWORK("s = Constant <value_ints = [2,8,6]> () t = Transpose <perm = [0,2,3,1]> (x) r = "
                         "Reshape (t, s) y = Transpose <perm = [0,2,1]> (r)"),
                 "Transpose_2", "work"},
        PartCase{"undoneBehindAnAxisMore", // tokens as maps of one row, as TensorFlow's Conv1D
                 "main (float[2,3,5] i) => (float z) { x = Relu (i) a = Constant <value_ints = [1]> () t = "
                 "Transpose <perm = [0,2,1]> (x) r = Relu (t) u = Unsqueeze (r, a) y = Transpose <perm = "
                 "[0,3,1,2]> (u) z = Exp (y) }",
                 "Transpose_2", "a view"},
        PartCase{"anotherOrderBehindAnAxisMore", // [2, 1, 3, 5] is wanted, [2, 5, 1, 3] comes
                 "main (float[2,3,5] i) => (float z) { x = Relu (i) a = Constant <value_ints = [1]> () t = "
                 "Transpose <perm = [0,2,1]> (x) r = Relu (t) u = Unsqueeze (r, a) y = Transpose <perm = "
                 "[0,2,1,3]> (u) z = Exp (y) }",
                 "Transpose_2", "work"},
        PartCase{"undoneAsOneAxis", // rows and columns as places
                 NETWORK("s = Constant <value_ints = [2,16,3]> () t = Transpose <perm = [0,2,3,1]> (x) r = "
                         "Reshape (t, s) q = Sin (r) y = Transpose <perm = [0,2,1]> (q)"),
                 "Transpose_2", "a view"},
        PartCase{"columnsFirstAsOneAxis", // [2, columns, rows, 3]
                 NETWORK("s = Constant <value_ints = [2,16,3]> () t = Transpose <perm = [0,3,2,1]> (x) r = "
                         "Reshape (t, s) q = Sin (r) y = Transpose <perm = [0,2,1]> (q)"),
                 "Transpose_2", "work"},
        PartCase{"placesAsRows", // of a fully connected layer, as Keras exports Dense on maps
                 "main (float[2,3,4,4] i) => (float z) <float[3,2] w = {1,1,1,1,1,1}> { x = Relu (i) s = "
                 "Constant <value_ints = [32,3]> () q = Constant <value_ints = [2,4,4,2]> () t = Transpose "
                 "<perm = [0,2,3,1]> (x) r = Reshape (t, s) m = Gemm (r, w) u = Reshape (m, q) y = Transpose "
                 "<perm = [0,3,1,2]> (u) z = Exp (y) }",
                 "Transpose_3", "a view"},
        PartCase{
            "placesOfOnePictureAsRows", // its rows and columns run behind one another
            "main (float[1,3,4,4] i) => (float z) <float[3,2] w = {1,1,1,1,1,1}> { x = Relu (i) s = "
            "Constant <value_ints = [16,3]> () q = Constant <value_ints = [1,4,4,2]> () t = Transpose "
            "<perm = [0,2,3,1]> (x) r = Reshape (t, s) m = Gemm (r, w) a = Sin (m) u = Reshape (a, q) y = "
            "Transpose <perm = [0,3,1,2]> (u) z = Exp (y) }",
            "Transpose_3", "a view"},
        PartCase{"placesAsColumns", // turned before they are multiplied
                 "main (float[2,3,4,4] i, float[32,48] w) => (float z) { x = Relu (i) s = Constant "
                 "<value_ints = [32,3]> () q = Constant <value_ints = [3,4,4,3]> () t = Transpose <perm = "
                 "[0,2,3,1]> (x) r = Reshape (t, s) m = Gemm <transA = 1> (r, w) u = Reshape (m, q) y = "
                 "Transpose <perm = [0,3,1,2]> (u) z = Exp (y) }",
                 "Transpose_3", "work"},
        PartCase{
            "placesOfHalfTheChannels",
            "main (float[2,4,4,4] i) => (float z) <float[2,2] w = {1,1,1,1}> { x = Relu (i) s = Constant "
            "<value_ints = [64,2]> () q = Constant <value_ints = [2,4,4,4]> () t = Transpose <perm = "
            "[0,2,3,1]> (x) r = Reshape (t, s) m = MatMul (r, w) u = Reshape (m, q) y = Transpose <perm "
            "= [0,3,1,2]> (u) z = Exp (y) }",
            "Transpose_3", "work"},
        PartCase{"alwaysTheFirst",
                 "main (float[2,3,4,4] i) => (float z) <bool[1] m = {1}> { x = Relu (i) y = Where (m, x, i) "
                 "z = Exp (y) }",
                 "Where_1", "changes nothing"},
        PartCase{"sometimesTheFirst",
                 "main (float[2,3,4,4] i) => (float z) <bool[4] m = {1,1,0,1}> { x = Relu (i) y = Where (m, "
                 "x, i) z = "
                 "Exp (y) }",
                 "Where_1", "work"},
        PartCase{"transposedFactor", NETWORK("t = Transpose <perm = [0,1,3,2]> (x) y = MatMul (x, t)"),
                 "Transpose_1", "a view"},
        PartCase{"transposedFactorOfMore",
                 NETWORK("t = Transpose <perm = [0,1,3,2]> (x) m = MatMul (x, t) y = Add (m, t)"),
                 "Transpose_1", "work"},
        PartCase{"headsOfAFactor",
                 NETWORK("t = Transpose <perm = [0,2,1,3]> (x) u = Transpose <perm = [0,2,1,3]> (i) y = "
                         "MatMul (t, u)"),
                 "Transpose_1", "work"},
        PartCase{"partOfASequence",
                 NETWORK("p = Constant <value_int = -1> () e = Exp (x) s = SequenceConstruct (e, x) y = "
                         "SequenceAt (s, p)"),
                 "SequenceAt_4", "changes nothing"},
        PartCase{"optional", NETWORK("o = Optional (x) y = OptionalGetElement (o)"), "OptionalGetElement_2",
                 "changes nothing"},
        PartCase{"poolOfOne", NETWORK("y = MaxPool <kernel_shape = [1,1]> (x)"), "MaxPool_1",
                 "changes nothing"},
        PartCase{"poolOfOneInStrides", NETWORK("y = MaxPool <kernel_shape = [1,1], strides = [2,2]> (x)"),
                 "MaxPool_1", "work"},
        PartCase{"allChannels",
                 NETWORK("a = Constant <value_ints = [0,1,-1]> () y = Gather <axis = -3> (x, a)"), "Gather_2",
                 "changes nothing"}, // channel -1 of three is channel 2
        PartCase{"channelsSwapped",
                 NETWORK("a = Constant <value_ints = [0,2,1]> () y = Gather <axis = 1> (x, a)"), "Gather_2",
                 "work"},
        PartCase{"channelTwice",
                 NETWORK("a = Constant <value_ints = [0,1,1]> () y = Gather <axis = 1> (x, a)"), "Gather_2",
                 "work"},
        PartCase{
            "splitAndJoined",
            NETWORK("s = Constant <value_ints = [1,2]> () a, b = Split <axis = 1> (x, s) c = Identity (b) "
                    "y = Concat <axis = -3> (a, c)"),
            "Concat_4", "changes nothing"},
        PartCase{
            "splitOnlyToBeJoined",
            NETWORK("s = Constant <value_ints = [1,2]> () a, b = Split <axis = 1> (x, s) y = Concat <axis "
                    "= 1> (a, b)"),
            "Split_2", "not read"},
        PartCase{
            "joinedTheOtherWay",
            NETWORK("s = Constant <value_ints = [1,2]> () a, b = Split <axis = 1> (x, s) y = Concat <axis "
                    "= 1> (b, a)"),
            "Concat_3", "work"},
        PartCase{"joinedOnAnotherAxis",
                 NETWORK("a, b = Split <axis = 2> (x) c = Concat <axis = 3> (a, b) y = Relu (c)"), "Concat_2",
                 "work"},
        PartCase{"partLeftOut", NETWORK("a, b, c = Split <axis = 1> (x) y = Concat <axis = 1> (a, c)"),
                 "Concat_2", "work"},
        PartCase{
            "halvesOfTwo",
            NETWORK("a, b = Split <axis = 3> (x) e = Exp (x) c, d = Split <axis = 3> (e) y = Concat <axis "
                    "= 3> (a, d)"),
            "Concat_4", "work"},
        PartCase{
            "slicedAndJoined",
            NETWORK("o = Constant <value_ints = [0]> () t = Constant <value_ints = [-2]> () n = Constant "
                    "<value_ints = [100]> () v = Constant <value_ints = [2]> () "
                    "a = Slice (x, o, v, v) b = Slice (x, t, n, v) y = Concat <axis = 2> (a, b)"),
            "Concat_7", "changes nothing"}, // rows 0 and 1, then the last two of four
        PartCase{"slicedApart", // rows 0 and 1, then 1 to 2: of the input's size, but not the input
                 NETWORK("o = Constant <value_ints = [0]> () t = Constant <value_ints = [1]> () n = Constant "
                         "<value_ints = [3]> () v = Constant <value_ints = [2]> () "
                         "a = Slice (x, o, v, v) b = Slice (x, t, n, v) y = Concat <axis = 2> (a, b)"),
                 "Concat_7", "work"},
        PartCase{"everySecondRow", // rows 0 and 2, then 1 and 3
                 NETWORK("o = Constant <value_ints = [0]> () t = Constant <value_ints = [1]> () n = Constant "
                         "<value_ints = [4]> () v = Constant <value_ints = [2]> () "
                         "a = Slice (x, o, n, v, v) b = Slice (x, t, n, v, v) y = Concat <axis = 2> (a, b)"),
                 "Concat_7", "work"},
        PartCase{"reshape", NETWORK("s = Constant <value_ints = [2,48]> () y = Reshape (x, s)"), "Reshape_2",
                 "a view"}),
    [](auto const &row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Steps, CanonicalParts,
    testing::Values(
        PartCase{"silu", NETWORK("s = Sigmoid (x) y = Mul (s, x)"), "Sigmoid_1", "Swish"},
        PartCase{
            "gate", // of another tensor
            "main (float[4] i, float[4] j) => (float[4] z) { x = Relu (i) s = Sigmoid (j) z = Mul (s, x) }",
            "Sigmoid_1", "work"},
        PartCase{"siluByExponential",
                 NETWORK("o = Constant <value_float = 1.0> () n = Neg (x) e = Exp (n) a = Add (o, e) "
                         "y = Div (x, a)"),
                 "Neg_2", "Swish"},
        PartCase{"siluByReciprocal",
                 NETWORK("o = Constant <value_float = 1.0> () n = Neg (x) e = Exp (n) a = Add (e, o) "
                         "s = Div (o, a) y = Mul (s, x)"),
                 "Neg_2", "Swish"},
        PartCase{"largerOfTwo", NETWORK("o = Exp (x) s = Sqrt (o) y = Max (s, x)"), "Max_3", "work"},
        PartCase{"hardSwishByHardSigmoid", NETWORK("s = HardSigmoid (x) y = Mul (s, x)"), "Mul_2",
                 "in HardSwish"},
        PartCase{"mish", NETWORK("s = Softplus (x) t = Tanh (s) y = Mul (x, t)"), "Softplus_1", "Mish"},
        PartCase{"sigmoidByReciprocal", // the longest chain of steps with one input each
                 "main (float[4] i) => (float[4] z) <float o = {1.0}> { x = Relu (i) n = Neg (x) e = Exp (n) "
                 "s = Add (e, o) y = Reciprocal (s) z = Softsign (y) }",
                 "Neg_1", "Sigmoid"},
        PartCase{"relu6", NETWORK("c = Constant <value_float = 6.0> () r = Relu (x) y = Min (r, c)"),
                 "Relu_2", "in Clip"}, // with the Relu before
        PartCase{"meanOverBothAxes",
                 NETWORK("m = ReduceMean <axes = [3]> (x) y = ReduceMean <axes = [2]> (m)"), "ReduceMean_1",
                 "GlobalAveragePool"},
        PartCase{"meanOverBothAxesLeftOut",
                 NETWORK("m = ReduceMean <axes = [2], keepdims = 0> (x) y = ReduceMean <axes = [2], keepdims "
                         "= 0> (m)"),
                 "ReduceMean_2", "in GlobalAveragePool"},
        PartCase{"meanOverChannelsToo",
                 NETWORK("m = ReduceMean <axes = [3]> (x) y = ReduceMean <axes = [1]> (m)"), "ReduceMean_1",
                 "work"},
        PartCase{"lengthApartFromZero", // torch.nn.functional.normalize
                 NETWORK("e = Constant <value_float = 0.00001> () n = ReduceL2 <axes = [-1]> (x) c = Clip "
                         "(n, e) s = Shape (x) "
                         "w = Expand (c, s) y = Div (x, w)"),
                 "ReduceL2_2", "LpNormalization"},
        PartCase{"overTheirLength",
                 NETWORK("a = Constant <value_ints = [2,3]> () q = Mul (x, x) s = ReduceSum (q, a) r = Sqrt "
                         "(s) y = Div (x, r)"),
                 "Sqrt_4", "in LpNormalization"},
        PartCase{"lengthByItsSquaresAlone",
                 NETWORK("a = Constant <value_ints = [2,3]> () q = Mul (x, x) s = ReduceSum (q, a) y = Sqrt "
                         "(s)"),
                 "Sqrt_4", "in ReduceL2"},
        PartCase{"lengthByASumOfSquares", NETWORK("s = ReduceSumSquare <axes = [3]> (x) y = Sqrt (s)"),
                 "Sqrt_2", "in ReduceL2"},
        PartCase{"rootOfASum",
                 NETWORK("a = Constant <value_ints = [2,3]> () q = Mul (x, i) s = ReduceSum (q, a) y = Sqrt "
                         "(s)"),
                 "Sqrt_4", "work"},
        PartCase{"softmaxByItsLogarithm", NETWORK("l = LogSoftmax <axis = 1> (x) y = Exp (l)"), "Exp_2",
                 "in Softmax"},
        PartCase{"logarithmOfASoftmax", NETWORK("l = Softmax <axis = 1> (x) y = Log (l)"), "Softmax_1",
                 "LogSoftmax"},
        PartCase{"softmaxOfExponentials", NETWORK("l = Softmax <axis = 1> (x) y = Exp (l)"), "Softmax_1",
                 "work"},
        PartCase{"logarithmReadByOthers", NETWORK("l = LogSoftmax <axis = 1> (x) e = Exp (l) y = Mul (e, l)"),
                 "LogSoftmax_1", "work"},
        PartCase{"meanBySum",
                 "main (float[2,3,4,4] i) => (float z) <float w = {16.0}> { x = Relu (i) s = ReduceSum <axes "
                 "= [2,3]> "
                 "(x) y = Div (s, w) z = Exp (y) }",
                 "ReduceSum_1", "GlobalAveragePool"},
        PartCase{"meanBySumOfRows",
                 "main (float[2,3,4,4] i) => (float z) <float w = {0.25}> { x = Relu (i) s = ReduceSum <axes "
                 "= [3]> "
                 "(x) y = Mul (w, s) z = Exp (y) }",
                 "Mul_2", "in ReduceMean"},
        PartCase{"sumByAnotherNumber",
                 "main (float[2,3,4,4] i) => (float z) <float w = {15.0}> { x = Relu (i) s = ReduceSum <axes "
                 "= [2,3]> "
                 "(x) y = Div (s, w) z = Exp (y) }",
                 "ReduceSum_1", "work"},
        PartCase{"numberByItsSum",
                 "main (float[2,3,4,4] i) => (float z) <float w = {16.0}> { x = Relu (i) s = ReduceSum <axes "
                 "= [2,3]> "
                 "(x) y = Div (w, s) z = Exp (y) }",
                 "ReduceSum_1", "work"},
        PartCase{"softmaxByTheLogarithmOfItsSum",
                 NETWORK("l = ReduceLogSumExp <axes = [3]> (x) d = Sub (x, l) y = Exp (d)"), "Exp_3",
                 "in Softmax"},
        PartCase{"softmaxByTheLogarithmInSteps",
                 NETWORK("a = Constant <value_ints = [3]> () m = ReduceMax <axes = [3]> (x) s = Sub (x, m) e "
                         "= Exp (s) u = ReduceSum (e, a) l = Log (u) d = Sub (s, l) y = Exp (d)"),
                 "Exp_8", "in Softmax"},
        PartCase{"itsLogarithm", NETWORK("l = ReduceLogSumExp <axes = [3]> (x) s = Sub (x, l) y = Sin (s)"),
                 "Sub_2", "in LogSoftmax"},
        PartCase{"lessTheLogarithmOfASum",
                 NETWORK("l = ReduceLogSum <axes = [3]> (x) d = Sub (x, l) y = Sin (d)"), "Sub_2", "work"},
        PartCase{"softmaxByAbsolutes", NETWORK("e = Exp (x) u = ReduceL1 <axes = [3]> (e) y = Div (e, u)"),
                 "Div_3", "in Softmax"},
        PartCase{"exponentialsOfOneLength",
                 NETWORK("e = Exp (x) u = ReduceL2 <axes = [3]> (e) y = Div (e, u)"), "Exp_1", "work"},
        PartCase{"dividedByItsAbsolutes", NETWORK("u = ReduceL1 <axes = [3]> (x) y = Div (x, u)"), "Div_2",
                 "in LpNormalization"}, // whose exponential is no softmax
        PartCase{
            "instanceNormByPooling",
            NETWORK(
                "e = Constant <value_float = 0.00001> () m = GlobalAveragePool (x) d = Sub (x, m) p = Mul "
                "(d, d) q = GlobalAveragePool (p) a = Add (q, e) r = Sqrt (a) y = Div (d, r)"),
            "Div_8", "in LayerNormalization"},
        PartCase{"biasBeforeASoftmax", // belongs to the product
                 "main (float[2,3] i) => (float z) <float[3,2] w = {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, float[2] "
                 "b = {1.0, 2.0}> { p = MatMul (i, w) x = Add "
                 "(p, b) a = Constant <value_ints = [1]> () m = ReduceMax <axes = [1]> (x) s = Sub (x, m) e "
                 "= Exp (s) u = ReduceSum (e, a) y = Div (e, u) z = Exp (y) }",
                 "Add_1", "in MatMul"},
        PartCase{"twoRelus", NETWORK("y = Relu (x)"), "Relu_1", "work"},
        PartCase{
            "rmsNorm",
            NETWORK(
                "c = Constant <value_float = 2.0> () e = Constant <value_float = 0.00001> () p = Pow (x, c) "
                "m = ReduceMean <axes = [-1]> (p) a = Add (m, e) r = Sqrt (a) y = Div (x, r)"),
            "Pow_3", "RMSNormalization"},
        PartCase{
            "layerNormBySquares", // the variance as the mean of squares less the square of the mean
            NETWORK(
                "e = Constant <value_float = 0.00001> () m = ReduceMean <axes = [-1]> (x) p = Mul (x, x) q = "
                "ReduceMean <axes = [-1]> (p) n = Mul (m, m) v = Sub (q, n) a = Add (v, e) r = Sqrt (a) d = "
                "Sub "
                "(x, m) y = Div (d, r)"),
            "Div_10", "in LayerNormalization"}),
    [](auto const &row) { return std::string(row.param.name); });

// s is no step of an activation, so that what stands behind it is a function of it alone.
#define ACTIVATION(BODY)                                                                                     \
  "main (float[2,3,4,4] i) => (float z) <float[3,1,1] w = {0.1, 0.2, 0.3}> { "                               \
  "o = Constant <value_float = 0.0> () k = Constant <value_float = 1.0> () "                                 \
  "a = Constant <value_float = 0.1> () six = Constant <value_float = 6.0> () s = Sin (i) " BODY              \
  " z = Sin (y) }"

INSTANTIATE_TEST_SUITE_P(
    Pieces, CanonicalParts,
    testing::Values(
        PartCase{"relu", ACTIVATION("g = Greater (s, o) y = Where (g, s, o)"), "Where_6", "in Relu"},
        PartCase{"reluTheOtherWay", ACTIVATION("g = LessOrEqual (s, o) y = Where (g, o, s)"), "Where_6",
                 "in Relu"},
        PartCase{"reluByZerosOfItsSize",
                 ACTIVATION("n = Shape (s) f = ConstantOfShape (n) g = Greater (s, o) y = Where (g, s, f)"),
                 "Where_8", "in Relu"},
        PartCase{"reluByNot", ACTIVATION("g = Less (s, o) n = Not (g) y = Where (n, s, o)"), "Where_7",
                 "in Relu"},
        PartCase{"reluByAMask", ACTIVATION("g = Greater (s, o) m = Cast <to = 1> (g) y = Mul (m, s)"),
                 "Mul_7", "in Relu"},
        PartCase{"reluInParts", // x + max(-x, 0)
                 ACTIVATION("n = Neg (s) r = Relu (n) y = Add (s, r)"), "Add_7", "in Relu"},
        PartCase{"aboveOne", ACTIVATION("g = Greater (s, k) y = Where (g, s, o)"), "Where_6",
                 "in ThresholdedRelu"},
        PartCase{"maskAboveOne", ACTIVATION("g = Greater (s, k) m = Cast <to = 1> (g) y = Mul (m, s)"),
                 "Mul_7", "in ThresholdedRelu"},
        PartCase{"belowOne", ACTIVATION("g = Less (s, k) y = Where (g, s, o)"), "Where_6", "work"},
        PartCase{"aboveOneAndBelowSix",
                 ACTIVATION("g = Greater (s, k) t = Where (g, s, o) h = Less (t, six) y = Where (h, t, o)"),
                 "Where_8", "work"},
        PartCase{"celuInParts", // max(x, 0) + min(6 · (exp(x / 6) - 1), 0)
                 ACTIVATION("d = Div (s, six) e = Exp (d) f = Sub (e, k) g = Mul (f, six) m = Min (g, o) r = "
                            "Max (s, o) y = Add (r, m)"),
                 "Add_11", "in Celu"},
        PartCase{"leakyReluByMax", ACTIVATION("m = Mul (a, s) y = Max (m, s)"), "Mul_5", "LeakyRelu"},
        PartCase{
            "siluByTanh", // h + h · tanh(h), h = x / 2
            ACTIVATION("c = Constant <value_float = 0.5> () h = Mul (s, c) t = Tanh (h) p = Mul (h, t) y "
                       "= Add (h, p)"),
            "Tanh_7", "in Swish"},
        PartCase{"notQuiteSilu", // h of 0.51
                 ACTIVATION("c = Constant <value_float = 0.51> () h = Mul (s, c) t = Tanh (h) p = Mul (h, t) "
                            "y = Add (h, p)"),
                 "Tanh_7", "work"},
        PartCase{
            "sigmoidByTanh",
            ACTIVATION("c = Constant <value_float = 0.5> () h = Mul (s, c) t = Tanh (h) p = Mul (t, c) y "
                       "= Add (p, c)"),
            "Tanh_7", "in Sigmoid"},
        PartCase{"tanhBySigmoid", // 2 · sigmoid(2 · x) - 1
                 ACTIVATION("c = Constant <value_float = 2.0> () h = Mul (s, c) t = Sigmoid (h) p = Mul (t, "
                            "c) y = Sub (p, k)"),
                 "Sigmoid_7", "in Tanh"},
        PartCase{"softsign", ACTIVATION("b = Abs (s) c = Add (b, k) y = Div (s, c)"), "Div_7", "in Softsign"},
        PartCase{"softplusThatDoesNotOverflow",
                 ACTIVATION("b = Abs (s) n = Neg (b) e = Exp (n) c = Add (e, k) l = Log (c) r = Relu (s) y = "
                            "Add (r, l)"),
                 "Add_11", "in Softplus"},
        PartCase{"mishByQuotient", // n = e · (e + 2); x · n / (n + 2)
                 ACTIVATION("c = Constant <value_float = 2.0> () e = Exp (s) f = Add (e, c) n = Mul (e, f) d "
                            "= Add (n, c) q = Div (n, d) y = Mul (s, q)"),
                 "Mul_11", "in Mish"},
        PartCase{"zeroOrOne", ACTIVATION("g = Greater (s, o) y = Where (g, k, o)"), "Where_6", "work"},
        PartCase{"negativePart", // min(x, 0)
                 ACTIVATION("g = Greater (s, o) y = Where (g, o, s)"), "Where_6", "in Clip"},
        PartCase{"eluByChoice",
                 ACTIVATION("g = Greater (s, o) e = Exp (s) d = Sub (e, k) y = Where (g, s, d)"), "Where_8",
                 "in Elu"},
        PartCase{"eluInParts", // max(x, 0) + 0.1 · min(exp(x) - 1, 0)
                 ACTIVATION(
                     "r = Relu (s) e = Exp (s) d = Sub (e, k) m = Min (d, o) t = Mul (m, a) y = Add (r, t)"),
                 "Add_10", "in Elu"},
        PartCase{"exponentialWithoutLessOne", // no Elu: 1 below 0
                 ACTIVATION("g = Greater (s, o) e = Exp (s) y = Where (g, s, e)"), "Where_7", "work"},
        PartCase{
            "selu",
            ACTIVATION("g = Greater (s, o) e = Exp (s) d = Sub (e, k) c = Where (g, s, d) y = Mul (c, six)"),
            "Mul_9", "in Selu"},
        PartCase{"mirrored", // -min(-x, 0)
                 ACTIVATION("n = Neg (s) m = Min (n, o) y = Neg (m)"), "Neg_7", "in Relu"},
        PartCase{"mirroredAndScaled", // -min(-0.1 · x, 0)
                 ACTIVATION("t = Mul (s, a) n = Neg (t) m = Min (n, o) y = Neg (m)"), "Mul_5", "work"},
        PartCase{"chosenByAnother",
                 ACTIVATION("e = Exp (s) f = Sin (e) g = Greater (f, o) y = Where (g, s, o)"), "Where_8",
                 "work"},
        PartCase{"relu6", ACTIVATION("r = Relu (s) g = Greater (r, six) y = Where (g, six, r)"), "Relu_5",
                 "Clip"},
        PartCase{"relu6InTwoChoices",
                 ACTIVATION("g = Greater (s, six) t = Where (g, six, s) h = Less (s, o) y = Where (h, o, t)"),
                 "Greater_5", "Clip"},
        PartCase{"thresholdInsideABound", // 0 up to 1, x up to 6
                 ACTIVATION("g = Greater (s, six) t = Where (g, six, s) h = Less (s, k) y = Where (h, o, t)"),
                 "Where_8", "work"},
        PartCase{"leakyRelu", ACTIVATION("g = Greater (s, o) m = Mul (s, a) y = Where (g, s, m)"), "Where_7",
                 "in LeakyRelu"},
        PartCase{"leakyReluInTwoParts",
                 ACTIVATION("r = Relu (s) n = Min (s, o) m = Mul (n, a) y = Add (r, m)"), "Add_8",
                 "in LeakyRelu"},
        PartCase{"leakyAboveOne", ACTIVATION("g = Greater (s, k) m = Mul (s, a) y = Where (g, s, m)"),
                 "Where_7", "work"},
        PartCase{
            "preluAsKerasWritesIt",
            ACTIVATION("r = Relu (s) n = Neg (s) p = Relu (n) q = Neg (p) m = Mul (q, w) y = Add (r, m)"),
            "Add_10", "in PRelu"},
        PartCase{"preluByChoice", ACTIVATION("g = Less (s, o) m = Mul (s, w) y = Where (g, m, s)"), "Where_7",
                 "in PRelu"},
        PartCase{"learnedThreshold", ACTIVATION("g = Less (s, w) m = Mul (s, w) y = Where (g, m, s)"),
                 "Where_7", "work"},
        PartCase{"maskRoundedDown", // x · trunc(x)
                 ACTIVATION("c = Cast <to = 6> (s) d = Cast <to = 1> (c) y = Mul (d, s)"), "Mul_7", "work"}),
    [](auto const &row) { return std::string(row.param.name); });

// The steps of an operator in another order, or of other axes, compute something else.
INSTANTIATE_TEST_SUITE_P(
    WrongOrders, CanonicalParts,
    testing::Values(
        PartCase{"sigmoid", ACTIVATION("n = Neg (s) e = Exp (n) c = Add (e, k) y = Reciprocal (c)"),
                 "Reciprocal_8", "in Sigmoid"},
        PartCase{"exponentialOfAReciprocal",
                 ACTIVATION("n = Neg (s) c = Add (n, k) r = Reciprocal (c) y = Exp (r)"), "Exp_8", "work"},
        PartCase{"reciprocalOfAnExponential",
                 ACTIVATION("n = Neg (s) c = Add (n, k) e = Exp (c) y = Reciprocal (e)"), "Reciprocal_8",
                 "work"},
        PartCase{"sigmoidOfTheOpposite", ACTIVATION("e = Exp (s) c = Add (e, k) y = Reciprocal (c)"),
                 "Reciprocal_7", "in Sigmoid"},
        PartCase{"overOneAndTheExponential",
                 ACTIVATION("n = Neg (s) e = Exp (n) c = Add (e, k) y = Div (s, c)"), "Div_8", "in Swish"},
        PartCase{"oneAndTheExponentialOverX",
                 ACTIVATION("n = Neg (s) e = Exp (n) c = Add (e, k) y = Div (c, s)"), "Div_8", "work"},
        PartCase{"softplus", ACTIVATION("e = Exp (s) c = Add (e, k) y = Log (c)"), "Log_7", "in Softplus"},
        PartCase{"exponentialOfALogarithm", ACTIVATION("l = Log (s) c = Add (l, k) y = Exp (c)"), "Exp_7",
                 "work"},
        PartCase{"mishTheOtherWay", // x · softplus(tanh(x))
                 ACTIVATION("t = Tanh (s) f = Softplus (t) y = Mul (s, f)"), "Mul_7", "work"},
        PartCase{
            "gelu",
            ACTIVATION("r = Constant <value_float = 1.41421356> () h = Constant <value_float = 0.5> () d "
                       "= Div (s, r) e = Erf (d) c = Add (e, k) m = Mul (s, c) y = Mul (m, h)"),
            "Mul_11", "in Gelu"},
        PartCase{"geluOfHalfPrecision", // 1 / sqrt(2) in float16
                 ACTIVATION("r = Constant <value_float = 0.70703125> () h = Constant <value_float = 0.5> () "
                            "d = Mul (s, r) e = Erf (d) c = Add (e, k) m = Mul (s, c) y = Mul (m, h)"),
                 "Mul_11", "in Gelu"},
        PartCase{"geluWithoutTheRoot", // 0.5 · x · (1 + erf(x))
                 ACTIVATION("h = Constant <value_float = 0.5> () e = Erf (s) c = Add (e, k) m = Mul (s, c) y "
                            "= Mul (m, h)"),
                 "Mul_9", "work"},
        PartCase{"errorFunctionOfTheProduct",
                 ACTIVATION("h = Constant <value_float = 0.5> () c = Add (s, k) m = Mul (s, c) e = Erf (m) y "
                            "= Mul (e, h)"),
                 "Mul_9", "work"},
        PartCase{"hardSwish",
                 ACTIVATION("t = Constant <value_float = 3.0> () c = Add (s, t) b = Clip (c, o, six) m = Mul "
                            "(s, b) y = Div (m, six)"),
                 "Div_9", "in HardSwish"},
        PartCase{"boundsAroundTheProduct",
                 ACTIVATION("t = Constant <value_float = 3.0> () c = Add (s, t) m = Mul (s, c) d = Div (m, "
                            "six) y = Clip (d, o, six)"),
                 "Clip_9", "work"},
        PartCase{"hardSigmoid",
                 ACTIVATION("h = Constant <value_float = 0.5> () m = Div (s, six) c = Add (m, h) y = Clip "
                            "(c, o, k)"),
                 "Clip_8", "in HardSigmoid"},
        PartCase{"shiftedBehindItsBounds",
                 ACTIVATION("h = Constant <value_float = 0.5> () b = Clip (s, o, k) m = Div (b, six) y = Add "
                            "(m, h)"),
                 "Add_8", "work"},
        PartCase{"lowerBoundAboveTheUpper", ACTIVATION("m = Min (s, o) y = Max (m, six)"), "Max_6", "work"},
        PartCase{"absolute", ACTIVATION("n = Neg (s) y = Max (s, n)"), "Max_6", "in Abs"},
        PartCase{"steeperBelow", // max(x, 6 · x) is 6 · x above 0
                 ACTIVATION("m = Mul (s, six) y = Max (s, m)"), "Max_6", "work"},
        PartCase{
            "layerNorm",
            NETWORK("e = Constant <value_float = 0.00001> () m = ReduceMean <axes = [-1]> (x) d = Sub (x, m) "
                    "p = Mul (d, d) v = ReduceMean <axes = [-1]> (p) a = Add (v, e) r = Sqrt (a) y = Div (d, "
                    "r)"),
            "Div_8", "in LayerNormalization"},
        PartCase{
            "layerNormAsKerasWritesIt", // x · i + (b - m · i), i = g / deviation
            "main (float[2,3,4] x) => (float z) <float[4] g = {1.0, 2.0, 3.0, 4.0}, float[4] b = {1.0, 2.0, "
            "3.0, 4.0}> { e = Constant <value_float = 0.001> () m = ReduceMean <axes = [-1]> (x) d = Sub (x, "
            "m) p = Mul (d, d) v = ReduceMean <axes = [-1]> (p) a = Add (v, e) r = Sqrt (a) c = Reciprocal "
            "(r) i = Mul (c, g) s = Mul (x, i) t = Mul (m, i) u = Sub (b, t) y = Add (s, u) z = Sin (y) }",
            "Add_12", "in LayerNormalization"},
        PartCase{
            "scaleTakenFromTheMean", // x · i + (b - i), i = g / deviation
            "main (float[2,3,4] x) => (float z) <float[4] g = {1.0, 2.0, 3.0, 4.0}, float[4] b = {1.0, 2.0, "
            "3.0, 4.0}> { e = Constant <value_float = 0.001> () m = ReduceMean <axes = [-1]> (x) d = Sub (x, "
            "m) p = Mul (d, d) v = ReduceMean <axes = [-1]> (p) a = Add (v, e) r = Sqrt (a) c = Reciprocal "
            "(r) i = Mul (c, g) s = Mul (x, i) u = Sub (b, i) y = Add (s, u) z = Sin (y) }",
            "Add_11", "work"},
        PartCase{
            "meanTakenFromTheQuotient",
            NETWORK("e = Constant <value_float = 0.00001> () m = ReduceMean <axes = [-1]> (x) p = Mul (x, x) "
                    "v = ReduceMean <axes = [-1]> (p) a = Add (v, e) r = Sqrt (a) q = Div (x, r) y = Sub (q, "
                    "m)"),
            "Sub_8", "work"},
        PartCase{
            "varianceOverAnotherAxis",
            NETWORK("e = Constant <value_float = 0.00001> () m = ReduceMean <axes = [-1]> (x) d = Sub (x, m) "
                    "p = Mul (d, d) v = ReduceMean <axes = [-2]> (p) a = Add (v, e) r = Sqrt (a) y = Div (d, "
                    "r)"),
            "Sub_3", "work"},
        PartCase{"meansOfRowsTakenFromColumns", // [4, 4] - [4]
                 "main (float[4,4] i) => (float z) { x = Relu (i) e = Constant <value_float = 0.00001> () m "
                 "= ReduceMean <axes = [1], keepdims = 0> (x) d = Sub (x, m) p = Mul (d, d) v = ReduceMean "
                 "<axes = [1]> (p) a = Add (v, e) r = Sqrt (a) y = Div (d, r) z = Exp (y) }",
                 "Sub_3", "work"},
        PartCase{"meansOfColumnsTakenFromColumns",
                 "main (float[4,4] i) => (float z) { x = Relu (i) e = Constant <value_float = 0.00001> () m "
                 "= ReduceMean <axes = [0], keepdims = 0> (x) d = Sub (x, m) p = Mul (d, d) v = ReduceMean "
                 "<axes = [0]> (p) a = Add (v, e) r = Sqrt (a) y = Div (d, r) z = Exp (y) }",
                 "Div_8", "in LayerNormalization"},
        PartCase{
            "instanceNormChannelsLast", // as Keras writes it, factors in another order of axes
            "main (float[1,4,3,2] i) => (float z) <float[4] g = {1.0, 2.0, 3.0, 4.0}, float[4] b = {1.0, "
            "2.0, 3.0, 4.0}> { x = Sin (i) t = Transpose <perm = [0,2,3,1]> (x) e = Constant <value_float = "
            "0.001> () m = ReduceMean <axes = [1,2]> (t) d = Sub (t, m) p = Mul (d, d) v = ReduceMean <axes "
            "= [1,2]> (p) a = Add (v, e) r = Sqrt (a) c = Reciprocal (r) f = Mul (c, g) s = Mul (t, f) k = "
            "Mul (m, f) u = Sub (b, k) y = Add (s, u) n = Transpose <perm = [0,3,1,2]> (y) z = Sin (n) }",
            "Add_14", "in LayerNormalization"},
        PartCase{
            "normalizedMapsInSteps",
            "main (float[2,3,4,4] i) => (float z) <float[3,1,1] w = {1.0, 2.0, 3.0}> { x = Sin (i) e = "
            "Constant <value_float = 0.00001> () m = ReduceMean <axes = [2,3]> (x) d = Sub (x, m) q = Mul "
            "(d, d) v = ReduceMean <axes = [2,3]> (q) a = Add (v, e) r = Sqrt (a) n = Div (d, r) p = Mul "
            "(n, w) b = Add (p, w) y = Relu (b) z = Exp (y) }",
            "Add_10", "in LayerNormalization"},
        PartCase{
            "groupsOfChannelsLast", // x · r + (b - m · r), r = w / deviation, as TensorFlow has it
            "main (float[1,8,4,4] i) => (float z) { x = Sin (i) e = Constant <value_float = 0.00001> () w = "
            "Constant <value = float[1,1,1,2,4] {0.0}> () s = Constant <value_ints = [1,4,4,2,4]> () u = "
            "Constant <value_ints = [1,4,4,8]> () t = Transpose <perm = [0,2,3,1]> (x) g = Reshape (t, s) "
            "m = ReduceMean <axes = [1,2,4]> (g) d = Sub (g, m) q = Mul (d, d) v = ReduceMean <axes = "
            "[1,2,4]> (q) a = Add (v, e) c = Sqrt (a) k = Reciprocal (c) r = Mul (k, w) f = Mul (g, r) n = "
            "Mul (m, r) b = Sub (w, n) y5 = Add (f, b) y4 = Reshape (y5, u) y = Transpose <perm = "
            "[0,3,1,2]> (y4) z = Exp (y) }",
            "Add_18", "in LayerNormalization"},
        PartCase{
            "aBoundBehindNormalizedMaps", // an activation of its own
            "main (float[2,3,4,4] i) => (float z) <float[3,1,1] w = {1.0, 2.0, 3.0}> { x = Sin (i) e = "
            "Constant <value_float = 0.00001> () m = ReduceMean <axes = [2,3]> (x) d = Sub (x, m) q = Mul "
            "(d, d) v = ReduceMean <axes = [2,3]> (q) a = Add (v, e) r = Sqrt (a) n = Div (d, r) p = Mul "
            "(n, w) b = Add (p, w) y = Relu (b) z = Exp (y) }",
            "Relu_11", "work"},
        PartCase{"pointwiseOfMapsBetweenTransposes", // tokens as maps of one column
                 "main (float[1,4,3] i) => (float z) <float[2,3,1,1] w = {1,1,1,1,1,1}> { x = Relu (i) o = "
                 "Constant <value_ints = [2]> () t = Transpose <perm = [0,2,1]> (x) u = Unsqueeze (t, o) m = "
                 "Conv (u, w) s = Squeeze (m, o) y = Transpose <perm = [0,2,1]> (s) z = Exp (y) }",
                 "Transpose_2", "a view"},
        PartCase{"meanOfRoots", // x / mean(sqrt(x²))
                 NETWORK("p = Mul (x, x) r = Sqrt (p) m = ReduceMean <axes = [-1]> (r) y = Div (x, m)"),
                 "Div_4", "work"},
        PartCase{"softmax",
                 NETWORK("e = Exp (x) u = ReduceSum (e, v) v = Constant <value_ints = [3]> () y = "
                         "Div (e, u)"),
                 "Div_4", "in Softmax"},
        PartCase{"overTheExponentialOfItsSum",
                 NETWORK("v = Constant <value_ints = [3]> () u = ReduceSum (x, v) e = Exp (u) y = Div (x, "
                         "e)"),
                 "Div_4", "work"},
        PartCase{"sumOverAnotherAxisThanTheMost",
                 NETWORK("v = Constant <value_ints = [2]> () m = ReduceMax <axes = [3]> (x) d = Sub (x, m) e "
                         "= Exp (d) u = ReduceSum (e, v) y = Div (e, u)"),
                 "Sub_3", "work"},
        PartCase{"sumOfLogarithms",
                 NETWORK("v = Constant <value_ints = [3]> () e = Exp (x) l = Log (e) u = ReduceSum (l, v) y "
                         "= Sub (x, u)"),
                 "Sub_5", "work"},
        PartCase{"rootOfTheQuotient",
                 NETWORK("u = ReduceSumSquare <axes = [3]> (x) q = Div (x, u) y = Sqrt (q)"), "Sqrt_3",
                 "work"},
        PartCase{"scaledBeforeASoftmax", // by a number that a softmax has no place for
                 NETWORK("h = Constant <value_float = 0.5> () v = Constant <value_ints = [3]> () t = Mul (x, "
                         "h) m = ReduceMax <axes = [3]> (t) d = Sub (t, m) e = Exp (d) u = ReduceSum (e, v) "
                         "y = Div (e, u)"),
                 "Mul_3", "work"}),
    [](auto const &row) { return std::string(row.param.name); });

#define CONVOLUTION(BODY)                                                                                    \
  "main (float[1,3,9,9] x, float[8,3,3,3] w, float[1,8,1,1] b, float[1,1,1,7] r, float[8] s) => (float z) "  \
  "{" BODY "}"

INSTANTIATE_TEST_SUITE_P(
    Folded, CanonicalParts,
    testing::Values(
        PartCase{"bias", CONVOLUTION("k = Constant <value_float = 3.0> () c = Conv (x, w) z = Add (c, k)"),
                 "Add_2", "in Conv"},
        PartCase{"scale", CONVOLUTION("k = Constant <value_float = 3.0> () c = Conv (x, w) z = Mul (k, c)"),
                 "Mul_2", "in Conv"},
        PartCase{"perColumn", CONVOLUTION("c = Conv (x, w) z = Add (c, r)"), "Add_1", "work"},
        PartCase{"reciprocal", CONVOLUTION("c = Conv (x, w) z = Div (b, c)"), "Div_1", "work"},
        PartCase{"normalization", CONVOLUTION("c = Conv (x, w) z = BatchNormalization (c, s, s, s, s)"),
                 "BatchNormalization_1", "in Conv"},
        PartCase{"readTwice",
                 CONVOLUTION("c = Conv (x, w) n = BatchNormalization (c, s, s, s, s) z = Add (c, n)"),
                 "BatchNormalization_1", "work"},
        PartCase{"behindAnActivation", CONVOLUTION("c = Conv (x, w) a = Relu (c) z = Mul (a, b)"), "Mul_2",
                 "work"},
        PartCase{
            "padding",
            CONVOLUTION("p = Constant <value_ints = [0,0,1,1,0,0,1,1]> () q = Pad (x, p) z = Conv (q, w)"),
            "Pad_1", "padding of the operator behind it"},
        PartCase{"paddingOfNamedAxes",
                 "<ir_version: 8, opset_import: [\"\" : 18]>\n" CONVOLUTION(
                     "p = Constant <value_ints = [1,1,1,1]> () a = Constant <value_ints = [-1,2]> () "
                     "q = Pad (x, p, , a) z = Conv (q, w)"),
                 "Pad_2", "padding of the operator behind it"},
        PartCase{"cropped", // as pads of a ConvTranspose do
                 "main (float[1,3,9,9] x, float[3,8,4,4] w) => (float z) { s = Constant <value_ints = [1,1]> "
                 "() e = Constant <value_ints = [-1,-1]> () a = Constant <value_ints = [2,3]> () c = "
                 "ConvTranspose <strides = [2,2]> (x, w) z = Slice (c, s, e, a) }",
                 "Slice_4", "in ConvTranspose"},
        PartCase{"croppedByAPad",
                 "main (float[1,3,9,9] x, float[3,8,4,4] w) => (float z) { p = Constant <value_ints = "
                 "[0,0,-1,-1,0,0,-1,-1]> () c = ConvTranspose <strides = [2,2]> (x, w) z = Pad (c, p) }",
                 "Pad_2", "in ConvTranspose"},
        PartCase{"croppedOnOneSidePaddedOnTheOther",
                 "main (float[1,3,9,9] x, float[3,8,4,4] w) => (float z) { p = Constant <value_ints = "
                 "[0,0,-1,-1,0,0,1,-1]> () c = ConvTranspose <strides = [2,2]> (x, w) z = Pad (c, p) }",
                 "Pad_2", "work"},
        PartCase{
            "everySecondRowLeft",
            "main (float[1,3,9,9] x, float[3,8,4,4] w) => (float z) { s = Constant <value_ints = [0]> () "
            "e = Constant <value_ints = [99]> () a = Constant <value_ints = [2]> () t = Constant "
            "<value_ints = [2]> () c = ConvTranspose <strides = [2,2]> (x, w) z = Slice (c, s, e, a, t) "
            "}",
            "Slice_5", "work"},
        PartCase{
            "channelsCutOff",
            "main (float[1,3,9,9] x, float[3,8,4,4] w) => (float z) { s = Constant <value_ints = [1]> () "
            "e = Constant <value_ints = [7]> () c = ConvTranspose <strides = [2,2]> (x, w) z = Slice (c, "
            "s, e, s) }",
            "Slice_3", "work"},
        PartCase{
            "convolutionCropped", // works the borders out
            CONVOLUTION("s = Constant <value_ints = [1,1]> () e = Constant <value_ints = [-1,-1]> () a = "
                        "Constant <value_ints = [2,3]> () c = Conv (x, w) z = Slice (c, s, e, a)"),
            "Slice_4", "work"},
        PartCase{"scaleOfAnotherNormalization",
                 "main (float[1,3,4] x) => (float z) <float[4] s = {1.0, 2.0, 3.0, 4.0}> { n = "
                 "MeanVarianceNormalization <axes = [2]> "
                 "(x) z = Mul (n, s) }",
                 "Mul_1", "in MeanVarianceNormalization"},
        PartCase{"scaleOfRows",
                 "main (float[1,3,4] x) => (float z) <float[3,1] s = {1.0, 2.0, 3.0}> { n = "
                 "MeanVarianceNormalization <axes = "
                 "[2]> (x) z = Mul (n, s) }",
                 "Mul_1", "work"},
        PartCase{"rowsNormalizedAndScaled", // as tf2onnx writes LayerNormalization
                 "main (float[1,3,4] x) => (float z) <float[3] o = {1.0, 1.0, 1.0}, float[4] s = {1.0, 2.0, "
                 "3.0, 4.0}> { n = InstanceNormalization (x, o, o) z = Mul (n, s) }",
                 "Mul_1", "in LayerNormalization"},
        PartCase{
            "rowsNormalizedAndScaledAsChannels",
            "main (float[1,3,4] x) => (float z) <float[3] o = {1.0, 1.0, 1.0}, float[3,1] s = {1.0, 2.0, "
            "3.0}> { n = InstanceNormalization (x, o, o) z = Mul (n, s) }",
            "Mul_1", "in InstanceNormalization"},
        PartCase{
            "mapsNormalizedAndScaledByChannels",
            "main (float[1,3,5,5] x, float[3,5,5] o) => (float z) <float[3,1,1] s = {1.0, 2.0, 3.0}> { n "
            "= LayerNormalization <axis = 1> (x, o) z = Mul (n, s) }",
            "Mul_1", "in LayerNormalization"},
        PartCase{"groupsNormalizedByMeanAndVariance",
                 "main (float[1,4,5,5] i) => (float z) <float[4,1,1] s = {1.0, 2.0, 3.0, 4.0}> { x = Sin (i) "
                 "t = Constant <value_ints = [1,2,50]> () u = Constant <value_ints = [1,4,5,5]> () r = "
                 "Reshape (x, t) n = MeanVarianceNormalization <axes = [2]> (r) q = Reshape (n, u) z = Mul "
                 "(q, s) }",
                 "Mul_6", "in MeanVarianceNormalization"},
        PartCase{
            "biasOfHeads", // as Keras projects queries
            "main (float[1,5,8] x) => (float z) <float[2,4] b = {1,2,3,4,5,6,7,8}> { w = Constant <value = "
            "float[8,2,4] {0.0}> () p = "
            "Einsum <equation = \"abc,cde->abde\"> (x, w) z = Add (p, b) }",
            "Add_2", "in Einsum"},
        PartCase{"biasOfTokens",
                 "main (float[1,5,8] x) => (float z) { w = Constant <value = float[8,2,4] {0.0}> () b = "
                 "Constant <value = "
                 "float[5,2,4] {0.0}> () p = Einsum <equation = "
                 "\"abc,cde->abde\"> (x, w) z = Add (p, b) }",
                 "Add_3", "work"},
        PartCase{
            "asManyColumnsAsChannels", // [3], and maps of 3 columns
            "main (float[1,3,5,5] x, float[3,3,3,3] w) => (float z) <float[3] b = {1.0, 2.0, 3.0}> { c = "
            "Conv (x, w) z = Add (c, b) }",
            "Add_1", "work"},
        PartCase{
            "asManyRowsAsChannels",
            "main (float[1,3,5,5] x, float[3,3,3,3] w) => (float z) <float[3,1] b = {1.0, 2.0, 3.0}> { c "
            "= Conv (x, w) z = Add (c, b) }",
            "Add_1", "work"},
        PartCase{
            "channelsOfAsManyColumns",
            "main (float[1,3,5,5] x, float[3,3,3,3] w) => (float z) <float[3,1,1] b = {1.0, 2.0, 3.0}> { "
            "c = Conv (x, w) z = Add (c, b) }",
            "Add_1", "in Conv"},
        PartCase{
            "channelsLastOfAsManyRows", // the bias of channels behind a Transpose that is undone
            "main (float[1,3,5,5] x, float[3,3,3,3] w) => (float z) <float[3] b = {1.0, 2.0, 3.0}> { c = "
            "Conv (x, w) t = Transpose <perm = [0,2,3,1]> (c) a = Add (t, b) z = Transpose <perm = "
            "[0,3,1,2]> (a) }",
            "Add_2", "in Conv"},
        PartCase{"aloneInSteps",
                 "main (float[1,3,5,5] i) => (float z) <float[3,1,1] m = {1.0, 2.0, 3.0}, float[1,3,1,1] b = "
                 "{1.0, 2.0, 3.0}> { x = Sin (i) d = Sub (x, m) y = Mul (d, b) z = Sin (y) }",
                 "Mul_2", "in BatchNormalization"},
        PartCase{"aNumberFirst", // 255, then what each channel takes
                 "main (float[1,3,5,5] i) => (float z) <float[3,1,1] m = {1.0, 2.0, 3.0}> { x = Sin (i) c = "
                 "Constant <value_float = 255.0> () d = Div (x, c) y = Sub (d, m) z = Sin (y) }",
                 "Sub_3", "in BatchNormalization"},
        PartCase{"numbersOnly",
                 "main (float[1,3,5,5] i) => (float z) { x = Sin (i) c = Constant <value_float = 255.0> () d "
                 "= Div (x, c) y = Sub (d, c) z = Sin (y) }",
                 "Sub_3", "work"},
        PartCase{"channelsLastInSteps",
                 "main (float[1,3,5,5] i) => (float z) <float[3] m = {1.0, 2.0, 3.0}> { x = Sin (i) t = "
                 "Transpose <perm = [0,2,3,1]> (x) d = Sub (t, m) p = Mul (d, m) y = Transpose <perm = "
                 "[0,3,1,2]> (p) z = Sin (y) }",
                 "Mul_3", "in BatchNormalization"},
        PartCase{
            "aFactorOfColumns",
            "main (float[1,3,5,3] i) => (float z) <float[3] m = {1.0, 2.0, 3.0}, float[3] b = {1.0, 2.0, "
            "3.0}> { x = Sin (i) d = Sub (x, m) y = Mul (d, b) z = Sin (y) }",
            "Mul_2", "work"},
        PartCase{"aFactorAlone",
                 "main (float[1,3,5,5] i) => (float z) <float[3,1,1] m = {1.0, 2.0, 3.0}> { x = Sin (i) y = "
                 "Mul (x, m) z = Sin (y) }",
                 "Mul_1", "work"},
        PartCase{"channelsOverTheirMaps", // no factor of theirs
                 "main (float[1,3,5,5] i) => (float z) <float[3,1,1] m = {1.0, 2.0, 3.0}> { x = Sin (i) d = "
                 "Div (m, x) y = Mul (d, m) z = Sin (y) }",
                 "Mul_2", "work"},
        PartCase{"vectorsOfOneLengthScaled",
                 "main (float[2,3] i) => (float z) <float[3] w = {1.0, 2.0, 3.0}> { x = Sin (i) n = "
                 "LpNormalization (x) y = Mul (n, w) z = Sin (y) }",
                 "Mul_2", "in RMSNormalization"},
        PartCase{"vectorsOfOneSumScaled",
                 "main (float[2,3] i) => (float z) <float[3] w = {1.0, 2.0, 3.0}> { x = Sin (i) n = "
                 "LpNormalization <p = 1> (x) y = Mul (n, w) z = Sin (y) }",
                 "Mul_2", "in LpNormalization"},
        PartCase{"negated", CONVOLUTION("c = Conv (x, w) z = Neg (c)"), "Neg_1", "in Conv"},
        PartCase{"lowestAroundMaxima",
                 CONVOLUTION("p = Constant <value_ints = [0,0,1,1,0,0,1,1]> () l = Constant <value_float = "
                             "-3.4028235e38> () "
                             "q = Pad (x, p, l) z = MaxPool <kernel_shape = [3,3]> (q)"),
                 "Pad_2", "padding of the operator behind it"},
        PartCase{"zerosAroundMaxima", // win over negative numbers
                 CONVOLUTION("p = Constant <value_ints = [0,0,1,1,0,0,1,1]> () q = Pad (x, p) z = MaxPool "
                             "<kernel_shape = [3,3]> (q)"),
                 "Pad_1", "work"},
        PartCase{"zerosAroundMaximaOfNoneBelow", // as Keras pads its ResNets
                 CONVOLUTION("p = Constant <value_ints = [0,0,1,1,0,0,1,1]> () v = Relu (x) q = Pad (v, p) z "
                             "= MaxPool <kernel_shape = [3,3]> (q)"),
                 "Pad_2", "padding of the operator behind it"},
        PartCase{"onesAroundMaximaOfNoneBelow", // win over smaller numbers
                 CONVOLUTION("o = Constant <value_float = 1.0> () p = Constant <value_ints = "
                             "[0,0,1,1,0,0,1,1]> () v = Relu (x) q = Pad (v, p, o) z = MaxPool <kernel_shape "
                             "= [3,3]> (q)"),
                 "Pad_3", "work"},
        PartCase{"zerosAroundMeans",
                 CONVOLUTION("p = Constant <value_ints = [0,0,1,1,0,0,1,1]> () q = Pad (x, p) z = "
                             "AveragePool <kernel_shape = [3,3]> (q)"),
                 "Pad_1", "padding of the operator behind it"},
        PartCase{"reflected",
                 CONVOLUTION(
                     "p = Constant <value_ints = [0,0,1,1,0,0,1,1]> () q = Pad <mode = \"reflect\"> (x, p) z "
                     "= Conv (q, w)"),
                 "Pad_1", "work"},
        PartCase{
            "paddedTwice",
            CONVOLUTION("p = Constant <value_ints = [0,0,1,1,0,0,1,1]> () q = Pad (x, p) t = Pad (q, p) z = "
                        "Conv (t, w)"),
            "Pad_1", "padding of the operator behind it"},
        PartCase{
            "paddedMoreThanIsLeft", // 1 around, without the first row and column
            CONVOLUTION("p = Constant <value_ints = [0,0,1,1,0,0,1,1]> () n = Constant <value_ints = [1,1]> "
                        "() e = Constant <value_ints = [99,99]> () a = Constant <value_ints = [2,3]> () q = "
                        "Pad (x, p) t = Slice (q, n, e, a) z = Conv (t, w)"),
            "Pad_4", "padding of the operator behind it"},
        PartCase{
            "cutOffThePadding",
            CONVOLUTION("p = Constant <value_ints = [0,0,1,1,0,0,1,1]> () n = Constant <value_ints = [1,1]> "
                        "() e = Constant <value_ints = [99,99]> () a = Constant <value_ints = [2,3]> () q = "
                        "Pad (x, p) t = Slice (q, n, e, a) z = Conv (t, w)"),
            "Slice_5", "padding of the operator behind it"},
        PartCase{
            "cutOffMoreThanThePadding", // two rows, where one was put
            CONVOLUTION("p = Constant <value_ints = [0,0,1,1,0,0,1,1]> () n = Constant <value_ints = [2,1]> "
                        "() e = Constant <value_ints = [99,99]> () a = Constant <value_ints = [2,3]> () q = "
                        "Pad (x, p) t = Slice (q, n, e, a) z = Conv (t, w)"),
            "Pad_4", "work"},
        PartCase{
            "cutOffMoreThanThePaddingBehind",
            CONVOLUTION("p = Constant <value_ints = [0,0,1,1,0,0,1,1]> () n = Constant <value_ints = [0,0]> "
                        "() e = Constant <value_ints = [10,9]> () a = Constant <value_ints = [2,3]> () q = "
                        "Pad (x, p) t = Slice (q, n, e, a) z = Conv (t, w)"),
            "Pad_4", "work"},
        PartCase{
            "everySecondOfThePadded",
            CONVOLUTION("p = Constant <value_ints = [0,0,1,1,0,0,1,1]> () n = Constant <value_ints = [1]> () "
                        "e = Constant <value_ints = [99]> () a = Constant <value_ints = [2]> () q = Pad (x, "
                        "p) t = Slice (q, n, e, a, a) z = Conv (t, w)"),
            "Pad_4", "work"},
        PartCase{
            "paddedTwiceDifferently", // 1 inside zeros: the convolution can only put the zeros around
            CONVOLUTION("o = Constant <value_float = 1.0> () p = Constant <value_ints = [0,0,1,1,0,0,1,1]> "
                        "() q = Pad (x, p, o) t = Pad (q, p) z = Conv (t, w)"),
            "Pad_2", "work"},
        PartCase{
            "twoPads",
            CONVOLUTION("p = Constant <value_ints = [0,0,1,1,0,0,1,1]> () q = Pad (x, p) t = Pad (q, p) z = "
                        "Sin (t)"),
            "Pad_2", "in Pad"},
        PartCase{
            "twoPadsOfOtherNumbers",
            CONVOLUTION("o = Constant <value_float = 1.0> () p = Constant <value_ints = [0,0,1,1,0,0,1,1]> "
                        "() q = Pad (x, p, o) t = Pad (q, p) z = Sin (t)"),
            "Pad_3", "work"},
        PartCase{"padAndCut",
                 CONVOLUTION("p = Constant <value_ints = [0,0,1,1,0,0,1,1]> () n = Constant <value_ints = "
                             "[0,0,-2,0,0,0,0,0]> () q = Pad (x, p) t = Pad (q, n) z = Sin (t)"),
                 "Pad_3", "work"},
        PartCase{"paddedChannels",
                 "main (float[1,2,9,9] x, float[8,3,3,3] w) => (float z) { p = Constant <value_ints = "
                 "[0,1,0,0,0,0,0,0]> () q = Pad (x, p) z = Conv (q, w) }",
                 "Pad_1", "work"}),
    [](auto const &row) { return std::string(row.param.name); });

// x: [1, heads, tokens, 8], rotated by tables that are computed elsewhere; h: what stands for the two halves
#define ROTATED(BODY)                                                                                        \
  "main (float[1,2,5,8] i, float[5,8] cos, float[5,8] sin, float[5,4] hc, float[5,4] hs) => (float z) { x "  \
  "= "                                                                                                       \
  "Relu (i) " BODY " z = Exp (y) }"

INSTANTIATE_TEST_SUITE_P(
    Rotations, CanonicalParts,
    testing::Values(
        PartCase{
            "halvesBySlices",
            ROTATED("s = Constant <value_ints = [0]> () m = Constant <value_ints = [4]> () e = Constant "
                    "<value_ints = [100]> () l = Constant <value_ints = [-1]> () a = Slice (x, s, m, l) b = "
                    "Slice (x, m, e, l) n = Neg (b) r = Concat <axis = -1> (n, a) p = Mul (x, cos) q = Mul "
                    "(r, sin) y = Add (p, q)"),
            "Add_11", "in RotaryEmbedding"},
        PartCase{
            "halvesBySplit",
            ROTATED("k = Constant <value_ints = [4,4]> () a, b = Split <axis = 3> (x, k) n = Neg (b) r = "
                    "Concat <axis = 3> (n, a) q = Mul (sin, r) p = Mul (cos, x) y = Add (q, p)"),
            "Add_7", "in RotaryEmbedding"},
        PartCase{
            "halvesTimesMinusOne",
            ROTATED("k = Constant <value_ints = [4,4]> () o = Constant <value_float = -1.0> () a, b = Split "
                    "<axis = 3> (x, k) n = Mul (o, b) r = Concat <axis = 3> (n, a) q = Mul (sin, r) p = Mul "
                    "(cos, x) y = Add (q, p)"),
            "Add_8", "in RotaryEmbedding"},
        PartCase{
            "halvesTimesMinusTwo",
            ROTATED("k = Constant <value_ints = [4,4]> () o = Constant <value_float = -2.0> () a, b = Split "
                    "<axis = 3> (x, k) n = Mul (o, b) r = Concat <axis = 3> (n, a) q = Mul (sin, r) p = Mul "
                    "(cos, x) y = Add (q, p)"),
            "Add_8", "work"},
        PartCase{
            "halvesRotatedTheOtherWay", // (b, -a): no rotation
            ROTATED("k = Constant <value_ints = [4,4]> () a, b = Split <axis = 3> (x, k) n = Neg (a) r = "
                    "Concat <axis = 3> (n, b) q = Mul (sin, r) p = Mul (cos, x) y = Add (q, p)"),
            "Add_7", "work"},
        PartCase{
            "oneHalfTwice",
            ROTATED("k = Constant <value_ints = [4,4]> () a, b = Split <axis = 3> (x, k) n = Neg (b) r = "
                    "Concat <axis = 3> (n, b) q = Mul (sin, r) p = Mul (cos, x) y = Add (q, p)"),
            "Add_7", "work"},
        PartCase{
            "halvesOfAnother",
            ROTATED("o = Sin (x) k = Constant <value_ints = [4,4]> () a, b = Split <axis = 3> (o, k) n = Neg "
                    "(b) r = Concat <axis = 3> (n, a) q = Mul (sin, r) p = Mul (cos, x) y = Add (q, p)"),
            "Add_8", "work"},
        PartCase{
            "everySecond", // as GPT-J has it
            ROTATED("o = Constant <value_ints = [0]> () p1 = Constant <value_ints = [1]> () e = Constant "
                    "<value_ints = [100]> () l = Constant <value_ints = [3]> () t = Constant <value_ints = "
                    "[2]> () a = Slice (x, o, e, l, t) b = Slice (x, p1, e, l, t) n = Neg (b) m = Constant "
                    "<value_ints = [-1]> () nn = Unsqueeze (n, m) aa = Unsqueeze (a, m) c = Concat <axis = "
                    "-1> (nn, aa) g = Constant <value_ints = [1,2,5,8]> () r = Reshape (c, g) p = Mul (x, "
                    "cos) q = Mul (r, sin) y = Add (p, q)"),
            "Add_17", "in RotaryEmbedding"},
        PartCase{
            "everySecondPutBehindOneAnother", // no pairs any more
            ROTATED("o = Constant <value_ints = [0]> () p1 = Constant <value_ints = [1]> () e = Constant "
                    "<value_ints = [100]> () l = Constant <value_ints = [3]> () t = Constant <value_ints = "
                    "[2]> () a = Slice (x, o, e, l, t) b = Slice (x, p1, e, l, t) n = Neg (b) r = Concat "
                    "<axis = -1> (n, a) p = Mul (x, cos) q = Mul (r, sin) y = Add (p, q)"),
            "Add_12", "work"},
        PartCase{
            "everyFirstAndItself",
            ROTATED("o = Constant <value_ints = [0]> () e = Constant <value_ints = [100]> () l = Constant "
                    "<value_ints = [3]> () t = Constant <value_ints = [2]> () a = Slice (x, o, e, l, t) n = "
                    "Neg (a) m = Constant <value_ints = [-1]> () nn = Unsqueeze (n, m) aa = Unsqueeze (a, m) "
                    "c = Concat <axis = -1> (nn, aa) g = Constant <value_ints = [1,2,5,8]> () r = Reshape "
                    "(c, g) p = Mul (x, cos) q = Mul (r, sin) y = Add (p, q)"),
            "Add_15", "work"},
        PartCase{
            "pairsByGather", // x[..., 0] and x[..., 1]
            ROTATED("t = Constant <value_ints = [1,2,5,4,2]> () p = Reshape (x, t) o = Constant <value_int = "
                    "0> () o1 = Constant <value_int = -1> () a = Gather <axis = 4> (p, o) b = Gather <axis = "
                    "-1> (p, o1) l = Constant <value_ints = [4]> () ac = Mul (a, hc) bs = Mul (b, hs) as = "
                    "Mul (a, hs) bc = Mul (b, hc) u = Sub (ac, bs) v = Add (as, bc) uu = Unsqueeze (u, l) vv "
                    "= Unsqueeze (v, l) w = Concat <axis = 4> (uu, vv) g = Constant <value_ints = "
                    "[1,2,5,8]> () y = Reshape (w, g)"),
            "Concat_16", "in RotaryEmbedding"},
        PartCase{
            "unequalParts",
            ROTATED("k = Constant <value_ints = [2,6]> () a, b = Split <axis = 3> (x, k) n = Neg (b) r = "
                    "Concat <axis = 3> (n, a) q = Mul (sin, r) p = Mul (cos, x) y = Add (q, p)"),
            "Add_7", "work"},
        PartCase{
            "eachHalf",
            ROTATED(
                "k = Constant <value_ints = [4,4]> () a, b = Split <axis = 3> (x, k) ac = Mul (a, hc) bs = "
                "Mul (b, hs) as = Mul (a, hs) bc = Mul (hc, b) u = Sub (ac, bs) v = Add (as, bc) y = "
                "Concat <axis = 3> (u, v)"),
            "Concat_9", "in RotaryEmbedding"},
        PartCase{
            "eachHalfByOtherTables",
            ROTATED(
                "k = Constant <value_ints = [4,4]> () a, b = Split <axis = 3> (x, k) ac = Mul (a, hc) bs = "
                "Mul (b, hs) as = Mul (a, hc) bc = Mul (hs, b) u = Sub (ac, bs) v = Add (as, bc) y = "
                "Concat <axis = 3> (u, v)"),
            "Concat_9", "work"},
        PartCase{
            "eachHalfByTablesWrittenTwice",
            "main (float[1,2,5,8] i) => (float z) { x = Relu (i) c = Constant <value = float[5,4] {0.0}> () "
            "d = "
            "Constant <value = float[5,4] {0.0}> () s = Constant <value = float[5,4] {0.0}> () t = Constant "
            "<value = float[5,4] {0.0}> () k = Constant <value_ints = [4,4]> () a, b = Split <axis = 3> (x, "
            "k) ac = Mul (a, c) bs "
            "= Mul (b, s) as = Mul (a, t) bc = Mul (d, b) u = Sub (ac, bs) v = Add (as, bc) y = Concat <axis "
            "= "
            "3> (u, v) z = Exp (y) }",
            "Concat_13", "in RotaryEmbedding"},
        PartCase{
            "eachHalfByATableOfOneToken",
            "main (float[1,2,5,8] i) => (float z) { x = Relu (i) c = Constant <value = float[5,4] {0.0}> () "
            "d = "
            "Constant <value = float[1,4] {0.0}> () s = Constant <value = float[5,4] {0.0}> () t = Constant "
            "<value = float[5,4] {0.0}> () k = Constant <value_ints = [4,4]> () a, b = Split <axis = 3> (x, "
            "k) ac = Mul (a, c) bs "
            "= Mul (b, s) as = Mul (a, t) bc = Mul (d, b) u = Sub (ac, bs) v = Add (as, bc) y = Concat <axis "
            "= "
            "3> (u, v) z = Exp (y) }",
            "Concat_13", "work"},
        PartCase{
            "eachHalfBelowTheOther", // [1,2,10,4]
            ROTATED(
                "k = Constant <value_ints = [4,4]> () a, b = Split <axis = 3> (x, k) ac = Mul (a, hc) bs = "
                "Mul (b, hs) as = Mul (a, hs) bc = Mul (hc, b) u = Sub (ac, bs) v = Add (as, bc) y = "
                "Concat <axis = 2> (u, v)"),
            "Concat_9", "work"},
        PartCase{
            "pairs",
            ROTATED(
                "t = Constant <value_ints = [1,2,5,4,2]> () p = Reshape (x, t) k = Constant <value_ints = "
                "[1,1]> () c, d = Split <axis = 4> (p, k) l = Constant <value_ints = [4]> () a = Squeeze "
                "(c, l) b = Squeeze (d, l) ac = Mul (a, hc) bs = Mul (b, hs) as = Mul (a, hs) bc = Mul "
                "(b, hc) u = Sub (ac, bs) v = Add (as, bc) uu = Unsqueeze (u, l) vv = Unsqueeze (v, l) w = "
                "Concat <axis = 4> (uu, vv) g = Constant <value_ints = [1,2,5,8]> () y = Reshape (w, g)"),
            "Concat_16", "in RotaryEmbedding"}),
    [](auto const &row) { return std::string(row.param.name); });

// a, b: [1, 5, 4], of a network with constants w of 4 numbers
#define RESIDUAL(BODY)                                                                                       \
  "<ir_version: 8, opset_import: [\"\" : 17]> main (float[1,5,4] i, float[1,5,4] j, int64[1,5] p) => "       \
  "(float z) "                                                                                               \
  "<float[4] w = {1.0, 2.0, 3.0, 4.0}, float[2,4] t = {1,2,3,4,5,6,7,8}> { a = Sin (i) b = Sin (j) " BODY    \
  "}"

INSTANTIATE_TEST_SUITE_P(
    Residuals, CanonicalParts,
    testing::Values(
        PartCase{"sumNormalized", RESIDUAL("s = Add (a, b) y = LayerNormalization (s, w) z = Sin (y)"),
                 "Add_2", "in SkipLayerNormalization"},
        PartCase{"sumReadAgain",
                 RESIDUAL("s = Add (a, b) y = LayerNormalization (s, w) u = Sin (y) z = Mul (u, s)"), "Add_2",
                 "in SkipLayerNormalization"},
        PartCase{"sumNormalizedByItsLength",
                 RESIDUAL("e = Constant <value_float = 0.00001> () s = Add (a, b) p2 = Mul (s, s) m = "
                          "ReduceMean <axes = [-1]> (p2) c = Add (m, e) r = Sqrt (c) q = Div (s, r) y = Mul "
                          "(q, w) z = Sin (y)"),
                 "Add_3", "in SkipSimplifiedLayerNormalization"},
        PartCase{"sumNormalizedOverTokens",
                 RESIDUAL("e = Constant <value_float = 0.00001> () s = Add (a, b) p2 = Mul (s, s) m = "
                          "ReduceMean <axes = [1]> (p2) c = Add (m, e) r = Sqrt (c) y = Div (s, r) z = Sin "
                          "(y)"),
                 "Add_3", "work"},
        PartCase{"productNormalized", RESIDUAL("s = Mul (a, b) y = LayerNormalization (s, w) z = Sin (y)"),
                 "Mul_2", "work"},
        PartCase{"biasNormalized", RESIDUAL("s = Add (a, w) y = LayerNormalization (s, w) z = Sin (y)"),
                 "Add_2", "work"},
        PartCase{"doubledNormalized", RESIDUAL("s = Add (a, a) y = LayerNormalization (s, w) z = Sin (y)"),
                 "Add_2", "work"},
        PartCase{
            "sumOfRows", // [1, 5, 4] + [1, 1, 4]
            RESIDUAL("m = ReduceMax <axes = [1]> (b) s = Add (a, m) y = LayerNormalization (s, w) z = Sin "
                     "(y)"),
            "Add_3", "work"},
        PartCase{
            "embeddings",
            RESIDUAL("e = Gather (t, p) f = Gather (t, p) s = Add (e, w) y = LayerNormalization (s, w) z "
                     "= Sin (y)"),
            "Gather_2", "in EmbedLayerNormalization"},
        PartCase{
            "embeddingsByRows", // of places that are lists of one
            RESIDUAL("l = Constant <value_ints = [-1]> () r = Unsqueeze (p, l) e = GatherND (t, r) s = Add "
                     "(e, w) y = LayerNormalization (s, w) z = Sin (y)"),
            "GatherND_4", "in EmbedLayerNormalization"},
        PartCase{
            "embeddingsByRowAndColumn", // numbers, not rows
            RESIDUAL("l = Constant <value_ints = [-1]> () c = Concat <axis = 0> (p, p) r = Transpose (c) g = "
                     "GatherND (t, r) e = Unsqueeze (g, l) s = Add (e, w) y = LayerNormalization (s, w) z = "
                     "Sin (y)"),
            "GatherND_5", "work"},
        PartCase{"embeddingAndData",
                 RESIDUAL("e = Gather (t, p) s = Add (e, a) y = LayerNormalization (s, w) z = Sin (y)"),
                 "Gather_2", "work"},
        PartCase{
            "embeddingsReadAgain",
            RESIDUAL("e = Gather (t, p) s = Add (e, w) y = LayerNormalization (s, w) u = Sin (y) z = Mul "
                     "(u, e)"),
            "Gather_2", "work"}),
    [](auto const &row) { return std::string(row.param.name); });

TEST(Canonicalize, LongChainsOfNoOpsAreLookedThroughInLinearTime) {
  std::string text = "main (float[4] x0) => (float[4] y) {";
  for (int i = 0; i < 20000; ++i)
    text += " x" + std::to_string(i + 1) + " = Identity (x" + std::to_string(i) + ")";
  Analysed network(text + " y = Relu (x20000) }", {}, "canonicalize");
  auto const &form = network.annotations.get<CanonicalForm>();
  Node const &relu = network.graph.node(network.graph.main().nodes.back());
  EXPECT_EQ(form.source[relu.inputs[0]], network.graph.main().inputs[0]);
}

// Two heads of 4 over 5 positions. u, v, w are what comes from the projections.
#define ATTENTION(BODY)                                                                                      \
  "main (float[1,5,8] i, float[1,1,5,5] mask) => (float z) <float s = {0.5}> { "                             \
  "u = Relu (i) v = Sin (i) w = Cos (i) h = Constant <value_ints = [1,5,2,4]> () "                           \
  "qs = Reshape (u, h) ks = Reshape (v, h) vs = Reshape (w, h) q = Transpose <perm = [0,2,1,3]> (qs) "       \
  "k = Transpose <perm = [0,2,3,1]> (ks) a = Transpose <perm = [0,2,1,3]> (vs) " BODY " z = Exp (y) }"

// Two heads of queries, one of keys and values: k1, v1.
#define HEADS_SHARED                                                                                         \
  "main (float[1,5,8] i, float[1,5,4] j) => (float z) { u = Relu (i) v = Sin (j) w = Cos (j) h = Constant "  \
  "<value_ints = [1,5,2,4]> () g = Constant <value_ints = [1,5,1,4]> () qs = Reshape (u, h) ks = Reshape "   \
  "(v, g) vs = Reshape (w, g) q = Transpose <perm = [0,2,1,3]> (qs) k1 = Transpose <perm = [0,2,1,3]> (ks) " \
  "v1 = Transpose <perm = [0,2,1,3]> (vs) "

INSTANTIATE_TEST_SUITE_P(
    Attentions, CanonicalParts,
    testing::Values(
        PartCase{
            "inSteps",
            ATTENTION(
                "m = MatMul (q, k) n = Mul (m, s) o = Add (n, mask) p = Softmax (o) r = MatMul (p, a) y = "
                "Transpose <perm = [0,2,1,3]> (r)"),
            "MatMul_14", "Attention"},
        PartCase{"headsOfItsQueries", ATTENTION("m = MatMul (q, k) p = Softmax (m) y = MatMul (p, a)"),
                 "Transpose_7", "in Attention"},
        PartCase{
            "headsOfItsResult",
            ATTENTION(
                "m = MatMul (q, k) p = Softmax (m) r = MatMul (p, a) y = Transpose <perm = [0,2,1,3]> (r)"),
            "Transpose_13", "in Attention"},
        PartCase{"maskedByOnesAndZeros", // as GPT-2 was exported
                 ATTENTION("c = Constant <value_floats = [1.0, 0.0, 1.0, 1.0, 1.0]> () m = MatMul (q, k) n = "
                           "Mul (m, c) o = Add (n, mask) p = Softmax (o) y = MatMul (p, a)"),
                 "Mul_12", "in Attention"},
        PartCase{"scoresTimesScores",
                 ATTENTION("m = MatMul (q, k) n = Mul (m, m) p = Softmax (n) y = MatMul (p, a)"), "MatMul_10",
                 "work"},
        PartCase{"byEinsums", // heads stay where they are
                 ATTENTION("m = Einsum <equation = \"bqhd,bkhd->bhqk\"> (qs, ks) p = Softmax (m) y = Einsum "
                           "<equation = \"bhqk,bkhd->bqhd\"> (p, vs)"),
                 "Einsum_12", "Attention"},
        PartCase{
            "ofOneProjection", // that a Split shares out
            "main (float[1,5,24] i) => (float z) { u = Relu (i) h = Constant <value_ints = [1,5,2,4]> () "
            "b, c, d = Split <axis = 2> (u) qs = Reshape (b, h) ks = Reshape (c, h) vs = Reshape (d, h) q "
            "= Transpose <perm = [0,2,1,3]> (qs) k = Transpose <perm = [0,2,3,1]> (ks) a = Transpose "
            "<perm = [0,2,1,3]> (vs) m = MatMul (q, k) p = Softmax (m) y = MatMul (p, a) z = Exp (y) }",
            "Split_2", "in Attention"},
        PartCase{
            "ofOneProjectionInSlices",
            "main (float[1,5,24] i) => (float z) { u = Relu (i) h = Constant <value_ints = [1,5,2,4]> () o = "
            "Constant <value_ints = [0]> () e = Constant <value_ints = [8]> () s = Constant <value_ints = "
            "[16]> () t = Constant <value_ints = [24]> () l = Constant <value_ints = [2]> () b = Slice (u, "
            "o, "
            "e, l) c = Slice (u, e, s, l) d = Slice (u, s, t, l) qs = Reshape (b, h) ks = Reshape (c, h) vs "
            "= "
            "Reshape (d, h) q = Transpose <perm = [0,2,1,3]> (qs) k = Transpose <perm = [0,2,3,1]> (ks) a = "
            "Transpose <perm = [0,2,1,3]> (vs) m = MatMul (q, k) p = Softmax (m) y = MatMul (p, a) z = Exp "
            "(y) }",
            "Slice_7", "in Attention"},
        PartCase{
            "ofOneProjectionByAnAxis", // of three, as PyTorch's unbind(2)
            "main (float[1,5,24] i) => (float z) { u = Relu (i) h = Constant <value_ints = [1,5,3,2,4]> () "
            "o0 = Constant <value_int = 0> () o1 = Constant <value_int = 1> () o2 = Constant <value_int = "
            "2> () r = Reshape (u, h) b = Gather <axis = 2> (r, o0) c = Gather <axis = 2> (r, o1) d = "
            "Gather <axis = 2> (r, o2) q = Transpose <perm = [0,2,1,3]> (b) k = Transpose <perm = "
            "[0,2,3,1]> (c) a = Transpose <perm = [0,2,1,3]> (d) m = MatMul (q, k) p = Softmax (m) y = "
            "MatMul (p, a) z = Exp (y) }",
            "Gather_6", "in Attention"},
        PartCase{
            "ofOneProjectionByAnEinsum",
            "main (float[1,5,24] i) => (float z) { u = Relu (i) h = Constant <value_ints = [1,5,3,2,4]> () "
            "o0 = Constant <value_int = 0> () o1 = Constant <value_int = 1> () o2 = Constant <value_int = "
            "2> () r = Reshape (u, h) e = Einsum <equation = \"bstnd->tbnsd\"> (r) q = Gather (e, o0) k = "
            "Gather (e, o1) a = Gather (e, o2) t = Transpose <perm = [0,1,3,2]> (k) m = MatMul (q, t) p = "
            "Softmax (m) y = MatMul (p, a) z = Exp (y) }",
            "Einsum_6", "in Attention"},
        PartCase{"keysRepeatedByTile",
                 HEADS_SHARED
                 "c = Constant <value_ints = [1,2,1,1]> () k2 = Tile (k1, c) v2 = Tile (v1, c) k = "
                 "Transpose <perm = [0,1,3,2]> (k2) m = MatMul (q, k) p = Softmax (m) y = MatMul "
                 "(p, v2) z = Exp (y) }",
                 "Tile_12", "in Attention"},
        PartCase{"keysRepeatedByConcat",
                 HEADS_SHARED
                 "k2 = Concat <axis = 1> (k1, k1) v2 = Concat <axis = 1> (v1, v1) k = Transpose "
                 "<perm = [0,1,3,2]> (k2) m = MatMul (q, k) p = Softmax (m) y = MatMul (p, v2) z = "
                 "Exp (y) }",
                 "Concat_11", "in Attention"},
        PartCase{"keysBesideOthers",
                 HEADS_SHARED
                 "k2 = Concat <axis = 1> (k1, v1) v2 = Concat <axis = 1> (v1, v1) k = Transpose "
                 "<perm = [0,1,3,2]> (k2) m = MatMul (q, k) p = Softmax (m) y = MatMul (p, v2) z = "
                 "Exp (y) }",
                 "Concat_11", "work"},
        PartCase{"keysRepeatedByGather", // 0, 0
                 HEADS_SHARED
                 "c = Constant <value_ints = [0,0]> () k2 = Gather <axis = 1> (k1, c) v2 = Gather "
                 "<axis = 1> (v1, c) k = Transpose <perm = [0,1,3,2]> (k2) m = MatMul (q, k) p = "
                 "Softmax (m) y = MatMul (p, v2) z = Exp (y) }",
                 "Gather_12", "in Attention"},
        PartCase{"tokensRepeatedUnevenly", // 0, 0, 1, 2, 3, 4
                 HEADS_SHARED
                 "c = Constant <value_ints = [0,0,1,2,3,4]> () k2 = Gather <axis = 2> (k1, c) v2 = "
                 "Gather <axis = 2> (v1, c) k = Transpose <perm = [0,1,3,2]> (k2) m = MatMul (q, k) "
                 "p = Softmax (m) y = MatMul (p, v2) z = Exp (y) }",
                 "Gather_12", "work"},
        PartCase{"headsThatOthersRead", // stay as they are
                 ATTENTION("m = MatMul (q, k) p = Softmax (m) r = MatMul (p, a) y = Add (r, q)"),
                 "Transpose_7", "work"},
        PartCase{"scoresThatOthersRead",
                 ATTENTION("m = MatMul (q, k) p = Softmax (m) r = MatMul (p, a) c = "
                           "ReduceMax <axes = [3]> (m) y = Add (r, c)"),
                 "MatMul_12", "work"},
        PartCase{"softmaxInSteps",
                 ATTENTION("m = MatMul (q, k) e = Exp (m) t = ReduceL1 <axes = [3]> (e) p = Div (e, t) y = "
                           "MatMul (p, a)"),
                 "MatMul_14", "Attention"},
        PartCase{"softmaxInStepsOverQueries",
                 ATTENTION("m = MatMul (q, k) e = Exp (m) t = ReduceL1 <axes = [2]> (e) p = Div (e, t) y = "
                           "MatMul (p, a)"),
                 "MatMul_14", "work"},
        PartCase{
            "valuesTimesTheSoftmax", // sums over queries: [4, 5] · [5, 5]
            ATTENTION("m = MatMul (q, k) p = Softmax (m) b = Transpose <perm = [0,1,3,2]> (a) y = MatMul "
                      "(b, p)"),
            "MatMul_13", "work"},
        PartCase{"valuesTimesTheSoftmaxTurned",
                 ATTENTION("m = MatMul (q, k) p = Softmax (m) b = Transpose <perm = [0,1,3,2]> (a) t = "
                           "Transpose <perm = [0,1,3,2]> (p) y = MatMul (b, t)"),
                 "MatMul_14", "Attention"},
        PartCase{
            "softmaxTurned", // sums over queries
            ATTENTION("m = MatMul (q, k) p = Softmax (m) t = Transpose <perm = [0,1,3,2]> (p) y = MatMul "
                      "(t, a)"),
            "MatMul_13", "work"},
        PartCase{
            "columnsSoftmaxed", // each sums over keys: [4, 5] · [5, 5]
            ATTENTION(
                "b = Transpose <perm = [0,1,3,2]> (q) c = Transpose <perm = [0,1,3,2]> (k) m = MatMul "
                "(c, b) p = Softmax <axis = 2> (m) d = Transpose <perm = [0,1,3,2]> (a) y = MatMul (d, p)"),
            "MatMul_15", "Attention"},
        PartCase{"columnsSoftmaxedForRows", // sums over queries
                 ATTENTION("m = MatMul (q, k) p = Softmax <axis = 2> (m) y = MatMul (p, a)"), "MatMul_12",
                 "work"},
        PartCase{
            "scoresTurned",
            ATTENTION("b = Transpose <perm = [0,1,3,2]> (q) c = Transpose <perm = [0,1,3,2]> (k) m = MatMul "
                      "(c, b) t = Transpose <perm = [0,1,3,2]> (m) p = Softmax (t) y = MatMul (p, a)"),
            "Softmax_14", "in Attention"},
        PartCase{"numbersFromNone", // 0 where there is a number
                 ATTENTION("o = Constant <value_float = 0.0> () m = MatMul (q, k) p = Softmax (m) n = IsNaN "
                           "(p) b = Where (n, p, o) y = MatMul (b, a)"),
                 "MatMul_15", "work"},
        PartCase{"numbersForNone",
                 ATTENTION("o = Constant <value_float = 0.0> () m = MatMul (q, k) p = Softmax (m) n = IsNaN "
                           "(p) b = Where (n, o, p) y = MatMul (b, a)"),
                 "MatMul_15", "Attention"},
        PartCase{"lessTheScores",
                 ATTENTION("m = MatMul (q, k) n = Sub (mask, m) p = Softmax (n) y = MatMul (p, a)"),
                 "MatMul_13", "work"},
        PartCase{"lessTheMask",
                 ATTENTION("m = MatMul (q, k) n = Sub (m, mask) p = Softmax (n) y = MatMul (p, a)"),
                 "MatMul_13", "Attention"},
        PartCase{"scoresOrOthers",
                 ATTENTION("g = Greater (mask, s) c = Exp (mask) m = MatMul (q, k) n = Where (g, m, c) p = "
                           "Softmax (n) y = MatMul (p, a)"),
                 "MatMul_15", "work"},
        PartCase{"softmaxOverQueries",
                 ATTENTION("m = MatMul (q, k) p = Softmax <axis = 2> (m) y = MatMul (p, a)"), "MatMul_12",
                 "work"},
        PartCase{"ofAnActivationInBetween",
                 ATTENTION("m = MatMul (q, k) n = Relu (m) p = Softmax (n) y = MatMul (p, a)"), "MatMul_13",
                 "work"},
        PartCase{"valuesThatAreLearned",
                 "main (float[4,8] q, float[8,6] k) => (float[4,1] z) <float[6,1] w = {1.0, 2.0, 3.0, 4.0, "
                 "5.0, 6.0}> "
                 "{ m = MatMul (q, k) p = Softmax (m) z = MatMul (p, w) }",
                 "MatMul_2", "work"},
        PartCase{"weightsThatLeave",
                 "main (float[4,8] q, float[8,6] k, float[6,5] v) => (float[4,5] z, float[4,6] p) "
                 "{ m = MatMul (q, k) p = Softmax (m) z = MatMul (p, v) }",
                 "MatMul_2", "work"},
        PartCase{"aroundTheOperator",
                 "<ir_version: 10, opset_import: [\"\" : 23]> main (float[1,5,8] i) => (float[1,5,2,4] z) { "
                 "u = Relu (i) "
                 "h = Constant <value_ints = [1,5,2,4]> () r = Reshape (u, h) q = Transpose <perm = "
                 "[0,2,1,3]> (r) "
                 "y = Attention (q, q, q) z = Transpose <perm = [0,2,1,3]> (y) }",
                 "Transpose_3", "in Attention"},
        PartCase{
            "beforeItsRotation", // the Transpose of heads that are turned
            "<ir_version: 10, opset_import: [\"\" : 23]> main (float[1,5,8] i, float[1,2,5,4] c) => (float "
            "z) "
            "<float[1,5,2] t = {1,1,1,1,1,1,1,1,1,1}> { u = Relu (i) h = Constant <value_ints = [1,5,2,4]> "
            "() r = Reshape (u, h) "
            "q = Transpose <perm = [0,2,1,3]> (r) o = RotaryEmbedding (q, t, t) z = Attention (o, c, c) }",
            "Transpose_3", "a view"}),
    [](auto const &row) { return std::string(row.param.name); });

// ONNX Runtime has operators of its own under the names of ai.onnx, and quantised ones under a prefix.
TEST(PlainKind, ATwinIsTheOperatorItIsNamedAfter) {
  size_t twins = 0;
  for (OpKind kind : allOpKinds()) {
    llvm::StringRef name = opKindName(kind);
    if (opKindFromName("", name) != kind)
      continue;
    for (OpKind twin :
         {opKindFromName("com.microsoft", name), opKindFromName("com.microsoft", ("QLinear" + name).str()),
          opKindFromName("", ("QLinear" + name).str())}) {
      if (twin == OpKind::Unknown || twin == kind || twin == OpKind::MsAttention)
        continue; // MsAttention multiplies by weights of its own, which Attention does not have
      EXPECT_EQ(plainKind(twin), plainKind(kind)) << name.str();
      ++twins;
    }
  }
  EXPECT_GE(twins, 20U);
}

} // namespace
