#include "lib/board/KernelRules.h"

#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

namespace eo {

bool FeatureBounds::contain(CostFeatures const &features) const {
  for (FeatureColumn const &column : featureColumns())
    if (column.name == feature) {
      Count value = column.read(features);
      return value && static_cast<double>(*value) >= min && static_cast<double>(*value) <= max;
    }
  return false;
}

std::string FeatureBounds::violation(CostFeatures const &features) const {
  for (FeatureColumn const &column : featureColumns()) {
    Count value = column.name == feature ? column.read(features) : std::nullopt;
    if (!value || contain(features))
      continue;
    bool above = static_cast<double>(*value) > max;
    return fmt::format("{} {} is {} {:.0f}", feature, *value, above ? "above" : "below", above ? max : min);
  }
  return {};
}

bool NodeSelector::names(CostFeatures const &features) const {
  return llvm::is_contained(ops, features.op) || llvm::is_contained(classes, features.costClass);
}

std::string Delegation::limitOf(CostFeatures const &node) const {
  for (SizeLimit const &limit : limits) {
    if (!limit.nodes.names(node))
      continue;
    for (FeatureBounds const &bound : limit.nodes.bounds)
      if (std::string text = bound.violation(node); !text.empty())
        return limit.source.empty() ? text : fmt::format("{} ({})", text, limit.source);
  }
  return {};
}

bool NodeSelector::matches(CostFeatures const &features) const {
  return names(features) &&
         llvm::all_of(bounds, [&](FeatureBounds const &bound) { return bound.contain(features); });
}

} // namespace eo
