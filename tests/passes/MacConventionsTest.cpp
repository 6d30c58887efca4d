//===- MacConventionsTest.cpp - MACs as other tools count them -----------------------------------------===//
//
// Formulas as published in the tools' sources, worked out by hand on one small node each. Real networks are
// compared with onnx-tool's own figures in tests/oracle/.
//
#include "lib/pass/MacConvention.h"
#include "passes/NodeText.h"
#include "tests/passes/Analysed.h"

using namespace eo;
using namespace eo::test;

namespace {

/// What the tool counts for the only node, "?" for unknown.
std::string translated(MacConvention convention, std::string const &inputs, std::string const &node,
                       std::string const &constants = "") {
  DiagnosticEngine diagnostics;
  Graph graph = textNetwork("main (" + inputs + ") => (float[] y) " + constants + " { y = " + node + " }",
                            &diagnostics);
  Annotations annotations;
  annotations.set(DimBindings());
  annotations.set(ChosenConvention{convention});
  PassManager manager(allPasses());
  PassContext context{graph, annotations, diagnostics};
  llvm::Error failure = manager.add("translate-macs");
  if (!failure)
    failure = manager.run(context);
  EXPECT_EQ(takeErrorText(std::move(failure)).message, "");
  return annotations.get<TranslatedMacs>().macs[graph.main().nodes.front()].str();
}

struct ConventionCase {
  char const *name, *inputs, *node;
  char const *onnxTool, *fvcore, *thop, *ptflops, *vela;
};
void PrintTo(ConventionCase const &one, std::ostream *stream) { *stream << one.name; }
class MacConventions : public testing::TestWithParam<ConventionCase> {};

TEST_P(MacConventions, FollowTheTool) {
  ConventionCase const &one = GetParam();
  EXPECT_EQ(translated(MacConvention::OnnxTool, one.inputs, one.node), one.onnxTool);
  EXPECT_EQ(translated(MacConvention::Fvcore, one.inputs, one.node), one.fvcore);
  EXPECT_EQ(translated(MacConvention::Thop, one.inputs, one.node), one.thop);
  EXPECT_EQ(translated(MacConvention::Ptflops, one.inputs, one.node), one.ptflops);
  EXPECT_EQ(translated(MacConvention::Vela, one.inputs, one.node), one.vela);
}

ConventionCase const conventionCases[] = {
    // 32·16·9·64 = 294912; a bias is 2048 more where it counts
    {"Conv", "float[1,16,8,8] x, float[32,16,3,3] w, float[32] b", "Conv <pads = [1,1,1,1]> (x, w, b)",
     "296960", "294912", "294912", "296960", "294912"},
    // input volume 48; output volume 1·16·3·4 = 192
    {"ConvTranspose", "float[1,3,2,2] x, float[3,1,2,2] w", "ConvTranspose <strides = [2,2]> (x, w)", "64",
     "48", "192", "192", "192"},
    // along one axis: input volume 2·3·2 = 12; 4 outputs of one channel and 2 elements, of all three channels in the others
    {"ConvTranspose1d", "float[1,3,2] x, float[3,1,2] w", "ConvTranspose <strides = [2]> (x, w)", "8", "12",
     "24", "24", "24"},
    // 2·3·5 = 30; bias 10 in onnx-tool, 5 in ptflops
    {"Gemm", "float[2,3] a, float[3,5] b, float[5] c", "Gemm (a, b, c)", "40", "30", "30", "35", "30"},
    // batch 4 by broadcasting a: 4·2·3·5 = 120, of a's own batch 30; no learned factor: nothing in thop
    {"MatMulOfActivations", "float[1,2,3] a, float[4,3,5] b", "MatMul (a, b)", "120", "30", "0", "30", "120"},
    {"Relu", "float[2,10] x", "Relu (x)", "20", "0", "0", "20", "0"},
    {"Sigmoid", "float[2,10] x", "Sigmoid (x)", "640", "0", "0", "0", "0"},
    // 36 an element; 2 rows of 3·10 - 1
    {"Softmax", "float[2,10] x", "Softmax (x)", "720", "0", "58", "20", "0"},
    // 31, 2, 4, 2 an element
    {"BatchNormalization", "float[1,2,4,4] x, float[2] s, float[2] b, float[2] m, float[2] v",
     "BatchNormalization (x, s, b, m, v)", "992", "64", "128", "64", "0"},
    // 7·20 + 2·29; 5, 4, 2 an element
    {"LayerNormalization", "float[2,10] x, float[10] s", "LayerNormalization (x, s)", "198", "100", "80",
     "40", "0"},
    // over two axes, of which onnx-tool sees the first, of 3: 7·60 + 20·29; 5, 4, 2 an element
    {"LayerNormalizationOfTwoAxes", "float[2,3,10] x, float[3,10] s", "LayerNormalization <axis = 1> (x, s)",
     "1000", "300", "240", "120", "0"},
    // 2·2·2 outputs of 4; thop takes outputs, ptflops inputs
    {"AveragePool", "float[1,2,4,4] x", "AveragePool <kernel_shape = [2,2], strides = [2,2]> (x)", "32", "0",
     "8", "32", "32"},
    {"GlobalAveragePool", "float[1,2,4,4] x", "GlobalAveragePool (x)", "40", "32", "34", "32", "32"},
    // 20 elements of 32 + 4 + 43 + 1: exponential, division, logarithm and a sum
    {"LogSoftmax", "float[2,10] x", "LogSoftmax (x)", "1600", "0", "0", "0", "0"},
    // 16 of 2·2 elements; 4, 8 and nothing an element, in fvcore 4, nothing and 1
    {"UpsampleLinear", "float[1,1,2,2] x", "Upsample <mode = \"linear\", scales = [1.0,1.0,2.0,2.0]> (x)",
     "64", "64", "0", "16", "0"},
    {"UpsampleCubic", "float[1,1,2,2] x", "Upsample <mode = \"cubic\", scales = [1.0,1.0,2.0,2.0]> (x)",
     "128", "0", "0", "16", "0"},
    {"UpsampleNearest", "float[1,1,2,2] x", "Upsample <mode = \"nearest\", scales = [1.0,1.0,2.0,2.0]> (x)",
     "0", "16", "0", "16", "0"},
    // 2·3·5 of a pair; of three operands, and in the other tools, nothing
    {"EinsumOfTwo", "float[2,3] a, float[3,5] b", "Einsum <equation = \"ij,jk->ik\"> (a, b)", "30", "30", "?",
     "?", "?"},
    {"EinsumOfThree", "float[2,3] a, float[3,5] b, float[5,7] c",
     "Einsum <equation = \"ij,jk,kl->il\"> (a, b, c)", "?", "?", "?", "?", "?"},
    // 39 an element
    {"Sin", "float[2,10] x", "Sin (x)", "780", "0", "0", "0", "0"},
    // 76 an element
    {"Tanh", "float[2,10] x", "Tanh (x)", "1520", "0", "0", "0", "0"},
    // 7, 5, 4, 2 an element of 32
    {"InstanceNormalization", "float[1,2,4,4] x, float[2] s, float[2] b", "InstanceNormalization (x, s, b)",
     "224", "160", "128", "64", "0"},
    // 8·6 outputs of 3 elements: of three axes the first is counted
    {"MaxPool3d", "float[1,1,6,4,4] x", "MaxPool <kernel_shape = [3,2,2], strides = [2,2,2]> (x)", "24", "0",
     "0", "96", "96"},
    // 5·3 steps of 96 + 192 + 48, and 8 states of 2·32 + 38 + 8
    {"Gru", "float[5,3,4] x, float[1,24,4] w, float[1,24,8] r, float[1,48] b",
     "GRU <hidden_size = 8> (x, w, r, b)", "18240", "?", "?", "?", "?"},
    {"Div", "float[2,10] x, float[10] y0", "Div (x, y0)", "80", "0", "0", "0", "0"},
    // 5·3 steps of 128 + 256 + 64, and 8 states of 3·32 + 2·38 + 8; the others do not cover it
    {"Lstm", "float[5,3,4] x, float[1,32,4] w, float[1,32,8] r, float[1,64] b",
     "LSTM <hidden_size = 8> (x, w, r, b)", "28320", "?", "?", "?", "?"},
};
INSTANTIATE_TEST_SUITE_P(Table, MacConventions, testing::ValuesIn(conventionCases),
                         [](auto const &instance) { return instance.param.name; });

/// A bias counts as that of a convolution of floats does: 32·16·9·64 and 2048 more.
TEST(MacConventions, OnnxToolCountsTheBiasOfQuantisedConvolutions) {
  std::string inputs =
      "uint8[1,16,8,8] x, float xs, uint8 xz, uint8[32,16,3,3] w, float ws, uint8 wz, float ys, uint8 yz";
  EXPECT_EQ(translated(MacConvention::OnnxTool, inputs,
                       "QLinearConv <pads = [1,1,1,1]> (x, xs, xz, w, ws, wz, ys, yz)"),
            "294912");
  EXPECT_EQ(translated(MacConvention::OnnxTool, inputs + ", int32[32] b",
                       "QLinearConv <pads = [1,1,1,1]> (x, xs, xz, w, ws, wz, ys, yz, b)"),
            "296960");
}

/// thop counts modules: a product is that of a Linear where its second factor is learned.
TEST(MacConventions, ThopCountsProductsWithALearnedFactor) {
  std::string six = "<float[3,2] w = {1,2,3,4,5,6}>";
  EXPECT_EQ(translated(MacConvention::Thop, "float[5,3] x", "MatMul (x, w)", six), "30");
  EXPECT_EQ(translated(MacConvention::Thop, "float[5,3] x, float[3,2] w", "MatMul (x, w)"), "0");
}

/// Only a network that was read in a tool's convention has a word for it.
TEST(MacConventions, WithoutOneThereIsNoWord) {
  Graph graph = textNetwork("main (float[2,10] x) => (float[] y) { y = Relu (x) }");
  Annotations annotations;
  DiagnosticEngine diagnostics;
  PassContext context{graph, annotations, diagnostics};
  EXPECT_EQ(describeTranslation(context, graph.node(graph.main().nodes.front())), "");
  TranslatedMacs macs{MacConvention::Fvcore, NodeMap<SymInt>(graph)};
  macs.macs[graph.main().nodes.front()] = SymInt(7);
  annotations.set(std::move(macs));
  EXPECT_EQ(describeTranslation(context, graph.node(graph.main().nodes.front())), "fvcore 7");
}

TEST(MacConventions, ControlFlowIsLeftOutAndSaid) {
  DiagnosticEngine diagnostics;
  Graph graph = textNetwork(
      "main (bool c, float[2,3] a, float[3,4] b) => (float[] y) { y = If (c) <then_branch = t () => "
      "(float[2,4] p) { p = MatMul (a, b) }, else_branch = e () => (float[2,4] q) { q = MatMul (a, b) }> }",
      &diagnostics);
  Annotations annotations;
  annotations.set(DimBindings());
  annotations.set(ChosenConvention{MacConvention::Fvcore});
  PassManager manager(allPasses());
  PassContext context{graph, annotations, diagnostics};
  llvm::cantFail(manager.add("translate-macs"));
  llvm::cantFail(manager.run(context));
  auto const &macs = annotations.get<TranslatedMacs>().macs;
  EXPECT_TRUE(macs[nodeNamed(graph, "If").id].isUnknown());
  EXPECT_EQ(macs[nodeNamed(graph, "MatMul").id], 24); // inside it is counted
  EXPECT_EQ(diagnostics.count(DiagCode::NotInConvention), 1U);
}

} // namespace
