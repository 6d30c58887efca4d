#include "tests/laws/Rewrites.h"

#include <algorithm>
#include <exception>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <onnx/version_converter/convert.h>
#pragma GCC diagnostic pop

namespace eo::test {

static size_t constantsAsInitializers(NetworkEdit &edit) {
  size_t found = 0;
  for (auto &node : *edit.graph().mutable_node()) {
    onnx::AttributeProto const *value = find(node, "value");
    if (node.op_type() != "Constant" || value == nullptr || edit.isOutput(node.output(0)))
      continue;
    onnx::TensorProto &tensor = *edit.graph().add_initializer();
    tensor = value->t();
    tensor.set_name(node.output(0));
    node.clear_op_type();
    ++found;
  }
  return found;
}

static size_t initializersAsConstants(NetworkEdit &edit) {
  size_t found = 0;
  std::set<std::string> inputs;
  for (auto const &input : edit.graph().input())
    inputs.insert(input.name());
  google::protobuf::RepeatedPtrField<onnx::TensorProto> kept, all = edit.graph().initializer();
  for (auto const &tensor : all) {
    int64_t elements = 1;
    for (int64_t dim : tensor.dims())
      elements *= dim;
    if (elements > 64 || inputs.count(tensor.name()) != 0 ||
        tensor.data_location() == onnx::TensorProto::EXTERNAL) {
      *kept.Add() = tensor;
      continue;
    }
    onnx::NodeProto &node = edit.add("Constant", {}, tensor.name());
    onnx::AttributeProto *value = attribute(node, "value");
    value->set_type(onnx::AttributeProto::TENSOR);
    *value->mutable_t() = tensor;
    value->mutable_t()->clear_name();
    ++found;
  }
  *edit.graph().mutable_initializer() = kept;
  return found;
}

static void declare(onnx::GraphProto &graph, onnx::TensorProto const &tensor) {
  onnx::ValueInfoProto &input = *graph.add_input();
  input.set_name(tensor.name());
  auto &type = *input.mutable_type()->mutable_tensor_type();
  type.set_elem_type(tensor.data_type());
  type.mutable_shape();
  for (int64_t dim : tensor.dims())
    type.mutable_shape()->add_dim()->set_dim_value(dim);
}

static std::set<std::string> inputsOf(onnx::GraphProto const &graph) {
  std::set<std::string> names;
  for (auto const &input : graph.input())
    names.insert(input.name());
  return names;
}

static size_t initializersAlsoInputs(NetworkEdit &edit) {
  std::set<std::string> inputs = inputsOf(edit.graph());
  size_t found = 0;
  for (auto const &tensor : edit.graph().initializer())
    if (inputs.count(tensor.name()) == 0)
      declare(edit.graph(), tensor), ++found;
  return found;
}

/// Weights of convolutions and matrix products become inputs under names that say nothing.
static size_t weightsAsInputs(NetworkEdit &edit) {
  std::set<std::string> inputs = inputsOf(edit.graph());
  std::map<std::string, std::string> moved;
  for (auto const &node : edit.graph().node())
    if (isPlain(node) &&
        (node.op_type() == "Conv" || node.op_type() == "Gemm" || node.op_type() == "ConvTranspose"))
      for (int i = 1; i < node.input_size(); ++i)
        moved[node.input(i)];
  google::protobuf::RepeatedPtrField<onnx::TensorProto> kept, all = edit.graph().initializer();
  size_t found = 0;
  for (auto tensor : all) {
    auto place = moved.find(tensor.name());
    if (place == moved.end() || inputs.count(tensor.name()) != 0 || tensor.dims_size() == 0) {
      *kept.Add() = tensor;
      continue;
    }
    place->second = "arg" + std::to_string(++found);
    tensor.set_name(place->second);
    declare(edit.graph(), tensor);
  }
  *edit.graph().mutable_initializer() = kept;
  for (auto &node : *edit.graph().mutable_node())
    for (auto &input : *node.mutable_input())
      if (auto place = moved.find(input); place != moved.end() && !place->second.empty())
        input = place->second;
  return found;
}

static size_t namesRemoved(NetworkEdit &edit) {
  for (auto &node : *edit.graph().mutable_node())
    node.clear_name();
  edit.graph().clear_value_info();
  return static_cast<size_t>(edit.graph().node_size());
}

/// Another order that operands allow: what is ready last runs first.
static size_t nodesShuffled(NetworkEdit &edit) {
  auto *nodes = edit.graph().mutable_node();
  std::reverse(nodes->begin(), nodes->end());
  return nodes->size() > 1 ? 1 : 0;
}

static size_t deadNodes(NetworkEdit &edit) {
  if (edit.graph().output_size() == 0)
    return 0;
  size_t found = 0;
  int const count = edit.graph().node_size();
  for (int i = 0; i < count && found < 50; ++i) {
    std::string value = edit.graph().node(i).output_size() > 0 ? edit.graph().node(i).output(0) : "";
    if (value.empty() || edit.isConstant(value) || !edit.isFloat(value))
      continue;
    std::string relu = edit.fresh("dead"), exp = edit.fresh("dead");
    edit.add("Relu", {value}, relu);
    edit.add("Exp", {relu}, exp);
    ++found;
  }
  return found;
}

/// Every node a call of a function of its own, as exporters write modules.
static size_t nodesAsFunctions(NetworkEdit &edit) {
  size_t found = 0;
  for (auto &node : *edit.graph().mutable_node()) {
    bool hasBody = std::any_of(node.attribute().begin(), node.attribute().end(),
                               [](auto const &one) { return one.has_g() || one.graphs_size() > 0; });
    if (!isPlain(node) || hasBody || node.op_type() == "Constant" || edit.opset() < 1)
      continue;
    onnx::FunctionProto &function = *edit.whole().add_functions();
    function.set_domain("law.functions");
    function.set_name(edit.fresh("Function"));
    onnx::OperatorSetIdProto &import = *function.add_opset_import();
    import.set_domain("");
    import.set_version(edit.opset());
    onnx::NodeProto &inner = *function.add_node();
    inner = node;
    for (int i = 0; i < node.input_size(); ++i)
      if (!node.input(i).empty()) {
        std::string formal = "x" + std::to_string(i);
        function.add_input(formal);
        inner.set_input(i, formal);
      }
    for (int i = 0; i < node.output_size(); ++i)
      if (!node.output(i).empty()) {
        std::string formal = "y" + std::to_string(i);
        function.add_output(formal);
        inner.set_output(i, formal);
      }
    onnx::NodeProto call;
    call.set_domain(function.domain());
    call.set_op_type(function.name());
    call.set_name(node.name());
    for (std::string const &input : node.input())
      if (!input.empty())
        call.add_input(input);
    for (std::string const &output : node.output())
      if (!output.empty())
        call.add_output(output);
    node = call;
    ++found;
  }
  if (found > 0) {
    onnx::OperatorSetIdProto &import = *edit.whole().add_opset_import();
    import.set_domain("law.functions");
    import.set_version(1);
    edit.whole().set_ir_version(std::max<int64_t>(edit.whole().ir_version(), 8));
  }
  return found;
}

/// libonnx's own conversion to the newest opset it knows, of files that it converts.
static size_t opsetConverted(NetworkEdit &edit) {
  constexpr int newest = 17;
  bool plain = edit.whole().opset_import_size() == 1 && edit.whole().functions_size() == 0;
  bool embedded =
      std::none_of(edit.graph().initializer().begin(), edit.graph().initializer().end(),
                   [](auto const &tensor) { return tensor.data_location() == onnx::TensorProto::EXTERNAL; });
  if (!plain || !embedded || edit.opset() < 7 || edit.opset() >= newest || edit.whole().ir_version() < 3)
    return 0;
  try {
    edit.whole() = onnx::version_conversion::ConvertVersion(edit.whole(), newest);
  } catch (std::exception const &) { // an operator that it cannot convert
    return 0;
  }
  return 1;
}

std::vector<Rewrite> rewritesOfConstants() {
  return {{"constants-as-initializers", constantsAsInitializers, 0, ""},
          {"initializers-as-constants", initializersAsConstants, 0, ""},
          {"initializers-also-inputs", initializersAlsoInputs, 0, ""},
          {"weights-as-inputs", weightsAsInputs, 0, ""},
          {"names-removed", namesRemoved, 0, ""},
          {"nodes-shuffled", nodesShuffled, 0.005,
           "kernels are added up in another order, and of equals another is first"},
          {"dead-nodes", deadNodes, 0, ""},
          {"nodes-as-functions", nodesAsFunctions, 0, ""},
          {"opset-converted", opsetConverted, 0, ""}};
}

} // namespace eo::test
