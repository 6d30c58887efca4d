#include "lib/onnx/WireSchema.h"

#include "lib/onnx/OnnxProto.h"

namespace eo {

// Field numbers are onnx.proto's; those newer than the installed message classes are spelled out.

static constexpr WireRule text{WireAction::Text};
static constexpr WireRule numbers{WireAction::Numbers};
static constexpr WireRule payload{WireAction::Payload};
static constexpr WireRule mark{WireAction::Mark};
static constexpr WireRule into(WireMessage message) { return {WireAction::Message, message}; }

static WireRule modelRule(uint64_t field) {
  using M = onnx::ModelProto;
  switch (field) {
  case M::kIrVersionFieldNumber:
    return numbers;
  case M::kProducerNameFieldNumber:
  case M::kProducerVersionFieldNumber:
    return text;
  case M::kGraphFieldNumber:
    return into(WireMessage::Graph);
  case M::kOpsetImportFieldNumber:
    return into(WireMessage::OperatorSet);
  case M::kFunctionsFieldNumber:
    return into(WireMessage::Function);
  }
  return {};
}

static WireRule operatorSetRule(uint64_t field) {
  using M = onnx::OperatorSetIdProto;
  switch (field) {
  case M::kDomainFieldNumber:
    return text;
  case M::kVersionFieldNumber:
    return numbers;
  }
  return {};
}

static WireRule graphRule(uint64_t field) {
  using M = onnx::GraphProto;
  switch (field) {
  case M::kNameFieldNumber:
    return text;
  case M::kNodeFieldNumber:
    return into(WireMessage::Node);
  case M::kInitializerFieldNumber:
    return into(WireMessage::Tensor);
  case M::kSparseInitializerFieldNumber:
    return into(WireMessage::SparseTensor);
  case M::kInputFieldNumber:
  case M::kOutputFieldNumber:
  case M::kValueInfoFieldNumber:
    return into(WireMessage::ValueInfo);
  }
  return {};
}

static WireRule nodeRule(uint64_t field) {
  using M = onnx::NodeProto;
  switch (field) {
  case M::kInputFieldNumber:
  case M::kOutputFieldNumber:
  case M::kNameFieldNumber:
  case M::kOpTypeFieldNumber:
  case M::kDomainFieldNumber:
  case nodeOverloadField:
    return text;
  case M::kAttributeFieldNumber:
    return into(WireMessage::Attribute);
  }
  return {};
}

static WireRule attributeRule(uint64_t field) {
  using M = onnx::AttributeProto;
  switch (field) {
  case M::kNameFieldNumber:
  case M::kRefAttrNameFieldNumber:
    return text;
  case M::kFFieldNumber:
  case M::kIFieldNumber:
    return numbers;
  case M::kSFieldNumber:
  case M::kFloatsFieldNumber:
  case M::kIntsFieldNumber:
  case M::kStringsFieldNumber:
    return payload;
  case M::kTypeFieldNumber:
    return mark;
  case M::kTFieldNumber:
    return into(WireMessage::Tensor);
  case M::kGFieldNumber:
    return into(WireMessage::Graph);
  case M::kSparseTensorFieldNumber:
    return into(WireMessage::SparseTensor);
  }
  return {};
}

static WireRule tensorRule(uint64_t field) {
  using M = onnx::TensorProto;
  switch (field) {
  case M::kNameFieldNumber:
    return text;
  case M::kDimsFieldNumber:
  case M::kDataTypeFieldNumber:
  case M::kDataLocationFieldNumber:
    return numbers;
  case M::kRawDataFieldNumber:
  case M::kFloatDataFieldNumber:
  case M::kInt32DataFieldNumber:
  case M::kInt64DataFieldNumber:
  case M::kDoubleDataFieldNumber:
  case M::kUint64DataFieldNumber:
    return payload;
  }
  return {};
}

static WireRule sparseTensorRule(uint64_t field) {
  using M = onnx::SparseTensorProto;
  switch (field) {
  case M::kValuesFieldNumber:
    return into(WireMessage::Tensor);
  case M::kDimsFieldNumber:
    return numbers;
  }
  return {};
}

static WireRule functionRule(uint64_t field) {
  using M = onnx::FunctionProto;
  switch (field) {
  case M::kNameFieldNumber:
  case M::kInputFieldNumber:
  case M::kOutputFieldNumber:
  case M::kDomainFieldNumber:
  case functionOverloadField:
    return text;
  case M::kNodeFieldNumber:
    return into(WireMessage::Node);
  case M::kOpsetImportFieldNumber:
    return into(WireMessage::OperatorSet);
  case functionAttributeProtoField:
    return into(WireMessage::Attribute);
  }
  return {};
}

static WireRule valueInfoRule(uint64_t field) {
  using M = onnx::ValueInfoProto;
  switch (field) {
  case M::kNameFieldNumber:
    return text;
  case M::kTypeFieldNumber:
    return into(WireMessage::Type);
  }
  return {};
}

static WireRule typeRule(uint64_t field) {
  using M = onnx::TypeProto;
  switch (field) {
  case M::kTensorTypeFieldNumber:
  case M::kSparseTensorTypeFieldNumber:
    return into(WireMessage::TensorType);
  case M::kSequenceTypeFieldNumber:
  case M::kOptionalTypeFieldNumber:
    return into(WireMessage::NestedType);
  case M::kMapTypeFieldNumber:
  case M::kOpaqueTypeFieldNumber:
    return into(WireMessage::MapType);
  }
  return {};
}

static WireRule tensorTypeRule(uint64_t field) {
  using M = onnx::TypeProto_Tensor;
  switch (field) {
  case M::kElemTypeFieldNumber:
    return numbers;
  case M::kShapeFieldNumber:
    return into(WireMessage::Shape);
  }
  return {};
}

static WireRule dimensionRule(uint64_t field) {
  using M = onnx::TensorShapeProto_Dimension;
  switch (field) {
  case M::kDimValueFieldNumber:
    return numbers;
  case M::kDimParamFieldNumber:
    return text;
  }
  return {};
}

WireRule wireRule(WireMessage message, uint64_t field) {
  switch (message) {
  case WireMessage::Model:
    return modelRule(field);
  case WireMessage::OperatorSet:
    return operatorSetRule(field);
  case WireMessage::Graph:
    return graphRule(field);
  case WireMessage::Node:
    return nodeRule(field);
  case WireMessage::Attribute:
    return attributeRule(field);
  case WireMessage::Tensor:
    return tensorRule(field);
  case WireMessage::SparseTensor:
    return sparseTensorRule(field);
  case WireMessage::Function:
    return functionRule(field);
  case WireMessage::ValueInfo:
    return valueInfoRule(field);
  case WireMessage::Type:
    return typeRule(field);
  case WireMessage::TensorType:
    return tensorTypeRule(field);
  case WireMessage::NestedType:
    return field == onnx::TypeProto_Sequence::kElemTypeFieldNumber ? into(WireMessage::Type) : WireRule{};
  case WireMessage::MapType:
    return {};
  case WireMessage::Shape:
    return field == onnx::TensorShapeProto::kDimFieldNumber ? into(WireMessage::Dimension) : WireRule{};
  case WireMessage::Dimension:
    return dimensionRule(field);
  }
  return {};
}

size_t parsedSize(WireMessage message) {
  switch (message) {
  case WireMessage::Model:
    return sizeof(onnx::ModelProto);
  case WireMessage::OperatorSet:
    return sizeof(onnx::OperatorSetIdProto);
  case WireMessage::Graph:
    return sizeof(onnx::GraphProto);
  case WireMessage::Node:
    return sizeof(onnx::NodeProto);
  case WireMessage::Attribute:
    return sizeof(onnx::AttributeProto);
  case WireMessage::Tensor:
    return sizeof(onnx::TensorProto);
  case WireMessage::SparseTensor:
    return sizeof(onnx::SparseTensorProto);
  case WireMessage::Function:
    return sizeof(onnx::FunctionProto);
  case WireMessage::ValueInfo:
    return sizeof(onnx::ValueInfoProto);
  case WireMessage::Type:
    return sizeof(onnx::TypeProto);
  case WireMessage::TensorType:
    return sizeof(onnx::TypeProto_Tensor);
  case WireMessage::NestedType:
    return sizeof(onnx::TypeProto_Sequence);
  case WireMessage::MapType:
    return sizeof(onnx::TypeProto_Map);
  case WireMessage::Shape:
    return sizeof(onnx::TensorShapeProto);
  case WireMessage::Dimension:
    return sizeof(onnx::TensorShapeProto_Dimension);
  }
  return 0;
}

} // namespace eo
