//===- NearMissesTest.cpp - what looks like an operator and is none --------------------------------------===//
//
// One step of each differs from those of an operator: what is added, subtracted or divided by, along which axis, who else
// reads it. Beside some stands the operator itself, so that the test can fail in both directions.
//
#include "lib/pass/CanonicalForm.h"
#include "tests/passes/Analysed.h"

#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;

namespace {

struct NearMiss {
  char const *name, *body, *node;
  OpKind op; ///< of the unit that the node is in; Unknown for none
};
void PrintTo(NearMiss const &one, std::ostream *stream) { *stream << one.name; }

class NearMisses : public testing::TestWithParam<NearMiss> {};

/// x: [1,8,256], which a Relu has computed and z reads; y is what is looked at.
TEST_P(NearMisses, AreWhatTheyCompute) {
  std::string const text =
      "main (float[1,8,256] i) => (float z, float w) { x = Relu (i) e = Constant <value_float = 0.00001> () "
      "one = Constant <value_float = 1.0> () a = Constant <value_ints = [-1]> () t = Constant <value_ints = "
      "[1]> () " +
      std::string(GetParam().body) + " z = Softsign (y) w = Erf (x) }";
  Analysed network(text, {}, "canonicalize");
  ASSERT_EQ(network.error, "") << text;
  auto const &form = network.annotations.get<CanonicalForm>();
  CanonicalUnit const *unit = form.unitOf(nodeNamed(network.graph, GetParam().node).id);
  EXPECT_EQ(opKindName(unit != nullptr ? unit->op : OpKind::Unknown), opKindName(GetParam().op));
}

namespace rows { // whose names of operators would hide types from other tests
using enum OpKind;

INSTANTIATE_TEST_SUITE_P(
    Softmaxes, NearMisses,
    testing::Values(
        NearMiss{"itself", "p = Exp (x) s = ReduceSum (p, a) y = Div (p, s)", "Div_7", Softmax},
        // the logarithm of infinity is no share of anything: exp(q + 256 · mean) overflows at the numbers that are tried
        NearMiss{"ofASum", "q = Mul (x, x) s = ReduceSum (q, a) d = Add (q, s) y = Exp (d)", "Exp_8",
                 Unknown},
        NearMiss{"ofAProduct", "s = ReduceSum (x, a) d = Mul (x, s) y = Exp (d)", "Exp_7", Unknown},
        NearMiss{"timesTheSum", "p = Exp (x) s = ReduceSum (p, a) y = Mul (p, s)", "Mul_7", Unknown},
        NearMiss{"oneMore", "p = Exp (x) s = ReduceSum (p, a) u = Add (s, one) y = Div (p, u)", "Div_8",
                 Unknown},
        NearMiss{"overTheMean", "p = Exp (x) s = ReduceMean <axes = [-1]> (p) y = Div (p, s)", "Div_7",
                 Unknown},
        NearMiss{"overTheLargest", "p = Exp (x) s = ReduceMax <axes = [-1]> (p) y = Div (p, s)", "Div_7",
                 Unknown},
        NearMiss{"ofSquares", "p = Mul (x, x) s = ReduceSum (p, a) y = Div (p, s)", "Div_7", Unknown},
        NearMiss{"logarithmAdded", "p = Exp (x) s = ReduceSum (p, a) l = Log (s) y = Add (x, l)", "Add_8",
                 Unknown}),
    [](auto const &row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Normalizations, NearMisses,
    testing::Values(
        NearMiss{
            "itself",
            "m = ReduceMean <axes = [-1]> (x) d = Sub (x, m) p = Mul (d, d) v = ReduceMean <axes = [-1]> (p) "
            "u = Add (v, e) r = Sqrt (u) y = Div (d, r)",
            "Sub_6", LayerNormalization},
        NearMiss{
            "meanOfTheOtherAxis", // of what is left, the length still is one
            "m = ReduceMean <axes = [1]> (x) d = Sub (x, m) p = Mul (d, d) v = ReduceMean <axes = [-1]> (p) "
            "u = Add (v, e) r = Sqrt (u) y = Div (d, r)",
            "Sub_6", Unknown},
        NearMiss{
            "xItself",
            "m = ReduceMean <axes = [-1]> (x) d = Sub (x, m) p = Mul (d, d) v = ReduceMean <axes = [-1]> (p) "
            "u = Add (v, e) r = Sqrt (u) y = Div (x, r)",
            "Div_11", Unknown},
        NearMiss{
            "withoutARoot",
            "m = ReduceMean <axes = [-1]> (x) d = Sub (x, m) p = Mul (d, d) v = ReduceMean <axes = [-1]> (p) "
            "u = Add (v, e) y = Div (d, u)",
            "Div_10", Unknown},
        NearMiss{"lengthPlusOne", "l = ReduceL2 <axes = [-1]> (x) u = Add (l, one) y = Div (x, u)", "Div_7",
                 Unknown},
        NearMiss{"length", "l = ReduceL2 <axes = [-1]> (x) y = Div (x, l)", "Div_6", LpNormalization},
        NearMiss{"timesTheLength", "l = ReduceL2 <axes = [-1]> (x) y = Mul (x, l)", "Mul_6", Unknown}),
    [](auto const &row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Exchanged, NearMisses,
    testing::Values(
        NearMiss{"gate", "u = Cos (x) p = Mul (u, x) s = Sigmoid (x) y = Mul (p, s)", "Sigmoid_7", Swish},
        NearMiss{"gateOfAnother", "u = Cos (x) g = Sin (x) p = Mul (u, x) s = Sigmoid (g) y = Mul (p, s)",
                 "Sigmoid_8", Unknown},
        NearMiss{"gateByTanh", "u = Cos (x) p = Mul (u, x) s = Tanh (x) y = Mul (p, s)", "Tanh_7", Unknown},
        NearMiss{"productReadTwice",
                 "u = Cos (x) p = Mul (u, x) s = Sigmoid (x) q = Mul (p, s) y = Add (q, p)", "Sigmoid_7",
                 Unknown},
        NearMiss{
            "variance",
            "m = ReduceMean <axes = [-1]> (x) p = Mul (x, x) q = ReduceMean <axes = [-1]> (p) s = Mul (m, m) "
            "v = Sub (q, s) y = Add (v, m)",
            "Sub_9", ReduceSumSquare},
        NearMiss{
            "squareOfTheMeanAdded",
            "m = ReduceMean <axes = [-1]> (x) p = Mul (x, x) q = ReduceMean <axes = [-1]> (p) s = Mul (m, m) "
            "v = Add (q, s) y = Add (v, m)",
            "Add_9", Unknown},
        NearMiss{
            "squareOfAnotherMean",
            "m = ReduceMean <axes = [1]> (x) p = Mul (x, x) q = ReduceMean <axes = [-1]> (p) s = Mul (m, m) "
            "v = Sub (q, s) y = Add (v, m)",
            "Sub_9", Unknown},
        NearMiss{"fourthRoot", "r = Sqrt (x) y = Pow (r, e)", "Pow_6", Unknown},
        NearMiss{"inverseRoot", "r = Sqrt (x) y = Div (one, r)", "Div_6", Sqrt},
        NearMiss{"dividedRoot", "r = Sqrt (x) y = Div (r, x)", "Div_6", Unknown}),
    [](auto const &row) { return std::string(row.param.name); });

} // namespace rows

} // namespace
