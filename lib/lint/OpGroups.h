//===- OpGroups.h - kernels of one operator, for one finding about all of them ---------------------===//
#ifndef ENERGY_OPT_LIB_LINT_OPGROUPS_H
#define ENERGY_OPT_LIB_LINT_OPGROUPS_H

#include "lib/lint/CostlyKernels.h"

namespace eo {

/// Kernels whose anchors have one operator.
struct OpGroup {
  llvm::StringRef op;
  std::vector<NodeId> anchors; ///< in graph order
  NodeId largest;              ///< by energy; the first where none is known
  double energyJ = 0;          ///< of those with an estimate
  size_t unpriced = 0;         ///< kernels without one
};

/// The kernels that `selects` holds for, grouped by operator in order of first appearance.
std::vector<OpGroup> groupByOp(LintedNetwork const &network,
                               llvm::function_ref<bool(Kernel const &)> selects);

/// A finding at the largest of the group, with the energy of all of them.
Finding findingAt(LintedNetwork const &network, OpGroup const &group);

/// "12 Sigmoid layers", "the HardSwish layer".
std::string groupText(OpGroup const &group);

} // namespace eo

#endif
