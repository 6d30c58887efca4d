#include "lib/onnx/ImportType.h"

#include <fmt/format.h>

namespace eo {

static SymInt importDimension(onnx::TensorShapeProto_Dimension const &dimension, llvm::StringRef input,
                              int axis) {
  int64_t number = dimension.dim_value();
  llvm::StringRef name = ref(dimension.dim_param());
  bool isNumber = dimension.has_dim_value() || !name.getAsInteger(10, number);
  if (isNumber && number > 0)
    return number;
  if (!isNumber && !name.empty() && name != "?" && name != "None")
    return SymInt::symbol(name);
  if (!input.empty())
    return SymInt::symbol(fmt::format("{}[{}]", input.str(), axis));
  return SymInt::unknown();
}

/// Works for TypeProto.Tensor and TypeProto.SparseTensor.
template <typename TensorProtoType>
static void importTensorType(TensorProtoType const &proto, llvm::StringRef input, TensorType &type) {
  type.element = dataTypeFromOnnx(proto.elem_type());
  if (!proto.has_shape())
    return;
  type.shape.emplace();
  for (int axis = 0; axis < proto.shape().dim_size(); ++axis)
    type.shape->push_back(importDimension(proto.shape().dim(axis), input, axis));
}

TensorType importType(onnx::TypeProto const &type, llvm::StringRef input) {
  TensorType result;
  switch (type.value_case()) {
  case onnx::TypeProto::kTensorType:
    importTensorType(type.tensor_type(), input, result);
    return result;
  case onnx::TypeProto::kSequenceType:
    result = importType(type.sequence_type().elem_type());
    result.form = result.form == ValueForm::Tensor ? ValueForm::Sequence : ValueForm::Opaque;
    return result;
  case onnx::TypeProto::kOptionalType:
    result = importType(type.optional_type().elem_type(), input);
    result.form = result.form == ValueForm::Tensor ? ValueForm::Optional : ValueForm::Opaque;
    return result;
  case onnx::TypeProto::kSparseTensorType:
    importTensorType(type.sparse_tensor_type(), input, result);
    result.form = ValueForm::Opaque;
    return result;
  case onnx::TypeProto::kMapType:
  case onnx::TypeProto::kOpaqueType:
    result.form = ValueForm::Opaque;
    return result;
  case onnx::TypeProto::VALUE_NOT_SET:
    return result;
  }
  return result;
}

} // namespace eo
