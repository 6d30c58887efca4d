//===- WireSchema.h - which fields of an ONNX file matter --------------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_WIRESCHEMA_H
#define ENERGY_OPT_LIB_ONNX_WIRESCHEMA_H

#include <cstddef>
#include <cstdint>

namespace eo {

/// The message types the walker goes into.
enum class WireMessage : uint8_t {
  Model,
  OperatorSet,
  Graph,
  Node,
  Attribute,
  Tensor,
  SparseTensor,
  Function,
  ValueInfo,
  Type,
  TensorType, ///< TypeProto.Tensor and TypeProto.SparseTensor
  NestedType, ///< TypeProto.Sequence and TypeProto.Optional
  MapType,    ///< TypeProto.Map and TypeProto.Opaque: that it is there is all we keep
  Shape,
  Dimension,
};

/// What becomes of a field.
enum class WireAction : uint8_t {
  Skip,    ///< left out
  Text,    ///< copied; a string
  Numbers, ///< copied; one number or a packed list
  Payload, ///< copied where the whole message is small, else left out
  Mark,    ///< like Payload; its absence tells the importer that payload is missing
  Message, ///< gone into
};

/// What is done with one field of a message.
struct WireRule {
  WireAction action = WireAction::Skip;
  WireMessage message = WireMessage::Model; ///< for WireAction::Message
};

/// The rule for a field of a message; fields that onnx.proto does not have, or that say nothing about costs
/// (documentation, metadata, training), are skipped.
WireRule wireRule(WireMessage message, uint64_t field);

/// Bytes the parsed message takes, without its content.
size_t parsedSize(WireMessage message);

} // namespace eo

#endif
