//===- Rotations.cpp - rotary embeddings in single steps --------------------------------------------------===//
//
//   a, b = halves of x
//   y = Add(Mul(x, cos), Mul(Concat(Neg(b), a), sin))                                    as PyTorch's models have it
//   y = Concat(Sub(Mul(a, cos), Mul(b, sin)), Add(Mul(b, cos), Mul(a, sin)))             likewise
//
// Pairs too: a and b of a last axis of 2, by Split or Gather, or every second element by Slice.
//
#include "passes/canonical/Rotations.h"

#include "passes/canonical/Parts.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::canonical {

namespace {

/// One half of a tensor: the first or the second, or every second element of it.
struct Half {
  Part part;
  int64_t length = 0;
  int64_t step = 1;
};

/// Looks back from a node for a rotation that ends in it.
class Rotation {
public:
  Rotation(Knowledge const &knowledge, CanonicalForm const &canonicalForm)
      : known(knowledge), form(canonicalForm) {}

  /// The nodes of the rotation that ends in the node; empty where there is none.
  std::vector<NodeId> endingIn(Node const &root) {
    bool found = root.kind == OpKind::Add ? ofWhole(root) : root.kind == OpKind::Concat && ofHalves(root);
    if (!found)
      return {};
    take(root);
    return llvm::all_of(nodes, [&](NodeId id) { return id == root.id || staysInside(id); })
               ? nodes
               : std::vector<NodeId>();
  }

private:
  void take(Node const &node) {
    if (!llvm::is_contained(nodes, node.id))
      nodes.push_back(node.id);
  }

  /// The node of this kind with two operands that computes the value; nullptr where there is none.
  Node const *producer(ValueId value, OpKind kind) const {
    if (!value.valid())
      return nullptr;
    NodeId id = known.graph.value(form.source[value]).producer;
    if (!id.valid() || form.part[id] != NodePart::Work || form.unit[id] != 0)
      return nullptr;
    Node const &node = known.graph.node(id);
    return node.kind == kind && node.hasInput(0) && (kind == OpKind::Neg || node.inputs.size() == 2) &&
                   (kind == OpKind::Neg || node.hasInput(1))
               ? &node
               : nullptr;
  }

  std::optional<Half> half(ValueId value) const {
    ValueId held = form.source[value];
    NodeId producer = known.graph.value(held).producer;
    if (producer.valid() && known.graph.node(producer).hasInput(0)) {
      Node const &node = known.graph.node(producer);
      if (node.kind == OpKind::Gather)
        return oneOfTwo(node);
      if (std::optional<Half> every = node.kind == OpKind::Slice ? everySecond(node) : std::nullopt)
        return every;
    }
    Part part = partOf(known, held);
    std::optional<int64_t> length = part.whole.valid() ? lengthOf(known, held, part.axis) : std::nullopt;
    std::optional<int64_t> all = part.whole.valid() ? lengthOf(known, part.whole, part.axis) : std::nullopt;
    return length && all && 2 * *length == *all ? std::optional(Half{part, *length}) : std::nullopt;
  }

  /// x[..., 0] of an axis of 2.
  std::optional<Half> oneOfTwo(Node const &gather) const {
    TensorType const &x = known.inferred.types[gather.inputs[0]];
    std::optional<std::vector<int64_t>> place = constantInts(known, gather.input(1));
    std::optional<int64_t> axis =
        x.hasRank() ? axisFromFront(gather.intOr("axis", 0), x.rank()) : std::nullopt;
    if (!axis || !place || place->size() != 1 || lengthOf(known, gather.inputs[0], *axis) != 2)
      return std::nullopt;
    int64_t start = place->front() < 0 ? place->front() + 2 : place->front();
    return Half{{gather.inputs[0], *axis, start}, 1};
  }

  /// x[..., 0::2].
  std::optional<Half> everySecond(Node const &slice) const {
    std::optional<std::vector<Range>> ranges = rangesOf(known, slice);
    if (!ranges || ranges->size() != 1 || ranges->front().step != 2)
      return std::nullopt;
    Range const &range = ranges->front();
    std::optional<int64_t> length = lengthOf(known, slice.output(0), range.axis);
    std::optional<int64_t> all = lengthOf(known, slice.inputs[0], range.axis);
    return length && all && 2 * *length == *all
               ? std::optional(Half{{slice.inputs[0], range.axis, range.start}, *length, 2})
               : std::nullopt;
  }

  ValueId sourceOf(Half const &one) const { return form.source[one.part.whole]; }
  /// Whether they are the first and the second half of one tensor.
  bool together(Half const &first, Half const &second) const {
    return sourceOf(first) == sourceOf(second) && first.part.axis == second.part.axis &&
           first.step == second.step && first.part.start == 0 &&
           second.part.start == (first.step == 2 ? 1 : first.length);
  }
  /// Whether the Concat puts parts such as the half together again, on the axis that they were cut from; every second
  /// element on an axis of their own behind it.
  bool joins(Node const &concat, Half const &one) const {
    TensorType const &whole = known.inferred.types[concat.outputs[0]];
    std::optional<int64_t> axis =
        whole.hasRank() ? axisFromFront(concat.intOr("axis", 0), whole.rank()) : std::nullopt;
    bool inPairs = one.step == 2;
    return axis == one.part.axis + (inPairs ? 1 : 0) &&
           lengthOf(known, concat.outputs[0], *axis) == (inPairs ? 2 : 2 * one.length) &&
           (!inPairs || lengthOf(known, concat.outputs[0], one.part.axis) == one.length);
  }
  void takePart(ValueId value) { take(known.graph.node(known.graph.value(form.source[value]).producer)); }

