#include "tests/passes/shape/RuleCase.h"

using namespace eo;
using namespace eo::test;

namespace {

RuleCase const branches[] = {
    {"BothAgree", 17, "bool c, float[2,3] x",
     "y = If (c) <then_branch = yes () => (float[] a) { a = Relu (x) }, else_branch = no () => (float[] b) { "
     "b = Abs (x) }>",
     "y float32[2x3]"},
    {"DifferentSizesAreUnknown", 17, "bool c, float[2,3] x, float[5,3] z",
     "y = If (c) <then_branch = yes () => (float[] a) { a = Relu (x) }, else_branch = no () => (float[] b) { "
     "b = Abs (z) }>",
     "y float32[?x3]"},
    {"DifferentRanksAreUnknown", 17, "bool c, float[2,3] x, float[3] z",
     "y = If (c) <then_branch = yes () => (float[] a) { a = Relu (x) }, else_branch = no () => (float[] b) { "
     "b = Abs (z) }>",
     "y float32[*]"},
    {"KnownConditionChooses", 17, "float[2,3] x, float[3] z",
     "c = Constant <value = bool {0}> ()\n"
     "y = If (c) <then_branch = yes () => (float[] a) { a = Relu (x) }, else_branch = no () => (float[] b) { "
     "b = Abs (z) }>",
     "y float32[3]"},
};
SHAPE_RULES(If, branches);

RuleCase const loops[] = {
    {"TripCountIsTheLengthOfScannedOutputs", 17, "float[2,3] x",
     "n = Constant <value_int = 5> ()\n t = Constant <value = bool {1}> ()\n"
     "f, y = Loop (n, t, x) <body = turn (int64 i, bool ci, float[] a) => (bool co, float[] b, float[] s) "
     "{ co = Identity (ci)\n b = Relu (a)\n s = Abs (a) }>",
     "f float32[2x3]; y float32[5x2x3]"},
    {"WithoutConditionItRunsToTheEnd", 17, "float[2,3] x",
     "n = Constant <value_int = 5> ()\n"
     "f, y = Loop (n, , x) <body = turn (int64 i, bool ci, float[] a) => (bool co, float[] b, float[] s) "
     "{ co = Constant <value = bool {1}> ()\n b = Relu (a)\n s = Abs (a) }>",
     "y float32[5x2x3]"},
    {"ConditionFromDataLeavesTripsOpen", 17, "float[2,3] x, bool c",
     "n = Constant <value_int = 5> ()\n"
     "f, y = Loop (n, c, x) <body = turn (int64 i, bool ci, float[] a) => (bool co, float[] b, float[] s) "
     "{ co = Identity (ci)\n b = Relu (a)\n s = Abs (a) }>",
     "f float32[2x3]; y float32[?x2x3]"},
    {"CarriedValueThatGrowsIsUnknownWhereItGrows", 17, "float[2,3] x",
     "n = Constant <value_int = 5> ()\n t = Constant <value = bool {1}> ()\n"
     "f, y = Loop (n, t, x) <body = turn (int64 i, bool ci, float[] a) => (bool co, float[] b, float[] s) "
     "{ co = Identity (ci)\n b = Concat <axis = 0> (a, a)\n s = ReduceSum <keepdims = 0> (a) }>",
     "f float32[?x3]; y float32[5]"},
    {"CarriedValuesThatTakeTurnsSettle", 17, "float[1] x, float[2,2] z", // a and b swap, ranks differ
     "n = Constant <value_int = 5> ()\n t = Constant <value = bool {1}> ()\n"
     "f, g = Loop (n, t, x, z) <body = turn (int64 i, bool ci, float[] a, float[] b) => (bool co, float[] p, "
     "float[] q) "
     "{ co = Identity (ci)\n p = Relu (b)\n q = Relu (a) }>",
     "f float32[*]; g float32[*]"},
    {"OuterValuesAreVisible", 17, "float[2,3] x, float[4,3] w",
     "n = Constant <value_int = 5> ()\n t = Constant <value = bool {1}> ()\n"
     "f, y = Loop (n, t, x) <body = turn (int64 i, bool ci, float[] a) => (bool co, float[] b, float[] s) "
     "{ co = Identity (ci)\n b = Identity (a)\n s = Gemm <transB = 1> (a, w) }>",
     "y float32[5x2x4]"},
};
SHAPE_RULES(Loop, loops);

RuleCase const scans[] = {
    {"SlicesTheFirstAxis", 17, "float[3] s, float[T,3] x",
     "f, y = Scan (s, x) <num_scan_inputs = 1, body = turn (float[] a, float[] e) => (float[] b, float[] o) "
     "{ b = Add (a, e)\n o = Relu (b) }>",
     "f float32[3]; y float32[Tx3]"},
    {"OtherAxes", 17, "float[3] s, float[3,7] x",
     "f, y = Scan (s, x) <num_scan_inputs = 1, scan_input_axes = [1], scan_output_axes = [-1], "
     "body = turn (float[] a, float[] e) => (float[] b, float[] o) { b = Add (a, e)\n o = Relu (b) }>",
     "f float32[3]; y float32[3x7]"},
    {"BatchOfVersionEight", 8, "int64[2] l, float[2,3] s, float[2,T,3] x",
     "f, y = Scan (l, s, x) <num_scan_inputs = 1, body = turn (float[] a, float[] e) => (float[] b, float[] "
     "o) "
     "{ b = Add (a, e)\n o = Relu (b) }>",
     "f float32[2x3]; y float32[2xTx3]"},
};
SHAPE_RULES(Scan, scans);

RuleCase const controlFlowViolations[] = {
    {"NoBranch", 17, "bool c, float[2] x",
     "y = If (c) <then_branch = yes () => (float[] a) { a = Relu (x) }>", "If: else_branch is missing"},
    {"NoBody", 17, "float[2] x, int64 n", "y = Loop (n, , x)", "Loop: body is missing"},
    {"NothingToScan", 17, "float[2] x",
     "y = Scan (x) <num_scan_inputs = 2, body = turn (float[] a) => (float[] b) { b = Relu (a) }>",
     "Scan: num_scan_inputs is 2 for 1 inputs"},
    {"ScanAxisOutside", 17, "float[2] x",
     "y = Scan (x) <num_scan_inputs = 1, scan_input_axes = [1], body = turn (float[] a) => (float[] b) { b = "
     "Relu (a) }>",
     "Scan: axis 1 is outside a tensor of rank 1"},
};
BAD_NODES(ControlFlow, controlFlowViolations);

TEST(ControlFlow, BranchThatIsNeverTakenIsNotReported) {
  Analysed network = inferred(17, "float[2,3] x, float[4,5] z",
                              "c = Constant <value = bool {1}> ()\n"
                              "y = If (c) <then_branch = yes () => (float[] a) { a = Relu (x) }, "
                              "else_branch = no () => (float[] b) { b = MatMul (x, z) }>");
  EXPECT_EQ(message(network, DiagCode::BadNode), "");
  EXPECT_EQ(typeText(network, "y"), "float32[2x3]");
}

TEST(ControlFlow, RepeatedTurnsReportOnce) {
  Analysed network =
      inferred(17, "float[2,3] x, float[4,5] z",
               "n = Constant <value_int = 5> ()\n"
               "y = Loop (n, , x) <body = turn (int64 i, bool ci, float[] a) => (bool co, float[] b) "
               "{ co = Identity (ci)\n b = Concat <axis = 0> (a, a)\n d = MatMul (z, z) }>");
  EXPECT_EQ(network.diagnostics.count(DiagCode::BadNode), 1U);
  EXPECT_EQ(typeText(network, "y"), "float32[?x3]");
}

/// Each level would be inferred five times, 5^40 turns in all, were deep loops not settled at once.
TEST(ControlFlow, DeeplyNestedLoopsTakeLinearTime) {
  std::string body = "b = Concat <axis = 0> (a, a)";
  for (int depth = 0; depth < 40; ++depth)
    body = "b = Loop (n, , a) <body = turn (int64 i, bool ci, float[] a) => (bool co, float[] b) "
           "{ co = Identity (ci)\n " +
           body + " }>";
  Analysed network = inferred(17, "float[2,3] a, int64 n", body);
  EXPECT_EQ(network.error, "");
}

} // namespace
