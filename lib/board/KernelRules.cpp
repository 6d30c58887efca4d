#include "lib/board/KernelRules.h"

#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

namespace eo {

/// What the node has of the feature; nullopt where it is not known.
static Count valueOf(llvm::StringRef feature, CostFeatures const &features) {
  for (llvm::ArrayRef<FeatureColumn> columns : {featureColumns(), limitColumns()})
    for (FeatureColumn const &column : columns)
      if (column.name == feature)
        return column.read(features);
  return std::nullopt;
}

bool FeatureBounds::contain(CostFeatures const &features) const {
  Count value = valueOf(feature, features);
  return value && static_cast<double>(*value) >= min && static_cast<double>(*value) <= max;
}

std::string FeatureBounds::violation(CostFeatures const &features) const {
  Count value = valueOf(feature, features);
  if (!value || contain(features))
    return {};
  bool above = static_cast<double>(*value) > max;
  return fmt::format("{} {} is {} {:.0f}", feature, *value, above ? "above" : "below", above ? max : min);
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

double passesOf(llvm::ArrayRef<SlowOperator> rules, CostFeatures const &node) {
  auto rule = llvm::find_if(rules, [&](SlowOperator const &one) { return one.nodes.matches(node); });
  return rule == rules.end() ? 1 : rule->passes;
}

bool NodeSelector::matches(CostFeatures const &features) const {
  return names(features) &&
         llvm::all_of(bounds, [&](FeatureBounds const &bound) { return bound.contain(features); });
}

} // namespace eo
