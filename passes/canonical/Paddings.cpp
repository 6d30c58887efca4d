//===- Paddings.cpp - what belongs to the operator behind it, or is one Pad ------------------------------===//
//
//   p = Pad(x, zeros); c = Conv(p, w)        the padding of the convolution; of poolings likewise
//   p = Pad(x, zeros); s = Slice(p, 1:); c = Conv(s, w)     what is left of it
//   p = Pad(x, zeros); q = Pad(p, zeros)     one Pad
//
#include "passes/canonical/Paddings.h"
#include "passes/canonical/Parts.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

namespace eo::canonical {

/// The amounts before and behind every axis, in the order in which the tensor runs; nullopt where they are not known.
static std::optional<std::vector<int64_t>> padsOf(Knowledge const &known, Node const &node) {
  std::optional<std::vector<int64_t>> pads = node.has("pads")       ? node.ints("pads").vec()
                                             : node.has("paddings") ? node.ints("paddings").vec()
                                                                    : constantInts(known, node.input(1));
  bool some = node.hasInput(3); // of the axes
  if (!pads || (!some && known.form.orders.empty()))
    return pads;
  size_t rank =
      known.inferred.types[node.inputs[0]].hasRank() ? known.inferred.types[node.inputs[0]].rank() : 0;
  std::vector<int64_t> axes(rank);
  std::iota(axes.begin(), axes.end(), 0);
  if (some) {
    std::optional<std::vector<int64_t>> named = namedAxes(known, node, 3, rank);
    if (!named)
      return std::nullopt;
    axes = *named;
  }
  if (pads->size() != 2 * axes.size())
    return std::nullopt;
  std::vector<int64_t> all(2 * rank);
  for (size_t i = 0; i < axes.size(); ++i) {
    auto axis = static_cast<size_t>(known.form.axisAsRun(node.inputs[0], axes[i]));
    all[axis] = (*pads)[i];
    all[axis + rank] = (*pads)[axes.size() + i];
  }
  return all;
}

/// The number that is put around the spatial axes; nullopt where it is not known or there is anything else.
static std::optional<double> paddedSpatially(Knowledge const &known, Node const &node) {
  if (node.stringOr("mode", "constant") != "constant")
    return std::nullopt;
  std::optional<std::vector<int64_t>> pads = padsOf(known, node);
  if (!pads || pads->size() < 6 || pads->size() % 2 != 0)
    return std::nullopt;
  size_t rank = pads->size() / 2;
  bool spatial = llvm::all_of(*pads, [](int64_t pad) { return pad >= 0; }) && (*pads)[0] == 0 &&
                 (*pads)[1] == 0 && (*pads)[rank] == 0 && (*pads)[rank + 1] == 0;
  if (!spatial)
    return std::nullopt;
  return node.hasInput(2) ? uniformValue(known, node.inputs[2])
                          : std::optional<double>(node.floatOr("value", 0));
}

bool cutsSpatially(Knowledge const &known, Node const &node) {
  std::optional<std::vector<int64_t>> pads = padsOf(known, node);
  if (node.stringOr("mode", "constant") != "constant" || !pads || pads->size() < 6 || pads->size() % 2 != 0)
    return false;
  size_t rank = pads->size() / 2;
  bool cuts = llvm::all_of(*pads, [](int64_t pad) { return pad <= 0; });
  return cuts && (*pads)[0] == 0 && (*pads)[1] == 0 && (*pads)[rank] == 0 && (*pads)[rank + 1] == 0;
}

/// Whether no element of the value is below 0, as far as the operator that computes it says.
static bool isNeverNegative(Knowledge const &known, ValueId value) {
  using enum OpKind;
  NodeId producer = known.graph.value(known.form.source[value]).producer;
  if (!producer.valid())
    return false;
  Node const &node = known.graph.node(producer);
  auto is = [&](auto... kinds) { return ((node.kind == kinds) || ...); };
  if (is(Relu, Sigmoid, HardSigmoid, Softplus, Softmax, Abs))
    return true;
  if (is(Clip)) {
    std::optional<double> low = node.has("min")    ? node.floatOr("min", 0)
                                : node.hasInput(1) ? uniformValue(known, node.inputs[1])
                                                   : std::nullopt;
    return low && *low >= 0;
  }
  return is(Max) && llvm::any_of(node.inputs, [&](ValueId input) {
           return input.valid() && uniformValue(known, input).value_or(-1) >= 0;
         });
}

/// Whether the operator can put the number around the value itself: convolutions zeros, a MaxPool what never is the
/// largest, an AveragePool zeros that count.
static bool padsItself(Knowledge const &known, Node const &node, ValueId given, double number) {
  constexpr double nearlyLowest = -3e38; // of float32; or minus infinity
  if (opClass(node.kind) == OpClass::Convolution)
    return number == 0;
  if (node.kind == OpKind::MaxPool)
    return node.outputs.size() == 1 &&
           (number <= nearlyLowest || (number <= 0 && isNeverNegative(known, given)));
  bool padded = llvm::any_of(node.ints("pads"), [](int64_t pad) { return pad != 0; });
  return node.kind == OpKind::AveragePool && number == 0 &&
         (!padded || node.intOr("count_include_pad", 0) != 0);
}

/// The number around what the node leaves of a Pad's result, of which it cuts off no more than was padded; nullopt where it
/// does anything else.
static std::optional<double> croppedPadding(Knowledge const &known, Node const &slice) {
  NodeId producer = known.graph.value(slice.inputs[0]).producer;
  if (!producer.valid() ||
      (known.graph.node(producer).kind != OpKind::Pad && known.graph.node(producer).kind != OpKind::MsPad))
    return std::nullopt;
  Node const &pad = known.graph.node(producer);
  std::optional<double> number = pad.hasInput(0) ? paddedSpatially(known, pad) : std::nullopt;
  std::optional<std::vector<int64_t>> pads = number ? padsOf(known, pad) : std::nullopt;
  std::optional<std::vector<Range>> ranges = rangesOf(known, slice);
  if (!pads || !ranges)
    return std::nullopt;
  auto const rank = static_cast<int64_t>(pads->size() / 2);
  bool ofBorders = llvm::all_of(*ranges, [&](Range const &range) {
    std::optional<int64_t> all = lengthOf(known, slice.inputs[0], range.axis),
                           left = lengthOf(known, slice.outputs[0], range.axis);
    int64_t const axis = known.form.axisAsRun(slice.inputs[0], range.axis);
    if (!all || !left || range.step != 1 || axis >= rank)
      return false;
    auto const place = static_cast<size_t>(axis);
    return range.start >= 0 && range.start <= (*pads)[place] &&
           *all - *left - range.start <= (*pads)[place + static_cast<size_t>(rank)];
  });
  return ofBorders ? number : std::nullopt;
}

/// What stands around the spatial axes of the node's result and was put there before; nullopt where nothing was.
static std::optional<double> bordersOf(Knowledge const &known, Node const &node) {
  bool pads = node.kind == OpKind::Pad || node.kind == OpKind::MsPad;
  return pads                         ? paddedSpatially(known, node)
         : node.kind == OpKind::Slice ? croppedPadding(known, node)
                                      : std::nullopt;
}

bool findPaddings(Knowledge const &known, CanonicalForm &form) {
  bool found = false;
  for (NodeId id : llvm::reverse(form.nodes)) { // of Pads behind one another the last one first
    Node const &node = known.graph.node(id);
    bool mayBe = node.kind == OpKind::Pad || node.kind == OpKind::MsPad || node.kind == OpKind::Slice;
    if (form.part[id] != NodePart::Work || !mayBe || !node.hasInput(0) || !node.hasOutput(0) ||
        form.leaves[node.outputs[0]] != 0)
      continue;
    ValueId padded = node.outputs[0];
    llvm::ArrayRef<NodeId> readers = form.readers(padded);
    std::optional<double> number = bordersOf(known, node);
    bool ownPadding =
        number && !readers.empty() && llvm::all_of(readers, [&](NodeId reader) {
          Node const &user = known.graph.node(reader);
          bool elsewhere = llvm::any_of(llvm::makeArrayRef(user.inputs).drop_front(), [&](ValueId input) {
            return input.valid() && form.source[input] == padded;
          });
          bool alike = form.part[reader] == NodePart::Padding && bordersOf(known, user) == number;
          return (alike || padsItself(known, user, node.inputs[0], *number)) && !elsewhere;
        });
    if (!ownPadding)
      continue;
    found = true;
    form.part[id] = NodePart::Padding;
    ValueId given = form.source[node.inputs[0]];
    for (Value const &value : known.graph.values()) // views of the padded tensor too
      if (form.source[value.id] == padded)
        form.source[value.id] = given;
  }
  return found;
}

/// Whether the two put the same number around their inputs, and cut nothing off.
static bool padAlike(Knowledge const &known, Node const &first, Node const &second) {
  auto number = [&](Node const &node) {
    return node.hasInput(2) ? uniformValue(known, node.inputs[2])
                            : std::optional<double>(node.floatOr("value", 0));
  };
  auto pads = [&](Node const &node) {
    std::optional<std::vector<int64_t>> amounts = padsOf(known, node);
    return node.stringOr("mode", "constant") == "constant" && amounts &&
           llvm::all_of(*amounts, [](int64_t pad) { return pad >= 0; });
  };
  std::optional<double> around = number(first);
  return around && around == number(second) && pads(first) && pads(second);
}

void joinPads(Knowledge const &known, CanonicalForm &form) {
  auto runs = [&](NodeId id) {
    OpKind kind = known.graph.node(id).kind;
    return (kind == OpKind::Pad || kind == OpKind::MsPad) && form.part[id] == NodePart::Work &&
           form.unit[id] == 0 && known.graph.node(id).hasInput(0) && known.graph.node(id).hasOutput(0);
  };
  for (NodeId id : form.nodes) {
    if (!runs(id))
      continue;
    std::vector<NodeId> nodes = {id};
    ValueId padded = known.graph.node(id).outputs[0];
    while (form.leaves[padded] == 0 && form.readers(padded).size() == 1) {
      NodeId next = form.readers(padded).front();
      Node const &node = known.graph.node(next);
      if (!runs(next) || form.source[node.inputs[0]] != padded || node.inputs[0] != padded ||
          !form.together(known.graph, id, next) || !padAlike(known, known.graph.node(id), node))
        break;
      nodes.push_back(next);
      padded = node.outputs[0];
    }
    if (nodes.size() == 1)
      continue;
    form.units.push_back({nodes, OpKind::Pad, {padded}});
    for (NodeId member : nodes)
      form.unit[member] = static_cast<uint32_t>(form.units.size());
  }
}

} // namespace eo::canonical
