#include "lib/onnx/SlimReader.h"

#include "lib/onnx/FieldReader.h"
#include "lib/onnx/OnnxProto.h"
#include "lib/support/Error.h"

namespace eo {

namespace {

// Levels of TypeProto that are no structs of their own.
struct TensorTypeLevel {
  SlimType &type;
};
struct NestedTypeLevel {
  SlimType &type;
};
struct OpaqueTypeLevel {
  SlimType &type;
};
struct ShapeLevel {
  SlimType &type;
};

/// What becomes of the fields of each message.
class SlimReader : FieldReader {
public:
  SlimReader(ByteSource &source, ReadLimits const &bounds, SlimModel &to)
      : FieldReader(source, bounds, to), model(to) {}
  llvm::Error run();

private:
  template <typename Message> bool message(WireField const &field, Message &&to);
  template <typename Message> bool added(WireField const &field, ArenaList<Message> &list);
  template <typename Message> bool owned(WireField const &field, Message *&to);
  template <typename Level> bool variant(WireField const &field, SlimType &type, SlimType::Kind kind);

  bool take(WireField const &field, SlimModel &to);
  bool take(WireField const &field, SlimOperatorSet &to);
  bool take(WireField const &field, SlimFunction &to);
  bool take(WireField const &field, SlimGraph &to);
  bool take(WireField const &field, SlimNode &to);
  bool take(WireField const &field, SlimAttribute &to);
  bool take(WireField const &field, SlimTensor &to);
  bool take(WireField const &field, SlimSparseTensor &to);
  bool take(WireField const &field, SlimValueInfo &to);
  bool take(WireField const &field, SlimType &to);
  bool take(WireField const &field, TensorTypeLevel to);
  bool take(WireField const &field, NestedTypeLevel to);
  bool take(WireField const &, OpaqueTypeLevel) { return true; }
  bool take(WireField const &field, ShapeLevel to);
  bool take(WireField const &field, SlimDimension &to);
  bool takePayload(WireField const &field, SlimAttribute &to);
  bool takePayload(WireField const &field, SlimTensor &to);

  size_t payloadLimit(SlimAttribute const &) const { return limits.keepAttributeBytes; }
  size_t payloadLimit(SlimTensor const &) const { return limits.keepTensorBytes; }

