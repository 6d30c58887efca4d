//===- KernelGroups.h - what the runtime launches ------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_KERNELGROUPS_H
#define ENERGY_OPT_LIB_COST_KERNELGROUPS_H

#include "lib/cost/EnergyEstimate.h"
#include "lib/cost/Kernel.h"

namespace eo {

/// A branch of an If that is priced.
struct PricedBranch {
  NodeId owner; ///< the If
  BodyId body;
  Cost cost; ///< an inference of the branch alone; nothing without a board, or where nothing of it is priced
  bool isAll = true;   ///< no part with MACs, or of unknown size, has no price
  bool runs = false;   ///< the condition says so; where it is not known, the branch that costs more
  bool isSure = false; ///< the condition is known
};

/// group-kernels: the live nodes of the main graph, and of the branches that run, as kernels in graph order of their
/// anchors.
struct KernelGroups {
  std::vector<Kernel> kernels;
  std::vector<PricedBranch> branches; ///< the two of an If one behind the other, inner Ifs first
  NodeMap<uint32_t> position;         ///< 1 + index into `kernels`; 0 for nodes that are in none
  NodeMap<char> free;                 ///< 1: a live node that the runtime makes a view
  NodeId stop; ///< the first node the accelerator does not support, where it stops there; else invalid

  /// nullptr where the node is in none.
  Kernel const *find(NodeId id) const { return position[id] == 0 ? nullptr : &kernels[position[id] - 1]; }
};

} // namespace eo

#endif
