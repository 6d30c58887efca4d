//===- Steps.cpp - finds regions of nodes that are one operator ----------------------------------------===//
//
//   d = Div(x, 1.41); e = Erf(d); a = Add(e, 1); m = Mul(x, a); y = Mul(m, 0.5)      y = Gelu(x)
//
// From a result backwards: the region takes in the latest of the nodes whose results it reads, as long as
// nobody else reads those. Whenever a single value is left that it reads, its steps are looked at.
//
#include "passes/canonical/Steps.h"
#include "passes/canonical/Exchanges.h"
#include "passes/canonical/Inverted.h"
#include "passes/canonical/Normalizing.h"
#include "passes/canonical/OneNode.h"
#include "passes/canonical/Parts.h"
#include "passes/canonical/Piecewise.h"
#include "passes/canonical/Repeating.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

namespace eo::canonical {

namespace {

class Region {
public:
  Region(Knowledge const &knowledge, CanonicalForm const &canonicalForm, NodeMap<uint32_t> const &places)
      : known(knowledge), form(canonicalForm), order(places) {}

  /// The largest region that ends in the node and is an operator; nothing where there is none.
  std::vector<NodeId> endingIn(NodeId root, OpKind &op) {
    std::vector<NodeId> found;
    Recognised before;
    take(root);
    while (steps.other == 0) {
      auto latest = std::max_element(open.begin(), open.end(),
                                     [&](ValueId a, ValueId b) { return placeOf(a) < placeOf(b); });
      if (latest == open.end() || open.size() > maxOpen)
        break;
      if (open.size() == 1 && nodes.size() > 1 && sameSize(open.front(), root))
        if (Recognised now = recognise();
            now.op != OpKind::Unknown && !(now.op == op && onlyScaledSince(found.size(), before))) {
          found.assign(nodes.begin(), nodes.end());
          op = now.op;
          before = now;
        }
      if (nodes.size() >= (straight ? maxStraight : maxNodes))
        break;
      ValueId value = *latest;
      if (!absorbable(value)) {
        if (!setAside(value))
          break;
        continue;
      }
      llvm::erase_value(open, value);
      take(known.graph.value(value).producer);
    }
    return found;
  }

private:
  static constexpr size_t maxNodes = 16, maxOpen = 4;
  /// Of nodes that read one value each; no operator has so many: 1 / (1 + exp(-x)) is four. Without it each node of
  /// a long chain would be followed over maxNodes others.
  static constexpr size_t maxStraight = 6;

  /// Graph order of the node that computes the value; 0 for inputs and what is set aside.
  uint32_t placeOf(ValueId value) const {
    NodeId producer = known.graph.value(value).producer;
    return producer.valid() && value != aside ? order[producer] : 0;
  }

  bool sameSize(ValueId value, NodeId root) const {
    SymInt const size = known.inferred.types[value].elements();
    return size == known.inferred.types[known.graph.node(root).outputs[0]].elements();
  }

  /// Whether the region that was an operator already has only grown by factors and biases before it. They belong to what
  /// computes its input, as the bias of a matrix product does; single numbers do not where the operator needs one.
  bool onlyScaledSince(size_t found, Recognised const &before) const {
    return found != 0 && llvm::all_of(llvm::makeArrayRef(nodes).drop_front(found), [&](NodeId id) {
             using enum OpKind;
             Node const &node = known.graph.node(id);
             ValueId constant;
             for (ValueId input : node.inputs)
               if (input.valid() && form.constant[input] != 0)
                 constant = input;
             bool ofTwo = node.kind == Add || node.kind == Sub || node.kind == Mul || node.kind == Div;
             bool learned = ofTwo && constant.valid() && known.inferred.types[constant].elements() != 1;
             bool scales = node.kind == Neg || (ofTwo && constant.valid());
             return scales && (learned || !before.scaled);
           });
  }

  Recognised recognise() const {
    if (!steps.mayBeOperator())
      return {};
    StepFunction const function(known, nodes, open.front());
    return steps.reduced != 0 ? normalizationOf(function) : activationOf(function);
  }

  /// The one value that stays outside because others read it too.
  bool setAside(ValueId value) {
    if (aside.valid() && aside != value)
      return false;
    bool first = !aside.valid();
    aside = value;
    return first && open.size() > 1;
  }

