//===- Layouts.cpp - transpositions that a runtime does not carry out ----------------------------------===//
//
//   t = Transpose(x, [0,2,3,1]); r = Relu(t); y = Transpose(r, [0,3,1,2])      y = Relu(x)
//   t = Transpose(x, [0,2,3,1]); y = ReduceMean(t, [1,2])                      y = ReduceMean(x, [2,3])
//   t = Transpose(x, [0,2,3,1]); y = ArgMax(t, 3) {keepdims=0}                 y = ArgMax(x, 1)
//   t = Transpose(x, [0,2,3,1]); m = MatMul(t, w); y = Transpose(m, [0,3,1,2])  y = Conv(x, w), 1x1
//   t = Transpose(i, [0,3,1,2]); c = Conv(t, w), of what the network is fed    c = Conv(i, w)
//   t = Transpose(x, [0,2,3,1]); y = Transpose(t, [0,3,2,1])                   y = Transpose(x, [0,1,3,2])
//   t = Transpose(x, [0,3,1,2]); s = Softmax(t); y = Transpose(s, [0,3,2,1])   y = Transpose(Softmax(x), [0,2,1,3])
//   t = Transpose(x, [0,2,1]); u = Unsqueeze(t, 1); y = Transpose(u, [0,3,1,2])  y = x, with another axis of 1
//   t = Transpose(x, [0,2,3,1]); r = Reshape(t, [-1, c]); g = Gemm(r, w); …      y = Conv(x, w), 1x1
//
// Values in another order of axes than the tensor they stand for are followed from the Transpose that begins
// them. All that hang together fall where one of them is read by what minds the order, or leaves the network.
//
#include "passes/canonical/Layouts.h"
#include "passes/canonical/FedPictures.h"
#include "passes/canonical/OneNode.h"
#include "passes/canonical/Parts.h"
#include "passes/canonical/Repeating.h"
#include "passes/canonical/ShownAxes.h"
#include "passes/canonical/StepFunction.h"
#include "passes/canonical/TransposedProducts.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::canonical {

std::vector<int64_t> permutationOf(Node const &transpose, size_t rank) {
  std::vector<int64_t> order = transpose.ints("perm").vec();
  if (!transpose.has("perm"))
    for (size_t i = 0; i < rank; ++i)
      order.push_back(static_cast<int64_t>(rank - 1 - i));
  bool valid = order.size() == rank && llvm::all_of(order, [&](int64_t axis) {
                 return axis >= 0 && static_cast<size_t>(axis) < rank;
               });
  return valid ? order : std::vector<int64_t>();
}

void lookThrough(Node const &transpose, CanonicalForm &form) {
  form.part[transpose.id] = NodePart::View;
  form.source[transpose.outputs[0]] = form.source[transpose.inputs[0]];
}

void settleSources(Graph const &graph, CanonicalForm &form) {
  for (Value const &value : graph.values())
    while (form.source[value.id] != form.source[form.source[value.id]])
      form.source[value.id] = form.source[form.source[value.id]];
  for (Value const &value : graph.values())
    if (form.leaves[value.id] != 0) // through a view of it
      form.leaves[form.source[value.id]] = 1;
}

namespace {

class Layouts {
public:
  Layouts(Knowledge const &knowledge, CanonicalForm &canonicalForm)
      : known(knowledge), form(canonicalForm), place(knowledge.graph), takes(knowledge.graph) {}

  void run() {
    for (NodeId id : form.nodes)
      if (form.part[id] == NodePart::Work)
        visit(known.graph.node(id));
    for (Order const &order : orders) {
      llvm::ArrayRef<NodeId> readers = form.readers(order.value);
      bool kept = form.leaves[order.value] == 0 && !readers.empty() &&
                  llvm::all_of(readers, [&](NodeId reader) { return takes[reader] != 0; });
      if (!kept)
        orders[root(order.group)].broken = true;
    }
    noteOrders();
    for (auto const &[transpose, group] : ways)
      if (!orders[root(group)].broken)
        lookThrough(known.graph.node(transpose), form);
  }

private:
  /// A value whose axes stand in another order than those of the tensor it comes from.
  struct Order {
    ValueId value;
    std::vector<int64_t> axes;
    Shape shape;      ///< that these are axes of: the value's, or that of the maps whose places its rows are
    size_t group = 0; ///< index of another that stands or falls with it
    bool broken = false;
  };

