//===- Residuals.cpp - normalizations of sums --------------------------------------------------------------===//
//
//   s = Add(x, r); y = LayerNormalization(s)                         y, s = SkipLayerNormalization(x, r)
//   e = Add(Gather(words, i), Gather(places, j)); y = LayerNormalization(e)   y = EmbedLayerNormalization(i, j)
//
// As ONNX Runtime writes transformers. A runtime that adds and normalizes apart would write the sum and read it again.
//
#include "passes/canonical/Residuals.h"
#include "passes/canonical/OneNode.h"
#include "passes/canonical/Parts.h"
#include "passes/canonical/PlainKind.h"
#include "passes/canonical/StepFunction.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::canonical {

namespace {

class Residual {
public:
  Residual(Knowledge const &knowledge, CanonicalForm const &canonicalForm, Node const &normalization)
      : known(knowledge), form(canonicalForm), anchor(normalization) {}

  /// What the node, which is `kind`, is with the nodes before it; Unknown where it stays what it is.
  OpKind find(OpKind kind) {
    using enum OpKind;
    if (!ofLastAxis(form.unitOf(anchor.id)))
      return Unknown;
    llvm::SmallVector<ValueId, 4> read = form.inputs(known.graph, anchor.id);
    Node const *add = read.size() == 1 ? sumThatIs(read.front()) : nullptr;
    if (add == nullptr)
      return Unknown;
    if (kind == LayerNormalization && takeEmbeddings(read.front(), 0) && embeds)
      return EmbedLayerNormalization;
    members = {add->id};
    if (!ofTwoOfOneSize(*add))
      return Unknown;
    bool others = form.leaves[add->outputs[0]] != 0 || form.readers(add->outputs[0]).size() > 1;
    sum = others ? add->outputs[0] : ValueId();
    return kind == LayerNormalization ? SkipLayerNormalization : SkipSimplifiedLayerNormalization;
  }

  /// The nodes before the normalization that belong to it.
  llvm::ArrayRef<NodeId> before() const { return members; }
  /// What others may read beside the result; invalid where there is none.
  ValueId sumOfBoth() const { return sum; }

private:
  static constexpr int mostEmbeddings = 4;

  bool ofLastAxis(CanonicalUnit const *unit) const {
    if (unit != nullptr && !worksOnLastAxis(known, unit->nodes))
      return false;
    if (opClass(anchor.kind) != OpClass::Normalization)
      return true;
    size_t const rank = rankOf(anchor.inputs[0]);
    return axisFromFront(anchor.intOr("axis", -1), rank) == static_cast<int64_t>(rank) - 1;
  }

  size_t rankOf(ValueId id) const {
    TensorType const &type = known.inferred.types[id];
    return type.hasRank() ? type.rank() : 0;
  }

  /// The node that computes the value, where it may join; nullptr where there is none.
  Node const *producer(ValueId value) const {
    NodeId id = known.graph.value(value).producer;
    bool joins = id.valid() && form.part[id] == NodePart::Work && form.unit[id] == 0 &&
                 form.together(known.graph, id, anchor.id);
    return joins ? &known.graph.node(id) : nullptr;
  }

  Node const *sumThatIs(ValueId value) const {
    Node const *add = producer(value);
    bool sums = add != nullptr && (add->kind == OpKind::Add || add->kind == OpKind::Sum) &&
                add->inputs.size() == 2 && add->hasInput(0) && add->hasInput(1) && add->outputs.size() == 1;
    return sums ? add : nullptr;
  }

  /// Two tensors of the size of the sum; places that are learned are one, whether or not the file holds their values.
  bool ofTwoOfOneSize(Node const &add) const {
    return form.source[add.inputs[0]] != form.source[add.inputs[1]] &&
           llvm::all_of(add.inputs, [&](ValueId input) {
             return known.inferred.types[input].shape &&
                    known.inferred.types[input].shape == known.inferred.types[add.outputs[0]].shape;
           });
  }

  /// Whether the value is a sum of rows of tables, and of constants, that only the sum reads.
  bool takeEmbeddings(ValueId value, int depth) {
    if (depth == mostEmbeddings)
      return false;
    if (form.constant[value] != 0)
      return true;
    ValueId held = form.source[value];
    if (form.leaves[held] != 0 || form.readers(held).size() != 1)
      return false;
    Node const *node = producer(held);
    bool looksUp =
        node != nullptr && (node->kind == OpKind::Gather || specialKind(known, *node) == OpKind::Gather);
    if (looksUp && node->hasInput(0) && form.constant[node->inputs[0]] != 0) {
      members.push_back(node->id);
      embeds = true;
      return true;
    }
    Node const *add = sumThatIs(held);
    if (add == nullptr)
      return false;
    members.push_back(add->id);
    return llvm::all_of(add->inputs, [&](ValueId input) { return takeEmbeddings(input, depth + 1); });
  }

  Knowledge const &known;
  CanonicalForm const &form;
  Node const &anchor;
  llvm::SmallVector<NodeId, 8> members;
  ValueId sum;
  bool embeds = false;
};

} // namespace

/// LayerNormalization or RMSNormalization where the node, or the unit that it stands for, is one; else Unknown.
static OpKind normalizes(CanonicalForm const &form, Node const &node) {
  CanonicalUnit const *unit = form.unitOf(node.id);
  OpKind const kind = plainKind(unit != nullptr ? unit->op : node.kind);
  return kind == OpKind::LayerNormalization || kind == OpKind::RMSNormalization ? kind : OpKind::Unknown;
}

void findResidualNormalizations(Knowledge const &known, CanonicalForm &form) {
  NodeMap<uint32_t> order;
  for (NodeId id : form.nodes) {
    Node const &node = known.graph.node(id);
    if (form.part[id] != NodePart::Work || form.anchorOf(id) != id || !node.hasInput(0) || !node.hasOutput(0))
      continue;
    OpKind const alone = normalizes(form, node);
    if (alone == OpKind::Unknown)
      continue;
    if (order.size() == 0) {
      form.listReaders(known.graph);
      order = NodeMap<uint32_t>(known.graph);
      uint32_t place = 0;
      for (NodeId one : form.nodes)
        order[one] = ++place;
    }
    Residual residual(known, form, node);
    OpKind const kind = residual.find(alone);
    if (kind == OpKind::Unknown)
      continue;
    if (form.unit[id] == 0) {
      form.units.push_back({{id}, kind, {node.outputs[0]}});
      form.unit[id] = static_cast<uint32_t>(form.units.size());
    }
    CanonicalUnit &unit = form.units[form.unit[id] - 1];
    unit.op = kind;
    for (NodeId member : residual.before()) {
      unit.nodes.push_back(member);
      form.unit[member] = form.unit[id];
    }
    if (residual.sumOfBoth().valid())
      unit.outputs.push_back(residual.sumOfBoth());
    std::sort(unit.nodes.begin() + 1, unit.nodes.end(),
              [&](NodeId a, NodeId b) { return order[a] < order[b]; });
  }
}

} // namespace eo::canonical