  bool absorbable(ValueId value) const {
    NodeId producer = known.graph.value(value).producer;
    if (value == aside || !producer.valid() || order[producer] == 0 || form.unit[producer] != 0 ||
        form.part[producer] != NodePart::Work || form.leaves[value] != 0)
      return false;
    Node const &node = known.graph.node(producer);
    return form.together(known.graph, producer, nodes.front()) && mayBeStep(known, node) &&
           node.outputs.size() == 1 &&
           llvm::all_of(form.readers(value), [&](NodeId user) { return llvm::is_contained(nodes, user); });
  }

  void take(NodeId id) {
    Node const &node = known.graph.node(id);
    nodes.push_back(id);
    steps.count(known, node);
    for (ValueId input : node.inputs) {
      if (!input.valid() || form.constant[input] != 0)
        continue;
      ValueId held = form.source[input];
      NodeId producer = known.graph.value(held).producer;
      bool inside = producer.valid() && llvm::is_contained(nodes, producer);
      if (!inside && !llvm::is_contained(open, held))
        open.push_back(held);
    }
    straight = straight && open.size() <= 1;
  }

  Knowledge const &known;
  CanonicalForm const &form;
  NodeMap<uint32_t> const &order;
  llvm::SmallVector<NodeId, maxNodes> nodes;
  llvm::SmallVector<ValueId, 8> open; ///< values the region reads
  ValueId aside;
  bool straight = true; ///< each node of it reads one value
  StepCounts steps;
};

} // namespace

/// x.mean(3).mean(2): the pooling that both are together; Unknown where they reduce anything else.
static OpKind pooledTwice(Knowledge const &known, Node const &first, Node const &second) {
  using enum OpKind;
  bool mean = second.kind == ReduceMean;
  if ((!mean && second.kind != ReduceMax) || first.kind != second.kind)
    return Unknown;
  TensorType const &maps = known.inferred.types[first.inputs[0]],
                   &between = known.inferred.types[first.outputs[0]],
                   &pooled = known.inferred.types[second.outputs[0]];
  if (!maps.hasRank() || maps.rank() < 4)
    return Unknown;
  SymInt batch = (*maps.shape)[0], channels = (*maps.shape)[1];
  auto keeps = [&](TensorType const &type) {
    return type.hasRank() && type.rank() >= 2 && (*type.shape)[0] == batch && (*type.shape)[1] == channels;
  };
  bool whole = keeps(between) && keeps(pooled) && pooled.elements() == batch * channels;
  return !whole ? Unknown : mean ? GlobalAveragePool : GlobalMaxPool;
}

/// x.sum(axes) / n, of n elements each: the mean; Unknown where the number is another.
static OpKind meanOfSum(Knowledge const &known, Node const &first, Node const &second) {
  using enum OpKind;
  if (first.kind != ReduceSum || !first.hasInput(0) || !first.hasOutput(0) || second.inputs.size() != 2)
    return Unknown;
  std::optional<int64_t> all = known.inferred.types[first.inputs[0]].elements().tryValue();
  std::optional<int64_t> sums = known.inferred.types[first.outputs[0]].elements().tryValue();
  bool summedFirst = known.form.source[second.inputs[0]] == known.form.source[first.outputs[0]];
  std::optional<double> number = uniformValue(known, second.inputs[summedFirst ? 1 : 0]);
  if (!all || !sums || *sums <= 0 || !number || (second.kind == Div && !summedFirst))
    return Unknown;
  double each = static_cast<double>(*all) / static_cast<double>(*sums);
  double factor = second.kind == Div ? *number : 1 / *number;
  constexpr double singlePrecision = 1e-6;
  if (!(std::abs(factor - each) <= singlePrecision * each))
    return Unknown;
  OpKind pooled = meanOverMaps(known, first);
  return pooled != Unknown ? pooled : ReduceMean;
}

/// Maps enlarged along one axis after the other: the Resize that both are; Unknown where they do the same axis.
static OpKind resizedTwice(Knowledge const &known, Node const &first, Node const &second) {
  using enum OpKind;
  bool alike = first.kind == Resize && second.kind == Resize &&
               first.stringOr("mode", "nearest") == second.stringOr("mode", "nearest") &&
               first.stringOr("coordinate_transformation_mode", "half_pixel") ==
                   second.stringOr("coordinate_transformation_mode", "half_pixel");
  TensorType const &given = known.inferred.types[first.inputs[0]],
                   &between = known.inferred.types[second.inputs[0]],
                   &result = known.inferred.types[second.outputs[0]];
  if (!alike || !given.hasRank() || !between.hasRank() || !result.hasRank() ||
      given.rank() != between.rank() || given.rank() != result.rank())
    return Unknown;
  for (size_t i = 0; i < given.rank(); ++i)
    if ((*given.shape)[i] != (*between.shape)[i] && (*between.shape)[i] != (*result.shape)[i])
      return Unknown;
  return Resize;
}

/// Cut along one axis after the other: the Slice that both are; Unknown where they cut the same axis.
static OpKind slicedTwice(Knowledge const &known, Node const &first, Node const &second) {
  if (first.kind != OpKind::Slice || known.form.source[second.inputs[0]] != second.inputs[0])
    return OpKind::Unknown;
  std::optional<std::vector<Range>> once = rangesOf(known, first), again = rangesOf(known, second);
  if (!once || !again)
    return OpKind::Unknown;
  bool apart = llvm::none_of(*again, [&](Range const &range) {
    return llvm::any_of(*once, [&](Range const &other) { return other.axis == range.axis; });
  });
  return apart ? OpKind::Slice : OpKind::Unknown;
}

/// Whether the node takes the square root.
static bool isRoot(Knowledge const &known, Node const &node) {
  return node.kind == OpKind::Sqrt ||
         (node.kind == OpKind::Pow && node.hasInput(1) && uniformValue(known, node.inputs[1]) == 0.5);
}

/// Square roots of sums of squares: lengths.
static void findLengths(Knowledge const &known, CanonicalForm &form) {
  using enum OpKind;
  auto runs = [&](NodeId id) {
    Node const &node = known.graph.node(id);
    return form.part[id] == NodePart::Work && form.unit[id] == 0 && node.hasInput(0) && node.hasOutput(0);
  };
  auto onlyFor = [&](NodeId reader) {
    ValueId read = form.source[known.graph.node(reader).inputs[0]];
    NodeId producer = known.graph.value(read).producer;
    bool alone = producer.valid() && runs(producer) && form.leaves[read] == 0 &&
                 form.readers(read).size() == 1 && form.together(known.graph, reader, producer);
    return alone ? producer : NodeId();
  };
  for (NodeId root : form.nodes) {
    if (!runs(root) || !isRoot(known, known.graph.node(root)))
      continue;
    NodeId sum = onlyFor(root);
    if (!sum.valid())
      continue;
    std::vector<NodeId> nodes = {sum, root};
    if (known.graph.node(sum).kind == ReduceSum) {
      NodeId square = onlyFor(sum);
      if (!square.valid() || !squares(known, known.graph.node(square)))
        continue;
      nodes.insert(nodes.begin(), square);
    } else if (known.graph.node(sum).kind != ReduceSumSquare)
      continue;
    form.units.push_back({nodes, ReduceL2, {known.graph.node(root).outputs[0]}});
    for (NodeId member : nodes)
      form.unit[member] = static_cast<uint32_t>(form.units.size());
  }
}

/// Whether the second multiplies the square that the first makes by what it is of.
static bool cubes(Knowledge const &known, Node const &first, Node const &second) {
  ValueId const x = known.form.source[first.inputs[0]], square = known.form.source[first.outputs[0]];
  return first.kind == OpKind::Mul && squares(known, first) && second.inputs.size() == 2 &&
         second.hasInput(1) &&
         llvm::any_of(second.inputs, [&](ValueId one) { return known.form.source[one] == x; }) &&
         llvm::any_of(second.inputs, [&](ValueId one) { return known.form.source[one] == square; });
}

/// The operator that one node behind the other is; Unknown where they are not.
static OpKind pairOf(Knowledge const &known, Node const &first, Node const &second) {
  using enum OpKind;
  if (first.kind == LogSoftmax && second.kind == Exp)
    return Softmax;
  if (first.kind == Softmax && second.kind == Log)
    return LogSoftmax;
  if (second.kind == Mul && cubes(known, first, second))
    return Mul; // as its power of 3 is
  if (second.kind == Div || second.kind == Mul)
    return meanOfSum(known, first, second);
  if (second.kind == ReduceSum)
    return squares(known, first) ? ReduceSumSquare : first.kind == Abs ? ReduceL1 : Unknown;
  if (second.kind == Slice)
    return slicedTwice(known, first, second);
  if (second.kind == Resize)
    return resizedTwice(known, first, second);
  if (second.kind == Expand || second.kind == Tile || second.kind == Concat || second.kind == Gather)
    return enlargesRowsAndColumns(known, first, second) ? Resize : Unknown;
  return pooledTwice(known, first, second);
}

/// 1 / sqrt(x) and sqrt(1 / x), one operator as the power of -1/2 is.
static OpKind inverseRootOf(Knowledge const &known, Node const &first, Node const &second) {
  bool both = (isRoot(known, first) && isReciprocal(known, second)) ||
              (isReciprocal(known, first) && isRoot(known, second));
  return both ? OpKind::Sqrt : OpKind::Unknown;
}

/// Pairs that end in one of the kinds, of nodes that are in no unit yet.
static void findPairs(Knowledge const &known, CanonicalForm &form, llvm::ArrayRef<OpKind> ends,
                      OpKind (*rule)(Knowledge const &, Node const &, Node const &) = pairOf) {
  using enum OpKind;
  for (NodeId id : form.nodes) {
    Node const &second = known.graph.node(id);
    if (!llvm::is_contained(ends, second.kind) || form.part[id] != NodePart::Work || form.unit[id] != 0 ||
        !second.hasInput(0) || !second.hasOutput(0))
      continue;
    bool ofTwo = (second.kind == Mul || second.kind == Div) && second.hasInput(1);
    bool other = ofTwo && (form.constant[second.inputs[0]] != 0 ||
                           (second.kind == Mul && form.readers(form.source[second.inputs[0]]).size() > 1));
    ValueId between = form.source[second.inputs[other ? 1 : 0]];
    NodeId producer = known.graph.value(between).producer;
    if (!producer.valid() || form.leaves[between] != 0 || form.readers(between).size() != 1)
      continue;
    Node const &first = known.graph.node(producer);
    if (form.part[producer] != NodePart::Work || form.unit[producer] != 0 || !first.hasInput(0) ||
        !form.together(known.graph, id, producer))
      continue;
    OpKind pair = rule(known, first, second);
    if (pair == Unknown)
      continue;
    form.units.push_back({{producer, id}, pair, {second.outputs[0]}});
    form.unit[id] = form.unit[producer] = static_cast<uint32_t>(form.units.size());
  }
}

void findSteps(Knowledge const &known, CanonicalForm &form) {
  using enum OpKind;
  findPairs(known, form, {Exp, Log, Resize, Expand, Tile, Concat, Gather});
  NodeMap<uint32_t> order(known.graph);
  uint32_t place = 0;
  for (NodeId id : form.nodes)
    order[id] = ++place;
  for (NodeId id : llvm::reverse(form.nodes)) {
    Node const &node = known.graph.node(id);
    if (form.part[id] != NodePart::Work || form.unit[id] != 0 || !mayBeStep(known, node) ||
        node.outputs.size() != 1 || !node.hasOutput(0))
      continue;
    CanonicalUnit unit;
    unit.nodes = Region(known, form, order).endingIn(id, unit.op);
    if (unit.nodes.empty())
      continue;
    unit.outputs = {node.outputs[0]};
    llvm::sort(unit.nodes, [&](NodeId a, NodeId b) { return order[a] < order[b]; });
    form.units.push_back(std::move(unit));
    for (NodeId member : form.units.back().nodes)
      form.unit[member] = static_cast<uint32_t>(form.units.size());
  }
  findPairs(known, form, {Div, Mul, ReduceMean, ReduceMax}); // a mean may be a step of a normalization
  findLengths(known, form);                                  // likewise
  findPairs(known, form, {ReduceSum});
}

void joinRoots(Knowledge const &known, CanonicalForm &form) {
  using enum OpKind;
  findPairs(known, form, {Div, Reciprocal, Pow, Sqrt}, inverseRootOf);
}

void joinSlices(Knowledge const &known, CanonicalForm &form) { findPairs(known, form, {OpKind::Slice}); }

} // namespace eo::canonical
