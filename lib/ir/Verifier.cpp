#include "lib/ir/Verifier.h"

#include "lib/support/Error.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

namespace {
class Verifier {
public:
  explicit Verifier(Graph const &network) : graph(network), position(network.nodeCount(), none) {}

  llvm::Error run() {
    if (graph.bodyCount() == 0)
      return fail("graph has no main body");
    for (uint32_t i = 0; i < graph.bodyCount(); ++i)
      if (llvm::Error error = placeNodes(graph.body({i})))
        return error;
    for (Node const &node : graph.nodes())
      if (llvm::Error error = checkNode(node))
        return error;
    for (Value const &value : graph.values())
      if (llvm::Error error = checkValue(value))
        return error;
    return llvm::Error::success();
  }

private:
  static constexpr uint32_t none = ~0U;

  template <typename... Args> static llvm::Error fail(fmt::format_string<Args...> format, Args &&...args) {
    return makeError(ErrorKind::Internal,
                     "graph invariant: " + fmt::format(format, std::forward<Args>(args)...));
  }

  llvm::Error placeNodes(Body const &body) {
    if (body.owner.valid() && body.owner.index >= graph.nodeCount())
      return fail("body {} has an owner out of range", body.id.index);
    for (uint32_t i = 0; i < body.nodes.size(); ++i) {
      NodeId id = body.nodes[i];
      if (id.index >= graph.nodeCount())
        return fail("body {} lists a node out of range", body.id.index);
      if (position[id.index] != none || graph.node(id).body != body.id)
        return fail("node {} is not in exactly one body", id.index);
      position[id.index] = i;
    }
    return llvm::Error::success();
  }

  /// Whether something in `inner` may read what `outer` declares, and the node of `outer` that stands for it.
  /// Returns none where `outer` does not enclose `inner`.
  uint32_t positionWithin(BodyId outer, Node const &node) const {
    NodeId at = node.id;
    while (graph.node(at).body != outer) {
      at = graph.body(graph.node(at).body).owner;
      if (!at.valid())
        return none;
    }
    return position[at.index];
  }

  llvm::Error checkNode(Node const &node) {
    if (position[node.id.index] == none)
      return fail("node {} is in no body", node.id.index);
    for (ValueId input : node.inputs) {
      if (!input.valid())
        continue;
      if (input.index >= graph.valueCount())
        return fail("node {} reads a value out of range", node.id.index);
      Value const &value = graph.value(input);
      if (value.source == ValueSource::Missing)
        continue;
      uint32_t reader = positionWithin(value.body, node);
      if (reader == none)
        return fail("node {} reads value {} of a body that does not enclose it", node.id.index, input.index);
      if (value.source == ValueSource::NodeOutput && position[value.producer.index] >= reader)
        return fail("node {} reads value {} before it is produced", node.id.index, input.index);
    }
    for (uint32_t i = 0; i < node.outputs.size(); ++i) {
      ValueId output = node.outputs[i];
      if (!output.valid())
        continue;
      if (output.index >= graph.valueCount())
        return fail("node {} writes a value out of range", node.id.index);
      Value const &value = graph.value(output);
      if (value.source != ValueSource::NodeOutput || value.producer != node.id || value.outputIndex != i)
        return fail("value {} does not name node {} as its producer", output.index, node.id.index);
    }
    return llvm::Error::success();
  }

  llvm::Error checkValue(Value const &value) {
    if (value.source == ValueSource::NodeOutput) {
      if (value.producer.index >= graph.nodeCount() ||
          graph.node(value.producer).output(value.outputIndex) != value.id)
        return fail("value {} names a producer that does not write it", value.id.index);
    }
    if ((value.source == ValueSource::Initializer) != (value.constant != nullptr))
      return fail("value {}: a constant belongs to initializers only", value.id.index);
    for (NodeId user : graph.users(value.id))
      if (!llvm::is_contained(graph.node(user).inputs, value.id))
        return fail("use list of value {} names node {}, which does not read it", value.id.index, user.index);
    return llvm::Error::success();
  }

  Graph const &graph;
  std::vector<uint32_t> position;
};
} // namespace

llvm::Error verifyGraph(Graph const &graph) { return Verifier(graph).run(); }

} // namespace eo
