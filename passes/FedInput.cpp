#include "passes/FedInput.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

/// The operand that is no constant, of what changes values one by one or moves them; invalid for anything else.
static ValueId preparedBy(Graph const &graph, CanonicalForm const &form, Node const &node) {
  static constexpr OpClass preparing[] = {OpClass::Elementwise, OpClass::Normalization, OpClass::DataMovement,
                                          OpClass::View, OpClass::Quantization};
  CanonicalUnit const *unit = form.unitOf(node.id); // several nodes that are one
  bool prepares = llvm::is_contained(preparing, opClass(unit != nullptr ? unit->op : node.kind));
  if (unit != nullptr) {
    llvm::SmallVector<ValueId, 4> read = form.inputs(graph, unit->nodes.front());
    return prepares && read.size() == 1 ? read.front() : ValueId();
  }
  ValueId only;
  for (ValueId input : node.inputs) {
    if (!input.valid() || form.constant[input] != 0)
      continue;
    if (!prepares || only.valid())
      return ValueId();
    only = input;
  }
  return only;
}

bool isFed(Graph const &graph, CanonicalForm const &form, ValueId value) {
  constexpr int mostSteps = 32; // of a picture's preparation; of hostile networks no more are followed
  for (int step = 0; step < mostSteps && value.valid(); ++step) {
    value = form.source[value];
    if (!graph.value(value).producer.valid())
      return llvm::is_contained(graph.main().inputs, value);
    value = preparedBy(graph, form, graph.node(graph.value(value).producer));
  }
  return false;
}

} // namespace eo
