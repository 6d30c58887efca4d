#include "lib/onnx/NodeOrder.h"
#include "tests/onnx/LoadHelpers.h"
#include <gmock/gmock.h>

namespace eo {
namespace {

using test::codes;
using test::loaded;
using test::nodeNamed;
using test::testFile;
using test::textNetwork;
using test::valueNamed;
using testing::ElementsAre;
using testing::IsEmpty;

/// Names of the body's nodes in order.
std::vector<std::string> order(Graph const &graph, Body const &body) {
  std::vector<std::string> result;
  for (NodeId id : body.nodes)
    result.push_back(graph.node(id).name.str());
  return result;
}
std::vector<std::string> order(Graph const &graph) { return order(graph, graph.main()); }

std::vector<std::string> names(Graph const &graph, llvm::ArrayRef<ValueId> values) {
  std::vector<std::string> result;
  for (ValueId id : values)
    result.push_back(id.valid() ? graph.value(id).name.str() : "-");
  return result;
}

std::string declared(Graph const &graph, llvm::StringRef name) {
  return graph.value(valueNamed(graph, name)).declared().str();
}

TEST(Import, NodesWithoutNameAreCalledAfterOperatorAndPosition) {
  Graph graph = textNetwork("main (float[2] x) => (float[2] z) { y = Relu (x) \n z = Abs (y) }");
  EXPECT_THAT(order(graph), ElementsAre("Relu_0", "Abs_1"));
}

TEST(Import, NodesAreSortedAndKeepTheirPositionInTheFile) {
  Graph graph = textNetwork("main (float[2] x) => (float[2] z) { z = Abs (y) \n y = Relu (x) }");
  EXPECT_THAT(order(graph), ElementsAre("Relu_1", "Abs_0"));
  EXPECT_EQ(nodeNamed(graph, "Abs_0").fileIndex, 0U);
}

TEST(Import, SortingKeepsFileOrderWhereItCan) {
  // d needs c; everything else is in order already.
  Graph graph = textNetwork(R"(main (float[2] x) => (float[2] e) {
    a = Relu (x)
    d = Add (a, c)
    b = Abs (x)
    c = Neg (b)
    e = Add (d, b)
  })");
  EXPECT_THAT(order(graph), ElementsAre("Relu_0", "Abs_2", "Neg_3", "Add_1", "Add_4"));
}

TEST(Import, NodeWaitsForWhatItsBodiesRead) {
  Graph graph = textNetwork(R"(main (bool[1] c, float[2] x) => (float[2] y) {
    y = If (c) <then_branch = t () => (float[2] a) { a = Relu (late) },
                else_branch = e () => (float[2] b) { b = If (c) <
                  then_branch = f () => (float[2] g) { g = Relu (later) },
                  else_branch = h () => (float[2] i) { i = Relu (x) }> }>
    late = Abs (x)
    later = Neg (x)
  })");
  EXPECT_THAT(order(graph), ElementsAre("Abs_1", "Neg_2", "If_0"));
}

TEST(Import, ReadsOfBodiesAreBounded) {
  onnx::ModelProto model = test::parsed(R"(main (bool[1] c, float[2] x, float[2] w) => (float[2] y) {
    y = If (c) <then_branch = t () => (float[2] a) { a = If (c) <
      then_branch = f () => (float[2] g) { g = Add (x, w) }> }>
  })");
  auto isDeclared = [](Name) { return true; };
  SlimModel read = test::slim(model);
  Captures enough(5), tooFew(4); // x and w by the inner body; c, x and w by the outer one
  EXPECT_EQ(llvm::toString(nodeOrder(read.graph->nodes, isDeclared, enough).takeError()), "");
  EXPECT_NE(llvm::toString(nodeOrder(read.graph->nodes, isDeclared, tooFew).takeError()), "");
}

TEST(Import, OptionalOperandsLeftOutAreInvalidIds) {
  Graph graph = textNetwork(R"(main (float[2] x, float max) => (float[2] y) { y = Clip (x, , max) })");
  Node const &clip = nodeNamed(graph, "Clip");
  ASSERT_EQ(clip.inputs.size(), 3U);
  EXPECT_FALSE(clip.hasInput(1));
  EXPECT_TRUE(clip.hasInput(2));
}

