//===- DeclaredTypesTest.cpp - rules against declarations, and what is said about them --------------===//

#include "passes/shape/ShapeRules.h"
#include "tests/passes/shape/RuleCase.h"

using namespace eo;
using namespace eo::test;

namespace {

Analysed analysed(std::string const &text, DimBindings bindings = leaveOpen()) {
  return Analysed(text, std::move(bindings), "infer-shapes");
}

constexpr char const *withCustom = "<ir_version: 8, opset_import: [\"\" : 17, \"my\" : 1]>\n";

TEST(DeclaredTypes, RuleWinsOverContradictingDeclaration) {
  Analysed network = analysed("main (float[2,3] x) => (float[2,4] y) { y = Relu (x) }");
  EXPECT_EQ(typeText(network, "y"), "float32[2x3]");
  EXPECT_EQ(message(network, DiagCode::ShapeContradiction), "value 'y' is declared 2x4 but Relu gives 2x3");
}

TEST(DeclaredTypes, OtherRankIsAContradiction) {
  Analysed network = analysed("main (float[2,3] x) => (float[6] y) { y = Relu (x) }");
  EXPECT_EQ(message(network, DiagCode::ShapeContradiction), "value 'y' is declared 6 but Relu gives 2x3");
}

TEST(DeclaredTypes, StaleSymbolIsNoContradiction) {
  Analysed network = analysed("main (float[2,3] x) => (float[batch,3] y) { y = Relu (x) }");
  EXPECT_EQ(typeText(network, "y"), "float32[2x3]");
  EXPECT_EQ(network.diagnostics.count(DiagCode::ShapeContradiction), 0U);
}

TEST(DeclaredTypes, DeclarationFillsUnknownDimensions) {
  Analysed network = analysed("main (float[2,3] x, int64[2] s) => (float[7,9] y) { y = Reshape (x, s) }");
  EXPECT_EQ(typeText(network, "y"), "float32[7x9]");
}

TEST(DeclaredTypes, DeclarationStandsInForAMissingRule) {
  Analysed network =
      analysed(std::string(withCustom) + "main (float[N,3] x) => (float[N,5] y) { y = my.Op (x) }");
  EXPECT_EQ(typeText(network, "y"), "float32[Nx5]");
  EXPECT_EQ(message(network, DiagCode::NoShapeRule), "operator Op of domain 'my' has no shape rule");
}

TEST(DeclaredTypes, BoundSymbolsAreReplaced) {
  DimBindings bindings = leaveOpen();
  bindings.named["N"] = 4;
  Analysed network =
      analysed(std::string(withCustom) + "main (float[N,3] x) => (float[N,5] y) { y = my.Op (x) }", bindings);
  EXPECT_EQ(typeText(network, "y"), "float32[4x5]");
}

TEST(DeclaredTypes, SymbolsThatNoInputHasAreUnknown) {
  Analysed network =
      analysed(std::string(withCustom) + "main (float[N,3] x) => (float[boxes,4] y) { y = my.Op (x) }");
  EXPECT_EQ(typeText(network, "y"), "float32[?x4]");
}

TEST(DeclaredTypes, BadNodeIsNotFilledIn) {
  Analysed network = analysed("main (float[2,3] a, float[4,5] b) => (float[2,5] y) { y = MatMul (a, b) }");
  EXPECT_EQ(typeText(network, "y"), "float32[*]");
}

TEST(InferShapes, OperatorWithoutRuleIsReportedOncePerOperator) {
  Analysed network =
      analysed(std::string(withCustom) +
               "main (float[2] x) => (float[] z) { y = my.Op (x)\n w = my.Op (y)\n z = my.Other (w) }");
  EXPECT_EQ(network.diagnostics.count(DiagCode::NoShapeRule), 2U);
}

TEST(InferShapes, NewerOpsetUsesTheNewestRuleAndSaysSoOnce) {
  Analysed network = inferred(99, "float[2,3] x", "y = Relu (x)\n z = Abs (y)");
  EXPECT_EQ(typeText(network, "z"), "float32[2x3]");
  EXPECT_EQ(network.diagnostics.count(DiagCode::NewerOpset), 1U);
}

TEST(InferShapes, DataDependentSizeIsUnknownAndNoted) {
  Analysed network = inferred(17, "float[3,4] x", "y = NonZero (x)");
  EXPECT_EQ(message(network, DiagCode::DataDependentShape),
            "NonZero: how many elements are not zero depends on data");
}

TEST(InferShapes, OverflowingSizeIsNotWrapped) {
  Analysed network = inferred(17, "float[4611686018427387904,4611686018427387904] x",
                              "s = Constant <value_ints = [-1]> ()\n y = Reshape (x, s)");
  EXPECT_EQ(typeText(network, "y"), "float32[overflow]");
}

TEST(InferShapes, EveryOperatorHasARule) {
  for (OpKind kind : allOpKinds())
    EXPECT_NE(shapeRule(kind), nullptr) << opKindName(kind).str();
  EXPECT_EQ(shapeRule(OpKind::Unknown), nullptr);
}

} // namespace
