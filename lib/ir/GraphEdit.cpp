#include "lib/ir/GraphEdit.h"

#include "llvm/ADT/STLExtras.h"
#include <map>

namespace eo {

GraphEdit::GraphEdit(Graph const &network)
    : original(network), nodes(network.nodes().vec()), values(network.values().vec()),
      removed(network.nodeCount()) {}

void GraphEdit::bypass(NodeId id, ValueId with) {
  if (nodes[id.index].hasOutput(0))
    replaceUses(nodes[id.index].outputs.front(), with);
  remove(id);
}

ValueId GraphEdit::addInitializer(ConstantTensor tensor) {
  Value value;
  value.id = {static_cast<uint32_t>(values.size())};
  value.name = "new parameter";
  value.source = ValueSource::Initializer;
  value.body = original.main().id;
  value.declaration = builder.addDeclaration(tensor.tensorType());
  value.constant = builder.addTensor(std::move(tensor));
  values.push_back(std::move(value));
  return values.back().id;
}

ValueId GraphEdit::addParameter(DataType type, llvm::ArrayRef<int64_t> dims) {
  ConstantTensor tensor;
  tensor.type = type;
  tensor.dims.assign(dims.begin(), dims.end());
  return addInitializer(std::move(tensor));
}

ValueId GraphEdit::addInts(llvm::ArrayRef<int64_t> elements) {
  ConstantTensor tensor;
  tensor.type = DataType::Int64;
  tensor.dims.push_back(static_cast<int64_t>(elements.size()));
  tensor.hasElements = true;
  tensor.ints = elements.vec();
  return addInitializer(std::move(tensor));
}

std::vector<ValueId> GraphEdit::insertBefore(NodeId place, OpKind kind, llvm::ArrayRef<ValueId> inputs,
                                             llvm::ArrayRef<Attribute> attributes, size_t outputs) {
  Node const &next = original.node(place);
  auto opset = original.info().opsets.find("");
  Node node;
  node.kind = kind;
  node.name = next.name;
  node.opType = opKindName(kind);
  node.scope = next.scope;
  node.opset = opset == original.info().opsets.end() ? 0 : opset->second;
  node.fileIndex = next.fileIndex;
  node.body = next.body;
  node.inputs.assign(inputs.begin(), inputs.end());
  node.attributes.assign(attributes.begin(), attributes.end());
  std::vector<ValueId> results;
  for (size_t i = 0; i < outputs; ++i) {
    Value value;
    value.id = {static_cast<uint32_t>(values.size())};
    value.name = "new value";
    value.source = ValueSource::NodeOutput;
    value.body = next.body;
    results.push_back(value.id);
    values.push_back(std::move(value));
  }
  node.outputs.assign(results.begin(), results.end());
  inserted[place.index].push_back(std::move(node));
  return results;
}

void setAttribute(Node &node, llvm::StringRef name, AttributeValue value) {
  auto *found = llvm::find_if(node.attributes, [&](Attribute const &one) { return one.name == name; });
  if (found != node.attributes.end() && std::holds_alternative<std::monostate>(value))
    node.attributes.erase(found);
  else if (found != node.attributes.end())
    found->value = std::move(value);
  else if (!std::holds_alternative<std::monostate>(value))
    node.attributes.push_back({name, std::move(value)});
}

void GraphEdit::apply(SizeChanges const &changes) {
  std::map<std::pair<uint32_t, std::vector<int64_t>>, ValueId> made; // by what they stand for and their sizes
  for (SizeChanges::Operand const &operand : changes.operands) {
    auto &inputs = nodes[operand.node.index].inputs;
    if (inputs.size() <= operand.input)
      inputs.resize(operand.input + 1);
    ConstantTensor const &tensor = operand.tensor;
    if (tensor.hasElements) {
      inputs[operand.input] = addInts(tensor.ints);
      continue;
    }
    ValueId before = original.node(operand.node).input(operand.input);
    auto [place, isNew] = made.try_emplace({before.index, {tensor.dims.begin(), tensor.dims.end()}});
    if (isNew)
      place->second = addParameter(tensor.type, tensor.dims);
    inputs[operand.input] = place->second;
  }
  for (SizeChanges::NewAttribute const &changed : changes.attributes)
    setAttribute(nodes[changed.node.index], changed.attribute.name, changed.attribute.value);
  for (ValueId value : changes.resized)
    forgetTypesAfter(value);
}

void GraphEdit::forgetTypesAfter(ValueId changed) {
  std::vector<bool> seen(original.nodeCount());
  std::vector<NodeId> pending;
  auto reach = [&](NodeId id) {
    for (; id.valid() && !seen[id.index]; id = original.body(original.node(id).body).owner) {
      seen[id.index] = true; // and the If, Loop or Scan around it
      pending.push_back(id);
    }
  };
  auto forget = [&](ValueId id) {
    if (!id.valid())
      return;
    if (original.value(id).source == ValueSource::NodeOutput)
      values[id.index].declaration = nullptr;
    for (NodeId user : original.users(id))
      reach(user);
  };
  forget(changed);
  while (!pending.empty()) {
    Node const &node = original.node(pending.back());
    pending.pop_back();
    for (ValueId output : node.outputs)
      forget(output);
  }
}

/// Follows replacements; as many as there are values at most, so that a circle ends.
ValueId GraphEdit::resolve(ValueId id) const {
  for (size_t steps = 0; id.valid() && steps < values.size(); ++steps) {
    auto found = replaced.find(id.index);
    if (found == replaced.end())
      break;
    id = found->second;
  }
  return id;
}

NodeId GraphEdit::addCopy(Node node) {
  for (ValueId &input : node.inputs)
    input = resolve(input);
  return builder.addNode(std::move(node));
}

Graph GraphEdit::build() && {
  builder.info() = original.info();
  builder.reserve(nodes.size() + inserted.size(), values.size());
  for (uint32_t i = 0; i < original.bodyCount(); ++i) {
    Body const &body = original.body({i});
    BodyId copy = builder.addBody(body.name, NodeId());
    builder.body(copy).inputs = body.inputs;
    for (ValueId output : body.outputs)
      builder.body(copy).outputs.push_back(resolve(output));
  }
  for (Value &value : values) {
    ValueId id = builder.addValue(value.name, value.source, value.body);
    bool lost = value.producer.valid() && removed[value.producer.index];
    builder.value(id) = std::move(value);
    if (lost) {
      builder.value(id).source = ValueSource::Missing;
      builder.value(id).producer = {};
    }
  }
  std::vector<NodeId> copies(nodes.size());
  for (uint32_t i = 0; i < original.bodyCount(); ++i)
    for (NodeId id : original.body({i}).nodes) {
      if (auto before = inserted.find(id.index); before != inserted.end())
        for (Node &node : before->second)
          addCopy(std::move(node));
      if (!removed[id.index])
        copies[id.index] = addCopy(std::move(nodes[id.index]));
    }
  for (uint32_t i = 0; i < original.bodyCount(); ++i)
    if (NodeId owner = original.body({i}).owner; owner.valid())
      builder.body({i}).owner = copies[owner.index];
  return builder.finish();
}

} // namespace eo