  /// Of every value, views of the same shape among them, that stands in an order which holds.
  void noteOrders() {
    if (llvm::all_of(orders, [&](Order const &order) { return orders[root(order.group)].broken; }))
      return;
    for (Value const &value : known.graph.values()) {
      Order const *order = orderOf(value.id);
      if (order != nullptr && !orders[root(order->group)].broken)
        if (std::vector<int64_t> axes = axesOf(value.id, *order); !axes.empty())
          form.orders[value.id.index] = std::move(axes);
    }
  }

  size_t root(size_t index) {
    while (orders[index].group != index)
      index = orders[index].group = orders[orders[index].group].group;
    return index;
  }

  Order const *orderOf(ValueId input) const {
    uint32_t index = input.valid() ? place[form.source[input]] : 0;
    return index == 0 ? nullptr : &orders[index - 1];
  }

  size_t rankOf(ValueId id) const {
    TensorType const &type = known.inferred.types[id];
    return type.hasRank() ? type.rank() : 0;
  }

  void visit(Node const &node) {
    if (!node.hasInput(0) || !node.hasOutput(0) || (node.outputs.size() != 1 && node.kind != OpKind::Split))
      return;
    if (node.kind != OpKind::Transpose)
      return follow(node);
    std::vector<int64_t> axes = permutationOf(node, rankOf(node.inputs[0]));
    if (axes.empty())
      return;
    Order const *given = orderOf(node.inputs[0]);
    if (given != nullptr && !undoes(axes, *given, node))
      return; // a view of the value in between has axes of its own
    takes[node.id] = 1;
    ways.push_back({node.id, given != nullptr ? static_cast<size_t>(given - orders.data()) : orders.size()});
    if (given == nullptr && known.inferred.types[node.outputs[0]].hasRank())
      begin(node.outputs[0], std::move(axes), *known.inferred.types[node.outputs[0]].shape, orders.size());
  }

  /// Whether the Transpose puts the axes of what it reads, which stand in an order, as they run.
  bool undoes(llvm::ArrayRef<int64_t> permutation, Order const &given, Node const &transpose) const {
    TensorType const &result = known.inferred.types[transpose.outputs[0]];
    return result.hasRank() && putsAsRun(permutation, axesOf(transpose.inputs[0], given), *result.shape);
  }

  void begin(ValueId value, std::vector<int64_t> axes, Shape shape, size_t group) {
    orders.push_back({value, std::move(axes), std::move(shape), group});
    place[value] = static_cast<uint32_t>(orders.size());
  }

  /// Of what shows a value in an order; empty where they are not those of the order.
  std::vector<int64_t> axesOf(ValueId id, Order const &order) const {
    TensorType const &type = known.inferred.types[id];
    return type.hasRank() ? shownAxes(*type.shape, order.axes, order.shape) : std::vector<int64_t>();
  }

  /// Whether the value shows each place of the maps as a row: with their last axis, and all others in one or several.
  bool showsRows(ValueId id, Order const &order) const {
    TensorType const &type = known.inferred.types[id];
    return type.hasRank() && type.rank() > 1 && order.shape.size() > 2 &&
           type.shape->back() == order.shape.back() && type.elements() == elementCount(order.shape);
  }

