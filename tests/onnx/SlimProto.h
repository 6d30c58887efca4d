//===- SlimProto.h - what was read of a file, as Protobuf's messages: the oracle of the tests ----------===//
#ifndef ENERGY_OPT_TESTS_ONNX_SLIMPROTO_H
#define ENERGY_OPT_TESTS_ONNX_SLIMPROTO_H

#include "lib/onnx/OnnxProto.h"
#include "lib/onnx/SlimModel.h"
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/message.h>
#include <vector>

namespace eo::test {

/// Unsets what is set to "" or 0, which is read like what is not there; but for the values of attributes.
inline void dropDefaults(google::protobuf::Message &message) {
  using google::protobuf::FieldDescriptor;
  google::protobuf::Reflection const &reflection = *message.GetReflection();
  std::vector<FieldDescriptor const *> fields;
  reflection.ListFields(message, &fields);
  for (FieldDescriptor const *field : fields) {
    bool isValue = field->name() == "f" || field->name() == "i" || field->name() == "s";
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      for (int i = 0; field->is_repeated() && i < reflection.FieldSize(message, field); ++i)
        dropDefaults(*reflection.MutableRepeatedMessage(&message, field, i));
      if (!field->is_repeated())
        dropDefaults(*reflection.MutableMessage(&message, field));
    } else if (!field->is_repeated() && !isValue) {
      bool isEmpty =
          field->cpp_type() == FieldDescriptor::CPPTYPE_STRING ? reflection.GetString(message, field).empty()
          : field->cpp_type() == FieldDescriptor::CPPTYPE_INT32
              ? reflection.GetInt32(message, field) == 0
              : field->cpp_type() == FieldDescriptor::CPPTYPE_INT64 && field->containing_oneof() == nullptr &&
                    reflection.GetInt64(message, field) == 0;
      if (isEmpty)
        reflection.ClearField(&message, field);
    }
  }
}

inline void fill(onnx::GraphProto &to, SlimGraph const &from);

inline void fill(onnx::TensorProto &to, SlimTensor const &from) {
  to.set_name(from.name.text().str());
  to.mutable_dims()->Add(from.dims.begin(), from.dims.end());
  to.set_data_type(from.type);
  if (from.isExternal)
    to.set_data_location(onnx::TensorProto::EXTERNAL);
  if (from.raw)
    to.set_raw_data(from.raw->str());
  for (SlimField const &list : from.lists) {
    std::string wire;
    {
      google::protobuf::io::StringOutputStream stream(&wire);
      google::protobuf::io::CodedOutputStream coded(&stream);
      coded.WriteTag(list.number << 3 | static_cast<uint32_t>(list.type));
      if (list.type == WireType::Length)
        coded.WriteVarint32(static_cast<uint32_t>(list.content.size()));
      coded.WriteString(list.content.str());
    }
    onnx::TensorProto part;
    part.ParsePartialFromString(wire);
    to.MergeFrom(part);
  }
}

inline void fill(onnx::SparseTensorProto &to, SlimSparseTensor const &from) {
  fill(*to.mutable_values(), from.values);
  to.mutable_dims()->Add(from.dims.begin(), from.dims.end());
}

inline void fill(onnx::AttributeProto &to, SlimAttribute const &from) {
  to.set_name(from.name.text().str());
  if (!from.reference.empty())
    to.set_ref_attr_name(from.reference.text().str());
  if (from.type)
    to.set_type(static_cast<onnx::AttributeProto::AttributeType>(*from.type));
  if (from.real)
    to.set_f(*from.real);
  if (from.integer)
    to.set_i(*from.integer);
  if (from.string)
    to.set_s(from.string->str());
  to.mutable_floats()->Add(from.reals.begin(), from.reals.end());
  to.mutable_ints()->Add(from.integers.begin(), from.integers.end());
  for (llvm::StringRef text : from.strings)
    to.add_strings(text.str());
  if (from.tensor != nullptr)
    fill(*to.mutable_t(), *from.tensor);
  if (from.sparseTensor != nullptr)
    fill(*to.mutable_sparse_tensor(), *from.sparseTensor);
  if (from.graph != nullptr)
    fill(*to.mutable_g(), *from.graph);
}

inline void fill(onnx::NodeProto &to, SlimNode const &from) {
  for (Name input : from.inputs)
    to.add_input(input.text().str());
  for (Name output : from.outputs)
    to.add_output(output.text().str());
  to.set_name(from.name.str());
  to.set_op_type(from.opType.text().str());
  to.set_domain(from.domain.text().str());
  for (SlimAttribute const &attribute : from.attributes)
    fill(*to.add_attribute(), attribute);
}

/// Of TypeProto.Tensor and TypeProto.SparseTensor.
template <typename TensorType> void fillTensor(TensorType &to, SlimType const &from) {
  to.set_elem_type(from.element);
  if (from.hasShape)
    to.mutable_shape();
  for (SlimDimension const &dimension : from.dims) {
    onnx::TensorShapeProto_Dimension &added = *to.mutable_shape()->add_dim();
    if (dimension.value)
      added.set_dim_value(*dimension.value);
    else if (!dimension.parameter.empty())
      added.set_dim_param(dimension.parameter.text().str());
  }
}

inline void fill(onnx::TypeProto &to, SlimType const &from) {
  switch (from.kind) {
  case SlimType::Kind::Tensor:
    return fillTensor(*to.mutable_tensor_type(), from);
  case SlimType::Kind::SparseTensor:
    return fillTensor(*to.mutable_sparse_tensor_type(), from);
  case SlimType::Kind::Sequence:
    to.mutable_sequence_type();
    if (from.elements != nullptr)
      fill(*to.mutable_sequence_type()->mutable_elem_type(), *from.elements);
    return;
  case SlimType::Kind::Optional:
    to.mutable_optional_type();
    if (from.elements != nullptr)
      fill(*to.mutable_optional_type()->mutable_elem_type(), *from.elements);
    return;
  case SlimType::Kind::Opaque:
    to.mutable_opaque_type();
    return;
  case SlimType::Kind::None:
    return;
  }
}

inline void fill(onnx::ValueInfoProto &to, SlimValueInfo const &from) {
  to.set_name(from.name.text().str());
  if (from.type.kind != SlimType::Kind::None)
    fill(*to.mutable_type(), from.type);
}

inline void fill(onnx::GraphProto &to, SlimGraph const &from) {
  to.set_name(from.name.str());
  for (SlimNode const &node : from.nodes)
    fill(*to.add_node(), node);
  for (SlimTensor const &tensor : from.initializers)
    fill(*to.add_initializer(), tensor);
  for (SlimSparseTensor const &tensor : from.sparseInitializers)
    fill(*to.add_sparse_initializer(), tensor);
  for (SlimValueInfo const &info : from.inputs)
    fill(*to.add_input(), info);
  for (SlimValueInfo const &info : from.outputs)
    fill(*to.add_output(), info);
  for (SlimValueInfo const &info : from.values)
    fill(*to.add_value_info(), info);
}

/// The model but for its functions.
inline onnx::ModelProto protoOf(SlimModel const &from) {
  onnx::ModelProto to;
  to.set_ir_version(from.irVersion);
  to.set_producer_name(from.producerName.str());
  to.set_producer_version(from.producerVersion.str());
  for (SlimOperatorSet const &set : from.operatorSets) {
    onnx::OperatorSetIdProto &added = *to.add_opset_import();
    added.set_domain(set.domain.text().str());
    added.set_version(set.version);
  }
  if (from.graph)
    fill(*to.mutable_graph(), *from.graph);
  dropDefaults(to);
  return to;
}

} // namespace eo::test

#endif
