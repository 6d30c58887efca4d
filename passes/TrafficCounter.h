//===- TrafficCounter.h - elements and bytes that nodes read and write --------------------------------===//
#ifndef ENERGY_OPT_PASSES_TRAFFICCOUNTER_H
#define ENERGY_OPT_PASSES_TRAFFICCOUNTER_H

#include "lib/pass/NetworkAnnotations.h"
#include "lib/pass/Pass.h"

namespace eo {

/// Counts what count-traffic finds out, which the comment in CountTraffic.cpp describes.
class TrafficCounter {
public:
  /// Needs InferredTypes and NodeRoles, which outlive this.
  explicit TrafficCounter(PassContext const &context);

  MemoryTraffic run();

  /// Counts a node of the main graph again, whose operands have other sizes than when `counted` was filled, and corrects
  /// the totals but for the peak. Its parameters are tensors of the file that no other node reads.
  void recount(Node const &node, MemoryTraffic &counted);

private:
  void count(Node const &node);
  void countOperand(Node const &node, size_t i);
  Node const *unpackedBy(ValueId weights) const;
  bool isRead(ValueId output) const;
  void countParameters(Node const &node);
  void countStored(Node const &reader, size_t i);
  bool isTensor(ValueId id) const;
  bool holdsWeights(Node const &node, size_t i) const;
  void countTensor(Node const &reader, size_t i, ValueId id, bool direct);
  void countScale(Node const &reader, ValueId id);
  void addBytes(Node const &reader, SymInt const &bytes);
  void addActivations();

  Graph const &graph;
  InferredTypes const &inferred;
  TypeMap const &types;
  NodeRoles const &roles;
  ValueMap<char> stored;    ///< counted, or looked behind
  ValueMap<char> handedOut; ///< results of the network, or of a body to the node that has it
  llvm::SmallVector<ValueId, 8> pending;
  MemoryTraffic traffic;
};

} // namespace eo

#endif
