//===- PassManager.h - runs passes in an order that satisfies their needs -------------------===//
#ifndef ENERGY_OPT_LIB_PASS_PASSMANAGER_H
#define ENERGY_OPT_LIB_PASS_PASSMANAGER_H

#include "lib/pass/Instrumentation.h"
#include "lib/pass/Pass.h"
#include <string>
#include <vector>

namespace eo {

/// Runs passes, each after what it needs, with hooks around them.
class PassManager {
public:
  /// `allPasses` outlives the manager.
  explicit PassManager(llvm::ArrayRef<PassInfo> allPasses) : table(allPasses) {}

  /// Adds the pass and, before it, whatever it needs that is not added yet. A name that is not in the table
  /// is a usage error with spelling suggestions.
  llvm::Error add(llvm::StringRef name);

  /// Hooks are called around every pass, in the order added; not owned.
  void addInstrumentation(Instrumentation &hook) { hooks.push_back(&hook); }

  /// The passes in running order.
  llvm::ArrayRef<PassInfo const *> pipeline() const { return passes; }

  /// Runs the pipeline; stops at the first pass that fails. The error names the pass.
  llvm::Error run(PassContext &context);

private:
  PassInfo const *find(llvm::StringRef name) const;
  llvm::ArrayRef<PassInfo> table;
  std::vector<PassInfo const *> passes;
  std::vector<Instrumentation *> hooks;
};

} // namespace eo

#endif
