#include "lib/onnx/ImportType.h"

#include <fmt/format.h>

namespace eo {

static SymInt importDimension(SlimDimension const &dimension, llvm::StringRef input, size_t axis) {
  int64_t number = dimension.value.value_or(0);
  llvm::StringRef name = dimension.parameter;
  bool isNumber = dimension.value || !name.getAsInteger(10, number);
  if (isNumber && number > 0)
    return number;
  if (!isNumber && !name.empty() && name != "?" && name != "None")
    return SymInt::symbol(name);
  if (!input.empty())
    return SymInt::symbol(fmt::format("{}[{}]", input, axis));
  return SymInt::unknown();
}

static TensorType importTensorType(SlimType const &type, llvm::StringRef input) {
  TensorType result;
  result.element = dataTypeFromOnnx(type.element);
  if (!type.hasShape)
    return result;
  result.shape.emplace();
  for (size_t axis = 0; axis < type.dims.size(); ++axis)
    result.shape->push_back(importDimension(type.dims[axis], input, axis));
  return result;
}

TensorType importType(SlimType const &type, llvm::StringRef input) {
  TensorType result;
  if (type.elements != nullptr) // within an optional, dimensions of an input can be bound
    result = importType(*type.elements, type.kind == SlimType::Kind::Optional ? input : llvm::StringRef());
  bool isOfTensors = result.form == ValueForm::Tensor;
  switch (type.kind) {
  case SlimType::Kind::Tensor:
    return importTensorType(type, input);
  case SlimType::Kind::Sequence:
    result.form = isOfTensors ? ValueForm::Sequence : ValueForm::Opaque;
    return result;
  case SlimType::Kind::Optional:
    result.form = isOfTensors ? ValueForm::Optional : ValueForm::Opaque;
    return result;
  case SlimType::Kind::SparseTensor:
    result = importTensorType(type, input);
    result.form = ValueForm::Opaque;
    return result;
  case SlimType::Kind::Opaque:
    result.form = ValueForm::Opaque;
    return result;
  case SlimType::Kind::None:
    return result;
  }
  return result;
}

} // namespace eo
