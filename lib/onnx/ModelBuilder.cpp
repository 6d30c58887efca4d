#include "lib/onnx/ModelBuilder.h"

#include "lib/onnx/OnnxProto.h"
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

namespace eo {

struct ModelBuilder::Model {
  onnx::ModelProto proto;
};

ModelBuilder::ModelBuilder(llvm::StringRef name) : model(std::make_unique<Model>()) {
  model->proto.set_ir_version(8);
  model->proto.set_producer_name("energy-calibrate");
  model->proto.add_opset_import()->set_version(17);
  model->proto.mutable_graph()->set_name(name.str());
}

ModelBuilder::~ModelBuilder() = default;

static void describe(onnx::ValueInfoProto &info, llvm::StringRef name, ModelBuilder::Dims const &shape) {
  info.set_name(name.str());
  auto *type = info.mutable_type()->mutable_tensor_type();
  type->set_elem_type(onnx::TensorProto::FLOAT);
  type->mutable_shape();
  for (int64_t dim : shape)
    type->mutable_shape()->add_dim()->set_dim_value(dim);
}

std::string ModelBuilder::fresh(llvm::StringRef kind) { return fmt::format("{}_{}", kind.lower(), ++count); }

/// Between -1 and 1: Knuth's linear congruential generator (MMIX).
double ModelBuilder::random() {
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  return static_cast<double>(state >> 11) / 4503599627370496.0 - 1;
}

std::string ModelBuilder::input(llvm::StringRef name, Dims const &shape) {
  describe(*model->proto.mutable_graph()->add_input(), name, shape);
  return name.str();
}

void ModelBuilder::output(llvm::StringRef value, Dims const &shape) {
  describe(*model->proto.mutable_graph()->add_output(), value, shape);
}

/// A new initializer of that type and shape; how many elements it has.
static onnx::TensorProto &addTensor(onnx::ModelProto &proto, std::string const &name, int type,
                                    ModelBuilder::Dims const &shape, size_t &elements) {
  onnx::TensorProto &tensor = *proto.mutable_graph()->add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(type);
  elements = 1;
  for (int64_t dim : shape) {
    tensor.add_dims(dim);
    elements *= static_cast<size_t>(dim);
  }
  return tensor;
}

std::string ModelBuilder::weight(Dims const &shape, int64_t fanIn) {
  std::string name = fresh("weight");
  size_t elements = 0;
  onnx::TensorProto &tensor = addTensor(model->proto, name, onnx::TensorProto::FLOAT, shape, elements);
  std::vector<float> values(elements);
  double scale = std::sqrt(3.0 / static_cast<double>(fanIn)); // uniform numbers of variance 1/fanIn
  for (float &value : values)
    value = static_cast<float>(scale * random());
  std::string raw(elements * sizeof(float), '\0');
  std::memcpy(raw.data(), values.data(), raw.size()); // little-endian, as all machines these tools run on
  tensor.set_raw_data(std::move(raw));
  return name;
}

std::string ModelBuilder::quantizedWeight(Dims const &shape) {
  std::string name = fresh("weight");
  size_t elements = 0;
  onnx::TensorProto &tensor = addTensor(model->proto, name, onnx::TensorProto::INT8, shape, elements);
  std::string raw(elements, '\0');
  for (char &value : raw)
    value = static_cast<char>(std::lround(127 * random()));
  tensor.set_raw_data(std::move(raw));
  return name;
}

std::string ModelBuilder::integers(Dims const &values) {
  std::string name = fresh("integers");
  size_t elements = 0;
  onnx::TensorProto &tensor = addTensor(model->proto, name, onnx::TensorProto::INT64,
                                        {static_cast<int64_t>(values.size())}, elements);
  for (int64_t value : values)
    tensor.add_int64_data(value);
  return name;
}

std::string ModelBuilder::number(float value) {
  std::string name = fresh("number");
  size_t elements = 0;
  addTensor(model->proto, name, onnx::TensorProto::FLOAT, {}, elements).add_float_data(value);
  return name;
}

std::string ModelBuilder::zeroPoint(bool isSigned, int value) {
  std::string name = fresh("zero");
  size_t elements = 0;
  addTensor(model->proto, name, isSigned ? onnx::TensorProto::INT8 : onnx::TensorProto::UINT8, {}, elements)
      .add_int32_data(value);
  return name;
}

std::string ModelBuilder::node(llvm::StringRef op, llvm::ArrayRef<std::string> inputs,
                               llvm::ArrayRef<Setting> settings) {
  onnx::NodeProto &node = *model->proto.mutable_graph()->add_node();
  std::string result = fresh(op);
  node.set_name(result);
  node.set_op_type(op.str());
  for (std::string const &input : inputs)
    node.add_input(input);
  node.add_output(result);
  for (Setting const &setting : settings) {
    onnx::AttributeProto &attribute = *node.add_attribute();
    attribute.set_name(setting.name);
    if (auto const *integer = std::get_if<int64_t>(&setting.value)) {
      attribute.set_type(onnx::AttributeProto::INT);
      attribute.set_i(*integer);
    } else if (auto const *real = std::get_if<float>(&setting.value)) {
      attribute.set_type(onnx::AttributeProto::FLOAT);
      attribute.set_f(*real);
    } else {
      attribute.set_type(onnx::AttributeProto::INTS);
      for (int64_t value : std::get<Dims>(setting.value))
        attribute.add_ints(value);
    }
  }
  return result;
}

std::string ModelBuilder::bytes() const {
  std::string text;
  google::protobuf::io::StringOutputStream stream(&text);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  model->proto.SerializeToCodedStream(&coded);
  coded.Trim();
  return text;
}

} // namespace eo
