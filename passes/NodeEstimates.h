//===- NodeEstimates.h - prices of kernels as prices of nodes --------------------------------------===//
#ifndef ENERGY_OPT_PASSES_NODEESTIMATES_H
#define ENERGY_OPT_PASSES_NODEESTIMATES_H

#include "lib/cost/EnergyEstimate.h"
#include "lib/pass/Annotations.h"

namespace eo {

/// The kernel's price on its anchor, `fused` on its other nodes, `free` on what is dead, constant or a view, for
/// a node of the main graph. Needs NodeRoles, KernelGroups and NetworkCost.
NodeEstimate nodeEstimate(Annotations const &annotations, NodeId id);

} // namespace eo

#endif
