//===- Pass.h - what a pass is ----------------------------------------------------------------===//
//
// A pass is a plain function that reads the graph and annotations and adds one annotation. It is described by
// a row of passes/Passes.def, from which --list-passes and the pipelines are made.
//
#ifndef ENERGY_OPT_LIB_PASS_PASS_H
#define ENERGY_OPT_LIB_PASS_PASS_H

#include "lib/ir/Graph.h"
#include "lib/pass/Annotations.h"
#include "lib/support/Diagnostics.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

namespace eo {

/// What a pass works on. The graph never changes.
struct PassContext {
  Graph const &graph;
  Annotations &annotations;
  DiagnosticEngine &diagnostics;
};

/// One row of Passes.def.
struct PassInfo {
  llvm::StringRef name;                      ///< "count-macs"
  llvm::StringRef description;               ///< one line for --list-passes
  llvm::ArrayRef<llvm::StringLiteral> needs; ///< names of passes that must have run
  llvm::Error (*run)(PassContext &context);
  /// What --print-after shows behind a node's line; nullptr: nothing per node.
  std::string (*nodeText)(PassContext const &context, Node const &node);
};

} // namespace eo

#endif
