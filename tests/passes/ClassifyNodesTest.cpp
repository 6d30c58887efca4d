#include "lib/onnx/Loader.h"
#include "tests/passes/Analysed.h"
#include <fmt/format.h>

using namespace eo;
using namespace eo::test;

TEST(ClassifyNodes, NodesThatReachNoOutputAreDead) {
  Analysed network("main (float[2] x) => (float[2] y) { y = Relu (x) t = Tanh (x) u = Exp (t) }");
  EXPECT_EQ(network.role("Relu"), NodeRole::Live);
  EXPECT_EQ(network.role("Tanh"), NodeRole::Dead);
  EXPECT_EQ(network.role("Exp"), NodeRole::Dead);
  ASSERT_EQ(network.diagnostics.count(DiagCode::DeadNodes), 1U);
}

TEST(ClassifyNodes, BodiesKeepOuterValuesAlive) {
  Analysed network("main (bool c, float[2] x) => (float[2] y) { t = Tanh (x) "
                   "y = If (c) <then_branch = a () => (float[2] p) { p = Relu (t) }, "
                   "else_branch = b () => (float[2] q) { q = Identity (x) }> }");
  EXPECT_EQ(network.role("Tanh"), NodeRole::Live);
  EXPECT_EQ(network.role("Relu"), NodeRole::Live);
}

TEST(ClassifyNodes, ShapeArithmeticWithAKnownResultIsFoldable) {
  Analysed network("main (float[2,6] x) => (float[] y) { s = Shape (x) y = Reshape (x, s) }");
  EXPECT_EQ(network.role("Shape"), NodeRole::Foldable);
  EXPECT_EQ(network.role("Reshape"), NodeRole::Live);
}

TEST(ClassifyNodes, RandomNodesAreNotFoldable) {
  Analysed network("main (float[2] x) => (float[] y) { r = RandomNormal <shape = [2]> () y = Add (x, r) }");
  EXPECT_EQ(network.role("RandomNormal"), NodeRole::Live);
}

TEST(ClassifyNodes, WeightsPassedAsInputsAreParameters) {
  Analysed network(
      "main (float[1,3,8,8] x, float[4,3,3,3] w, float[4] b) => (float[] y) { y = Conv (x, w, b) }");
  EXPECT_EQ(network.traffic().totalParams, 4 * 27 + 4);
  EXPECT_TRUE(network.annotations.get<NodeRoles>().parametersAsInputs);
}

// As much as any exporter leaves behind; how many more are followed is a bound of our own.
TEST(ClassifyNodes, WeightsPassedAsInputsAreFollowedThroughThirtyTwoNodes) {
  auto parameters = [](int nodes) {
    std::string chain = "v0 = Identity (w) ";
    for (int i = 1; i < nodes; ++i)
      chain += fmt::format("v{} = Identity (v{}) ", i, i - 1);
    Analysed network(
        fmt::format("main (float[1,3,8,8] x, float[4,3,3,3] w) => (float[] y) {{ {}y = Conv (x, v{}) }}",
                    chain, nodes - 1));
    return network.traffic().totalParams;
  };
  EXPECT_EQ(parameters(32), 4 * 27);
  EXPECT_EQ(parameters(33), 0);
}

TEST(ClassifyNodes, BesideWeightsPassedAsInputsFactorsOfChannelsAreLearnedToo) {
  auto parameters = [](std::string const &factor, std::string const &op, std::string const &weights) {
    return Analysed("main (float[1,3,8,8] x, float[4,3,3,3] " + weights + ", float" + factor +
                    " s) => (float[] y) { c = Conv (x, w) i = Identity (s) y = " + op + " (i, c) }")
        .traffic()
        .totalParams;
  };
  EXPECT_EQ(parameters("[4,1,1]", "Mul", "w"), 4 * 27 + 4);
  EXPECT_EQ(parameters("[1,4,1,1]", "Mul", "w"), 4 * 27 + 4);
  EXPECT_EQ(parameters("[4,6,1]", "Mul", "w"), 4 * 27) << "of rows too: a mask may be";
  EXPECT_EQ(parameters("[1,1,6]", "Mul", "w"), 4 * 27) << "of columns";
  EXPECT_EQ(parameters("[2,4,1,1]", "Mul", "w"), 4 * 27) << "of pictures";
  EXPECT_EQ(parameters("[4,1,1]", "Add", "w"), 4 * 27);
  std::string ones = "1";
  for (int i = 1; i < 4 * 27; ++i)
    ones += ",1";
  // With the filters in the file nothing says that the other input is learned.
  EXPECT_EQ(parameters("[4,1,1]", "Mul", "w = {" + ones + "}"), 4 * 27);
}

