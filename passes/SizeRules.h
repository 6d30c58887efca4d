//===- SizeRules.h - what grouping asks of sizes -----------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_SIZERULES_H
#define ENERGY_OPT_PASSES_SIZERULES_H

#include "lib/board/CostFeatures.h"
#include "lib/board/KernelRules.h"
#include "lib/pass/CanonicalForm.h"
#include "lib/pass/NetworkAnnotations.h"
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
    for (SlowOperator const &slow : rules.slow)
      add(slow.nodes);
    if (rules.overridable)
      for (SlowOperator const &slow : rules.overridable->slow)
        add(slow.nodes);
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

  /// Whether another kernel reads what the node reads and runs as one with it where their kernels are alike.
  bool hasSiblings(Graph const &graph, CanonicalForm const &form, NodeFeatures const &features,
                   NodeId anchor) const;
  /// Whether several of the nodes run as one.
  bool isMergedOf(NodeFeatures const &features, llvm::ArrayRef<NodeId> nodes) const;

private:
  bool mayMerge(NodeFeatures const &features, NodeId node) const;

  std::vector<NodeSelector> const &merge;
  std::vector<NodeSelector const *> bounded; ///< that look at sizes
  Delegation const *delegation = nullptr;
};

/// Which of the tensors that a node works on are equally large decides on what it may join: whether they are the same.
bool sameEqualSizes(Graph const &graph, CanonicalForm const &form, InferredTypes const &before,
                    InferredTypes const &after, NodeId anchor);

} // namespace eo

#endif
