#include "lib/board/KernelRules.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

bool FeatureBounds::contain(CostFeatures const &features) const {
  for (FeatureColumn const &column : featureColumns())
    if (column.name == feature) {
      Count value = column.read(features);
      return value && static_cast<double>(*value) >= min && static_cast<double>(*value) <= max;
    }
  return false;
}

bool NodeSelector::matches(CostFeatures const &features) const {
  bool named = llvm::is_contained(ops, features.op) || llvm::is_contained(classes, features.costClass);
  return named && llvm::all_of(bounds, [&](FeatureBounds const &bound) { return bound.contain(features); });
}

} // namespace eo
