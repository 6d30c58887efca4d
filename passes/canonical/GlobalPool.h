//===- GlobalPool.h - reductions of whole maps -------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_GLOBALPOOL_H
#define ENERGY_OPT_PASSES_CANONICAL_GLOBALPOOL_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// GlobalAveragePool for a ReduceMean, GlobalMaxPool for a ReduceMax of maps [N, C, H, W, …] over all axes behind the
/// second, whether they stay as 1 or not; Unknown for all other nodes, for steps of a larger operator (a layer
/// normalization) and where the axes are not known.
OpKind globalPool(Knowledge const &known, Node const &node);

} // namespace eo::canonical

#endif
