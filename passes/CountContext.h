//===- CountContext.h - what a counting rule sees of a node ---------------------------------------===//
#ifndef ENERGY_OPT_PASSES_COUNTCONTEXT_H
#define ENERGY_OPT_PASSES_COUNTCONTEXT_H

#include "lib/pass/NetworkAnnotations.h"

namespace eo {

/// A node with the inferred types of its operands. Rules are pure functions of it; what they cannot derive is
/// SymInt::unknown().
struct CountContext {
  Graph const &graph;
  InferredTypes const &inferred;
  NodeMap<SymInt> const &counts; ///< of the nodes in the bodies of this node: done already
  Node const &node;

  /// The type of operand i; nothing known where it is left out.
  TensorType const &in(size_t i) const { return inferred.types[node.input(i)]; }
  TensorType const &out(size_t i) const { return inferred.types[node.output(i)]; }
  /// Number of elements of operand i.
  SymInt inElements(size_t i) const { return in(i).elements(); }
  SymInt outElements(size_t i) const { return out(i).elements(); }
  /// The only element of integer or bool operand i; unknown where it is not folded or not alone.
  SymInt scalar(size_t i) const {
    ValueId id = node.input(i);
    FoldedConstant const *folded = id.valid() ? inferred.constants[id].get() : nullptr;
    return folded != nullptr && folded->ints.size() == 1 ? folded->ints.front() : SymInt::unknown();
  }
  /// Dimension `axis` of the type, counted from the end where negative; unknown where there is none.
  static SymInt dim(TensorType const &type, int64_t axis) {
    auto rank = static_cast<int64_t>(type.hasRank() ? type.rank() : 0);
    int64_t at = axis < 0 ? axis + rank : axis;
    return at >= 0 && at < rank ? (*type.shape)[static_cast<size_t>(at)] : SymInt::unknown();
  }
};

} // namespace eo

#endif