  /// Whether the node does the same in any order of the axes, as long as those it names are named anew.
  bool worksInAnyOrder(Node const &node) const {
    using enum OpKind;
    OpKind const kind = node.kind;
    OpClass work = opClass(kind);
    auto is = [&](auto... kinds) { return ((kind == kinds) || ...); };
    return work == OpClass::Activation || work == OpClass::Elementwise || pools(node) ||
           is(LayerNormalization, BatchNormalization, Softmax, LogSoftmax, QLinearSoftmax, Concat,
              QLinearConcat, Pad, MsPad, Slice, Split, Expand, Tile, Resize, Upsample);
  }

  /// Whether the node multiplies each vector along its last axis by learned weights, or works on maps whose channels are
  /// the last of these axes.
  bool worksOnLastAxis(Node const &node, llvm::ArrayRef<int64_t> axes) const {
    using enum OpKind;
    bool multiplies = node.kind == MatMul || (node.kind == Einsum && namesLastAxis(node));
    if (multiplies && node.inputs.size() == 2 && node.hasInput(1))
      return form.constant[node.inputs[1]] != 0 && rankOf(node.inputs[1]) == 2 && axes.size() > 2;
    if (node.kind == Conv)
      return isPointwise(node) && axes.front() == 0;
    bool channelsLast = axes.size() == 4 && axes[0] == 0 && axes[1] == 2 && axes[2] == 3 && axes[3] == 1;
    return node.kind == GroupNorm && channelsLast && node.intOr("channels_last", 1) != 0;
  }

  static bool mayWorkOnLastAxis(OpKind kind) {
    using enum OpKind;
    return kind == MatMul || kind == Gemm || kind == Einsum || kind == Conv || kind == GroupNorm;
  }

  /// Whether an Einsum is a product of the last axis: "abci,io->abco", "...i,io->...o".
  static bool namesLastAxis(Node const &einsum) {
    std::string equation = einsum.stringOr("equation", "").str();
    llvm::erase_value(equation, ' ');
    auto [factors, result] = llvm::StringRef(equation).split("->");
    auto [data, weights] = factors.split(",");
    return weights.size() == 2 && weights[0] != weights[1] && data.size() == result.size() &&
           data.size() > 1 && data.back() == weights[0] && result.back() == weights[1] &&
           data.drop_back() == result.drop_back() && !data.drop_back().contains(weights[0]) &&
           !data.drop_back().contains(weights[1]);
  }

  /// Whether the node multiplies the channels at each place by learned weights, and nothing else.
  bool isPointwise(Node const &conv) const {
    if (!conv.hasInput(1) || form.constant[conv.inputs[1]] == 0 || conv.intOr("group", 1) != 1 ||
        conv.has("auto_pad"))
      return false;
    TensorType const &weights = known.inferred.types[conv.inputs[1]];
    auto all = [](llvm::ArrayRef<int64_t> numbers, int64_t number) {
      return llvm::all_of(numbers, [&](int64_t one) { return one == number; });
    };
    return weights.hasRank() && weights.rank() > 2 &&
           llvm::all_of(llvm::makeArrayRef(*weights.shape).drop_front(2),
                        [](SymInt const &length) { return length == 1; }) &&
           all(conv.ints("strides"), 1) && all(conv.ints("pads"), 0);
  }

  /// Whether the node may pool maps: by a mean or the largest of axes that it names, of all behind the second, or picks along one.
  bool pools(Node const &node) const {
    using enum OpKind;
    auto is = [&](auto... kinds) { return ((node.kind == kinds) || ...); };
    return is(ReduceMean, ReduceMax, GlobalAveragePool) || picks(node.kind) || poolsWhole(node);
  }

  /// Whether one window of the AveragePool covers its maps.
  bool poolsWhole(Node const &node) const {
    return node.kind == OpKind::AveragePool && coversMaps(known, node);
  }

  static bool picks(OpKind kind) { return kind == OpKind::ArgMax || kind == OpKind::ArgMin; }

