//===- Pipeline.h - running passes by name ------------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_PIPELINE_H
#define ENERGY_OPT_PASSES_PIPELINE_H

#include "lib/cost/Estimator.h"
#include "lib/pass/Instrumentation.h"
#include "lib/pass/OpRules.h"

namespace eo {

/// What the whole analysis is made of: "explain-energy" where there is a board, else "check-dimensions", "match-precision"
/// and "find-peak".
std::vector<std::string> standardPasses(bool withBoard);

/// Runs the named passes and what they need, with the hooks around each.
llvm::Error runPasses(PassContext &context, llvm::ArrayRef<std::string> names,
                      llvm::ArrayRef<Instrumentation *> hooks);

/// The Estimator that runs the passes of Passes.def.
class PassEstimator : public Estimator {
public:
  /// With rules of the user's for operators; `listsBuffers`: on a board with what budgets of arenas are asked by
  /// (list-buffers), which a report does without.
  explicit PassEstimator(OpRules rules = {}, bool listsBuffers = true)
      : opRules(std::move(rules)), withBuffers(listsBuffers) {}
  llvm::Expected<Annotations> analyze(Graph const &graph, DimBindings const &bindings,
                                      ChosenBoard const *board, DiagnosticEngine &diagnostics) const override;

private:
  OpRules opRules;
  bool withBuffers;
};

} // namespace eo

#endif
