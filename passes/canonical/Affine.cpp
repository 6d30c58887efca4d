//===- Affine.cpp - what a runtime folds into the weights ----------------------------------------------===//
//
//   c = Conv(x, w); n = BatchNormalization(c, …)       a convolution with other weights and a bias
//   m = MatMul(x, w); y = Add(m, b)                    a Gemm
//   q = MatMul(a, b); s = Mul(q, 0.125)                its alpha
//   d = ConvTranspose(x, w); y = Slice(d, 1:-1, 1:-1)  its pads
//
#include "passes/canonical/Affine.h"
#include "passes/canonical/Paddings.h"
#include "passes/canonical/Parts.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::canonical {

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
  llvm::SmallVector<NodeId, 8> run(ValueId &tail) const {
    llvm::SmallVector<NodeId, 8> found;
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
    if (work == OpClass::MatrixProduct) {
      bool rows = anchor.hasInput(0) && form.constant[anchor.inputs[0]] != 0 && result.rank() > 1;
      return !hasConstantFactor() ? SymInt(1)
             : rows               ? (*result.shape)[result.rank() - 2]
                                  : result.shape->back();
    }
    bool ofMaps = kind == OpKind::InstanceNormalization ||
                  (kind == OpKind::MeanVarianceNormalization && result.rank() > 3);
    if (work == OpClass::Normalization && !ofMaps)
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
    if (kind == ConvTranspose && crops(node, tail))
      return true;
    bool product = work == OpClass::MatrixProduct && !hasConstantFactor();
    if (node.kind == BatchNormalization)
      return first && !product && work != OpClass::Normalization;
    if (node.kind == Neg)
      return true;
    if (node.kind == Div)
      return first && largestFits(largest, node);
    bool ofTwo = node.inputs.size() == 2 && node.inputs[0] != node.inputs[1] && largestFits(largest, node);
    return ofTwo &&
           (node.kind == Mul || (!product && (node.kind == Add || node.kind == Sub || node.kind == Sum)));
  }

  /// Whether the node cuts rows and columns off the borders of the maps, which pads of a ConvTranspose leave out.
  bool crops(Node const &node, ValueId tail) const {
    if (!node.hasInput(0) || node.inputs[0] != tail)
      return false;
    if (node.kind == OpKind::Slice) {
      std::optional<std::vector<Range>> ranges = rangesOf(known, node);
      return ranges &&
             llvm::all_of(*ranges, [](Range const &range) { return range.axis >= 2 && range.step == 1; });
    }
    return (node.kind == OpKind::Pad || node.kind == OpKind::MsPad) && cutsSpatially(known, node);
  }

  bool largestFits(SymInt const &elements, Node const &node) const {
    return elements == 1 || elements == channels ||
           (kind == OpKind::InstanceNormalization && elements == channelsOfGroups(node));
  }

  /// The channels of the result, as PyTorch exports a normalization of groups: groups are normalized as if each were a
  /// channel, and shown as the channels that they are before those are scaled.
  SymInt channelsOfGroups(Node const &node) const {
    TensorType const &result = known.inferred.types[node.outputs[0]];
    return result.hasRank() && result.rank() > 1 ? (*result.shape)[1] : SymInt::unknown();
  }

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
  auto is = [&](auto... kinds) { return ((node.kind == kinds) || ...); };
  return work == OpClass::Convolution || work == OpClass::MatrixProduct ||
         is(InstanceNormalization, LayerNormalization, RMSNormalization, MeanVarianceNormalization);
}

void findAffine(Knowledge const &known, CanonicalForm &form) {
  for (NodeId id : form.nodes) {
    Node const &node = known.graph.node(id);
    CanonicalUnit const *whole = form.unitOf(id);
    bool anchors = form.part[id] == NodePart::Work && (whole == nullptr || whole->nodes.front() == id);
    ValueId tail = whole != nullptr ? whole->outputs.front() : node.output(0);
    if (!anchors || !tail.valid() || !takesIn(node, whole))
      continue;
    Node const &last = whole != nullptr ? known.graph.node(whole->nodes.back()) : node;
    OpKind operation = whole != nullptr ? whole->op : node.kind;
    llvm::SmallVector<NodeId, 8> found = Absorber(known, form, last, operation).run(tail);
    if (found.empty())
      continue;
    if (whole == nullptr) {
      form.units.push_back({{id}, operation, {}});
      form.unit[id] = static_cast<uint32_t>(form.units.size());
    }
    CanonicalUnit &unit = form.units[form.unit[id] - 1];
    unit.outputs = {tail};
    for (NodeId member : found) {
      unit.nodes.push_back(member);
      form.unit[member] = form.unit[id];
    }
  }
}

} // namespace eo::canonical