  /// The axes that the node reduces; nullopt where they are not known.
  std::optional<std::vector<int64_t>> reducedAxes(Node const &node, size_t rank) const {
    if (node.kind == OpKind::GlobalAveragePool || node.kind == OpKind::AveragePool) {
      std::vector<int64_t> behind;
      for (size_t axis = 2; axis < rank; ++axis)
        behind.push_back(static_cast<int64_t>(axis));
      return behind;
    }
    if (!picks(node.kind))
      return namedAxes(known, node, 1, rank);
    std::optional<int64_t> axis = axisFromFront(node.intOr("axis", 0), rank);
    return axis ? std::optional(std::vector{*axis}) : std::nullopt;
  }

  /// Whether the node reduces the axes of maps and nothing else, whose elements stand in the order `axes`; or picks along one,
  /// or reduces tokens for nobody else, and the others stand in the order in which they run.
  bool poolsMaps(Node const &node, llvm::ArrayRef<int64_t> axes) const {
    std::optional<std::vector<int64_t>> gone = reducedAxes(node, axes.size());
    if (!gone)
      return false;
    bool maps = gone->size() + 2 == axes.size() &&
                llvm::all_of(*gone, [&](int64_t axis) { return axes[static_cast<size_t>(axis)] >= 2; });
    bool ofTokens = axes.size() == 3 && form.readers(form.source[node.inputs[0]]).size() == 1;
    bool keeps = node.kind != OpKind::GlobalAveragePool && node.kind != OpKind::AveragePool &&
                 node.intOr("keepdims", 1) != 0; // in a place of their own
    if ((!picks(node.kind) && !ofTokens) || keeps)
      return maps; // a mean over channels last is a step of a normalization
    std::vector<int64_t> left;
    for (size_t axis = 0; axis < axes.size(); ++axis)
      if (!llvm::is_contained(*gone, static_cast<int64_t>(axis)))
        left.push_back(axes[axis]);
    return llvm::is_sorted(left);
  }

  /// Whether the elements of the value follow one another alike in either order, as those of [1, 1, 1, channels] do.
  bool alikeInBoth(ValueId id, llvm::ArrayRef<int64_t> axes) const {
    TensorType const &type = known.inferred.types[id];
    if (!type.hasRank() || type.rank() != axes.size())
      return false;
    llvm::SmallVector<int64_t, 8> longer;
    for (size_t i = 0; i < axes.size(); ++i)
      if ((*type.shape)[i] != 1)
        longer.push_back(axes[i]);
    return llvm::is_sorted(longer);
  }

  /// The result of a node whose activations all stand in one order stands in it too, but for that of a pooling, which
  /// is alike in both.
  void follow(Node const &node) {
    bool inAny = worksInAnyOrder(node);
    if (!inAny && !mayWorkOnLastAxis(node.kind))
      return;
    Order const *first = nullptr;
    std::vector<int64_t> axes; // of what it reads
    bool rows = false, shown = false;
    llvm::SmallVector<size_t, 2> together;
    llvm::SmallVector<ValueId, 2> plain;
    for (ValueId input : node.inputs) {
      if (!input.valid() || form.constant[input] != 0)
        continue;
      Order const *order = orderOf(input);
      if (order == nullptr) {
        plain.push_back(input);
        continue;
      }
      std::vector<int64_t> read = axesOf(input, *order);
      bool multiplies = node.kind == OpKind::MatMul || node.kind == OpKind::Gemm;
      bool asRows = (read.empty() || (multiplies && *known.inferred.types[input].shape != order->shape)) &&
                    showsRows(input, *order);
      shown |= asRows || *known.inferred.types[input].shape != order->shape;
      if ((read.empty() && !asRows) ||
          (first != nullptr && (rows != asRows || (rows ? order->axes != first->axes : read != axes))))
        return;
      axes = std::move(read);
      rows = asRows;
      first = first != nullptr ? first : order;
      together.push_back(static_cast<size_t>(order - orders.data()));
    }
    if (first == nullptr || (shown && !worksOnAnyView(node)))
      return;
    rows ? followRows(node, *first, together, plain) : followMaps(node, axes, together, plain);
  }

