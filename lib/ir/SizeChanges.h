//===- SizeChanges.h - other sizes of a network's parameters ------------------------------------------===//
#ifndef ENERGY_OPT_LIB_IR_SIZECHANGES_H
#define ENERGY_OPT_LIB_IR_SIZECHANGES_H

#include "lib/ir/Graph.h"

namespace eo {

/// What an edit of channels or kernels comes to: nodes and values stay, parameters get other sizes and nodes the attributes
/// that go with them.
struct SizeChanges {
  /// A parameter that takes the place of an operand.
  struct Operand {
    NodeId node;
    uint32_t input = 0;    ///< the node may have had none there
    ConstantTensor tensor; ///< with elements: sizes that shapes are computed from
  };
  /// What takes the place of the node's attribute of that name; monostate: nothing.
  struct NewAttribute {
    NodeId node;
    Attribute attribute;
  };
  std::vector<Operand> operands;
  std::vector<NewAttribute> attributes;
  std::vector<ValueId> resized; ///< activations that get other sizes first; what depends on them follows

  /// Parameter `input` of the node with these dimensions.
  void resize(NodeId node, size_t input, DataType type, llvm::ArrayRef<int64_t> dims) {
    Operand &operand = operands.emplace_back();
    operand.node = node;
    operand.input = static_cast<uint32_t>(input);
    operand.tensor.type = type;
    operand.tensor.dims.assign(dims.begin(), dims.end());
  }
  /// A list of integers as operand `input` of the node.
  void list(NodeId node, size_t input, std::vector<int64_t> elements) {
    resize(node, input, DataType::Int64, static_cast<int64_t>(elements.size()));
    operands.back().tensor.hasElements = true;
    operands.back().tensor.ints = std::move(elements);
  }
  void set(NodeId node, llvm::StringRef name, AttributeValue value) {
    attributes.push_back({node, {name, std::move(value)}});
  }
};

/// The node's attribute set to the value, whether or not it was there; removed by monostate.
void setAttribute(Node &node, llvm::StringRef name, AttributeValue value);

} // namespace eo

#endif
