#include "tests/laws/Chain.h"

namespace eo::test {

static onnx::NodeProto &node(onnx::GraphProto &graph, char const *op, std::vector<std::string> const &inputs,
                             std::string const &output) {
  onnx::NodeProto &added = *graph.add_node();
  added.set_op_type(op);
  added.set_name(op + output);
  for (std::string const &input : inputs)
    added.add_input(input);
  added.add_output(output);
  return added;
}

onnx::ModelProto Chain::build() const {
  onnx::ModelProto model;
  model.set_ir_version(8);
  model.add_opset_import()->set_version(13);
  onnx::GraphProto &graph = *model.mutable_graph();
  graph.set_name("chain");
  int64_t first = inputs > 0 ? inputs : channels;
  declareFloats(*graph.add_input(), "x", {batch, first, size, size});
  std::string last = "x";
  if (inside)
    node(graph, "Relu", {"x"}, last = "before");
  for (int64_t i = 0; i < depth; ++i) {
    std::string n = std::to_string(i);
    onnx::TensorProto &weight = *graph.add_initializer();
    weight.set_name("w" + n);
    weight.set_data_type(onnx::TensorProto::FLOAT);
    for (int64_t dim : {channels, (i == 0 ? first : channels) / groups, kernel, kernel})
      weight.add_dims(dim);
    onnx::NodeProto &conv = node(graph, "Conv", {last, "w" + n}, "c" + n);
    setInts(conv, "pads", std::vector<int64_t>(4, kernel / 2 * dilation));
    setInts(conv, "dilations", {dilation, dilation});
    setInts(conv, "strides", {i == 0 ? stride : 1, i == 0 ? stride : 1});
    setInt(conv, "group", groups);
    last = "c" + n;
    if (activated) {
      node(graph, "Relu", {last}, "r" + n);
      last = "r" + n;
    }
  }
  declareFloats(*graph.add_output(), last);
  return model;
}

} // namespace eo::test