  /// x · cos + (−b, a) · sin
  bool ofWhole(Node const &add) {
    for (size_t i : {size_t{0}, size_t{1}}) {
      Node const *plain = producer(add.input(i), OpKind::Mul),
                 *turned = producer(add.input(1 - i), OpKind::Mul);
      for (size_t j : {size_t{0}, size_t{1}}) {
        Node const *concat =
            plain != nullptr && turned != nullptr ? producer(turned->input(j), OpKind::Concat) : nullptr;
        Node const *neg = concat != nullptr ? negation(concat->input(0)) : nullptr;
        if (neg == nullptr)
          continue;
        ValueId opposite =
            neg->inputs[neg->kind == OpKind::Mul && form.constant[neg->inputs[0]] != 0 ? 1 : 0];
        std::optional<Half> a = half(concat->inputs[1]), b = half(opposite);
        bool rotates =
            a && b && together(*a, *b) && joins(*concat, *a) &&
            llvm::any_of(plain->inputs, [&](ValueId input) { return form.source[input] == sourceOf(*a); });
        if (!rotates)
          continue;
        takePart(concat->inputs[1]);
        takePart(opposite);
        for (Node const *node : {plain, turned, concat, neg})
          take(*node);
        return true;
      }
    }
    return false;
  }

  /// The Neg, or Mul by -1, that computes the value; nullptr where there is none.
  Node const *negation(ValueId value) const {
    if (Node const *neg = producer(value, OpKind::Neg))
      return neg;
    Node const *mul = producer(value, OpKind::Mul);
    bool negates = mul != nullptr && llvm::any_of(mul->inputs, [&](ValueId factor) {
                     return form.constant[factor] != 0 && uniformValue(known, factor) == -1.0;
                   });
    return negates ? mul : nullptr;
  }

  /// A half and what it is multiplied by.
  struct Product {
    Node const *mul;
    ValueId half, table;
    Half of;
  };

  std::optional<Product> product(ValueId value) const {
    if (Node const *mul = producer(value, OpKind::Mul))
      for (size_t i : {size_t{0}, size_t{1}})
        if (std::optional<Half> of = half(mul->inputs[i]))
          return Product{mul, mul->inputs[i], form.source[mul->inputs[1 - i]], *of};
    return std::nullopt;
  }

  /// Whether both halves are turned by one table; exporters that make constants of attributes write it twice.
  bool areOneTable(ValueId one, ValueId other) const {
    bool constants = form.constant[one] != 0 && form.constant[other] != 0;
    return one == other || (constants && known.inferred.types[one].hasRank() &&
                            known.inferred.types[one].shape == known.inferred.types[other].shape);
  }

  /// (a · cos − b · sin, b · cos + a · sin)
  bool ofHalves(Node const &concat) {
    Node const *first = concat.inputs.size() == 2 ? producer(concat.inputs[0], OpKind::Sub) : nullptr;
    Node const *second = first != nullptr ? producer(concat.inputs[1], OpKind::Add) : nullptr;
    if (second == nullptr)
      return false;
    std::optional<Product> aCos = product(first->inputs[0]), bSin = product(first->inputs[1]);
    std::optional<Product> bCos = product(second->inputs[0]), aSin = product(second->inputs[1]);
    if (!aCos || !bSin || !bCos || !aSin)
      return false;
    if (bCos->of.part.start == 0)
      std::swap(bCos, aSin);
    if (!together(aCos->of, bSin->of) || !together(aSin->of, bCos->of) ||
        sourceOf(aCos->of) != sourceOf(aSin->of) || !areOneTable(aCos->table, bCos->table) ||
        !areOneTable(aSin->table, bSin->table) || !joins(concat, aCos->of))
      return false;
    for (Product const *one : {&*aCos, &*bSin, &*bCos, &*aSin}) {
      takePart(one->half);
      take(*one->mul);
    }
    take(*first);
    take(*second);
    return true;
  }

  /// Whether nobody outside reads what the node computes, and all of it runs whenever the rest does.
  bool staysInside(NodeId id) const {
    Node const &node = known.graph.node(id);
    return form.part[id] == NodePart::Work && form.unit[id] == 0 &&
           form.together(known.graph, id, nodes.back()) && llvm::all_of(node.outputs, [&](ValueId output) {
             return !output.valid() ||
                    (form.leaves[output] == 0 && llvm::all_of(form.readers(output), [&](NodeId user) {
                       return llvm::is_contained(nodes, user);
                     }));
           });
  }

  Knowledge const &known;
  CanonicalForm const &form;
  std::vector<NodeId> nodes;
};

} // namespace

void findRotations(Knowledge const &known, CanonicalForm &form) {
  NodeMap<uint32_t> order(known.graph);
  uint32_t place = 0;
  for (NodeId id : form.nodes)
    order[id] = ++place;
  for (NodeId id : form.nodes) {
    Node const &root = known.graph.node(id);
    bool mayEnd = root.kind == OpKind::Add || root.kind == OpKind::Concat;
    if (!mayEnd || form.part[id] != NodePart::Work || form.unit[id] != 0 || !root.hasOutput(0))
      continue;
    CanonicalUnit unit{Rotation(known, form).endingIn(root), OpKind::RotaryEmbedding, {root.outputs[0]}};
    if (unit.nodes.empty())
      continue;
    llvm::sort(unit.nodes, [&](NodeId a, NodeId b) { return order[a] < order[b]; });
    form.units.push_back(std::move(unit));
    for (NodeId member : form.units.back().nodes)
      form.unit[member] = static_cast<uint32_t>(form.units.size());
  }
}

} // namespace eo::canonical
