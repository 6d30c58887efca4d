//===- CanonicalForm.h - what runs, not what is written ------------------------------------------------===//
//
// One network can be written in many ways. The pass canonicalize finds out what all of them come to, beside
// the graph and without changing it: which values are one and the same tensor, which nodes compute nothing,
// which nodes are together one operator.
//
#ifndef ENERGY_OPT_LIB_PASS_CANONICALFORM_H
#define ENERGY_OPT_LIB_PASS_CANONICALFORM_H

#include "lib/ir/Graph.h"
#include "llvm/ADT/DenseMap.h"

namespace eo {

/// What a node of the main graph is to the runtime.
enum class NodePart : uint8_t {
  Work,     ///< runs, alone or as the anchor of a unit
  Member,   ///< runs with the anchor of its unit
  Same,     ///< its result is a value that is there already: Identity, Pad by 0, a Transpose undone
  View,     ///< its first input in another shape: Reshape, Flatten, a Transpose that only moves axes of 1
  Format,   ///< its first input in another number format: QuantizeLinear, float16 to float32
  Padding,  ///< zeros around the input of a convolution or pooling, which every runtime's operator knows
  Constant, ///< done once, offline
  Branch, ///< an If whose condition is known: its results are those of one branch, whose nodes run as if outside
  Unread, ///< nothing that runs reads its results; dead nodes too
};

/// "changes nothing", "a view", …; empty for Work and Member.
llvm::StringRef partText(NodePart part);

/// Nodes that are one operator to every runtime: a convolution with the bias added behind it, GELU in single
/// steps.
struct CanonicalUnit {
  std::vector<NodeId> nodes; ///< the anchor, then the others in graph order
  OpKind op = OpKind::Unknown;
  llvm::SmallVector<ValueId, 1> outputs; ///< what others read: one value, of an attention its caches too
};

/// canonicalize: the network as it runs. Nodes of loops that nobody can count the turns of are left as they are.
struct CanonicalForm {
  /// What is looked at: the nodes of the main graph in order, before each If those of its branches, before each Loop
  /// and Scan those of its body.
  std::vector<NodeId> nodes;
  std::vector<BodyId>
      home; ///< by body, what it runs in: itself; of a branch that a known condition picks, its If's home
  /// By body, how often it runs in a run of the network (passes/Turns.h; at least so often where their number is not
  /// known); 0: not looked into.
  std::vector<double> turns;
  std::vector<char>
      passedOver; ///< by body; 1: not loaded, as a constant condition picks the If's other branch
  NodeMap<NodePart> part;
  NodeMap<ValueId> same;    ///< for NodePart::Same: what the first output equals
  ValueMap<ValueId> source; ///< the value that holds its elements: itself, or what it is a view or copy of
  ValueMap<char> constant;  ///< 1: not computed at inference
  ValueMap<char> leaves;    ///< 1: a source that an output of the network, or of a branch that may run, shows
  std::vector<CanonicalUnit>
      units; ///< of several nodes, or of one that is another operator than it is written as
  /// By value index, of values written in another order of axes than the tensor that runs: axis i of the value is its
  /// axis [i].
  llvm::DenseMap<uint32_t, std::vector<int64_t>> orders;
  NodeMap<uint32_t> unit; ///< 1 + index into `units`; 0 for nodes that are in none

  BodyId homeOf(Graph const &graph, NodeId id) const { return home[graph.node(id).body.index]; }
  /// Whether the nodes of its bodies stand for the node: an If, a loop that is looked into.
  bool isOpen(Graph const &graph, Node const &node) const;
  /// Whether one runs whenever the other does.
  bool together(Graph const &graph, NodeId a, NodeId b) const { return homeOf(graph, a) == homeOf(graph, b); }
  /// Whether what happens in the body matters to who looks at the value: a branch that never runs reads nothing outside.
  bool sees(Graph const &graph, BodyId body, ValueId value) const {
    return passedOver[body.index] == 0 || passedOver[graph.value(value).body.index] != 0;
  }
  /// Which axis of the tensor that runs this one of the value is.
  int64_t axisAsRun(ValueId value, int64_t axis) const {
    auto found = orders.find(value.index);
    return found == orders.end() ? axis : found->second[static_cast<size_t>(axis)];
  }

  /// nullptr where the node is in none.
  CanonicalUnit const *unitOf(NodeId id) const { return unit[id] == 0 ? nullptr : &units[unit[id] - 1]; }
  /// The anchor of the node's unit; itself where it is in none.
  NodeId anchorOf(NodeId id) const { return unit[id] == 0 ? id : units[unit[id] - 1].nodes.front(); }

  /// The nodes that read the source, each unit as its anchor and once, in graph order; readers inside the
  /// producer's own unit are left out.
  llvm::ArrayRef<NodeId> readers(ValueId read) const {
    if (!read.valid())
      return {};
    return llvm::makeArrayRef(readerList)
        .slice(readerStart[read.index], readerStart[read.index + 1] - readerStart[read.index]);
  }
  /// The sources that are activations which the node, or the whole unit of an anchor, reads; each once.
  llvm::SmallVector<ValueId, 4> inputs(Graph const &graph, NodeId anchor) const;
  /// Lists the readers of every source anew.
  void listReaders(Graph const &graph);

private:
  std::vector<uint32_t> readerStart; ///< CSR over value ids
  std::vector<NodeId> readerList;
};

} // namespace eo

#endif
