#include "lib/ir/GraphEdit.h"
#include "lib/ir/Printer.h"
#include "lib/ir/Verifier.h"
#include "lib/support/Error.h"

#include <gtest/gtest.h>

using namespace eo;

namespace {
/// x -> Identity -> a -> If (its branch reads a) -> b -> Relu -> y
struct WithBranch {
  GraphBuilder builder;
  BodyId main = builder.addBody("main", NodeId());
  BodyId branch = builder.addBody("then", NodeId());
  ValueId x = value("x", main), a = value("a", main), b = value("b", main), y = value("y", main),
          inner = value("inner", branch);
  NodeId identity, choose, relu, sigmoid;
  Graph graph;

  WithBranch() {
    builder.value(x).source = ValueSource::Input;
    builder.body(main).inputs.push_back(x);
    builder.body(main).outputs.push_back(y);
    builder.body(branch).outputs.push_back(inner);
    identity = add(OpKind::Identity, main, x, a);
    choose = add(OpKind::If, main, ValueId(), b, {{"then_branch", branch}});
    relu = add(OpKind::Relu, main, b, y);
    sigmoid = add(OpKind::Sigmoid, branch, a, inner);
    builder.body(branch).owner = choose;
    for (ValueId id : {x, a, b, y, inner}) {
      builder.value(id).declaration = builder.addDeclaration({DataType::Float32, Shape{SymInt(4)}});
    }
    graph = builder.finish();
  }
  ValueId value(llvm::StringRef name, BodyId body) {
    return builder.addValue(name, ValueSource::NodeOutput, body);
  }
  NodeId add(OpKind kind, BodyId body, ValueId input, ValueId output,
             std::initializer_list<Attribute> attributes = {}) {
    Node node;
    node.kind = kind;
    node.name = node.opType = opKindName(kind);
    node.body = body;
    if (input.valid())
      node.inputs.push_back(input);
    node.outputs.push_back(output);
    node.attributes.assign(attributes);
    return builder.addNode(std::move(node));
  }
};

std::string textOf(Graph const &graph) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  printGraph(graph, stream, nullptr);
  return stream.str();
}

std::string verified(Graph const &graph) {
  llvm::Error error = verifyGraph(graph);
  return error ? takeErrorText(std::move(error)).message : "";
}
} // namespace

TEST(GraphEdit, WithoutChangesTheCopyIsTheSame) {
  WithBranch original;
  Graph copy = GraphEdit(original.graph).build();
  EXPECT_EQ(verified(copy), "");
  EXPECT_EQ(textOf(copy), textOf(original.graph));
}

TEST(GraphEdit, BypassedNodeIsGoneAndItsReadersReadItsInputInBodiesToo) {
  WithBranch original;
  GraphEdit edit(original.graph);
  edit.bypass(original.identity, original.x);
  Graph copy = std::move(edit).build();
  EXPECT_EQ(verified(copy), "");
  ASSERT_EQ(copy.main().nodes.size(), 2U);
  EXPECT_EQ(copy.node(copy.body(original.branch).nodes.front()).inputs[0], original.x);
  EXPECT_EQ(copy.value(original.a).source, ValueSource::Missing);
  EXPECT_EQ(copy.node(copy.body(original.branch).owner).kind, OpKind::If);
}

TEST(GraphEdit, ReplacedValueIsReplacedAmongTheOutputs) {
  WithBranch original;
  GraphEdit edit(original.graph);
  edit.bypass(original.relu, original.b);
  Graph copy = std::move(edit).build();
  EXPECT_EQ(verified(copy), "");
  EXPECT_EQ(copy.main().outputs, std::vector<ValueId>{original.b});
}

TEST(GraphEdit, ReplacementsOfReplacementsAreFollowed) {
  WithBranch original;
  GraphEdit edit(original.graph);
  edit.replaceUses(original.b, original.a);
  edit.replaceUses(original.a, original.x);
  Graph copy = std::move(edit).build();
  EXPECT_EQ(copy.node(copy.main().nodes.back()).inputs[0], original.x);
}

TEST(GraphEdit, ReplacementsInACircleEnd) {
  WithBranch original;
  GraphEdit edit(original.graph);
  edit.replaceUses(original.b, original.a);
  edit.replaceUses(original.a, original.b);
  Graph copy = std::move(edit).build();
  EXPECT_EQ(copy.main().nodes.size(), 3U);
}

TEST(GraphEdit, NewNodeStandsBeforeItsPlaceWithAParameter) {
  WithBranch original;
  GraphEdit edit(original.graph);
  ValueId weight = edit.addParameter(DataType::Float16, {4, 2});
  ValueId product = edit.insertBefore(original.relu, OpKind::MatMul, {original.b, weight});
  edit.node(original.relu).inputs[0] = product;
  Graph copy = std::move(edit).build();
  EXPECT_EQ(verified(copy), "");
  ASSERT_EQ(copy.main().nodes.size(), 4U);
  Node const &added = copy.node(copy.main().nodes[2]);
  EXPECT_EQ(added.opType, "MatMul");
  EXPECT_EQ(copy.value(added.inputs[1]).declared().str(), "float16[4x2]");
  EXPECT_EQ(copy.value(product).producer, added.id);
}

TEST(GraphEdit, NewNodeMayHaveSeveralOutputs) {
  WithBranch original;
  GraphEdit edit(original.graph);
  ValueId sizes = edit.addInts({1, 3});
  std::vector<ValueId> parts =
      edit.insertBefore(original.relu, OpKind::Split, {original.b, sizes}, Attribute{"axis", int64_t{0}}, 2);
  edit.node(original.relu).inputs[0] = parts[1];
  Graph copy = std::move(edit).build();
  EXPECT_EQ(verified(copy), "");
  EXPECT_EQ(copy.value(parts[1]).outputIndex, 1U);
  EXPECT_EQ(copy.value(sizes).constant->ints, (std::vector<int64_t>{1, 3}));
}

TEST(GraphEdit, ForgetsDeclaredTypesOfAllThatDepends) {
  WithBranch original;
  GraphEdit edit(original.graph);
  edit.forgetTypesAfter(original.a);
  Graph copy = std::move(edit).build();
  EXPECT_TRUE(copy.value(original.x).declared().hasRank());
  for (ValueId changed : {original.a, original.inner, original.b, original.y})
    EXPECT_FALSE(copy.value(changed).declared().hasRank()) << copy.value(changed).name.str();
}
