//===- KernelGroups.h - what the runtime launches ------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_BOARD_KERNELGROUPS_H
#define ENERGY_OPT_LIB_BOARD_KERNELGROUPS_H

#include "lib/board/CostFeatures.h"

namespace eo {

/// One launch: an anchor, whose class and geometry it has, and the nodes that run with it.
struct Kernel {
  CostFeatures features;     ///< of the whole kernel: counts summed, traffic that stays inside left out
  std::vector<NodeId> nodes; ///< the anchor, then the others in graph order
  bool delegated = true;     ///< false: left to the processor beside the accelerator
};

/// group-kernels: the live nodes of the main graph as kernels, in graph order of their anchors.
struct KernelGroups {
  std::vector<Kernel> kernels;
  NodeMap<uint32_t> position; ///< 1 + index into `kernels`; 0 for nodes that are in none
  NodeMap<char> free;         ///< 1: a live node that the runtime makes a view

  /// nullptr where the node is in none.
  Kernel const *find(NodeId id) const { return position[id] == 0 ? nullptr : &kernels[position[id] - 1]; }
};

} // namespace eo

#endif
