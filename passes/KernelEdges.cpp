#include "passes/KernelEdges.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

llvm::ArrayRef<ValueId> KernelEdges::outputsOf(NodeId id) const {
  if (CanonicalUnit const *unit = form.unitOf(id))
    return unit->outputs;
  return graph.node(id).outputs;
}

llvm::SmallVector<ValueId, 4> KernelEdges::inputsOf(Kernel const &kernel) const {
  llvm::SmallVector<ValueId, 4> inputs;
  for (NodeId id : kernel.nodes)
    if (form.part[id] != NodePart::Member)
      for (ValueId input : form.inputs(graph, id)) {
        NodeId producer = graph.value(input).producer;
        bool inside = producer.valid() && llvm::is_contained(kernel.nodes, form.anchorOf(producer));
        if (!inside && !llvm::is_contained(inputs, input))
          inputs.push_back(input);
      }
  return inputs;
}

bool KernelEdges::leavesKernel(ValueId value, Kernel const &kernel) const {
  return form.leaves[value] != 0 || llvm::any_of(form.readers(value), [&](NodeId user) {
           return !llvm::is_contained(kernel.nodes, user);
         });
}

llvm::SmallVector<ValueId, 2> KernelEdges::resultsOf(Kernel const &kernel) const {
  llvm::SmallVector<ValueId, 2> results;
  for (NodeId id : kernel.nodes)
    if (form.part[id] != NodePart::Member)
      for (ValueId output : outputsOf(id))
        if (output.valid() && leavesKernel(output, kernel))
          results.push_back(output);
  return results;
}

static Count sum(Count a, Count b) { return a && b ? (SymInt(*a) + *b).tryValue() : std::nullopt; }

void KernelEdges::sumUp(NodeFeatures const &features, TypeMap const &types, Kernel &kernel) const {
  CostFeatures &f = kernel.features;
  SymInt read = 0, written = 0;
  for (NodeId id : llvm::makeArrayRef(kernel.nodes).drop_front()) {
    CostFeatures const *node = features.find(id);
    if (node == nullptr) // a member of a unit
      continue;
    f.macs = sum(f.macs, node->macs);
    f.otherOps = sum(f.otherOps, node->otherOps);
    f.params = sum(f.params, node->params);
    f.weightElements = sum(f.weightElements, node->weightElements);
    if (node->rare->packedElements != 0 || node->rare->packedBytes != 0) {
      f.rare.edit().packedElements += node->rare->packedElements;
      f.rare.edit().packedBytes += node->rare->packedBytes;
    }
  }
  for (ValueId input : inputsOf(kernel))
    read += types[input].elements();
  for (ValueId result : resultsOf(kernel))
    written += types[result].elements();
  f.inputElements = read.tryValue();
  f.outputElements = written.tryValue();
}

} // namespace eo
