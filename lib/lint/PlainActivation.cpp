#include "lib/lint/PlainActivation.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

bool canBeRelu(Node const &node) {
  return opClass(node.kind) == OpClass::Activation && node.kind != OpKind::Relu && node.hasInput(0) &&
         node.outputs.size() == 1 && node.hasOutput(0);
}

void makeRelu(Graph const &graph, GraphEdit &edit, NodeId activation) {
  Node const &node = graph.node(activation);
  Node &copy = edit.node(activation);
  copy.kind = OpKind::Relu;
  copy.opType = opKindName(OpKind::Relu);
  copy.domain = "";
  copy.attributes.clear();
  copy.inputs.resize(1);
  llvm::ArrayRef<NodeId> users = graph.users(node.outputs[0]);
  if (users.size() != 1)
    return;
  Node const &gate = graph.node(users.front());
  if (gate.kind == OpKind::Mul && gate.body == node.body && llvm::is_contained(gate.inputs, node.inputs[0]))
    edit.bypass(gate.id, node.outputs[0]);
}

} // namespace eo
