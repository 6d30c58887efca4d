//===- Inverted.cpp - quotients and differences by the inverse of an operand ---------------------------===//
//
//   r = Reciprocal(y); z = Mul(x, r)      z = Div(x, y)
//   n = Neg(y); z = Add(x, n)             z = Sub(x, y)
//   n = Neg(y); z = Sub(x, n)             z = Add(x, y)
//   n = Neg(y); z = Add(n, 1)             z = Sub(1, y)
//
// The anchor is the node that both operands meet at: the inverse may stand long before it.
//
#include "passes/canonical/Inverted.h"

namespace eo::canonical {

bool isReciprocal(Knowledge const &known, Node const &node) {
  using enum OpKind;
  if (node.kind == Reciprocal)
    return true;
  bool two = node.inputs.size() == 2 && node.hasInput(0) && node.hasInput(1);
  if (!two || !node.hasOutput(0) || !isFloatingPoint(known.inferred.types[node.outputs[0]].element))
    return false;
  return (node.kind == Div && uniformValue(known, node.inputs[0]) == 1.0) ||
         (node.kind == Pow && uniformValue(known, node.inputs[1]) == -1.0);
}

/// Whether the node gives -x of its one activation.
static bool isNegative(Knowledge const &known, Node const &node) {
  using enum OpKind;
  if (node.kind == Neg)
    return true;
  if (node.inputs.size() != 2 || !node.hasInput(0) || !node.hasInput(1))
    return false;
  return (node.kind == Mul &&
          (uniformValue(known, node.inputs[0]) == -1.0 || uniformValue(known, node.inputs[1]) == -1.0)) ||
         (node.kind == Sub && uniformValue(known, node.inputs[0]) == 0.0);
}

/// The operator that the node is of its other operand and what `inverse` inverts; Unknown where it is none.
static OpKind withInverse(Knowledge const &known, Node const &node, size_t operand, Node const &inverse) {
  using enum OpKind;
  if (node.kind == Mul)
    return isReciprocal(known, inverse) ? Div : Unknown;
  if (node.kind == Add || (node.kind == Sub && operand == 1))
    return !isNegative(known, inverse) ? Unknown : node.kind == Add ? Sub : Add;
  return Unknown;
}

/// The node that computes the operand for nobody else; nullptr where there is none.
static Node const *onlyFor(Knowledge const &known, Node const &reader, ValueId operand) {
  CanonicalForm const &form = known.form;
  ValueId read = form.source[operand];
  NodeId producer = known.graph.value(read).producer;
  bool alone = producer.valid() && form.part[producer] == NodePart::Work && form.unit[producer] == 0 &&
               form.leaves[read] == 0 && form.readers(read).size() == 1 &&
               form.together(known.graph, reader.id, producer);
  return alone ? &known.graph.node(producer) : nullptr;
}

void findInverted(Knowledge const &known, CanonicalForm &form, Beside beside) {
  using enum OpKind;
  for (NodeId id : form.nodes) {
    Node const &node = known.graph.node(id);
    bool ofTwo = (node.kind == Mul || node.kind == Add || node.kind == Sub) && node.inputs.size() == 2 &&
                 node.hasInput(0) && node.hasInput(1) && node.hasOutput(0);
    if (!ofTwo || form.part[id] != NodePart::Work || form.unit[id] != 0 ||
        form.source[node.inputs[0]] == form.source[node.inputs[1]])
      continue;
    bool constant = form.constant[node.inputs[0]] != 0 || form.constant[node.inputs[1]] != 0;
    if (constant != (beside == Beside::Constant))
      continue;
    for (size_t operand : {size_t{1}, size_t{0}}) {
      if (form.constant[node.inputs[operand]] != 0)
        continue;
      Node const *inverse = onlyFor(known, node, node.inputs[operand]);
      OpKind op = inverse != nullptr ? withInverse(known, node, operand, *inverse) : Unknown;
      if (op == Unknown)
        continue;
      form.units.push_back({{id, inverse->id}, op, {node.outputs[0]}});
      form.unit[id] = form.unit[inverse->id] = static_cast<uint32_t>(form.units.size());
      break;
    }
  }
}

} // namespace eo::canonical
