#include "lib/ir/Graph.h"
#include "lib/ir/Printer.h"
#include "lib/ir/Verifier.h"
#include "lib/support/Error.h"

#include <gtest/gtest.h>

using namespace eo;

namespace {
/// x -> Relu -> y, and y twice into Add -> z.
struct Tiny {
  GraphBuilder builder;
  BodyId main = builder.addBody(builder.save("tiny"), NodeId());
  ValueId x = builder.addValue(builder.save("x"), ValueSource::Input, main);
  ValueId y = builder.addValue(builder.save("y"), ValueSource::NodeOutput, main);
  ValueId z = builder.addValue(builder.save("z"), ValueSource::NodeOutput, main);

  Node make(OpKind kind, llvm::StringRef op, std::initializer_list<ValueId> inputs, ValueId output) const {
    Node node;
    node.kind = kind;
    node.opType = op;
    node.name = op;
    node.body = main;
    node.inputs.assign(inputs);
    node.outputs.push_back(output);
    return node;
  }
  Tiny() {
    builder.body(main).inputs.push_back(x);
    builder.body(main).outputs.push_back(z);
    builder.value(x).declaration =
        builder.addDeclaration({DataType::Float32, Shape{SymInt(2), SymInt::symbol("N")}});
  }
};
} // namespace

TEST(Graph, UsersListEveryReadInOrder) {
  Tiny tiny;
  NodeId relu = tiny.builder.addNode(tiny.make(OpKind::Relu, "Relu", {tiny.x}, tiny.y));
  NodeId add = tiny.builder.addNode(tiny.make(OpKind::Add, "Add", {tiny.y, tiny.y}, tiny.z));
  Graph graph = tiny.builder.finish();
  EXPECT_EQ(graph.users(tiny.x).vec(), std::vector<NodeId>{relu});
  EXPECT_EQ(graph.users(tiny.y).vec(), (std::vector<NodeId>{add, add}));
  EXPECT_TRUE(graph.users(tiny.z).empty());
  EXPECT_FALSE(static_cast<bool>(verifyGraph(graph)));
}

TEST(Graph, PrintsNodesWithTypes) {
  Tiny tiny;
  Node relu = tiny.make(OpKind::Relu, "Relu", {tiny.x, ValueId()}, tiny.z);
  relu.attributes.push_back({"axes", std::vector<int64_t>{1, 2}});
  tiny.builder.addNode(std::move(relu));
  Graph graph = tiny.builder.finish();
  std::string text;
  llvm::raw_string_ostream stream(text);
  printGraph(graph, stream, nullptr, [](Node const &) { return std::string("7 macs"); });
  EXPECT_EQ(stream.str(), "graph \"tiny\" (%x: float32[2xN]) -> (%z) {\n"
                          "  %z: undefined[*] = Relu \"Relu\" (%x, _) {axes=[1, 2]}   // 7 macs\n"
                          "}\n");
}

TEST(Verifier, FindsUseBeforeDefinition) {
  Tiny tiny;
  tiny.builder.addNode(tiny.make(OpKind::Add, "Add", {tiny.y, tiny.y}, tiny.z));
  tiny.builder.addNode(tiny.make(OpKind::Relu, "Relu", {tiny.x}, tiny.y));
  Graph graph = tiny.builder.finish();
  EXPECT_EQ(takeErrorText(verifyGraph(graph)).message,
            "graph invariant: node 0 reads value 1 before it is produced");
}

TEST(Verifier, FindsValuesOfForeignBodies) {
  Tiny tiny;
  NodeId relu = tiny.builder.addNode(tiny.make(OpKind::Relu, "Relu", {tiny.x}, tiny.y));
  BodyId inner = tiny.builder.addBody("inner", relu);
  ValueId secret = tiny.builder.addValue("secret", ValueSource::Input, inner);
  tiny.builder.addNode(tiny.make(OpKind::Relu, "Relu", {secret}, tiny.z));
  Graph graph = tiny.builder.finish();
  EXPECT_EQ(takeErrorText(verifyGraph(graph)).message,
            "graph invariant: node 1 reads value 3 of a body that does not enclose it");
}
