#include "tests/onnx/LoadHelpers.h"
#include <gmock/gmock.h>

namespace eo {
namespace {

using test::codes;
using test::loaded;
using test::loadedFile;
using test::nodeNamed;
using test::testFile;
using test::valueNamed;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A network that imports domain "local" besides ai.onnx 16.
onnx::ModelProto network(llvm::StringRef graph, std::vector<char const *> const &functions) {
  std::string header = "<ir_version: 8, opset_import: [\"\" : 16, \"local\" : 1]>\n";
  std::string text = header + graph.str();
  for (char const *function : functions)
    text += std::string("\n<domain: \"local\", opset_import: [\"\" : 15, \"local\" : 1]>\n") + function;
  return test::parsed(text);
}

TEST(Functions, AreInlinedWithTheCallsAsScope) {
  DiagnosticEngine diagnostics;
  Graph graph = loadedFile(testFile("networks/functions.onnx"), diagnostics);
  EXPECT_THAT(codes(diagnostics), IsEmpty());
  std::vector<std::string> nodes;
  for (NodeId id : graph.main().nodes)
    nodes.push_back(graph.node(id).scope.str() + ":" + graph.node(id).name.str());
  EXPECT_THAT(nodes, ElementsAre("layer1:matmul", "layer1/act:leaky", "layer2:matmul", "layer2/act:leaky"));
}

TEST(Functions, AttributesArePassedDownTwoCalls) {
  DiagnosticEngine diagnostics;
  Graph graph = loadedFile(testFile("networks/functions.onnx"), diagnostics);
  EXPECT_EQ(graph.node(graph.main().nodes[1]).floatOr("alpha", 0), 0.25F);
  EXPECT_EQ(graph.node(graph.main().nodes[3]).floatOr("alpha", 0), 0.5F);
}

TEST(Functions, ValuesHaveTheCallersNamesOrTheCallsPath) {
  DiagnosticEngine diagnostics;
  Graph graph = loadedFile(testFile("networks/functions.onnx"), diagnostics);
  auto output = [&](size_t node) { return graph.value(graph.node(graph.main().nodes[node]).output(0)).name; };
  EXPECT_EQ(output(0), "layer1/h");
  EXPECT_EQ(output(1), "h");
  EXPECT_EQ(output(3), "y");
  EXPECT_EQ(graph.main().outputs, std::vector<ValueId>{valueNamed(graph, "y")});
}

TEST(Functions, InlinedNodesKeepThePositionOfTheCallAndTheFunctionsOpset) {
  onnx::ModelProto model = network("main (float[2] x) => (float[2] z) { y = Abs (x) \n z = local.F (y) }",
                                   {"F (a) => (c) { b = Relu (a) \n c = Neg (b) }"});
  DiagnosticEngine diagnostics;
  Graph graph = loaded(model, diagnostics);
  EXPECT_EQ(nodeNamed(graph, "Neg").fileIndex, 1U);
  EXPECT_EQ(nodeNamed(graph, "Neg").opset, 15);
  EXPECT_EQ(nodeNamed(graph, "Abs").opset, 16);
  EXPECT_EQ(nodeNamed(graph, "Neg").scope, "F_1");
}

TEST(Functions, ArgumentsLeftOutAreLeftOutInside) {
  onnx::ModelProto model = network("main (float[2] x) => (float[2] y) { y = local.F (x) }",
                                   {"F (a, low, high) => (b) { b = Clip (a, low, high) }"});
  DiagnosticEngine diagnostics;
  Graph graph = loaded(model, diagnostics);
  Node const &clip = nodeNamed(graph, "Clip");
  EXPECT_TRUE(clip.hasInput(0));
  EXPECT_FALSE(clip.hasInput(1));
  EXPECT_FALSE(clip.hasInput(2));
  EXPECT_THAT(codes(diagnostics), IsEmpty());
}

TEST(Functions, OutputThatIsAnInputIsTheCallersValue) {
  onnx::ModelProto model = network("main (float[2] x) => (float[2] z) { y = local.F (x) \n z = Relu (y) }",
                                   {"F (a) => (a) { b = Neg (a) }"});
  DiagnosticEngine diagnostics;
  Graph graph = loaded(model, diagnostics);
  EXPECT_EQ(nodeNamed(graph, "Relu").input(0), valueNamed(graph, "x"));
}

TEST(Functions, SeeNothingButTheirArguments) {
  onnx::ModelProto model = network("main (float[2] x) => (float[2] z) { y = Abs (x) \n z = local.F (x) }",
                                   {"F (a) => (c) { c = Add (a, y) }"});
  DiagnosticEngine diagnostics;
  Graph graph = loaded(model, diagnostics);
  EXPECT_EQ(graph.value(nodeNamed(graph, "Add").input(1)).source, ValueSource::Missing);
  EXPECT_THAT(codes(diagnostics), ElementsAre("EO0201"));
}

TEST(Functions, CallsThatDoNotFitAreSaid) {
  onnx::ModelProto model =
      network("main (float[2] x) => (float[2] y) { y, z, w = local.F (x, x, x) \n v = Relu (w) }",
              {"F (a) => (b, c) { b = Neg (a) \n d = Abs (a) }"});
  DiagnosticEngine diagnostics;
  Graph graph = loaded(model, diagnostics);
  EXPECT_THAT(codes(diagnostics), ElementsAre("EO0204", "EO0201", "EO0201")); // inputs; c; a third output
  EXPECT_EQ(graph.value(nodeNamed(graph, "Relu").input(0)).source, ValueSource::Missing);
}

TEST(Functions, BodiesInsideReadTheFunctionsValues) {
  onnx::ModelProto model = network("main (bool[1] c, float[2] x) => (float[2] y) { y = local.F (c, x) }",
                                   {R"(F (flag, a) => (r) {
    b = Neg (a)
    r = If (flag) <then_branch = t () => (float[2] s) { s = Relu (b) },
                   else_branch = e () => (float[2] u) { u = local.G (b) }>
  })",
                                    "G (p) => (q) { q = Abs (p) }"});
  DiagnosticEngine diagnostics;
  Graph graph = loaded(model, diagnostics);
  EXPECT_THAT(codes(diagnostics), IsEmpty());
  NodeId negation = nodeNamed(graph, "Neg").id;
  EXPECT_EQ(graph.value(nodeNamed(graph, "Relu").input(0)).producer, negation);
  EXPECT_EQ(graph.value(nodeNamed(graph, "Abs").input(0)).producer, negation);
  EXPECT_EQ(nodeNamed(graph, "Abs").scope, "F_0/G_0");
  EXPECT_EQ(graph.value(graph.main().outputs[0]).producer, nodeNamed(graph, "If").id);
}

