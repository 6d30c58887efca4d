//===- Loader.h - an ONNX file becomes a Graph ------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_LOADER_H
#define ENERGY_OPT_LIB_ONNX_LOADER_H

#include "lib/ir/Graph.h"
#include "lib/support/Diagnostics.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace eo {

/// Bounds of what a file may cost. The defaults take every network of the size people have.
struct LoadOptions {
  /// Elements are kept of tensors whose message in the file is at most this long: what shape arithmetic needs
  /// and little of the weights.
  size_t keepElements = 1024;
  /// Most memory the network without its weights may take.
  size_t maxBytes = size_t{1} << 30;
  /// Most memory that may be added by inlining functions; a node takes about one kilobyte.
  size_t maxInlinedBytes = size_t{1} << 28;
  /// Bodies of If, Loop and Scan and calls of functions within each other.
  unsigned maxNesting = 256;
};

/// The network in the file at `path`. Weights are not read and external data files are not opened, so time
/// and memory depend on the number of nodes.
///
/// What is odd but can be gone on with is reported to `diagnostics`. Errors are of ErrorKind::Input and begin
/// with the path: the file cannot be read, is not ONNX (the message names what it is instead), is truncated
/// or damaged (byte offset), has nodes in a cycle or recursive functions (named), or exceeds `options`.
llvm::Expected<Graph> loadNetwork(llvm::StringRef path, LoadOptions const &options,
                                  DiagnosticEngine &diagnostics);

/// The same for a file in memory; `displayName` stands for the path in errors.
llvm::Expected<Graph> loadNetworkFromBuffer(llvm::StringRef bytes, llvm::StringRef displayName,
                                            LoadOptions const &options, DiagnosticEngine &diagnostics);

} // namespace eo

#endif
