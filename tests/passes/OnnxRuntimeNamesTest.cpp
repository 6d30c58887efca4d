// Rows of ONNX Runtime profiles and the nodes they are, by the rules of its names.
#include "passes/OnnxRuntimeNames.h"
#include "passes/SavedGraph.h"
#include "tests/support/TextNetwork.h"

#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;

namespace {

MeasuredLatencies::Layer row(char const *name, char const *kind, std::optional<uint32_t> index = {}) {
  MeasuredLatencies::Layer layer{name, 1e-3, kind};
  layer.index = index;
  return layer;
}

/// What each row is: the first output of its node, "+" for what the runtime inserted, "?" for nothing.
std::string places(Graph const &graph, std::vector<MeasuredLatencies::Layer> layers) {
  MeasuredLatencies measured{"profile.json", std::move(layers), true};
  std::string text;
  for (RuntimeRow const &one : matchOnnxRuntimeRows(graph, measured)) {
    text += text.empty() ? "" : " ";
    text += one.node.valid() ? graph.value(graph.node(one.node).output(0)).name.str()
            : one.inserted   ? "+"
                             : "?";
  }
  return text;
}

/// c = Conv, r = Relu(c), p = MaxPool(r), m = MatMul, g = Add(m): nodes Conv_0 to Add_4.
constexpr char const *network =
    R"(main (float[1,4,8,8] x, float[4,4,1,1] w, float[8,3] v, float[3] b) => (float[1,4,8,3] g) {
  c = Conv (x, w) r = Relu (c) p = MaxPool <kernel_shape = [1, 1]> (r) m = MatMul (p, v) g = Add (m, b) })";

TEST(OnnxRuntimeNames, NodesTensorsAndAnchors) {
  Graph graph = textNetwork(network);
  EXPECT_EQ(places(graph, {row("Conv_0", "Conv", 0), row("Relu_1", "Relu", 1),
                           row("MatMul_3_token_12", "MatMul", 3)}),
            "c r m");
  EXPECT_EQ(places(graph, {row("r_nchwc", "Conv"), row("p_nchwc", "MaxPool"), row("c_bn_nchwc", "Conv"),
                           row("m_mul_nchwc", "Conv"), row("InsertedPrecisionFreeCast_r_nchwc", "Conv")}),
            "r p c m r")
      << "named after the tensors they make";
  EXPECT_EQ(places(graph, {row("MatMul_3/MatMulAddFusion", "Gemm"), row("fused MatMul_3", "FusedGemm"),
                           row("MatMul_3/MatmulTransposeFusion//MatMulScaleFusion/", "FusedMatMul"),
                           row("Relu_1/duplicated", "Relu"), row("p_q", "QuantizeLinear")}),
            "m m m r p");
  EXPECT_EQ(places(graph, {row("ReorderInput", "ReorderInput"), row("ReorderOutput_token_3", "ReorderOutput"),
                           row("Transpose_token_1", "Transpose"), row("gemm_input_reshape", "Reshape"),
                           row("InsertedPrecisionFreeCast_x", "Cast"), row("mystery", "Mystery")}),
            "+ + + + + ?");
}

TEST(OnnxRuntimeNames, NamelessNodesGoByTheirPlaceWithoutConstants) {
  Graph graph = textNetwork(R"(main (float[4] x) => (float[4] y) {
    k = Constant <value = float[1] {2}> () a = Mul (x, k) h = Constant <value = float[1] {3}> () b = Mul (a, h) y = Relu (b) })");
  EXPECT_EQ(places(graph, {row("Mul_0", "Mul", 0), row("Mul_1", "Mul", 1), row("Relu_2", "Relu", 2)}),
            "a b y")
      << "in our counting, with Constants, the same nodes are Mul_1, Mul_3 and Relu_4";
}

TEST(OnnxRuntimeNames, FusionsWithoutNameAreNumberedInTheOrderOfTheGraph) {
  Graph graph = textNetwork(R"(main (float[4] x, float[1] s, float[1] o, float[1] h) => (float[4] z) {
    d = Div (x, s) e = Erf (d) a = Add (e, o) m = Mul (x, a) y = Mul (m, h)
    d2 = Div (y, s) e2 = Erf (d2) a2 = Add (e2, o) m2 = Mul (y, a2) z = Mul (m2, h) })");
  EXPECT_EQ(places(graph, {row("Gelu", "Gelu", 10), row("Gelu_token_5", "Gelu", 11)}), "y z");
  EXPECT_EQ(places(graph, {row("Gelu_token_5", "Gelu", 11), row("Gelu", "Gelu", 10)}), "z y")
      << "by index, not by the order of execution";
  Graph convolutions = textNetwork(R"(main (float[1,4,8,8] x, float[4,4,1,1] w) => (float[1,4,8,8] z) {
    a = Conv (x, w) b = Conv (a, w) r = Relu (b) z = Conv (r, w) })");
  EXPECT_EQ(places(convolutions,
                   {row("Conv_4", "Conv", 4), row("FusedConv_5", "FusedConv", 5), row("Conv_6", "Conv", 6)}),
            "a b z")
      << "the one that an activation follows is the FusedConv";
  Graph swish = textNetwork("main (float[4] x) => (float[4] z) { a = HardSwish (x) z = HardSwish (a) }");
  EXPECT_EQ(places(swish, {row("HardSigmoid_2", "HardSigmoid", 2), row("Mul_3", "Mul", 3),
                           row("HardSigmoid_4", "HardSigmoid", 4), row("Mul_5", "Mul", 5)}),
            "a a z z")
      << "a function without kernel runs as its body";
}

TEST(OnnxRuntimeNames, FusedRowsTakeTheNodesBesideThem) {
  Graph graph = textNetwork(network);
  MeasuredLatencies measured{"p", {row("r_nchwc", "Conv"), row("MatMul_3/MatMulAddFusion", "Gemm")}, true};
  std::vector<RuntimeRow> rows = matchOnnxRuntimeRows(graph, measured);
  NodeMap<uint32_t> swallowed = swallowedNodes(graph, rows);
  llvm::ArrayRef<NodeId> nodes = graph.main().nodes;
  EXPECT_EQ(swallowed[nodes[0]], 1u) << "the Conv runs in the row that is named after its Relu";
  EXPECT_EQ(swallowed[nodes[4]], 2u) << "the Add runs in the Gemm";
  EXPECT_EQ(swallowed[nodes[1]], 0u) << "has its row";
}

TEST(SavedGraph, GivesRowsTheTensorsThatTheOriginalHas) {
  Graph graph = textNetwork(network);
  Graph saved = textNetwork(
      R"(main (float[1,4,8,8] x, float[4,4,1,1] w, float[8,3] v, float[3] b) => (float[1,4,8,3] g) {
    inner = Relu (x) r = Transpose (inner) g = Gemm (r, v, b) })");
  MeasuredLatencies measured{"p", {row("Relu_0", "Relu", 70), row("Gemm_2", "Gemm", 71)}, true};
  nameOutputs(saved, measured);
  EXPECT_EQ(places(graph, measured.layers), "r g") << "r behind a change of layout";
  Graph behind = textNetwork(R"(main (float[1,4,8,8] x, float[4,4,1,1] w) => (float[1,8,8,4] t) {
    c = Conv (x, w) t = Transpose <perm = [0, 2, 3, 1]> (c) })");
  MeasuredLatencies::Layer conv = row("FusedConv_9", "Conv", 9);
  conv.outputs = {"t"};
  EXPECT_EQ(places(behind, {conv}), "c")
      << "the row writes t, as it has taken in the Transpose; its work is the Conv";
}

} // namespace