  /// Whether the node does the same, place by place, on maps that are shown with other axes, or as rows.
  bool worksOnAnyView(Node const &node) const {
    OpClass work = opClass(node.kind);
    if (node.kind == OpKind::LayerNormalization)
      return axisFromFront(node.intOr("axis", -1), rankOf(node.inputs[0])) ==
             static_cast<int64_t>(rankOf(node.inputs[0])) - 1;
    return work == OpClass::Activation || work == OpClass::Elementwise || node.kind == OpKind::MatMul ||
           node.kind == OpKind::Gemm || node.kind == OpKind::Conv || pools(node) ||
           repeatedBy(known, node).valid();
  }

  /// A node that reads maps, all in one order of axes.
  void followMaps(Node const &node, std::vector<int64_t> const &axes, llvm::ArrayRef<size_t> together,
                  llvm::ArrayRef<ValueId> plain) {
    bool pooled = pools(node) && poolsMaps(node, axes);
    if ((!worksInAnyOrder(node) && !worksOnLastAxis(node, axes)) ||
        (!pooled && axes.size() != rankOf(node.outputs[0])) ||
        !llvm::all_of(plain, [&](ValueId input) { return alikeInBoth(input, axes); }))
      return;
    join(node, together);
    if (pooled)
      return;
    std::vector<int64_t> left = axes;
    if (ValueId given = repeatedBy(known, node); given.valid())
      left = repeatedAxes(axes, *known.inferred.types[given].shape,
                          *known.inferred.types[node.outputs[0]].shape);
    for (ValueId output : node.outputs)
      if (output.valid() && (node.outputs.size() == 1 || !form.readers(output).empty()))
        begin(output, left, *known.inferred.types[output].shape, root(together.front()));
  }

  /// A node that reads the places of maps as rows: what it makes of them are rows of maps again.
  void followRows(Node const &node, Order const &maps, llvm::ArrayRef<size_t> together,
                  llvm::ArrayRef<ValueId> plain) {
    TensorType const &result = known.inferred.types[node.outputs[0]];
    bool multiplies = node.kind == OpKind::MatMul || node.kind == OpKind::Gemm;
    if (pools(node) || !plain.empty() || !result.hasRank() || result.rank() < 2 ||
        (multiplies && !multipliesRows(node)))
      return;
    std::vector<int64_t> axes = maps.axes; // `maps` moves with the list
    Shape shape = maps.shape;
    shape.back() = result.shape->back();
    if (result.elements() != elementCount(shape))
      return;
    join(node, together);
    begin(node.outputs[0], std::move(axes), std::move(shape), root(together.front()));
  }

  /// Whether the node multiplies each row by learned weights.
  bool multipliesRows(Node const &node) const {
    return node.hasInput(1) && form.constant[node.inputs[1]] != 0 && form.constant[node.inputs[0]] == 0 &&
           rankOf(node.inputs[1]) == 2 && node.intOr("transA", 0) == 0;
  }

  void join(Node const &node, llvm::ArrayRef<size_t> together) {
    takes[node.id] = 1;
    for (size_t other : together)
      orders[root(other)].group = root(together.front());
  }

  Knowledge const &known;
  CanonicalForm &form;
  std::vector<Order> orders;
  ValueMap<uint32_t> place; ///< 1 + index into `orders`
  std::vector<std::pair<NodeId, size_t>>
      ways;            ///< Transposes that begin or end an order, with one of its group
  NodeMap<char> takes; ///< 1: does not mind the order of what it reads, or undoes it
};

} // namespace

