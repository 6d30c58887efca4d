//===- GraphEdit.h - a changed copy of a network, for what-ifs ------------------------------------===//
//
//   GraphEdit edit(network);
//   edit.bypass(identity, network.node(identity).input(0));
//   Graph without = std::move(edit).build();
//
// Values keep their ids; nodes are numbered anew.
//
#ifndef ENERGY_OPT_LIB_IR_GRAPHEDIT_H
#define ENERGY_OPT_LIB_IR_GRAPHEDIT_H

#include "lib/ir/SizeChanges.h"
#include "llvm/ADT/DenseMap.h"

namespace eo {

/// Collects changes to a network and builds the copy that has them. Bodies of If, Loop and Scan are copied as
/// they are. The copy refers to names and tensors of the original, which must outlive it.
class GraphEdit {
public:
  explicit GraphEdit(Graph const &original);

  /// The node as it will be. Inputs, attributes and kind may be changed in place; its body, its outputs and
  /// bodies it owns stay.
  Node &node(NodeId id) { return nodes[id.index]; }

  /// Leaves the node out; not an If, Loop or Scan. Whoever reads its outputs finds nothing: see replaceUses.
  void remove(NodeId id) { removed[id.index] = true; }

  /// Whatever reads `old`, outputs of graphs and nodes added here included, reads `with`, which is computed
  /// before `old`'s first reader.
  void replaceUses(ValueId old, ValueId with) { replaced[old.index] = with; }

  /// Leaves the node out; what reads its first output reads `with`.
  void bypass(NodeId id, ValueId with);

  /// A new initializer of the main graph without elements.
  ValueId addParameter(DataType type, llvm::ArrayRef<int64_t> dims);

  /// A new initializer of the main graph: a list of integers that shapes can be computed from.
  ValueId addInts(llvm::ArrayRef<int64_t> elements);

  /// A new node of ai.onnx right before `place`, in its body; returns its outputs. Attribute names and
  /// strings outlive the copy.
  std::vector<ValueId> insertBefore(NodeId place, OpKind kind, llvm::ArrayRef<ValueId> inputs,
                                    llvm::ArrayRef<Attribute> attributes, size_t outputs);
  /// The same with one output.
  ValueId insertBefore(NodeId place, OpKind kind, llvm::ArrayRef<ValueId> inputs,
                       llvm::ArrayRef<Attribute> attributes = {}) {
    return insertBefore(place, kind, inputs, attributes, 1).front();
  }

  /// Gives parameters other sizes; those that stand for one and the same and are equally large stay one.
  void apply(SizeChanges const &changes);

  /// Drops what the file declares of all values that depend on this one, itself included: their shapes will
  /// differ.
  void forgetTypesAfter(ValueId changed);

  /// The copy. The edit is used up.
  Graph build() &&;

private:
  ValueId addInitializer(ConstantTensor tensor);
  ValueId resolve(ValueId id) const;
  NodeId addCopy(Node node);

  Graph const &original;
  GraphBuilder builder;
  std::vector<Node> nodes;   ///< by id of the original
  std::vector<Value> values; ///< the original's, then the new ones
  std::vector<bool> removed;
  llvm::DenseMap<uint32_t, std::vector<Node>> inserted; ///< before the node of that id
  llvm::DenseMap<uint32_t, ValueId> replaced;
};

} // namespace eo

#endif