TEST(Import, BothSpellingsOfTheDefaultDomainAreOne) {
  onnx::ModelProto model = test::parsed("main (float[2] x) => (float[2] y) { y = Relu (x) }");
  model.mutable_graph()->mutable_node(0)->set_domain("ai.onnx");
  model.mutable_opset_import(0)->set_domain("ai.onnx");
  DiagnosticEngine diagnostics;
  Graph graph = loaded(model, diagnostics);
  Node const &node = nodeNamed(graph, "Relu");
  EXPECT_EQ(node.kind, OpKind::Relu);
  EXPECT_EQ(node.domain, "");
  EXPECT_EQ(node.opset, 17);
  EXPECT_EQ(graph.info().opsets, (std::map<std::string, int64_t>{{"", 17}}));
  EXPECT_THAT(codes(diagnostics), IsEmpty());
}

TEST(Import, MissingOpsetIsAssumedAndSaid) {
  struct Case {
    int64_t irVersion, version;
    int64_t assumed;
  } const cases[] = {{8, 0, 24}, {8, -5, 24}, {2, 0, 1}, {8, 11, 11}};
  for (Case const &c : cases) {
    onnx::ModelProto model = test::parsed("main (float[2] x) => (float[2] y) { y = Relu (x) }");
    model.set_ir_version(c.irVersion);
    model.clear_opset_import();
    if (c.version != 0)
      model.add_opset_import()->set_version(c.version);
    DiagnosticEngine diagnostics;
    Graph graph = loaded(model, diagnostics);
    EXPECT_EQ(nodeNamed(graph, "Relu").opset, c.assumed);
    EXPECT_EQ(diagnostics.count(DiagCode::MissingOpset) > 0, c.assumed != c.version);
  }
}

TEST(Import, DomainThatIsNotImportedHasOpsetZeroAndOneWarning) {
  DiagnosticEngine diagnostics;
  Graph graph = textNetwork(
      "main (float[2] x) => (float[2] z) { y = com.acme.Magic (x) \n z = com.acme.Magic (y) }", &diagnostics);
  EXPECT_EQ(nodeNamed(graph, "Magic_1").opset, 0);
  EXPECT_EQ(nodeNamed(graph, "Magic_1").kind, OpKind::Unknown);
  EXPECT_THAT(codes(diagnostics), ElementsAre("EO0102"));
}

