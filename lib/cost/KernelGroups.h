//===- KernelGroups.h - what the runtime launches ------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_KERNELGROUPS_H
#define ENERGY_OPT_LIB_COST_KERNELGROUPS_H

#include "lib/cost/Kernel.h"

namespace eo {

/// group-kernels: the live nodes of the main graph as kernels, in graph order of their anchors.
struct KernelGroups {
  std::vector<Kernel> kernels;
  NodeMap<uint32_t> position; ///< 1 + index into `kernels`; 0 for nodes that are in none
  NodeMap<char> free;         ///< 1: a live node that the runtime makes a view
  NodeId stop; ///< the first node the accelerator does not support, where it stops there; else invalid

  /// nullptr where the node is in none.
  Kernel const *find(NodeId id) const { return position[id] == 0 ? nullptr : &kernels[position[id] - 1]; }
};

} // namespace eo

#endif
