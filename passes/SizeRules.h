//===- SizeRules.h - what grouping asks of sizes -----------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_SIZERULES_H
#define ENERGY_OPT_PASSES_SIZERULES_H

#include "lib/board/KernelRules.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

/// What rules for kernels ask of a node beside its operator and class.
class SizeRules {
public:
  /// `rules` outlive this.
  explicit SizeRules(KernelRules const &rules) : merge(rules.merge) {
    auto add = [&](NodeSelector const &selector) {
      if (!selector.bounds.empty())
        bounded.push_back(&selector);
    };
    for (FusionRule const &rule : rules.fuse)
      for (NodeSelector const *selector : {&rule.into, &rule.after, &rule.unless, &rule.nodes})
        add(*selector);
    llvm::for_each(rules.free, add);
    if (rules.delegate) {
      delegation = &*rules.delegate;
      add(delegation->supported);
      add(delegation->except);
    }
  }

  /// Whether a node that had the first features and has the second is grouped as before, but for kernels that are alike.
  bool same(CostFeatures const &a, CostFeatures const &b) const {
    if (a.op != b.op || a.costClass != b.costClass)
      return false;
    for (NodeSelector const *selector : bounded)
      if (selector->matches(a) != selector->matches(b))
        return false;
    return delegation == nullptr || delegation->limits.empty() ||
           delegation->limitOf(a) == delegation->limitOf(b);
  }

  /// Whether kernels of such an anchor run as one with others of their kind, at its size; `isMerged`: or at another.
  bool merges(CostFeatures const &features) const {
    return llvm::any_of(merge, [&](NodeSelector const &selector) { return selector.matches(features); });
  }
  bool isMerged(CostFeatures const &features) const {
    return llvm::any_of(merge, [&](NodeSelector const &selector) { return selector.names(features); });
  }

private:
  std::vector<NodeSelector> const &merge;
  std::vector<NodeSelector const *> bounded; ///< that look at sizes
  Delegation const *delegation = nullptr;
};

} // namespace eo

#endif
