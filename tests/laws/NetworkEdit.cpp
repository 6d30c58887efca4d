#include "tests/laws/NetworkEdit.h"

#include <algorithm>

namespace eo::test {

NetworkEdit::NetworkEdit(onnx::ModelProto const &original) : model(original), types(original, {}) {
  for (auto const &tensor : model.graph().initializer())
    constants.insert(tensor.name());
  for (auto const &output : model.graph().output())
    outputs.insert(output.name()), ++uses[output.name()];
  auto read = [&](onnx::GraphProto const &body, auto const &self) -> void {
    for (auto const &node : body.node()) {
      if (node.op_type() == "Constant")
        constants.insert(node.output(0));
      for (std::string const &input : node.input())
        ++uses[input];
      for (auto const &attribute : node.attribute()) {
        if (attribute.has_g())
          self(attribute.g(), self);
        for (auto const &inner : attribute.graphs())
          self(inner, self);
      }
    }
    if (&body != &model.graph())
      for (auto const &output : body.output())
        ++uses[output.name()];
  };
  read(model.graph(), read);
}

std::optional<std::vector<int64_t>> NetworkEdit::sizes(std::string const &value) const {
  TensorType const *type = typeOf(value);
  if (type == nullptr || !type->isStatic())
    return std::nullopt;
  std::vector<int64_t> result;
  for (SymInt const &dim : *type->shape)
    result.push_back(dim.value());
  return result;
}

bool NetworkEdit::isFloat(std::string const &value) const {
  TensorType const *type = typeOf(value);
  return type != nullptr && type->form == ValueForm::Tensor && type->element == DataType::Float32;
}

size_t NetworkEdit::readers(std::string const &value) const {
  auto found = uses.find(value);
  return found == uses.end() ? 0 : found->second;
}

int64_t NetworkEdit::opset() const {
  for (auto const &import : model.opset_import())
    if (import.domain().empty() || import.domain() == "ai.onnx")
      return import.version();
  return 0;
}

bool NetworkEdit::raiseOpset(int64_t from, int64_t to) {
  if (opset() < from)
    return false;
  for (auto &import : *model.mutable_opset_import())
    if (import.domain().empty() || import.domain() == "ai.onnx")
      import.set_version(std::max(import.version(), to));
  return true;
}

std::string NetworkEdit::fresh(std::string const &stem) { return "law_" + stem + std::to_string(++names); }

onnx::NodeProto &NetworkEdit::add(std::string const &op, std::vector<std::string> const &inputs,
                                  std::string const &output) {
  onnx::NodeProto &node = *graph().add_node();
  node.set_op_type(op);
  node.set_name(fresh(op));
  for (std::string const &input : inputs)
    node.add_input(input);
  node.add_output(output);
  return node;
}

static onnx::TensorProto &newTensor(onnx::GraphProto &graph, std::string const &name, int type,
                                    std::vector<int64_t> const &dims) {
  onnx::TensorProto &tensor = *graph.add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(type);
  for (int64_t dim : dims)
    tensor.add_dims(dim);
  return tensor;
}

std::string NetworkEdit::constant(std::vector<float> const &elements, bool scalar) {
  std::vector<int64_t> dims;
  if (!scalar)
    dims.push_back(static_cast<int64_t>(elements.size()));
  std::string name = fresh("number");
  onnx::TensorProto &tensor = newTensor(graph(), name, onnx::TensorProto::FLOAT, dims);
  for (float element : elements)
    tensor.add_float_data(element);
  return name;
}

std::string NetworkEdit::constant(std::vector<int64_t> const &elements) {
  std::string name = fresh("number");
  onnx::TensorProto &tensor =
      newTensor(graph(), name, onnx::TensorProto::INT64, {static_cast<int64_t>(elements.size())});
  for (int64_t element : elements)
    tensor.add_int64_data(element);
  return name;
}

std::string NetworkEdit::weight(std::vector<int64_t> const &dims) {
  std::string name = fresh("weight");
  newTensor(graph(), name, onnx::TensorProto::FLOAT, dims);
  return name;
}

std::string NetworkEdit::rename(onnx::NodeProto &node) {
  std::string name = fresh("value");
  node.set_output(0, name);
  return name;
}

void NetworkEdit::finish() {
  std::vector<onnx::NodeProto> nodes;
  for (auto const &node : graph().node())
    if (!node.op_type().empty())
      nodes.push_back(node);
  // what a body reads counts as an operand of its owner
  auto operands = [](onnx::NodeProto const &node) {
    std::vector<std::string> read(node.input().begin(), node.input().end());
    auto collect = [&](onnx::GraphProto const &body, auto const &self) -> void {
      for (auto const &inner : body.node()) {
        read.insert(read.end(), inner.input().begin(), inner.input().end());
        for (auto const &attribute : inner.attribute())
          if (attribute.has_g())
            self(attribute.g(), self);
      }
      for (auto const &output : body.output())
        read.push_back(output.name());
    };
    for (auto const &attribute : node.attribute())
      if (attribute.has_g())
        collect(attribute.g(), collect);
    return read;
  };
  std::map<std::string, size_t> producer;
  for (size_t i = 0; i < nodes.size(); ++i)
    for (std::string const &output : nodes[i].output())
      producer[output] = i;
  // Each node behind what it reads and otherwise in the order of the file: a rewrite that adds nodes must not
  // let the others change places.
  enum class Place : char { Open, Waiting, Written };
  std::vector<Place> places(nodes.size(), Place::Open);
  graph().clear_node();
  for (size_t root = 0; root < nodes.size(); ++root) {
    std::vector<size_t> pending = {root};
    while (!pending.empty()) {
      size_t next = pending.back();
      if (places[next] == Place::Open) {
        places[next] = Place::Waiting;
        std::vector<std::string> read = operands(nodes[next]);
        for (auto name = read.rbegin(); name != read.rend(); ++name)
          if (auto found = producer.find(*name);
              !name->empty() && found != producer.end() && places[found->second] == Place::Open)
            pending.push_back(found->second);
        continue;
      }
      pending.pop_back();
      if (places[next] == Place::Waiting)
        *graph().add_node() = nodes[next];
      places[next] = Place::Written;
    }
  }
}

onnx::AttributeProto const *find(onnx::NodeProto const &node, std::string const &name) {
  for (auto const &attribute : node.attribute())
    if (attribute.name() == name)
      return &attribute;
  return nullptr;
}

onnx::AttributeProto *attribute(onnx::NodeProto &node, std::string const &name) {
  for (auto &attribute : *node.mutable_attribute())
    if (attribute.name() == name)
      return &attribute;
  onnx::AttributeProto *added = node.add_attribute();
  added->set_name(name);
  return added;
}

int64_t intOr(onnx::NodeProto const &node, std::string const &name, int64_t otherwise) {
  onnx::AttributeProto const *found = find(node, name);
  return found == nullptr ? otherwise : found->i();
}

std::vector<int64_t> intsOf(onnx::NodeProto const &node, std::string const &name) {
  onnx::AttributeProto const *found = find(node, name);
  return found == nullptr ? std::vector<int64_t>()
                          : std::vector<int64_t>(found->ints().begin(), found->ints().end());
}

void setInts(onnx::NodeProto &node, std::string const &name, std::vector<int64_t> const &values) {
  onnx::AttributeProto *changed = attribute(node, name);
  changed->set_type(onnx::AttributeProto::INTS);
  changed->clear_ints();
  for (int64_t value : values)
    changed->add_ints(value);
}

void setInt(onnx::NodeProto &node, std::string const &name, int64_t value) {
  onnx::AttributeProto *changed = attribute(node, name);
  changed->set_type(onnx::AttributeProto::INT);
  changed->set_i(value);
}

void setFloat(onnx::NodeProto &node, std::string const &name, float value) {
  onnx::AttributeProto *changed = attribute(node, name);
  changed->set_type(onnx::AttributeProto::FLOAT);
  changed->set_f(value);
}

bool isPlain(onnx::NodeProto const &node) { return node.domain().empty() || node.domain() == "ai.onnx"; }

void declareFloats(onnx::ValueInfoProto &value, std::string const &name, std::vector<int64_t> const &dims) {
  value.set_name(name);
  auto &type = *value.mutable_type()->mutable_tensor_type();
  type.set_elem_type(onnx::TensorProto::FLOAT);
  for (int64_t dim : dims)
    type.mutable_shape()->add_dim()->set_dim_value(dim);
}

} // namespace eo::test