  SlimModel &model;
};

} // namespace

template <typename Message> bool SlimReader::message(WireField const &field, Message &&to) {
  if (field.type != WireType::Length)
    return true;
  if constexpr (requires { payloadLimit(to); }) {
    bool isLong = field.size() > payloadLimit(to);
    return inside(
        field, [&](WireField const &inner) { return take(inner, to) && (isLong || takePayload(inner, to)); });
  } else {
    return inside(field, [&](WireField const &inner) { return take(inner, to); });
  }
}

template <typename Message> bool SlimReader::added(WireField const &field, ArenaList<Message> &list) {
  if (field.type != WireType::Length)
    return true;
  size_t const before = arena.getBytesAllocated();
  auto const index = static_cast<uint32_t>(list.size());
  Message &to = list.add(arena);
  bool result = message(field, to);
  if constexpr (std::is_same_v<Message, SlimNode>)
    to.index = index;
  if constexpr (requires { to.memory; })
    to.memory = arena.getBytesAllocated() - before;
  return result;
}

/// A message that is there once; of several the later ones add to the first.
template <typename Message> bool SlimReader::owned(WireField const &field, Message *&to) {
  if (field.type != WireType::Length)
    return true;
  if (to == nullptr)
    to = new (arena.Allocate<Message>()) Message;
  return message(field, *to);
}

// WireField numbers are onnx.proto's; those newer than the installed message classes are spelled out.

bool SlimReader::take(WireField const &field, SlimModel &to) {
  using M = onnx::ModelProto;
  switch (field.number) {
  case M::kIrVersionFieldNumber:
    return integer(field, to.irVersion);
  case M::kProducerNameFieldNumber:
    return text(field, to.producerName);
  case M::kProducerVersionFieldNumber:
    return text(field, to.producerVersion);
  case M::kGraphFieldNumber:
    if (field.type == WireType::Length && !to.graph)
      to.graph.emplace();
    return !to.graph || message(field, *to.graph);
  case M::kOpsetImportFieldNumber:
    return added(field, to.operatorSets);
  case M::kFunctionsFieldNumber:
    return added(field, to.functions);
  }
  return true;
}

bool SlimReader::take(WireField const &field, SlimOperatorSet &to) {
  using M = onnx::OperatorSetIdProto;
  switch (field.number) {
  case M::kDomainFieldNumber:
    return text(field, to.domain);
  case M::kVersionFieldNumber:
    return integer(field, to.version);
  }
  return true;
}

bool SlimReader::take(WireField const &field, SlimGraph &to) {
  using M = onnx::GraphProto;
  switch (field.number) {
  case M::kNameFieldNumber:
    return text(field, to.name);
  case M::kNodeFieldNumber:
    return added(field, to.nodes);
  case M::kInitializerFieldNumber:
    return added(field, to.initializers);
  case M::kSparseInitializerFieldNumber:
    return added(field, to.sparseInitializers);
  case M::kInputFieldNumber:
    return added(field, to.inputs);
  case M::kOutputFieldNumber:
    return added(field, to.outputs);
  case M::kValueInfoFieldNumber:
    return added(field, to.values);
  }
  return true;
}

bool SlimReader::take(WireField const &field, SlimNode &to) {
  using M = onnx::NodeProto;
  switch (field.number) {
  case M::kInputFieldNumber:
    return texts(field, to.inputs);
  case M::kOutputFieldNumber:
    return texts(field, to.outputs);
  case M::kNameFieldNumber:
    return text(field, to.name);
  case M::kOpTypeFieldNumber:
    return text(field, to.opType);
  case M::kDomainFieldNumber:
    return text(field, to.domain);
  case nodeOverloadField:
    return text(field, to.overload);
  case M::kAttributeFieldNumber:
    return added(field, to.attributes);
  }
  return true;
}

bool SlimReader::take(WireField const &field, SlimAttribute &to) {
  using M = onnx::AttributeProto;
  switch (field.number) {
  case M::kNameFieldNumber:
    return text(field, to.name);
  case M::kRefAttrNameFieldNumber:
    return text(field, to.reference);
  case M::kFFieldNumber:
    return real(field, to.real);
  case M::kIFieldNumber:
    return integer(field, to.integer);
  case M::kTFieldNumber:
    return owned(field, to.tensor);
  case M::kGFieldNumber:
    return owned(field, to.graph);
  case M::kSparseTensorFieldNumber:
    return owned(field, to.sparseTensor);
  }
  return true;
}

bool SlimReader::takePayload(WireField const &field, SlimAttribute &to) {
  using M = onnx::AttributeProto;
  switch (field.number) {
  case M::kSFieldNumber:
    return field.type != WireType::Length || text(field, to.string.emplace());
  case M::kFloatsFieldNumber:
    return reals(field, to.reals);
  case M::kIntsFieldNumber:
    return integers(field, to.integers);
  case M::kStringsFieldNumber:
    return texts(field, to.strings);
  case M::kTypeFieldNumber:
    if (auto type = static_cast<int>(field.varint());
        field.type == WireType::Varint && onnx::AttributeProto_AttributeType_IsValid(type))
      to.type = type;
    return true;
  }
  return true;
}

bool SlimReader::take(WireField const &field, SlimTensor &to) {
  using M = onnx::TensorProto;
  switch (field.number) {
  case M::kNameFieldNumber:
    return text(field, to.name);
  case M::kDimsFieldNumber:
    return integers(field, to.dims);
  case M::kDataTypeFieldNumber:
    return integer<int32_t>(field, to.type);
  case M::kDataLocationFieldNumber:
    if (auto location = static_cast<int>(field.varint());
        field.type == WireType::Varint && onnx::TensorProto_DataLocation_IsValid(location))
      to.isExternal = location == M::EXTERNAL;
    return true;
  }
  return true;
}

bool SlimReader::takePayload(WireField const &field, SlimTensor &to) {
  using M = onnx::TensorProto;
  switch (field.number) {
  case M::kRawDataFieldNumber:
    return bytes(field, to.raw);
  case M::kFloatDataFieldNumber:
    return numbers(field, WireType::Fixed32, to.lists);
  case M::kDoubleDataFieldNumber:
    return numbers(field, WireType::Fixed64, to.lists);
  case M::kInt32DataFieldNumber:
  case M::kInt64DataFieldNumber:
  case M::kUint64DataFieldNumber:
    return numbers(field, WireType::Varint, to.lists);
  }
  return true;
}

bool SlimReader::take(WireField const &field, SlimSparseTensor &to) {
  using M = onnx::SparseTensorProto;
  switch (field.number) {
  case M::kValuesFieldNumber:
    return message(field, to.values);
  case M::kDimsFieldNumber:
    return integers(field, to.dims);
  }
  return true;
}

bool SlimReader::take(WireField const &field, SlimFunction &to) {
  using M = onnx::FunctionProto;
  switch (field.number) {
  case M::kNameFieldNumber:
    return text(field, to.name);
  case M::kDomainFieldNumber:
    return text(field, to.domain);
  case functionOverloadField:
    return text(field, to.overload);
  case M::kInputFieldNumber:
    return texts(field, to.inputs);
  case M::kOutputFieldNumber:
    return texts(field, to.outputs);
  case M::kNodeFieldNumber:
    return added(field, to.nodes);
  case M::kOpsetImportFieldNumber:
    return added(field, to.operatorSets);
  case functionAttributeProtoField:
    return added(field, to.defaults);
  }
  return true;
}

bool SlimReader::take(WireField const &field, SlimValueInfo &to) {
  using M = onnx::ValueInfoProto;
  switch (field.number) {
  case M::kNameFieldNumber:
    return text(field, to.name);
  case M::kTypeFieldNumber:
    return message(field, to.type);
  }
  return true;
}

/// One of several: another one replaces what was there, the same one adds to it.
template <typename Level>
bool SlimReader::variant(WireField const &field, SlimType &type, SlimType::Kind kind) {
  if (field.type != WireType::Length)
    return true;
  if (type.kind != kind)
    type = SlimType();
  type.kind = kind;
  return message(field, Level{type});
}

bool SlimReader::take(WireField const &field, SlimType &to) {
  using M = onnx::TypeProto;
  switch (field.number) {
  case M::kTensorTypeFieldNumber:
    return variant<TensorTypeLevel>(field, to, SlimType::Kind::Tensor);
  case M::kSparseTensorTypeFieldNumber:
    return variant<TensorTypeLevel>(field, to, SlimType::Kind::SparseTensor);
  case M::kSequenceTypeFieldNumber:
    return variant<NestedTypeLevel>(field, to, SlimType::Kind::Sequence);
  case M::kOptionalTypeFieldNumber:
    return variant<NestedTypeLevel>(field, to, SlimType::Kind::Optional);
  case M::kMapTypeFieldNumber:
  case M::kOpaqueTypeFieldNumber:
    return variant<OpaqueTypeLevel>(field, to, SlimType::Kind::Opaque);
  }
  return true;
}

/// TypeProto.Tensor and TypeProto.SparseTensor.
bool SlimReader::take(WireField const &field, TensorTypeLevel to) {
  using M = onnx::TypeProto_Tensor;
  switch (field.number) {
  case M::kElemTypeFieldNumber:
    return integer<int32_t>(field, to.type.element);
  case M::kShapeFieldNumber:
    to.type.hasShape |= field.type == WireType::Length;
    return message(field, ShapeLevel{to.type});
  }
  return true;
}

/// TypeProto.Sequence and TypeProto.Optional.
bool SlimReader::take(WireField const &field, NestedTypeLevel to) {
  return field.number != onnx::TypeProto_Sequence::kElemTypeFieldNumber || owned(field, to.type.elements);
}

bool SlimReader::take(WireField const &field, ShapeLevel to) {
  if (field.number != onnx::TensorShapeProto::kDimFieldNumber || field.type != WireType::Length)
    return true;
  SlimDimension dimension;
  if (!message(field, dimension))
    return false;
  to.type.dims.push_back(dimension, arena);
  return true;
}

bool SlimReader::take(WireField const &field, SlimDimension &to) {
  using M = onnx::TensorShapeProto_Dimension;
  if (field.number == M::kDimValueFieldNumber && field.type == WireType::Varint) {
    to.parameter = Name();
    return integer(field, to.value);
  }
  if (field.number == M::kDimParamFieldNumber && field.type == WireType::Length) {
    to.value.reset();
    return text(field, to.parameter);
  }
  return true;
}

llvm::Error SlimReader::run() {
  bool isRead = fields(file.size(), [&](WireField const &field) { return take(field, model); });
  return isRead ? llvm::Error::success() : inputError("{}", failure);
}

llvm::Expected<SlimModel> readSlim(ByteSource &file, ReadLimits const &limits) {
  SlimModel model;
  if (llvm::Error error = SlimReader(file, limits, model).run())
    return error;
  return model;
}

} // namespace eo
