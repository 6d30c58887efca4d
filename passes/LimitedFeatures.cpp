#include "passes/LimitedFeatures.h"

#include <algorithm>

namespace eo {

/// Axes behind the first that are longer than 1; nullopt where that is not known.
static Count longAxes(TensorType const &type) {
  if (!type.hasRank())
    return std::nullopt;
  int64_t found = 0;
  for (SymInt const &size : llvm::makeArrayRef(*type.shape).drop_front(type.rank() > 0 ? 1 : 0)) {
    if (!size.isKnown())
      return std::nullopt;
    found += size == 1 ? 0 : 1;
  }
  return found;
}

static void addPadding(Node const &node, CostFeatures &f) {
  if (f.kernel.empty())
    return;
  for (int64_t pad : node.ints("pads"))
    f.pad = std::max(f.pad.value_or(0), pad);
  if (!f.pad && !node.has("auto_pad"))
    f.pad = 0;
}

void addLimited(CanonicalForm const &form, InferredTypes const &inferred, Node const &node, CostFeatures &f) {
  for (llvm::ArrayRef<ValueId> side : {llvm::makeArrayRef(node.inputs), llvm::makeArrayRef(node.outputs)})
    for (ValueId id : side)
      if (id.valid() && form.constant[id] == 0)
        if (Count axes = longAxes(inferred.types[id]))
          f.longAxes = std::max(f.longAxes.value_or(0), *axes);
  addPadding(node, f);
  if (node.kind == OpKind::LRN)
    f.window = node.intOr("size", 0);
  ValueId y = node.output(0);
  if (f.op != OpKind::Concat || !y.valid() || !inferred.types[y].hasRank())
    return;
  int64_t rank = static_cast<int64_t>(inferred.types[y].rank()), axis = node.intOr("axis", 0);
  axis += axis < 0 ? rank : 0;
  if (axis >= 0 && axis < rank)
    f.axis = form.axisAsRun(y, axis);
}

} // namespace eo
