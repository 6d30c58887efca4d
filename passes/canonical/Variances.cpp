//===- Variances.cpp - variances in single steps -------------------------------------------------------===//
//
//   m = ReduceMean(x); d = Sub(x, m); p = Mul(d, d); v = ReduceMean(p)                    a sum of squares, of x and m
//   m = ReduceMean(x); p = Mul(x, x); e = ReduceMean(p); s = Mul(m, m); v = Sub(e, s)     likewise
//
// The mean has readers of its own. What the steps come to is tried at numbers.
//
#include "passes/canonical/Variances.h"
#include "passes/canonical/Exchanges.h"
#include "passes/canonical/Normalizing.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::canonical {

namespace {

/// Follows the steps of one variance backwards.
class Variance {
public:
  Variance(Knowledge const &knowledge, Node const &last) : known(knowledge), root(last) {}

  /// The steps without the mean, in graph order; empty where they are none.
  std::vector<NodeId> steps() {
    using enum OpKind;
    bool const found = root.kind == Sub ? byMeanOfSquares() : isMean(root) && bySquaredDeviations();
    return found && holds() ? members : std::vector<NodeId>();
  }

private:
  static bool isMean(Node const &node) {
    return (node.kind == OpKind::ReduceMean || node.kind == OpKind::GlobalAveragePool) && node.hasInput(0);
  }

  Node const *producer(ValueId value) const {
    NodeId const id = value.valid() ? known.graph.value(known.form.source[value]).producer : NodeId();
    bool runs = id.valid() && known.form.part[id] == NodePart::Work && known.form.unit[id] == 0 &&
                known.form.together(known.graph, id, root.id);
    return runs ? &known.graph.node(id) : nullptr;
  }

  /// The node that computes the value for one reader.
  Node const *step(ValueId value) const {
    Node const *node = producer(value);
    ValueId const held = value.valid() ? known.form.source[value] : ValueId();
    bool alone = node != nullptr && known.form.leaves[held] == 0 && known.form.readers(held).size() == 1 &&
                 node->hasInput(0);
    return alone ? node : nullptr;
  }

  /// mean((x - m)²).
  bool bySquaredDeviations() {
    Node const *square = step(root.inputs[0]);
    if (square == nullptr || !squares(known, *square))
      return false;
    Node const *apart = step(square->inputs[0]);
    if (apart == nullptr || apart->kind != OpKind::Sub || !apart->hasInput(1))
      return false;
    mean = producer(apart->inputs[1]);
    x = known.form.source[apart->inputs[0]];
    members = {apart->id, square->id, root.id};
    return true;
  }

  /// mean(x²) - m².
  bool byMeanOfSquares() {
    if (!root.hasInput(0) || !root.hasInput(1))
      return false;
    Node const *all = step(root.inputs[0]), *squareOfMean = step(root.inputs[1]);
    if (all == nullptr || !isMean(*all) || squareOfMean == nullptr || !squares(known, *squareOfMean))
      return false;
    Node const *square = step(all->inputs[0]);
    if (square == nullptr || !squares(known, *square))
      return false;
    mean = producer(squareOfMean->inputs[0]);
    x = known.form.source[square->inputs[0]];
    members = {square->id, all->id, squareOfMean->id, root.id};
    return true;
  }

  /// Whether the steps, with the mean before them, are a variance.
  bool holds() const {
    if (mean == nullptr || !isMean(*mean) || known.form.source[mean->inputs[0]] != x)
      return false;
    llvm::SmallVector<NodeId, 8> all(llvm::reverse(members));
    all.push_back(mean->id);
    return isVariance(StepFunction(known, all, x));
  }

  Knowledge const &known;
  Node const &root, *mean = nullptr;
  ValueId x;
  std::vector<NodeId> members;
};

} // namespace

void findVariances(Knowledge const &known, CanonicalForm &form) {
  for (NodeId id : form.nodes) {
    Node const &node = known.graph.node(id);
    if (form.part[id] != NodePart::Work || form.unit[id] != 0 || node.outputs.size() != 1 ||
        !node.hasOutput(0))
      continue;
    std::vector<NodeId> steps = Variance(known, node).steps();
    if (steps.empty())
      continue;
    form.units.push_back({steps, OpKind::ReduceSumSquare, {node.outputs[0]}});
    for (NodeId member : steps)
      form.unit[member] = static_cast<uint32_t>(form.units.size());
  }
}

} // namespace eo::canonical
