#include "lib/onnx/rewrite/Draft.h"

#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

using onnx::NodeProto;
using onnx::TensorProto;

static bool isStandard(llvm::StringRef domain) { return domain.empty() || domain == "ai.onnx"; }

Draft::Draft(onnx::ModelProto &network, std::string weightsFolder, int64_t channelAlignment)
    : graph(*network.mutable_graph()), folder(std::move(weightsFolder)), alignment(channelAlignment),
      removed(static_cast<size_t>(graph.node_size())) {
  for (onnx::OperatorSetIdProto const &import : network.opset_import())
    if (isStandard(import.domain()))
      version = import.version();
  constexpr int64_t weightsOfTheirOwn = 4; // IR version
  weightsAreInputs = network.ir_version() < weightsOfTheirOwn;
  index();
  findTypes();
  readBefore = read();
}

void Draft::countReads(onnx::GraphProto const &body, int depth) {
  constexpr int deepest = 256; // as the loader takes it
  if (depth > deepest)
    return;
  for (NodeProto const &inner : body.node()) {
    for (std::string const &name : inner.input())
      pins.insert(name);
    for (onnx::AttributeProto const &attribute : inner.attribute()) {
      if (attribute.has_g())
        countReads(attribute.g(), depth + 1);
      for (onnx::GraphProto const &one : attribute.graphs())
        countReads(one, depth + 1);
    }
  }
  for (onnx::ValueInfoProto const &output : body.output())
    pins.insert(output.name());
}

void Draft::index() {
  for (onnx::ValueInfoProto const &input : graph.input()) {
    inputs.insert(input.name());
    names.insert(input.name());
  }
  for (onnx::ValueInfoProto const &output : graph.output()) {
    outputs.insert(output.name());
    pins.insert(output.name());
  }
  for (TensorProto const &tensor : graph.initializer()) {
    names.insert(tensor.name());
    if (weightsAreInputs || !inputs.contains(tensor.name()))
      constants[tensor.name()] = &tensor;
  }
  for (onnx::SparseTensorProto const &tensor : graph.sparse_initializer())
    names.insert(tensor.values().name());
  for (auto const &input : inputs)
    if (constants.count(input.getKey()) == 0)
      pins.insert(input.getKey());
  for (int place = 0; place < nodes(); ++place) {
    NodeProto const &one = node(place);
    for (std::string const &name : one.input())
      if (!name.empty())
        ++reads[name];
    for (std::string const &name : one.output())
      if (!name.empty()) {
        producers[name] = place;
        names.insert(name);
      }
    for (onnx::AttributeProto const &attribute : one.attribute()) {
      if (attribute.has_g())
        countReads(attribute.g(), 1);
      for (onnx::GraphProto const &body : attribute.graphs())
        countReads(body, 1);
    }
    if (is(place, "Constant") && one.output_size() == 1)
      if (onnx::AttributeProto const *value = attribute(one, "value"); value != nullptr && value->has_t())
        constants[one.output(0)] = &value->t();
  }
}

/// Operators whose first output has the type of their first input, whatever the version.
static bool keepsType(llvm::StringRef op) {
  static constexpr llvm::StringLiteral ops[] = {"Abs",
                                                "Add",
                                                "AveragePool",
                                                "BatchNormalization",
                                                "Clip",
                                                "Concat",
                                                "Conv",
                                                "Div",
                                                "Dropout",
                                                "Exp",
                                                "Expand",
                                                "Flatten",
                                                "Gather",
                                                "Gemm",
                                                "Identity",
                                                "LeakyRelu",
                                                "MatMul",
                                                "MaxPool",
                                                "Mul",
                                                "Neg",
                                                "Pad",
                                                "ReduceMax",
                                                "Reshape",
                                                "Relu",
                                                "ReduceMean",
                                                "ReduceSum",
                                                "Sigmoid",
                                                "Slice",
                                                "Softmax",
                                                "Split",
                                                "Sqrt",
                                                "Squeeze",
                                                "Sub",
                                                "Tanh",
                                                "Transpose",
                                                "Unsqueeze",
                                                "Elu",
                                                "HardSigmoid",
                                                "GlobalAveragePool",
                                                "GlobalMaxPool"};
  return llvm::is_contained(ops, op);
}

