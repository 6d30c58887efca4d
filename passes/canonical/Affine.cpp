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
        ofWeights(axesOfWeights()), channelAxis(channelAxisOf()), channels(channelsOf()) {}

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
  TensorType const &result() const { return known.inferred.types[anchor.outputs[0]]; }

  /// The axis of output channels; -1 where there is none.
  int64_t channelAxisOf() const {
    if (!result().hasRank() || result().rank() == 0)
      return -1;
    auto rank = static_cast<int64_t>(result().rank());
    if (work == OpClass::MatrixProduct) {
      bool rows = anchor.hasInput(0) && form.constant[anchor.inputs[0]] != 0 && rank > 1;
      return rows ? rank - 2 : rank - 1;
    }
    bool ofMaps = kind == OpKind::InstanceNormalization || kind == OpKind::BatchNormalization ||
                  (kind == OpKind::MeanVarianceNormalization && rank > 3);
    if (kind == OpKind::LpNormalization && anchor.kind == kind)
      return axisFromFront(anchor.intOr("axis", -1), result().rank()).value_or(-1);
    bool wholeMaps = anchor.kind == OpKind::LayerNormalization && rank > 3 && anchor.intOr("axis", -1) == 1;
    if (work == OpClass::Normalization && !ofMaps && !wholeMaps)
      return rank - 1;
    return rank > 1 ? channelsAsWritten(rank) : -1;
  }

  /// Where the channels of maps stand in the order that the result is written in.
  int64_t channelsAsWritten(int64_t rank) const {
    for (int64_t axis = 0; axis < rank; ++axis)
      if (form.axisAsRun(anchor.outputs[0], axis) == 1)
        return axis;
    return 1;
  }

  /// By axis of an Einsum's result, whether it is one that only the learned factor names; empty where that is not known.
  std::vector<bool> axesOfWeights() const {
    if (anchor.kind != OpKind::Einsum || anchor.inputs.size() != 2 || !anchor.hasInput(0) ||
        !anchor.hasInput(1))
      return {};
    bool first = form.constant[anchor.inputs[0]] != 0, second = form.constant[anchor.inputs[1]] != 0;
    std::string equation = anchor.stringOr("equation", "").str();
    llvm::erase_value(equation, ' ');
    auto [factors, sum] = llvm::StringRef(equation).split("->");
    auto [left, right] = factors.split(",");
    if (first == second || factors.contains('.') || !result().hasRank() || sum.size() != result().rank())
      return {};
    std::vector<bool> axes;
    for (char index : sum)
      axes.push_back(!(first ? right : left).contains(index));
    return axes;
  }

  /// How many channels there are, where the operator can take in factors and biases per channel; 1 where only a factor
  /// of the whole (products of two activations).
  SymInt channelsOf() const {
    if (channelAxis < 0)
      return SymInt::unknown();
    if (work == OpClass::MatrixProduct && !hasConstantFactor())
      return 1;
    if (!ofWeights.empty()) {
      SymInt all = 1;
      for (size_t axis = 0; axis < ofWeights.size(); ++axis)
        all = ofWeights[axis] ? all * (*result().shape)[axis] : all;
      return all;
    }
    return (*result().shape)[static_cast<size_t>(channelAxis)];
  }

  /// Whether the constant, as the node reads it, differs along the axis of channels only. Where a view shows the result in
  /// another shape its number of elements must do.
  bool liesAlongChannels(ValueId constant, Node const &node) const {
    TensorType const &type = known.inferred.types[constant], &shown = known.inferred.types[node.outputs[0]];
    if (!type.hasRank() || shown.shape != result().shape || type.rank() > shown.rank())
      return true;
    int64_t const asRun = form.axisAsRun(anchor.outputs[0], channelAxis);
    for (size_t i = 0; i < type.rank(); ++i) {
      size_t const place = shown.rank() - type.rank() + i;
      bool along = ofWeights.empty() ? form.axisAsRun(node.outputs[0], static_cast<int64_t>(place)) == asRun
                                     : ofWeights[place];
      if (!((*type.shape)[i] == 1) && !along)
        return false;
    }
    return true;
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
    ValueId other;
    for (ValueId input : node.inputs)
      if (input.valid() && form.source[input] != tail) {
        othersConstant &= form.constant[input] != 0;
        largest = max(largest, known.inferred.types[input].elements());
        other = input;
      }
    if (!othersConstant)
      return false;
    if (kind == ConvTranspose && crops(node, tail))
      return true;
    bool product = work == OpClass::MatrixProduct && !hasConstantFactor();
    if (node.kind == BatchNormalization)
      return first && !product && work != OpClass::Normalization && normalizesChannels(node);
    if (node.kind == Neg)
      return true;
    bool fits = largestFits(largest, node) && (!other.valid() || liesAlongChannels(other, node));
    if (node.kind == Div)
      return first && fits;
    bool ofTwo = node.inputs.size() == 2 && node.inputs[0] != node.inputs[1] && fits;
    return ofTwo &&
           (node.kind == Mul || (!product && (node.kind == Add || node.kind == Sub || node.kind == Sum)));
  }

  /// Whether the axis of the BatchNormalization's channels, as it runs, is that of the operator's. Of a view in another shape
  /// there are as many.
  bool normalizesChannels(Node const &normalization) const {
    TensorType const &shown = known.inferred.types[normalization.inputs[0]];
    if (shown.shape != result().shape || !shown.hasRank() || shown.rank() < 2)
      return true;
    return form.axisAsRun(normalization.inputs[0], 1) == form.axisAsRun(anchor.outputs[0], channelAxis);
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
    bool shown = known.inferred.types[node.outputs[0]].shape != result().shape;
    bool ofGroups =
        kind == OpKind::InstanceNormalization ||
        (shown && (kind == OpKind::LayerNormalization || kind == OpKind::MeanVarianceNormalization));
    return elements == 1 || elements == channels || (ofGroups && elements == channelsOfGroups(node));
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
  std::vector<bool> ofWeights;
  int64_t channelAxis;
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
         is(BatchNormalization, InstanceNormalization, LayerNormalization, RMSNormalization,
            MeanVarianceNormalization, LpNormalization);
}

