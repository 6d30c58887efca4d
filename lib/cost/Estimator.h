//===- Estimator.h - the whole analysis behind one call -----------------------------------------===//
//
// Libraries that need figures of a network (calibration, lint, what-if) must not know the passes. A tool
// hands them the implementation of passes/Pipeline.h.
//
#ifndef ENERGY_OPT_LIB_COST_ESTIMATOR_H
#define ENERGY_OPT_LIB_COST_ESTIMATOR_H

#include "lib/board/BoardModel.h"
#include "lib/pass/Annotations.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/support/Diagnostics.h"

namespace eo {

/// Analyses networks for lib/lint and lib/calibrate, which may not include passes/; tools hand in
/// PassEstimator.
class Estimator {
public:
  virtual ~Estimator() = default;

  /// All annotations of the network under these bindings: BoundInputs, InferredTypes, NodeRoles, MacCounts,
  /// MemoryTraffic, NodeFeatures and, where a board is given, EnergyEstimate. Remarks on the network go to
  /// `diagnostics`; the error says why there is no analysis. Can be called from several threads.
  virtual llvm::Expected<Annotations> analyze(Graph const &graph, DimBindings const &bindings,
                                              ChosenBoard const *board,
                                              DiagnosticEngine &diagnostics) const = 0;
};

} // namespace eo

#endif