TEST(Import, InitializersInEveryFormBecomeConstants) {
  onnx::ModelProto model = test::parsed("main (float[2] x) => (float[2] y) { y = Sum (x, a, b, c, d, e) }");
  auto add = [&](char const *name, int type) -> onnx::TensorProto & {
    onnx::TensorProto &tensor = *model.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(type);
    tensor.add_dims(2);
    return tensor;
  };
  add("a", onnx::TensorProto::INT64)
      .set_raw_data(std::string("\x03\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 16));
  onnx::TensorProto &typed = add("b", onnx::TensorProto::FLOAT);
  typed.add_float_data(0.5);
  typed.add_float_data(-2);
  add("c", onnx::TensorProto::FLOAT).set_data_location(onnx::TensorProto::EXTERNAL);
  add("d", onnx::TensorProto::FLOAT); // dimensions without data
  onnx::ValueInfoProto &input = *model.mutable_graph()->add_input();
  input.set_name("e"); // an input that has an initializer
  input.mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::INT32);
  onnx::TensorProto &both = add("e", onnx::TensorProto::INT32);
  both.add_int32_data(7);
  both.add_int32_data(8);

  DiagnosticEngine diagnostics;
  Graph graph = loaded(model, diagnostics);
  EXPECT_THAT(codes(diagnostics), IsEmpty());
  EXPECT_THAT(names(graph, graph.main().inputs), ElementsAre("x"));
  auto constant = [&](char const *name) {
    Value const &value = graph.value(valueNamed(graph, name));
    EXPECT_EQ(value.source, ValueSource::Initializer) << name;
    EXPECT_THAT(value.constant->dims, ElementsAre(2)) << name;
    return *value.constant;
  };
  EXPECT_THAT(constant("a").ints, ElementsAre(3, -1));
  EXPECT_THAT(constant("b").floats, ElementsAre(0.5, -2));
  EXPECT_FALSE(constant("c").hasElements);
  EXPECT_FALSE(constant("d").hasElements);
  EXPECT_THAT(constant("e").ints, ElementsAre(7, 8));
  EXPECT_EQ(declared(graph, "e"), "int32[2]");
}

TEST(Import, ConstantNodesHoldTheirTensorInOneAttribute) {
  DiagnosticEngine diagnostics;
  Graph graph = test::loadedFile(testFile("networks/constants.onnx"), diagnostics);
  EXPECT_THAT(codes(diagnostics), IsEmpty());
  auto produced = [&](char const *value) {
    Node const &node = graph.node(graph.value(valueNamed(graph, value)).producer);
    EXPECT_EQ(node.attributes.size(), 1U) << value;
    ConstantTensor const *tensor = node.tensor("value");
    EXPECT_NE(tensor, nullptr) << value;
    return tensor == nullptr ? ConstantTensor() : *tensor;
  };
  EXPECT_THAT(produced("c_value").ints, ElementsAre(2, 4));
  EXPECT_THAT(produced("c_int").ints, ElementsAre(3));
  EXPECT_THAT(produced("c_int").dims, IsEmpty());
  EXPECT_THAT(produced("c_ints").ints, ElementsAre(4, 2));
  EXPECT_THAT(produced("c_float").floats, ElementsAre(0.5));
  EXPECT_THAT(produced("c_floats").floats, ElementsAre(0.5, 2.0));
  EXPECT_EQ(produced("c_string").tensorType().str(), "string[scalar]");
  EXPECT_EQ(produced("c_strings").tensorType().str(), "string[2]");
  EXPECT_EQ(produced("c_sparse").tensorType().str(), "float32[2x4]");
  EXPECT_FALSE(produced("c_sparse").hasElements);
}

TEST(Import, NamedDimensionsAreSymbolsAndUnnamedInputDimensionsAreCalledAfterTheirPlace) {
  onnx::ModelProto model = test::parsed("main (float[N] x) => (float[N] y) { y = Relu (x) }");
  auto describe = [](onnx::ValueInfoProto &value) {
    onnx::TensorShapeProto &shape = *value.mutable_type()->mutable_tensor_type()->mutable_shape();
    shape.clear_dim();
    for (char const *name : {"N", "", "?", "None", "-1", "0", "12"})
      shape.add_dim()->set_dim_param(name);
    shape.add_dim();
    for (int64_t size : {-1, 0, 7})
      shape.add_dim()->set_dim_value(size);
  };
  describe(*model.mutable_graph()->mutable_input(0));
  describe(*model.mutable_graph()->mutable_output(0));
  DiagnosticEngine diagnostics;
  Graph graph = loaded(model, diagnostics);
  EXPECT_EQ(declared(graph, "x"),
            "float32[Nxx[1]xx[2]xx[3]xx[4]xx[5]x12xx[7]xx[8]xx[9]x7]"); // "x[1]", "x[2]", … joined by x
  EXPECT_EQ(declared(graph, "y"), "float32[Nx?x?x?x?x?x12x?x?x?x7]");
}

TEST(Import, TypesThatAreNoTensorsKeepTheirForm) {
  onnx::ModelProto model = test::parsed("main (float[N] a, float[N] b, float[N] c, float[N] d) => () { }");
  auto type = [&](int input) { return model.mutable_graph()->mutable_input(input)->mutable_type(); };
  onnx::TypeProto tensor = *type(0);
  *type(0)->mutable_sequence_type()->mutable_elem_type() = tensor;
  *type(1)->mutable_optional_type()->mutable_elem_type() = tensor;
  type(2)->mutable_map_type()->set_key_type(onnx::TensorProto::INT64);
  *type(3)->mutable_sequence_type()->mutable_elem_type()->mutable_sequence_type()->mutable_elem_type() =
      tensor;
  DiagnosticEngine diagnostics;
  Graph graph = loaded(model, diagnostics);
  auto form = [&](char const *name) { return graph.value(valueNamed(graph, name)).declared().form; };
  EXPECT_EQ(form("a"), ValueForm::Sequence);
  EXPECT_EQ(form("b"), ValueForm::Optional);
  EXPECT_EQ(form("c"), ValueForm::Opaque);
  EXPECT_EQ(form("d"), ValueForm::Opaque);
}

TEST(Import, AttributesKeepTheirValues) {
  Graph graph = textNetwork(R"(main (float[2] x) => (float[2] y) {
    y = Odd <i = 3, f = 1.5, s = "text", is = [1, 2], fs = [0.5, 2.0], ss = ["a", "b"],
             t = int64[2] {5, 6}> (x)
  })");
  Node const &node = nodeNamed(graph, "Odd");
  EXPECT_EQ(node.intOr("i", 0), 3);
  EXPECT_EQ(node.floatOr("f", 0), 1.5F);
  EXPECT_EQ(node.stringOr("s", ""), "text");
  EXPECT_THAT(node.ints("is"), ElementsAre(1, 2));
  EXPECT_THAT(node.floats("fs"), ElementsAre(0.5F, 2.0F));
  EXPECT_THAT(node.tensor("t")->ints, ElementsAre(5, 6));
  EXPECT_EQ(std::get<std::vector<llvm::StringRef>>(node.find("ss")->value).size(), 2U);
}

