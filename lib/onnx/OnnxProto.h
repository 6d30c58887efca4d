//===- OnnxProto.h - the protobuf message classes, only for lib/onnx --------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_ONNXPROTO_H
#define ENERGY_OPT_LIB_ONNX_ONNXPROTO_H

#include "llvm/ADT/StringRef.h"
#include <onnx/onnx_pb.h>

namespace eo {

/// Fields that are newer than the installed message classes, which keep them as unknown fields.
constexpr uint32_t nodeOverloadField = 8;
constexpr uint32_t nodeMetadataField = 9;
constexpr uint32_t functionOverloadField = 13;
constexpr uint32_t functionAttributeProtoField = 11; ///< attributes with their defaults

/// Protobuf's strings as LLVM's: no copy, alive as long as the message.
inline llvm::StringRef ref(std::string const &text) { return text; }

} // namespace eo

#endif
