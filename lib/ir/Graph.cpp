#include "lib/ir/Graph.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

TensorType ConstantTensor::tensorType() const {
  TensorType result;
  result.element = type;
  result.shape.emplace(dims.begin(), dims.end());
  return result;
}

TensorType const &Value::declared() const {
  static TensorType const nothing;
  return declaration != nullptr ? *declaration : nothing;
}

Attribute const *Node::find(llvm::StringRef attribute) const {
  if (attributes.empty()) // most nodes, and passes ask all of them
    return nullptr;
  auto const *found = llvm::find_if(attributes, [&](Attribute const &one) { return one.name == attribute; });
  return found == attributes.end() ? nullptr : found;
}

template <typename T> static T const *get(Node const &node, llvm::StringRef attribute) {
  Attribute const *found = node.find(attribute);
  return found == nullptr ? nullptr : std::get_if<T>(&found->value);
}

int64_t Node::intOr(llvm::StringRef attribute, int64_t otherwise) const {
  auto const *held = get<int64_t>(*this, attribute);
  return held == nullptr ? otherwise : *held;
}

float Node::floatOr(llvm::StringRef attribute, float otherwise) const {
  if (auto const *held = get<float>(*this, attribute))
    return *held;
  auto const *held = get<int64_t>(*this, attribute);
  return held == nullptr ? otherwise : static_cast<float>(*held);
}

llvm::StringRef Node::stringOr(llvm::StringRef attribute, llvm::StringRef otherwise) const {
  auto const *held = get<llvm::StringRef>(*this, attribute);
  return held == nullptr ? otherwise : *held;
}

llvm::ArrayRef<int64_t> Node::ints(llvm::StringRef attribute) const {
  auto const *held = get<std::vector<int64_t>>(*this, attribute);
  return held == nullptr ? llvm::ArrayRef<int64_t>() : llvm::makeArrayRef(*held);
}

llvm::ArrayRef<float> Node::floats(llvm::StringRef attribute) const {
  auto const *held = get<std::vector<float>>(*this, attribute);
  return held == nullptr ? llvm::ArrayRef<float>() : llvm::makeArrayRef(*held);
}

ConstantTensor const *Node::tensor(llvm::StringRef attribute) const {
  auto const *held = get<ConstantTensor const *>(*this, attribute);
  return held == nullptr ? nullptr : *held;
}

BodyId Node::bodyAttribute(llvm::StringRef attribute) const {
  auto const *held = get<BodyId>(*this, attribute);
  return held == nullptr ? BodyId() : *held;
}

llvm::ArrayRef<NodeId> Graph::users(ValueId id) const {
  return llvm::makeArrayRef(userList).slice(userStart[id.index],
                                            userStart[id.index + 1] - userStart[id.index]);
}

GraphBuilder::GraphBuilder(std::unique_ptr<llvm::BumpPtrAllocator> texts) {
  graph.strings = std::move(texts);
}

void GraphBuilder::reserve(size_t nodes, size_t values) {
  graph.nodeTable.reserve(nodes);
  graph.valueTable.reserve(values);
}

llvm::StringRef GraphBuilder::save(llvm::StringRef text) { return text.copy(*graph.strings); }

BodyId GraphBuilder::addBody(llvm::StringRef name, NodeId owner) {
  BodyId id{static_cast<uint32_t>(graph.bodyTable.size())};
  graph.bodyTable.emplace_back();
  graph.bodyTable.back().id = id;
  graph.bodyTable.back().owner = owner;
  graph.bodyTable.back().name = name;
  return id;
}

ValueId GraphBuilder::addValue(llvm::StringRef name, ValueSource source, BodyId body) {
  ValueId id{static_cast<uint32_t>(graph.valueTable.size())};
  graph.valueTable.emplace_back();
  Value &value = graph.valueTable.back();
  value.id = id;
  value.name = name;
  value.source = source;
  value.body = body;
  return id;
}

NodeId GraphBuilder::addNode(Node node) {
  graph.nodeTable.push_back(std::move(node));
  return enterNode();
}

NodeId GraphBuilder::enterNode() {
  Node &node = graph.nodeTable.back();
  NodeId id = node.id = {static_cast<uint32_t>(graph.nodeTable.size() - 1)};
  graph.bodyTable[node.body.index].nodes.push_back(id);
  for (size_t i = 0; i < node.outputs.size(); ++i) {
    if (!node.outputs[i].valid())
      continue;
    Value &output = graph.valueTable[node.outputs[i].index];
    output.source = ValueSource::NodeOutput;
    output.producer = id;
    output.outputIndex = static_cast<uint32_t>(i);
  }
  return id;
}

Graph GraphBuilder::finish() {
  std::vector<uint32_t> &start = graph.userStart;
  start.assign(graph.valueTable.size() + 1, 0);
  for (Node const &node : graph.nodeTable)
    for (ValueId input : node.inputs)
      if (input.valid())
        ++start[input.index + 1];
  for (size_t i = 1; i < start.size(); ++i)
    start[i] += start[i - 1];
  graph.userList.resize(start.back());
  std::vector<uint32_t> next(start.begin(), start.end() - 1);
  for (Node const &node : graph.nodeTable)
    for (ValueId input : node.inputs)
      if (input.valid())
        graph.userList[next[input.index]++] = node.id;
  return std::move(graph);
}

} // namespace eo
