//===- KernelEdges.h - what goes into a kernel and comes out ---------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_KERNELEDGES_H
#define ENERGY_OPT_PASSES_KERNELEDGES_H

#include "lib/cost/Kernel.h"
#include "lib/ir/TypeMap.h"
#include "lib/pass/CanonicalForm.h"

namespace eo {

/// Kernels by the canonical form of their nodes.
class KernelEdges {
public:
  KernelEdges(Graph const &network, CanonicalForm const &canonical) : graph(network), form(canonical) {}

  /// What others may read of the node, or of the unit it anchors.
  llvm::ArrayRef<ValueId> outputsOf(NodeId id) const;

  /// Activations the kernel reads from outside, each once.
  llvm::SmallVector<ValueId, 4> inputsOf(Kernel const &kernel) const;

  /// What others read of the kernel, or what leaves the network.
  llvm::SmallVector<ValueId, 2> resultsOf(Kernel const &kernel) const;

  /// Adds the features of its other nodes to those of its anchor, which the kernel has already. Traffic that stays inside
  /// is left out. Members of units count with their anchors.
  void sumUp(NodeFeatures const &features, TypeMap const &types, Kernel &kernel) const;

private:
  bool leavesKernel(ValueId value, Kernel const &kernel) const;

  Graph const &graph;
  CanonicalForm const &form;
};

} // namespace eo

#endif