TEST(Import, AttributeWithoutValueIsZeroAndWithoutTypeIsWhatItHolds) {
  DiagnosticEngine diagnostics;
  Graph graph = test::loadedFile(testFile("bad/wrong-attributes.onnx"), diagnostics);
  Node const &conv = nodeNamed(graph, "conv");
  EXPECT_EQ(conv.intOr("group", 77), 0);                   // declared INT, zero left out by the writer
  EXPECT_THAT(conv.ints("pads"), ElementsAre(1, 1, 1, 1)); // no type declared
  EXPECT_TRUE(conv.has("strides"));                        // declared INTS, holds a string
  EXPECT_THAT(conv.ints("strides"), IsEmpty());
  EXPECT_FALSE(conv.has("dilations")); // refers to an attribute of no function
  EXPECT_THAT(codes(diagnostics), ElementsAre("EO0203"));
}

TEST(Import, BodiesReadOuterValuesAnyNumberOfLevelsUp) {
  DiagnosticEngine diagnostics;
  Graph graph = test::loadedFile(testFile("networks/scan.onnx"), diagnostics);
  EXPECT_THAT(codes(diagnostics), IsEmpty());
  Node const &scan = nodeNamed(graph, "scan");
  Body const &body = graph.body(scan.bodyAttribute("body"));
  EXPECT_EQ(body.owner, scan.id);
  EXPECT_THAT(names(graph, body.inputs), ElementsAre("state_in", "element"));
  EXPECT_THAT(names(graph, body.outputs), ElementsAre("state_out", "stepped"));
  EXPECT_EQ(graph.value(body.inputs[1]).declared().str(), "float32[1x4]");
  Node const &deep = nodeNamed(graph, "deep_matmul");
  EXPECT_EQ(deep.input(0), body.inputs[1]);         // one level up
  EXPECT_EQ(deep.input(1), valueNamed(graph, "w")); // two levels up
  EXPECT_THAT(graph.users(deep.input(1)), ElementsAre(deep.id));
}

TEST(Import, InnerNamesShadowOuterOnes) {
  Graph graph = textNetwork(R"(main (bool[1] c, float[2] x) => (float[2] z) {
    y = Abs (x)
    z = If (c) <then_branch = t () => (float[2] r) { y = Neg (x) r = Relu (y) },
                else_branch = e () => (float[2] s) { s = Relu (y) }>
  })");
  Body const &then = graph.body(nodeNamed(graph, "If").bodyAttribute("then_branch"));
  Body const &otherwise = graph.body(nodeNamed(graph, "If").bodyAttribute("else_branch"));
  auto readBy = [&](Body const &body, size_t node) { return graph.node(body.nodes[node]).input(0); };
  EXPECT_EQ(graph.node(graph.value(readBy(then, 1)).producer).opType, "Neg");
  EXPECT_EQ(graph.node(graph.value(readBy(otherwise, 0)).producer).opType, "Abs");
}

TEST(Import, BranchMayReturnAnOuterValue) {
  Graph graph = textNetwork(R"(main (bool[1] c, float[2] x) => (float[2] z) {
    z = If (c) <then_branch = t () => (float[2] x) { }, else_branch = e () => (float[2] s) { s = Relu (x) }>
  })");
  Body const &then = graph.body(nodeNamed(graph, "If").bodyAttribute("then_branch"));
  EXPECT_EQ(then.outputs, std::vector<ValueId>{valueNamed(graph, "x")});
}