/// Whether an InstanceNormalization of [N, rows, elements] has a factor or a bias for each element of a row behind it: a
/// LayerNormalization, as tf2onnx writes it.
static bool normalizesRows(Knowledge const &known, CanonicalForm const &form, Node const &node) {
  if (node.kind != OpKind::InstanceNormalization || !node.hasOutput(0) || form.leaves[node.outputs[0]] != 0)
    return false;
  TensorType const &rows = known.inferred.types[node.outputs[0]];
  llvm::ArrayRef<NodeId> readers = form.readers(node.outputs[0]);
  if (!rows.hasRank() || rows.rank() != 3 || readers.size() != 1)
    return false;
  Node const &next = known.graph.node(readers.front());
  bool scales = next.kind == OpKind::Mul || next.kind == OpKind::Add;
  return scales && llvm::any_of(next.inputs, [&](ValueId input) {
           TensorType const &factors = known.inferred.types[input];
           return input.valid() && form.constant[input] != 0 && factors.hasRank() && factors.rank() == 1 &&
                  (*factors.shape)[0] == (*rows.shape)[2] &&
                  known.inferred.types[next.outputs[0]].shape == rows.shape;
         });
}

/// What the operator is with factors of its own: a vector over its length, times learned numbers, is an RMSNormalization.
static OpKind withFactors(Node const &node, OpKind operation) {
  bool bySquares = node.kind != OpKind::LpNormalization || node.intOr("p", 2) == 2;
  return operation == OpKind::LpNormalization && bySquares ? OpKind::RMSNormalization : operation;
}

/// Of a factor or a bias for each channel of maps, that nothing before takes in, and others behind it, or a single number
/// with such behind it: a BatchNormalization in single steps.
static bool beginsNormalization(Knowledge const &known, CanonicalForm const &form, Node const &node,
                                int depth = 0) {
  using enum OpKind;
  auto is = [&](auto... kinds) { return ((node.kind == kinds) || ...); };
  if (!is(Mul, Add, Sub, Div) || node.inputs.size() != 2 || !node.hasInput(0) || !node.hasInput(1) ||
      !node.hasOutput(0))
    return false;
  bool second = form.constant[node.inputs[1]] != 0, first = form.constant[node.inputs[0]] != 0;
  if (first == second || (first && is(Div)))
    return false;
  TensorType const &maps = known.inferred.types[node.outputs[0]],
                   &numbers = known.inferred.types[node.inputs[first ? 0 : 1]];
  constexpr int mostNumbers = 4;
  if (numbers.elements() == 1 && maps.hasRank() && maps.rank() > 3 && depth < mostNumbers) {
    llvm::ArrayRef<NodeId> readers = form.readers(node.outputs[0]);
    return form.leaves[node.outputs[0]] == 0 && readers.size() == 1 && form.unit[readers.front()] == 0 &&
           form.part[readers.front()] == NodePart::Work &&
           beginsNormalization(known, form, known.graph.node(readers.front()), depth + 1);
  }
  bool channelsLast = maps.hasRank() && maps.rank() > 3 && numbers.hasRank() && numbers.rank() == 1;
  if (!maps.hasRank() || maps.rank() < 3 || !numbers.hasRank() || numbers.rank() > maps.rank() ||
      (numbers.rank() + 1 < maps.rank() && !channelsLast) || (maps.rank() == 3 && numbers.rank() < 2))
    return false;
  for (size_t i = 0; i < numbers.rank(); ++i) {
    auto axis = static_cast<int64_t>(maps.rank() - numbers.rank() + i);
    bool channels = form.axisAsRun(node.outputs[0], axis) == 1;
    if ((*numbers.shape)[i] == 1 ? channels : !channels)
      return false;
  }
  return true;
}

void findAffine(Knowledge const &known, CanonicalForm &form) {
  for (NodeId id : form.nodes) {
    Node const &node = known.graph.node(id);
    CanonicalUnit const *whole = form.unitOf(id);
    bool anchors = form.part[id] == NodePart::Work && (whole == nullptr || whole->nodes.front() == id);
    ValueId tail = whole != nullptr ? whole->outputs.front() : node.output(0);
    bool begins = anchors && whole == nullptr && beginsNormalization(known, form, node);
    if (!anchors || !tail.valid() || (!takesIn(node, whole) && !begins))
      continue;
    Node const &last = whole != nullptr ? known.graph.node(whole->nodes.back()) : node;
    OpKind operation = begins                              ? OpKind::BatchNormalization
                       : whole != nullptr                  ? whole->op
                       : normalizesRows(known, form, node) ? OpKind::LayerNormalization
                                                           : node.kind;
    llvm::SmallVector<NodeId, 8> found = Absorber(known, form, last, operation).run(tail);
    if (found.empty())
      continue;
    if (whole == nullptr) {
      CanonicalUnit &made = form.units.emplace_back();
      made.nodes.reserve(1 + found.size());
      made.nodes.push_back(id);
      made.op = withFactors(node, operation);
      form.unit[id] = static_cast<uint32_t>(form.units.size());
    }
    CanonicalUnit &unit = form.units[form.unit[id] - 1];
    unit.outputs = {tail};
    unit.nodes.insert(unit.nodes.end(), found.begin(), found.end());
    for (NodeId member : found)
      form.unit[member] = form.unit[id];
  }
}

} // namespace eo::canonical
