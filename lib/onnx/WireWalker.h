//===- WireWalker.h - an ONNX file without its weights ------------------------------------------===//
//
//   initializer { dims: [512, 2048] data_type: 1 name: "fc.w" raw_data: <4 MB> }
// becomes
//   initializer { dims: [512, 2048] data_type: 1 name: "fc.w" }
//
#ifndef ENERGY_OPT_LIB_ONNX_WIREWALKER_H
#define ENERGY_OPT_LIB_ONNX_WIREWALKER_H

#include "lib/onnx/ByteSource.h"
#include "llvm/Support/Error.h"
#include <string>

namespace eo {

/// Bounds of the walk.
struct WalkLimits {
  /// A tensor whose message is longer than this loses its elements.
  size_t keepTensorBytes = 1024;
  /// An attribute whose message is longer than this loses its lists and strings, and its `type` with them.
  size_t keepAttributeBytes = size_t{1} << 14;
  /// Estimated bytes of the parsed messages; more is an error. The copy is always smaller.
  size_t maxParsedBytes = size_t{1} << 30;
  /// Messages within messages; a body of If, Loop or Scan is three levels below the graph it stands in.
  size_t maxDepth = 1000;
};

/// A ModelProto that equals the one in `file` but for skipped fields (WireSchema.h) and dropped payloads.
/// Skipped bytes are not looked at. Errors (without the file's name) give the byte offset: a field that
/// reaches past the end of the file (truncated) or of its message (damaged), and exceeded limits.
llvm::Expected<std::string> slimCopy(ByteSource &file, WalkLimits const &limits = {});

} // namespace eo

#endif
