#include "passes/SizeRules.h"

#include "passes/KernelEdges.h"

namespace eo {

bool SizeRules::mayMerge(NodeFeatures const &features, NodeId node) const {
  CostFeatures const *own = features.find(node);
  return own != nullptr && isMerged(*own);
}

bool SizeRules::hasSiblings(Graph const &graph, CanonicalForm const &form, NodeFeatures const &features,
                            NodeId anchor) const {
  return mayMerge(features, anchor) && llvm::any_of(form.inputs(graph, anchor), [&](ValueId input) {
           return llvm::any_of(form.readers(input),
                               [&](NodeId id) { return id != anchor && mayMerge(features, id); });
         });
}

bool SizeRules::isMergedOf(NodeFeatures const &features, llvm::ArrayRef<NodeId> nodes) const {
  return llvm::count_if(nodes, [&](NodeId id) { return mayMerge(features, id); }) > 1;
}

bool sameEqualSizes(Graph const &graph, CanonicalForm const &form, InferredTypes const &before,
                    InferredTypes const &after, NodeId anchor) {
  llvm::SmallVector<ValueId, 4> values = form.inputs(graph, anchor);
  if (values.size() < 2)
    return true;
  for (ValueId output : KernelEdges(graph, form).outputsOf(anchor))
    if (output.valid())
      values.push_back(output);
  auto equal = [&](InferredTypes const &types, ValueId a, ValueId b) {
    return types.types[a].elements() == types.types[b].elements();
  };
  for (size_t i = 0; i < values.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      if (equal(after, values[i], values[j]) != equal(before, values[i], values[j]))
        return false;
  return true;
}

} // namespace eo
