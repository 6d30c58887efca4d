#include "tests/bench/Networks.h"

#include <onnx/onnx_pb.h>
#include <utility>
#include <vector>

namespace eo::bench {

namespace {
class Builder {
public:
  Builder(Weights how, int howMany) : weights(how), copies(howMany) {
    model.set_ir_version(7);
    auto *opset = model.add_opset_import();
    opset->set_domain("");
    opset->set_version(13);
    model.mutable_graph()->set_name("network");
  }

  void io(bool output, std::string const &name, std::vector<int64_t> const &dims) {
    auto *info = output ? model.mutable_graph()->add_output() : model.mutable_graph()->add_input();
    info->set_name(name);
    auto *type = info->mutable_type()->mutable_tensor_type();
    type->set_elem_type(onnx::TensorProto::FLOAT);
    for (int64_t dim : dims)
      type->mutable_shape()->add_dim()->set_dim_value(dim);
  }

  std::string weight(std::vector<int64_t> const &dims) {
    std::string name = tensor(dims);
    for (int i = 1; i < copies; ++i)
      tensor(dims);
    return name;
  }

  std::string tensor(std::vector<int64_t> const &dims) {
    auto *made = model.mutable_graph()->add_initializer();
    made->set_name("w" + std::to_string(next++));
    made->set_data_type(onnx::TensorProto::FLOAT);
    size_t bytes = 4;
    for (int64_t dim : dims) {
      made->add_dims(dim);
      bytes *= static_cast<size_t>(dim);
    }
    if (weights == Weights::Zeros) {
      made->set_raw_data(std::string(bytes, '\0'));
    } else {
      made->set_data_location(onnx::TensorProto::EXTERNAL);
      auto *entry = made->add_external_data();
      entry->set_key("location");
      entry->set_value("weights.bin");
    }
    return made->name();
  }

  onnx::NodeProto *node(std::string const &op, std::vector<std::string> const &inputs) {
    auto *made = model.mutable_graph()->add_node();
    made->set_op_type(op);
    made->set_name(op + std::to_string(next++));
    for (std::string const &input : inputs)
      made->add_input(input);
    made->add_output(made->name() + "_out");
    return made;
  }

  static void ints(onnx::NodeProto *node, std::string const &name, std::vector<int64_t> const &values) {
    auto *attribute = node->add_attribute();
    attribute->set_name(name);
    attribute->set_type(onnx::AttributeProto::INTS);
    for (int64_t value : values)
      attribute->add_ints(value);
  }

  /// Convolution, BatchNormalization and, if asked, Relu; the name of the result.
  std::string convolution(std::string const &x, int64_t in, int64_t out, int64_t kernel, int64_t stride,
                          bool relu) {
    auto *conv = node("Conv", {x, weight({out, in, kernel, kernel})});
    ints(conv, "kernel_shape", {kernel, kernel});
    ints(conv, "strides", {stride, stride});
    ints(conv, "pads", std::vector<int64_t>(4, kernel / 2));
    auto *norm = node("BatchNormalization",
                      {conv->output(0), weight({out}), weight({out}), weight({out}), weight({out})});
    return relu ? node("Relu", {norm->output(0)})->output(0) : norm->output(0);
  }

  std::string finish(std::string const &result) {
    model.mutable_graph()->mutable_node()->rbegin()->set_output(0, result);
    return model.SerializeAsString();
  }

  onnx::ModelProto model;

private:
  Weights weights;
  int copies;
  int64_t next = 0;
};
} // namespace

std::string resNet50(Weights weights, int copies) {
  Builder builder(weights, copies);
  builder.io(false, "input", {1, 3, 224, 224});
  builder.io(true, "output", {1, 1000});
  std::string x = builder.convolution("input", 3, 64, 7, 2, true);
  auto *pool = builder.node("MaxPool", {x});
  Builder::ints(pool, "kernel_shape", {3, 3});
  Builder::ints(pool, "strides", {2, 2});
  Builder::ints(pool, "pads", {1, 1, 1, 1});
  x = pool->output(0);
  int64_t channels = 64;
  constexpr std::pair<int64_t, int> stages[] = {{64, 3}, {128, 4}, {256, 6}, {512, 3}};
  for (auto const &[width, blocks] : stages) {
    for (int block = 0; block < blocks; ++block) {
      int64_t stride = block == 0 && width != 64 ? 2 : 1;
      std::string shortcut = block == 0 ? builder.convolution(x, channels, 4 * width, 1, stride, false) : x;
      std::string y = builder.convolution(x, channels, width, 1, 1, true);
      y = builder.convolution(y, width, width, 3, stride, true);
      y = builder.convolution(y, width, 4 * width, 1, 1, false);
      x = builder.node("Relu", {builder.node("Add", {y, shortcut})->output(0)})->output(0);
      channels = 4 * width;
    }
  }
  x = builder.node("Flatten", {builder.node("GlobalAveragePool", {x})->output(0)})->output(0);
  auto *classifier = builder.node("Gemm", {x, builder.weight({1000, 2048}), builder.weight({1000})});
  auto *transposed = classifier->add_attribute();
  transposed->set_name("transB");
  transposed->set_type(onnx::AttributeProto::INT);
  transposed->set_i(1);
  return builder.finish("output");
}

std::string chain(int64_t length, bool reversed) {
  Builder builder(Weights::Absent, 1);
  builder.io(false, "input", {1, 64});
  builder.io(true, "output", {1, 64});
  std::string x = "input";
  for (int64_t i = 0; i < length; ++i)
    x = builder.node("Relu", {x})->output(0);
  builder.finish("output");
  if (reversed) {
    auto *nodes = builder.model.mutable_graph()->mutable_node();
    for (int i = 0, j = nodes->size() - 1; i < j; ++i, --j)
      nodes->SwapElements(i, j);
  }
  return builder.model.SerializeAsString();
}

} // namespace eo::bench
