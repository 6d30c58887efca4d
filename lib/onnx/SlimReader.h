//===- SlimReader.h - reads an ONNX file but for its weights -------------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_SLIMREADER_H
#define ENERGY_OPT_LIB_ONNX_SLIMREADER_H

#include "lib/onnx/ByteSource.h"
#include "lib/onnx/SlimModel.h"
#include "llvm/Support/Error.h"

namespace eo {

/// Bounds of the reading.
struct ReadLimits {
  /// A tensor whose message is longer than this loses its elements.
  size_t keepTensorBytes = 1024;
  /// An attribute whose message is longer than this loses its lists and strings, and its `type` with them: its
  /// absence tells the importer that they are missing.
  size_t keepAttributeBytes = size_t{1} << 14;
  /// Bytes of messages and texts; more is an error.
  size_t maxBytes = size_t{1} << 30;
  /// Messages within messages; a body of If, Loop or Scan is three levels below the graph it stands in.
  size_t maxDepth = 1000;
};

/// What Protobuf would read, but for fields that say nothing about costs (documentation, metadata, training) and
/// dropped payloads, whose bytes are not looked at. Errors (without the file's name) give the byte offset: a field
/// that reaches past the end of the file (truncated) or of its message (damaged), and exceeded limits.
llvm::Expected<SlimModel> readSlim(ByteSource &file, ReadLimits const &limits = {});

} // namespace eo

#endif
