//===- Duplicates.h - what is computed twice ---------------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_DUPLICATES_H
#define ENERGY_OPT_PASSES_CANONICAL_DUPLICATES_H

#include "passes/canonical/NoOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace eo::canonical {

/// Nodes met so far, by what they compute.
class Duplicates {
public:
  explicit Duplicates(Knowledge const &knowledge) : known(knowledge) {}

  /// The result of a node before it that does the same with the same operands and runs whenever it does; invalid where
  /// there is none. Only of operators of one result without multiply-accumulates: what runtimes compute once.
  ValueId before(Node const &node);

private:
  /// All that a node computes, in words.
  std::string textOf(Node const &node) const;

  Knowledge const &known;
  /// By operator and operands, whatever their attributes: the only node so far, invalid where there are several, which
  /// then are in `results`.
  llvm::DenseMap<uint64_t, NodeId> alike;
  llvm::StringMap<ValueId> results;
};

} // namespace eo::canonical

#endif