/// Of a node that does the same with each element, or a softmax, in any order of axes, and is read by nobody else than the
/// next: what it reads; invalid for all others.
static ValueId beforeAnyOrder(Knowledge const &known, CanonicalForm const &form, ValueId result) {
  using enum OpKind;
  NodeId id = known.graph.value(result).producer;
  if (!id.valid() || form.part[id] != NodePart::Work || form.leaves[result] != 0 ||
      form.readers(result).size() != 1)
    return {};
  Node const &node = known.graph.node(id);
  bool softens = (node.kind == Softmax || node.kind == LogSoftmax) &&
                 (node.opset >= 13 || worksOnLastAxis(known, id)); // else axes behind it are taken as one
  bool alone = node.inputs.size() == 1 && node.outputs.size() == 1;
  bool each = opClass(node.kind) == OpClass::Activation || opClass(node.kind) == OpClass::Elementwise;
  return alone && (softens || each) &&
                 known.inferred.types[node.inputs[0]].shape == known.inferred.types[result].shape
             ? node.inputs[0]
             : ValueId();
}

/// Looks through the first; what stands between both keeps the order of its axes.
static void moveBetween(Knowledge const &known, CanonicalForm &form, ValueId last, NodeId first) {
  Node const &transpose = known.graph.node(first);
  std::vector<int64_t> const order = permutationOf(transpose, known.inferred.types[last].rank());
  if (order.empty())
    return;
  lookThrough(transpose, form);
  for (ValueId value = last;; value = known.graph.node(known.graph.value(value).producer).inputs[0]) {
    form.orders[value.index] = order;
    if (value == transpose.outputs[0])
      break;
  }
}

/// A Transpose, what does the same in any order of axes, and a Transpose again: the second could move everything at once.
static void findTransposesAroundOthers(Knowledge const &known, CanonicalForm &form) {
  constexpr int mostBetween = 4;
  for (NodeId id : form.nodes) {
    if (!isTranspose(known, form, id) || !known.inferred.types[known.graph.node(id).inputs[0]].hasRank())
      continue;
    ValueId const last = known.graph.node(id).inputs[0];
    ValueId value = last;
    for (int i = 0; i < mostBetween && value.valid(); ++i) {
      value = form.readers(value).size() == 1 ? beforeAnyOrder(known, form, value) : ValueId();
      NodeId first = value.valid() ? known.graph.value(value).producer : NodeId();
      if (!first.valid() || !isTranspose(known, form, first) || form.readers(value).size() != 1 ||
          form.leaves[value] != 0 || !form.together(known.graph, id, first))
        continue;
      moveBetween(known, form, last, first);
      break;
    }
  }
}

/// A Transpose that only another reads, as it is or with axes joined and cut: the second moves everything at once.
static void findTransposesInARow(Knowledge const &known, CanonicalForm &form) {
  for (NodeId id : form.nodes) {
    if (!isTranspose(known, form, id))
      continue;
    Node const &second = known.graph.node(id);
    ValueId between = form.source[second.inputs[0]];
    NodeId producer = known.graph.value(between).producer;
    TensorType const &left = known.inferred.types[between], &read = known.inferred.types[second.inputs[0]];
    bool inARow = producer.valid() && isTranspose(known, form, producer) &&
                  form.together(known.graph, id, producer) && form.leaves[between] == 0 &&
                  form.readers(between).size() == 1 && left.hasRank() && read.hasRank() &&
                  areCutAlike(*left.shape, *read.shape);
    if (inARow)
      lookThrough(known.graph.node(producer), form);
  }
}

bool isTranspose(Knowledge const &known, CanonicalForm const &form, NodeId id) {
  Node const &node = known.graph.node(id);
  return form.part[id] == NodePart::Work && node.kind == OpKind::Transpose && node.hasInput(0) &&
         node.hasOutput(0);
}

bool findLayouts(Knowledge const &known, CanonicalForm &form) {
  if (llvm::none_of(form.nodes, [&](NodeId id) { return isTranspose(known, form, id); }))
    return false;
  Layouts(known, form).run();
  findFedChannelsLast(known, form);
  findTransposesOfProducts(known, form);
  findTransposesInARow(known, form);
  findTransposesAroundOthers(known, form);
  settleSources(known.graph, form);
  return true;
}

} // namespace eo::canonical
