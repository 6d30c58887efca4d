//===- Analysed.h - a text network with all analysis passes run, for tests ---------------------------===//
#ifndef ENERGY_OPT_TESTS_PASSES_ANALYSED_H
#define ENERGY_OPT_TESTS_PASSES_ANALYSED_H

#include "lib/pass/NetworkAnnotations.h"
#include "lib/pass/PassManager.h"
#include "lib/support/Error.h"
#include "passes/Passes.h"
#include "tests/support/TextNetwork.h"

#include <gtest/gtest.h>

namespace eo::test {

/// The network after the passes up to `lastPass`. `error` is what the first failing pass said, "" without
/// one.
struct Analysed {
  explicit Analysed(llvm::StringRef text, DimBindings bindings = {},
                    llvm::StringRef lastPass = "check-dimensions")
      : graph(textNetwork(text, &diagnostics)) {
    annotations.set(std::move(bindings));
    PassManager manager(allPasses());
    PassVerifier verifier;
    manager.addInstrumentation(verifier);
    PassContext context{graph, annotations, diagnostics};
    llvm::Error failure = manager.add(lastPass);
    if (!failure)
      failure = manager.run(context);
    if (failure)
      error = takeErrorText(std::move(failure)).message;
  }

  SymInt macs(llvm::StringRef node) const {
    return annotations.get<MacCounts>().macs[nodeNamed(graph, node).id];
  }
  SymInt otherOps(llvm::StringRef node) const {
    return annotations.get<MacCounts>().otherOps[nodeNamed(graph, node).id];
  }
  NodeRole role(llvm::StringRef node) const {
    return annotations.get<NodeRoles>().roles[nodeNamed(graph, node).id];
  }
  MemoryTraffic const &traffic() const { return annotations.get<MemoryTraffic>(); }
  BoundInputs const &bound() const { return annotations.get<BoundInputs>(); }

  DiagnosticEngine diagnostics;
  Graph graph;
  Annotations annotations;
  std::string error;
};

/// Bindings that leave every dimension open, the batch too.
inline DimBindings leaveOpen() {
  DimBindings bindings;
  bindings.defaultBatch = false;
  return bindings;
}

} // namespace eo::test

#endif
