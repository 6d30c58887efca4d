//===- Kernel.h - one launch of a runtime -------------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_KERNEL_H
#define ENERGY_OPT_LIB_COST_KERNEL_H

#include "lib/board/CostFeatures.h"

namespace eo {

/// One launch, or one for each turn of a loop: an anchor, whose class and geometry it has, and the nodes that run with it.
struct Kernel {
  CostFeatures features; ///< of the whole kernel: counts summed, traffic that stays inside left out
  llvm::SmallVector<NodeId, 4>
      nodes;             ///< the anchor, then the others in graph order; empty for a row of a table
  bool delegated = true; ///< false: left to the processor beside the accelerator
  double turns =
      1; ///< launches in a run of the network, above 1 in the body of a loop; `features` are of one
};

} // namespace eo

#endif