TEST(Import, ValuesThatNothingProducesAreMissingAndSaid) {
  DiagnosticEngine diagnostics;
  Graph graph = test::loadedFile(testFile("bad/undefined-values.onnx"), diagnostics);
  EXPECT_EQ(graph.value(valueNamed(graph, "missing")).source, ValueSource::Missing);
  EXPECT_EQ(graph.value(valueNamed(graph, "nowhere")).source, ValueSource::Missing);
  EXPECT_THAT(names(graph, graph.main().outputs), ElementsAre("a", "-"));
  EXPECT_EQ(diagnostics.count(DiagCode::UndefinedValue), 4U); // missing, nowhere in both branches, absent
}

TEST(Import, OfTwoThingsWithOneNameTheFirstIsUsed) {
  DiagnosticEngine diagnostics;
  Graph graph = test::loadedFile(testFile("bad/duplicates.onnx"), diagnostics);
  EXPECT_EQ(diagnostics.count(DiagCode::DuplicateName), 5U); // initializer, input, attribute, two outputs
  EXPECT_THAT(names(graph, graph.main().inputs), ElementsAre("x", "x"));
  EXPECT_EQ(graph.value(graph.main().inputs[0]).declared().str(), "float32[2]");
  EXPECT_EQ(graph.node(graph.main().nodes[0]).intOr("k", 0), 1);
  EXPECT_EQ(graph.node(graph.value(graph.main().outputs[0]).producer).opType, "Relu");
  for (NodeId id : graph.main().nodes)
    EXPECT_EQ(graph.node(id).input(0), graph.main().inputs[0]);
}

TEST(Import, BrokenTensorsAreSaidAndTheirElementsNotUsed) {
  DiagnosticEngine diagnostics;
  Graph graph = test::loadedFile(testFile("bad/broken-tensors.onnx"), diagnostics);
  EXPECT_EQ(diagnostics.count(DiagCode::BrokenTensor), 4U); // short, long, negative, huge
  EXPECT_EQ(graph.value(valueNamed(graph, "negative")).source, ValueSource::Missing);
  for (char const *name : {"short", "long", "huge", "untyped", "odd"})
    EXPECT_FALSE(graph.value(valueNamed(graph, name)).constant->hasElements) << name;
  EXPECT_EQ(declared(graph, "short"), "float32[4x4]");
}

// A shape in an external file cannot be folded, and whoever wonders why is told; weights there are no news.
TEST(Import, ShapesInExternalFilesAreSaid) {
  onnx::ModelProto model = test::parsed("main (float[6] x) => (float[a,b] y) { y = Reshape (x, shape) }");
  auto external = [&](char const *name, int type, std::vector<int64_t> const &dims) {
    onnx::TensorProto &tensor = *model.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(type);
    for (int64_t dim : dims)
      tensor.add_dims(dim);
    tensor.set_data_location(onnx::TensorProto::EXTERNAL);
    onnx::StringStringEntryProto &location = *tensor.add_external_data();
    location.set_key("location");
    location.set_value("weights.bin");
  };
  external("shape", onnx::TensorProto::INT64, {2});
  external("weight", onnx::TensorProto::FLOAT, {2});
  external("longest", onnx::TensorProto::INT64, {128});
  external("table", onnx::TensorProto::INT64, {129});
  DiagnosticEngine diagnostics;
  Graph graph = loaded(model, diagnostics);
  EXPECT_EQ(diagnostics.count(DiagCode::ExternalShapeData), 2U) << "shape and longest";
  EXPECT_FALSE(graph.value(valueNamed(graph, "shape")).constant->hasElements);
}

TEST(Import, NamesKeepTheirBytes) {
  DiagnosticEngine diagnostics;
  Graph graph = test::loadedFile(testFile("bad/invalid-utf8.onnx"), diagnostics);
  EXPECT_EQ(graph.node(graph.main().nodes[0]).name, "name-\xff\xfe");
}

TEST(Import, NetworkInfoIsWhatTheFileSays) {
  DiagnosticEngine diagnostics;
  Graph graph = test::loadedFile(testFile("networks/functions.onnx"), diagnostics);
  EXPECT_EQ(graph.info().irVersion, 8);
  EXPECT_EQ(graph.info().name, "functions");
  EXPECT_EQ(graph.info().producer, "energy-opt-testdata 1");
  EXPECT_EQ(graph.info().opsets, (std::map<std::string, int64_t>{{"", 16}, {"local", 1}}));
}

} // namespace
} // namespace eo
