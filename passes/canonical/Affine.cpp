//===- Affine.cpp - what a runtime folds into the weights ----------------------------------------------===//
//
//   p = Pad(x, zeros); c = Conv(p, w)                  the padding of the convolution; of poolings likewise
//   c = Conv(x, w); n = BatchNormalization(c, …)       a convolution with other weights and a bias
//   m = MatMul(x, w); y = Add(m, b)                    a Gemm
//   q = MatMul(a, b); s = Mul(q, 0.125)                its alpha
//
#include "passes/canonical/Affine.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::canonical {

/// The amounts before and behind every axis; nullopt where they are not known.
static std::optional<std::vector<int64_t>> padsOf(Knowledge const &known, Node const &node) {
  if (node.has("pads") || node.has("paddings"))
    return (node.has("pads") ? node.ints("pads") : node.ints("paddings")).vec();
  std::optional<std::vector<int64_t>> pads = constantInts(known, node.input(1));
  if (!pads || !node.hasInput(3))
    return pads;
  std::optional<std::vector<int64_t>> axes = constantInts(known, node.inputs[3]); // those it is given for
  TensorType const &x = known.inferred.types[node.inputs[0]];
  if (!axes || !x.hasRank() || pads->size() != 2 * axes->size())
    return std::nullopt;
  auto rank = static_cast<int64_t>(x.rank());
  std::vector<int64_t> all(2 * x.rank());
  for (size_t i = 0; i < axes->size(); ++i) {
    int64_t axis = (*axes)[i] + ((*axes)[i] < 0 ? rank : 0);
    if (axis < 0 || axis >= rank)
      return std::nullopt;
    all[static_cast<size_t>(axis)] = (*pads)[i];
    all[static_cast<size_t>(axis + rank)] = (*pads)[axes->size() + i];
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

/// Whether the operator can put the number around its input itself: convolutions zeros, a MaxPool what never is the
/// largest, an AveragePool zeros that count.
static bool padsItself(Node const &node, double number) {
  constexpr double nearlyLowest = -3e38; // of float32; or minus infinity
  if (opClass(node.kind) == OpClass::Convolution)
    return number == 0;
  if (node.kind == OpKind::MaxPool)
    return number <= nearlyLowest && node.outputs.size() == 1;
  bool padded = llvm::any_of(node.ints("pads"), [](int64_t pad) { return pad != 0; });
  return node.kind == OpKind::AveragePool && number == 0 &&
         (!padded || node.intOr("count_include_pad", 0) != 0);
}

void findPaddings(Knowledge const &known, CanonicalForm &form) {
  for (NodeId id : form.nodes) {
    Node const &node = known.graph.node(id);
    if (form.part[id] != NodePart::Work || (node.kind != OpKind::Pad && node.kind != OpKind::MsPad) ||
        !node.hasInput(0) || !node.hasOutput(0) || form.leaves[node.outputs[0]] != 0)
      continue;
    ValueId padded = node.outputs[0];
    llvm::ArrayRef<NodeId> readers = form.readers(padded);
    std::optional<double> number = paddedSpatially(known, node);
    bool ownPadding = number && !readers.empty() && llvm::all_of(readers, [&](NodeId reader) {
                        Node const &user = known.graph.node(reader);
                        bool elsewhere =
                            llvm::any_of(llvm::makeArrayRef(user.inputs).drop_front(), [&](ValueId input) {
                              return input.valid() && form.source[input] == padded;
                            });
                        return padsItself(user, *number) && !elsewhere;
                      });
    if (!ownPadding)
      continue;
    form.part[id] = NodePart::Padding;
    ValueId given = form.source[node.inputs[0]];
    for (Value const &value : known.graph.values()) // views of the padded tensor too
      if (form.source[value.id] == padded)
        form.source[value.id] = given;
  }
}

namespace {

/// Follows the results of one operator as long as they are only scaled and shifted.
class Absorber {
public:
  /// `operation`: what the anchor, with the nodes of its unit, is.
  Absorber(Knowledge const &knowledge, CanonicalForm const &canonicalForm, Node const &anchorNode,
           OpKind operation)
      : known(knowledge), form(canonicalForm), anchor(anchorNode), kind(operation), work(opClass(operation)),
        channels(channelsOf()) {}

  /// The nodes behind the value that belong to the operator, in graph order; `tail` becomes the last result.
  std::vector<NodeId> run(ValueId &tail) const {
    std::vector<NodeId> found;
    constexpr size_t maxNodes = 8;
    while (found.size() < maxNodes && form.leaves[tail] == 0) {
      llvm::ArrayRef<NodeId> readers = form.readers(tail);
      if (readers.size() != 1 || form.unit[readers.front()] != 0 ||
          !absorbs(known.graph.node(readers.front()), tail))
        break;
      found.push_back(readers.front());
      tail = known.graph.node(readers.front()).outputs[0];
    }
    return found;
  }

private:
  /// Output channels, where the operator can take in factors and biases per channel; 1 where only a factor
  /// of the whole (products of two activations).
  SymInt channelsOf() const {
    TensorType const &result = known.inferred.types[anchor.outputs[0]];
    if (!result.hasRank() || result.rank() == 0)
      return SymInt::unknown();
    if (work == OpClass::MatrixProduct)
      return hasConstantFactor() ? result.shape->back() : SymInt(1);
    if (work == OpClass::Normalization && kind != OpKind::InstanceNormalization)
      return result.shape->back();
    return result.rank() > 1 ? (*result.shape)[1] : SymInt::unknown();
  }

  bool hasConstantFactor() const {
    return llvm::any_of(anchor.inputs, [&](ValueId input) {
      return input.valid() && form.constant[input] != 0 && known.inferred.types[input].elements() != 1;
    });
  }

  bool absorbs(Node const &node, ValueId tail) const {
    using enum OpKind;
    if (!form.together(known.graph, node.id, anchor.id) || form.part[node.id] != NodePart::Work ||
        !node.hasOutput(0))
      return false;
    bool othersConstant = true, first = node.hasInput(0) && form.source[node.inputs[0]] == tail;
    SymInt largest = 1;
    for (ValueId input : node.inputs)
      if (input.valid() && form.source[input] != tail) {
        othersConstant &= form.constant[input] != 0;
        largest = max(largest, known.inferred.types[input].elements());
      }
    if (!othersConstant)
      return false;
    bool product = work == OpClass::MatrixProduct && !hasConstantFactor();
    if (node.kind == BatchNormalization)
      return first && !product && work != OpClass::Normalization;
    if (node.kind == Neg)
      return true;
    if (node.kind == Div)
      return first && largestFits(largest);
    bool ofTwo = node.inputs.size() == 2 && node.inputs[0] != node.inputs[1] && largestFits(largest);
    return ofTwo &&
           (node.kind == Mul || (!product && (node.kind == Add || node.kind == Sub || node.kind == Sum)));
  }

  bool largestFits(SymInt const &elements) const { return elements == 1 || elements == channels; }

  Knowledge const &known;
  CanonicalForm const &form;
  Node const &anchor;
  OpKind kind;
  OpClass work;
  SymInt channels;
};

} // namespace

/// Whether the operator's weights can take in a factor and a bias: it is linear up to its result.
static bool takesIn(Node const &node, CanonicalUnit const *whole) {
  using enum OpKind;
  if (whole != nullptr)
    return opClass(whole->op) == OpClass::Normalization;
  if (node.outputs.size() != 1 || node.kind == GemmFastGelu || node.has("activation"))
    return false;
  OpClass work = opClass(node.kind);
  return work == OpClass::Convolution || work == OpClass::MatrixProduct || node.kind == InstanceNormalization;
}

void findAffine(Knowledge const &known, CanonicalForm &form) {
  for (NodeId id : form.nodes) {
    Node const &node = known.graph.node(id);
    CanonicalUnit const *whole = form.unitOf(id);
    bool anchors = form.part[id] == NodePart::Work && (whole == nullptr || whole->nodes.front() == id);
    ValueId tail = whole != nullptr ? whole->output : node.output(0);
    if (!anchors || !tail.valid() || !takesIn(node, whole))
      continue;
    Node const &last = whole != nullptr ? known.graph.node(whole->nodes.back()) : node;
    OpKind operation = whole != nullptr ? whole->op : node.kind;
    std::vector<NodeId> found = Absorber(known, form, last, operation).run(tail);
    if (found.empty())
      continue;
    if (whole == nullptr) {
      form.units.push_back({{id}, operation, {}});
      form.unit[id] = static_cast<uint32_t>(form.units.size());
    }
    CanonicalUnit &unit = form.units[form.unit[id] - 1];
    unit.output = tail;
    for (NodeId member : found) {
      unit.nodes.push_back(member);
      form.unit[member] = form.unit[id];
    }
  }
}

} // namespace eo::canonical
