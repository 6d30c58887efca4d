//===- HostileNodesTest.cpp - rules survive what no exporter writes -----------------------------------===//

#include "passes/Pipeline.h"
#include "passes/shape/ShapeContext.h"
#include "tests/passes/Analysed.h"

using namespace eo;

namespace {

constexpr int64_t values[] = {0, -1, 1, std::numeric_limits<int64_t>::min(),
                              std::numeric_limits<int64_t>::max()};

constexpr llvm::StringLiteral attributes[] = {
    "axis",         "axes",  "kernel_shape",    "strides",     "pads",        "dilations",
    "group",        "perm",  "blocksize",       "k",           "split",       "num_outputs",
    "starts",       "ends",  "batch_dims",      "keepdims",    "new_axis",    "output_shape",
    "pooled_shape", "to",    "num_scan_inputs", "hidden_size", "q_num_heads", "kv_num_heads",
    "dtype",        "shape", "start",           "layout"};

std::vector<llvm::SmallVector<int64_t, 4>> const shapes = {
    {}, {0}, {1}, {3}, {2, 3}, {2, 3, 4}, {1, 2, 3, 4}, {int64_t(1) << 62, 4, int64_t(1) << 62}};

size_t const variants = shapes.size() * std::size(values);

/// All elements are one of `values`, the dimensions one of `shapes`.
ConstantTensor operand(size_t variant, size_t position) {
  ConstantTensor tensor;
  tensor.type = DataType::Int64;
  tensor.dims = shapes[(variant / std::size(values) + (position > 1 ? variant : 0)) % shapes.size()];
  auto count = foldableCount(*tensor.tensorType().shape);
  tensor.hasElements = count.has_value();
  tensor.ints.assign(count.value_or(0), values[variant % std::size(values)]);
  return tensor;
}

/// Every attribute that any rule reads, as numbers, as lists, or not at all.
void addAttributes(Node &node, size_t variant) {
  int64_t value = values[variant % std::size(values)];
  for (llvm::StringRef name : attributes) {
    if (variant % 3 == 0)
      node.attributes.push_back({name, value});
    else if (variant % 3 == 1)
      node.attributes.push_back({name, std::vector<int64_t>(1 + variant % 4, value)});
  }
}

/// One node; its first operand is data, the others are constants.
Graph absurdNetwork(OpKind kind, size_t inputs, size_t variant) {
  GraphBuilder builder;
  BodyId main = builder.addBody("main", NodeId());
  Node node;
  node.kind = kind;
  node.opType = node.name = opKindName(kind);
  node.opset = 1 + static_cast<int64_t>((variant * 7) % 24);
  node.body = main;
  for (size_t i = 0; i < inputs; ++i) {
    ConstantTensor tensor = operand(variant, i);
    ValueId id = builder.addValue("x", i == 0 ? ValueSource::Input : ValueSource::Initializer, main);
    builder.value(id).declaration = builder.addDeclaration(tensor.tensorType());
    if (i == 0)
      builder.body(main).inputs.push_back(id);
    else
      builder.value(id).constant = builder.addTensor(std::move(tensor));
    node.inputs.push_back(id);
  }
  addAttributes(node, variant);
  for (size_t i = 0; i < 3; ++i)
    node.outputs.push_back(builder.addValue("y", ValueSource::NodeOutput, main));
  builder.addNode(std::move(node));
  return builder.finish();
}

bool hasNegativeDimension(TensorType const &type) {
  return type.shape &&
         llvm::any_of(*type.shape, [](SymInt const &dim) { return dim.isKnown() && dim.value() < 0; });
}

/// Few, many, scalar, empty and enormous operands, odd attributes: nothing crashes, and no dimension is
/// negative.
TEST(HostileNodes, EveryOperatorSurvives) {
  for (OpKind kind : allOpKinds())
    for (size_t inputs = 0; inputs < 7; ++inputs)
      for (size_t variant = 0; variant < variants; ++variant) {
        Graph graph = absurdNetwork(kind, inputs, variant);
        Annotations annotations;
        DiagnosticEngine diagnostics;
        PassContext context{graph, annotations, diagnostics};
        llvm::cantFail(runPasses(context, {"count-macs", "count-traffic"}, {}));
        for (ValueId id : graph.node({0}).outputs) {
          TensorType const &type = annotations.get<InferredTypes>().types[id];
          EXPECT_FALSE(hasNegativeDimension(type)) << opKindName(kind).str() << " with " << inputs
                                                   << " operands, variant " << variant << ": " << type.str();
        }
      }
}

} // namespace