void Draft::findTypes() {
  for (onnx::ValueInfoProto const &input : graph.input())
    types[input.name()] = input.type().tensor_type().elem_type();
  for (TensorProto const &tensor : graph.initializer())
    types[tensor.name()] = tensor.data_type();
  for (NodeProto const &one : graph.node()) {
    if (!isStandard(one.domain()) || one.output_size() == 0)
      continue;
    int type = 0;
    if (one.op_type() == "Cast")
      type = static_cast<int>(integer(one, "to", 0));
    else if (one.op_type() == "Shape" || one.op_type() == "Size" || one.op_type() == "ArgMax")
      type = TensorProto::INT64;
    else if (one.op_type() == "Constant" && constants.count(one.output(0)) > 0)
      type = constants.lookup(one.output(0))->data_type();
    else if (keepsType(one.op_type()) && one.input_size() > 0)
      type = typeOf(one.input(0));
    if (type == 0)
      continue;
    types[one.output(0)] = type;
    if (one.op_type() == "Split")
      for (std::string const &output : one.output())
        types[output] = type;
  }
}

bool Draft::is(int place, llvm::StringRef op) const {
  return !isRemoved(place) && node(place).op_type() == op && isStandard(node(place).domain());
}

std::string Draft::resolved(std::string name) const {
  for (auto found = replaced.find(name); found != replaced.end(); found = replaced.find(name))
    name = found->second;
  return name;
}

std::string Draft::input(int place, int i) const {
  return i < node(place).input_size() ? resolved(node(place).input(i)) : std::string();
}

std::optional<int> Draft::producer(llvm::StringRef value) const {
  auto found = producers.find(value);
  return found == producers.end() || isRemoved(found->second) ? std::nullopt : std::optional(found->second);
}

size_t Draft::readers(llvm::StringRef value) const { return reads.lookup(value); }
TensorProto const *Draft::constant(llvm::StringRef value) const { return constants.lookup(value); }
int Draft::typeOf(llvm::StringRef value) const { return types.lookup(value); }

std::optional<Elements> Draft::elements(llvm::StringRef value) const {
  TensorProto const *tensor = constant(value);
  return tensor == nullptr ? std::nullopt : readElements(*tensor, folder);
}

onnx::AttributeProto const *Draft::attribute(NodeProto const &node, llvm::StringRef name) {
  for (onnx::AttributeProto const &one : node.attribute())
    if (ref(one.name()) == name)
      return &one;
  return nullptr;
}

int64_t Draft::integer(NodeProto const &node, llvm::StringRef name, int64_t otherwise) {
  onnx::AttributeProto const *found = attribute(node, name);
  return found == nullptr ? otherwise : found->i();
}

float Draft::real(NodeProto const &node, llvm::StringRef name, float otherwise) {
  onnx::AttributeProto const *found = attribute(node, name);
  return found == nullptr ? otherwise : found->f();
}

std::string Draft::text(NodeProto const &node, llvm::StringRef name, llvm::StringRef otherwise) {
  onnx::AttributeProto const *found = attribute(node, name);
  return found == nullptr ? otherwise.str() : found->s();
}

bool Draft::bypass(int place, llvm::StringRef source) {
  std::string from = source.str(), to = node(place).output(0);
  if (from.empty() || from == to)
    return false;
  if (!pinned(to)) {
    replaced[to] = from;
    reads[from] += readers(to);
    remove(place);
    return true;
  }
  // The network's output keeps its name: what computes the source takes it over.
  std::optional<int> origin = producer(from);
  if (!origin || pinned(from) || producer(to) != place)
    return false;
  for (std::string &output : *node(*origin).mutable_output())
    if (output == from)
      output = to;
  replaced[from] = to;
  reads[to] += readers(from);
  producers[to] = *origin;
  producers.erase(from);
  if (int type = typeOf(from); type != 0)
    types[to] = type;
  remove(place);
  return true;
}

void Draft::remove(int place) {
  if (isRemoved(place))
    return;
  for (int i = 0; i < node(place).input_size(); ++i)
    if (std::string name = input(place, i); !name.empty() && reads[name] > 0)
      --reads[name];
  removed[static_cast<size_t>(place)] = true;
}