TEST(ClassifyNodes, WeightsPassedAsInputsAreParametersBehindWhatChangesNothingAndBesideDeadNodes) {
  for (char const *text :
       {"main (float[1,3,8,8] x, float[4,3,3,3] w, float[4] b) => (float[] y) { d = Relu (b) v = Dropout (w) "
        "y = Conv (x, v, b) }",
        "main (float[1,3,8,8] x, float[4,3,3,3] w, float[4] b) => (float[] y) { p = Constant <value = "
        "int64[8] "
        "{0, 0, 0, 0, 0, 0, 0, 0}> () v = Pad (w, p) e = Concat <axis = 0> (b) y = Conv (x, v, e) }"})
    EXPECT_EQ(Analysed(text).traffic().totalParams, 4 * 27 + 4) << text;
}

TEST(ClassifyNodes, TheBiasOfALayerWithOneOutputIsAParameter) {
  Analysed layer("main (float[1,64] x) => (float[1,1] y) { w = Constant <value = float[1,64] {0.0}> () "
                 "b = Constant <value = float[1] {0.0}> () y = Gemm <transB = 1> (x, w, b) }");
  EXPECT_EQ(layer.traffic().totalParams, 65);
}

TEST(ClassifyNodes, AGemmWithABiasAColumnIsALayerUnderAnyNames) {
  Analysed layer(
      "main (float[1,8] x, float[8,3] arg1, float[3] arg2) => (float[] y) { y = Gemm (x, arg1, arg2) }");
  EXPECT_EQ(layer.traffic().totalParams, 8 * 3 + 3);
  Analysed product("main (float[4,8] a, float[8,3] b, float[4,3] c) => (float[] y) { y = Gemm (a, b, c) }");
  EXPECT_EQ(product.traffic().totalParams, 0);
}

TEST(ClassifyNodes, TwoActivationsAreNoParameters) {
  Analysed network("main (float[4,8] a, float[8,3] b) => (float[] y) { y = MatMul (a, b) }");
  EXPECT_EQ(network.traffic().totalParams, 0);
}

/// Of a network whose names may contain "__" for the "::" that PyTorch writes.
static SymInt paramsOf(llvm::StringRef text) {
  std::string bytes = onnxBytes(text);
  for (size_t at = bytes.find("__"); at != std::string::npos; at = bytes.find("__"))
    bytes.replace(at, 2, "::");
  DiagnosticEngine said;
  Graph graph = llvm::cantFail(loadNetworkFromBuffer(bytes, "text", {}, said));
  Annotations annotations;
  annotations.set(DimBindings());
  PassManager manager(allPasses());
  PassContext context{graph, annotations, said};
  llvm::cantFail(manager.add("count-traffic"));
  llvm::cantFail(manager.run(context));
  return annotations.get<MemoryTraffic>().totalParams;
}

// PyTorch's names of inputs that nobody named: attention alone has no weights.
TEST(ClassifyNodes, KeysAndValuesOfHeadsAreNoParametersUnderAnyNames) {
  EXPECT_EQ(paramsOf("main (float[4,8,16] a, float[4,16,8] onnx__MatMul_1) => (float[] y) "
                     "{ y = MatMul (a, onnx__MatMul_1) }"),
            0);
  EXPECT_EQ(paramsOf("main (float[4,8,16] a, float[8,16] onnx__Transpose_1) => (float[] y) "
                     "{ t = Transpose (onnx__Transpose_1) y = MatMul (a, t) }"),
            0);
  EXPECT_EQ(paramsOf("main (float[4,8,16] a, float[16,8] onnx__MatMul_1) => (float[] y) "
                     "{ y = MatMul (a, onnx__MatMul_1) }"),
            16 * 8);
}

TEST(ClassifyNodes, ANameThatSaysWeightMakesAParameter) {
  Analysed network("main (float[4,8] a, float[8,3] fc_weight) => (float[] y) { y = MatMul (a, fc_weight) }");
  EXPECT_EQ(network.traffic().totalParams, 24);
}