TEST(Functions, GraphPassedAsAttributeReadsTheCallersValues) {
  onnx::ModelProto model = network(
      R"(main (bool[1] c, float[2] x) => (float[2] y) {
    outer = Abs (x)
    y = local.F <branch = t () => (float[2] s) { s = Neg (outer) }> (c)
  })",
      {"F (flag) => (r) { r = If (flag) }"});
  onnx::AttributeProto &branch = *model.mutable_functions(0)->mutable_node(0)->add_attribute();
  branch.set_name("then_branch");
  branch.set_ref_attr_name("branch");
  branch.set_type(onnx::AttributeProto::GRAPH);
  DiagnosticEngine diagnostics;
  Graph graph = loaded(model, diagnostics);
  EXPECT_THAT(codes(diagnostics), IsEmpty());
  EXPECT_EQ(nodeNamed(graph, "Neg").input(0), valueNamed(graph, "outer"));
  EXPECT_EQ(graph.body(nodeNamed(graph, "Neg").body).owner, nodeNamed(graph, "If").id);
}

TEST(Functions, DefaultsApplyWhereTheCallIsSilent) {
  onnx::ModelProto model =
      network("main (float[2] x) => (float[2] z) { y = local.F (x) \n z = local.F <slope = 0.75> (y) }",
              {"F (a) => (b) { b = LeakyRelu (a) }"});
  onnx::FunctionProto &function = *model.mutable_functions(0);
  onnx::AttributeProto &reference = *function.mutable_node(0)->add_attribute();
  reference.set_name("alpha");
  reference.set_ref_attr_name("slope");
  onnx::AttributeProto byDefault;
  byDefault.set_name("slope");
  byDefault.set_type(onnx::AttributeProto::FLOAT);
  byDefault.set_f(0.25F);
  // FunctionProto.attribute_proto is newer than the message classes
  std::string bytes = byDefault.SerializeAsString();
  function.mutable_unknown_fields()->AddLengthDelimited(functionAttributeProtoField, bytes);
  DiagnosticEngine diagnostics;
  Graph graph = loaded(model, diagnostics);
  EXPECT_EQ(graph.node(graph.main().nodes[0]).floatOr("alpha", 0), 0.25F);
  EXPECT_EQ(graph.node(graph.main().nodes[1]).floatOr("alpha", 0), 0.75F);
}

TEST(Functions, OverloadsAreToldApart) {
  onnx::ModelProto model = network("main (float[2] x) => (float[2] z) { y = local.F (x) \n z = local.F (y) }",
                                   {"F (a) => (b) { b = Neg (a) }", "F (a) => (b) { b = Abs (a) }"});
  model.mutable_functions(1)->mutable_unknown_fields()->AddLengthDelimited(functionOverloadField, "second");
  model.mutable_graph()->mutable_node(1)->mutable_unknown_fields()->AddLengthDelimited(nodeOverloadField,
                                                                                       "second");
  DiagnosticEngine diagnostics;
  Graph graph = loaded(model, diagnostics);
  EXPECT_EQ(graph.node(graph.main().nodes[0]).kind, OpKind::Neg);
  EXPECT_EQ(graph.node(graph.main().nodes[1]).kind, OpKind::Abs);
}

TEST(Functions, RecursionNamesTheCycle) {
  EXPECT_THAT(test::loadError(test::readFile(testFile("bad/recursive-functions.onnx"))),
              HasSubstr("recursive functions: 'Ping' calls 'Pong' calls 'Ping'"));
  onnx::ModelProto model =
      network("main (float[2] x) => (float[2] y) { y = local.F (x) }", {"F (a) => (b) { b = local.F (a) }"});
  EXPECT_THAT(test::loadError(model.SerializeAsString()), HasSubstr("'F' calls 'F'"));
}

TEST(Functions, CycleWithinOneNamesTheFunction) {
  onnx::ModelProto model = network("main (float[2] x) => (float[2] y) { y = local.F (x) }",
                                   {"F (a) => (b) { b = Add (a, c) \n c = Relu (b) }"});
  EXPECT_THAT(test::loadError(model.SerializeAsString()), HasSubstr("function 'F': 2 nodes in a cycle"));
}

TEST(Functions, ExpansionIsBounded) {
  LoadOptions options;
  options.maxInlinedBytes = size_t{1} << 22;
  EXPECT_THAT(test::loadError(test::readFile(testFile("bad/function-bomb.onnx")), options),
              HasSubstr("inlining the functions takes more than 4194304 bytes"));
}

} // namespace
} // namespace eo
