#include "passes/PickedBranch.h"

#include "llvm/ADT/DenseSet.h"

namespace eo {

BodyId pickedBranch(Graph const &graph, InferredTypes const &inferred, Node const &node) {
  if (node.kind != OpKind::If || !node.hasInput(0))
    return {};
  FoldedConstant const *condition = inferred.constants[node.inputs[0]].get();
  std::optional<int64_t> known =
      condition != nullptr && condition->ints.size() == 1 ? condition->ints.front().tryValue() : std::nullopt;
  BodyId picked = known ? node.bodyAttribute(*known != 0 ? "then_branch" : "else_branch") : BodyId();
  return picked.valid() && graph.body(picked).owner == node.id ? picked : BodyId();
}

/// Whether the value depends on elements of the network's inputs, and not on their sizes alone. Results of loops and
/// branches are taken to.
static bool dependsOnInputs(Graph const &graph, ValueId value) {
  llvm::SmallVector<ValueId, 8> pending = {value};
  llvm::DenseSet<uint32_t> seen;
  while (!pending.empty()) {
    ValueId id = pending.pop_back_val();
    if (!id.valid() || !seen.insert(id.index).second)
      continue;
    NodeId producer = graph.value(id).producer;
    if (!producer.valid()) {
      if (graph.value(id).constant == nullptr)
        return true;
      continue;
    }
    Node const &node = graph.node(producer);
    if (opClass(node.kind) == OpClass::ControlFlow)
      return true;
    if (node.kind != OpKind::Shape && node.kind != OpKind::Size)
      pending.append(node.inputs.begin(), node.inputs.end());
  }
  return false;
}

std::vector<char> passedOverBodies(Graph const &graph, InferredTypes const &inferred, Decided latest) {
  std::vector<char> passedOver(graph.bodyCount());
  for (uint32_t i = 0; i < graph.bodyCount(); ++i) { // outer bodies first
    NodeId owner = graph.body({i}).owner;
    if (!owner.valid())
      continue;
    BodyId picked = pickedBranch(graph, inferred, graph.node(owner));
    bool other = picked.valid() && picked.index != i &&
                 (latest == Decided::AtRun || !dependsOnInputs(graph, graph.node(owner).inputs[0]));
    passedOver[i] = other || passedOver[graph.node(owner).body.index] != 0 ? 1 : 0;
  }
  return passedOver;
}

ValueId behindBranches(Graph const &graph, InferredTypes const &inferred, ValueId id) {
  while (id.valid() && graph.value(id).producer.valid()) {
    BodyId picked = pickedBranch(graph, inferred, graph.node(graph.value(id).producer));
    uint32_t output = graph.value(id).outputIndex;
    if (!picked.valid() || output >= graph.body(picked).outputs.size() ||
        !graph.body(picked).outputs[output].valid())
      break;
    id = graph.body(picked).outputs[output];
  }
  return id;
}

} // namespace eo