void Draft::setInput(int place, int i, llvm::StringRef value) {
  while (node(place).input_size() <= i)
    node(place).add_input("");
  if (std::string old = input(place, i); !old.empty() && reads[old] > 0)
    --reads[old];
  node(place).set_input(i, value.str());
  ++reads[value];
}

std::string Draft::addConstant(llvm::StringRef hint, Elements const &elements) {
  std::string name = hint.str();
  for (size_t number = 1; names.contains(name) || name.empty(); ++number)
    name = fmt::format("{}_{}", hint, number);
  define(name, elements);
  return name;
}

void Draft::define(llvm::StringRef value, Elements const &elements) {
  names.insert(value);
  types[value] = elements.type;
  added.push_back(tensorOf(value.str(), elements));
}

void Draft::insertBefore(int place, std::vector<NodeProto> more) {
  inserted.emplace_back(place, std::move(more));
}

void Draft::note(int place, std::string change) {
  NodeProto const &one = node(place);
  std::string layer = !one.name().empty() ? one.name() : one.output_size() > 0 ? one.output(0) : "";
  steps.push_back({std::move(layer), one.op_type(), std::move(change)});
}

/// All names that something reads now.
llvm::StringSet<> Draft::read() const {
  llvm::StringSet<> result = pins;
  for (NodeProto const &one : graph.node())
    for (std::string const &name : one.input())
      result.insert(name);
  return result;
}

/// Takes out of a list what `goes`.
template <typename Field, typename Goes> static void eraseFrom(Field &field, Goes goes) {
  int kept = 0;
  for (int i = 0; i < field.size(); ++i)
    if (!goes(field.Get(i)))
      field.SwapElements(kept++, i);
  field.DeleteSubrange(kept, field.size() - kept);
}

void Draft::dropUnread() {
  llvm::StringSet<> now = read();
  auto orphan = [&](llvm::StringRef name) {
    return (dropAll || readBefore.contains(name)) && !now.contains(name);
  };
  llvm::StringSet<> gone;
  eraseFrom(*graph.mutable_initializer(), [&](TensorProto const &tensor) {
    bool goes = constants.count(tensor.name()) > 0 && orphan(tensor.name());
    if (goes)
      gone.insert(tensor.name());
    if (goes && !readBefore.contains(tensor.name()))
      steps.push_back({tensor.name(), "initializer", "left out: nothing reads it"});
    return goes;
  });
  if (weightsAreInputs)
    eraseFrom(*graph.mutable_input(), [&](auto const &input) { return gone.contains(input.name()); });
  eraseFrom(*graph.mutable_node(), [&](NodeProto const &one) {
    return one.op_type() == "Constant" && isStandard(one.domain()) && one.output_size() == 1 &&
           orphan(one.output(0));
  });
}

void Draft::commit() {
  llvm::stable_sort(inserted, [](auto const &a, auto const &b) { return a.first < b.first; });
  google::protobuf::RepeatedPtrField<NodeProto> kept;
  kept.Reserve(nodes());
  auto next = inserted.begin();
  for (int place = 0; place < nodes(); ++place) {
    for (; next != inserted.end() && next->first == place; ++next)
      for (NodeProto &one : next->second)
        kept.Add(std::move(one));
    if (isRemoved(place))
      continue;
    for (int i = 0; i < node(place).input_size(); ++i)
      if (std::string name = input(place, i); name != node(place).input(i))
        node(place).set_input(i, name);
    kept.Add(std::move(node(place)));
  }
  graph.mutable_node()->Swap(&kept);
  for (TensorProto &tensor : added) {
    if (weightsAreInputs) {
      onnx::ValueInfoProto &input = *graph.add_input();
      input.set_name(tensor.name());
      onnx::TypeProto::Tensor &type = *input.mutable_type()->mutable_tensor_type();
      type.set_elem_type(tensor.data_type());
      for (int64_t dim : tensor.dims())
        type.mutable_shape()->add_dim()->set_dim_value(dim);
    }
    *graph.add_initializer() = std::move(tensor);
  }
  dropUnread();
  llvm::StringSet<> computed;
  for (NodeProto const &one : graph.node())
    for (std::string const &name : one.output())
      computed.insert(name);
  eraseFrom(*graph.mutable_value_info(), [&](auto const &value) {
    return !computed.contains(value.name()) || replaced.count(value.name()) > 0 ||
           reshaped.contains(value.name());
  });
}

} // namespace eo
