//===- OneNode.cpp - nodes that are another operator under a general name -----------------------------===//
//
//   y = ReduceMean(x: [1, 512, 7, 7], axes = [2, 3])     a GlobalAveragePool, as TensorFlow and dynamo export it
//   y = Max(x, 0)                                        a Relu
//   y = Einsum(x, w) {equation="bsd,de->bse"}            a MatMul
//   y = Sum(a, b), Div(x, 8), Pow(x, 2), Sub(x, 3)       Add, Mul, Mul, Add
//   y = PRelu(x, 0.1), ThresholdedRelu(x) {alpha=0}      LeakyRelu, Relu
//   y = Tile(x: [1, 32, 28, 1, 28, 1], [1, 1, 1, 2, 1, 2])   a Resize to the nearest, of maps [1, 32, 28, 28]
//   y = Transpose(x: [1, 8, 2, 2, 28, 28], [0, 1, 4, 2, 5, 3])   a DepthToSpace
//   a, b = Split(x: [1, 64, 28, 28]); y = Concat(a: [1, 32, 1, 28, 28], b) {axis=2}      a Transpose of [1, 2, 32, 28, 28]
//   a, b = Split(x); y = Concat(b, a)                     all of it moved, as much as a Transpose moves
//
#include "passes/canonical/OneNode.h"
#include "passes/EinsumEquation.h"
#include "passes/canonical/Blocks.h"
#include "passes/canonical/Inverted.h"
#include "passes/canonical/Layouts.h"
#include "passes/canonical/Parts.h"
#include "passes/canonical/Repeating.h"
#include "passes/canonical/Sequences.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::canonical {

/// Whether each of the axes behind the second stands in the list, and no other.
static bool areSpatial(llvm::ArrayRef<int64_t> axes, size_t rank) {
  std::vector<bool> reduced(rank);
  for (int64_t axis : axes)
    reduced[static_cast<size_t>(axis)] = true;
  for (size_t axis = 0; axis < reduced.size(); ++axis)
    if (reduced[axis] != (axis >= 2))
      return false;
  return true;
}

/// Whether the value [N, C, H · W], or with its axes in another order, shows maps [N, C, H, W].
static bool showsMaps(Knowledge const &known, ValueId id) {
  TensorType const &shown = known.inferred.types[id], &held = known.inferred.types[known.form.source[id]];
  if (!shown.hasRank() || shown.rank() != 3 || !held.hasRank() || held.rank() <= 3 ||
      shown.elements() != held.elements())
    return false;
  for (int64_t axis = 0; axis < 3; ++axis)
    if (int64_t run = known.form.axisAsRun(id, axis);
        run < 2 && (*shown.shape)[static_cast<size_t>(axis)] != (*held.shape)[static_cast<size_t>(run)])
      return false;
  return true;
}

/// Whether the node reduces all axes of maps behind the second.
static bool reducesMaps(Knowledge const &known, Node const &node) {
  TensorType const &x = known.inferred.types[node.inputs[0]];
  if (!x.hasRank() || (x.rank() < 4 && !showsMaps(known, node.inputs[0])))
    return false; // the last axis of three may be that of tokens
  if (node.kind == OpKind::QLinearReduceMean && !node.has("axes"))
    return false;
  std::optional<std::vector<int64_t>> axes = namedAxes(known, node, 1, x.rank());
  if (!axes)
    return false;
  for (int64_t &axis : *axes)
    axis = known.form.axisAsRun(node.inputs[0], axis);
  return areSpatial(*axes, x.rank());
}

OpKind meanOverMaps(Knowledge const &known, Node const &reduction) {
  return reduction.hasInput(0) && reducesMaps(known, reduction) ? OpKind::GlobalAveragePool : OpKind::Unknown;
}

bool coversMaps(Knowledge const &known, Node const &node) {
  TensorType const &x = known.inferred.types[node.inputs[0]], &y = known.inferred.types[node.outputs[0]];
  llvm::ArrayRef<int64_t> window = node.ints("kernel_shape");
  auto is = [](llvm::ArrayRef<int64_t> numbers, int64_t number) {
    return llvm::all_of(numbers, [&](int64_t one) { return one == number; });
  };
  if (!x.hasRank() || x.rank() < 3 || window.size() + 2 != x.rank() || !y.hasRank() ||
      !is(node.ints("pads"), 0) || !is(node.ints("dilations"), 1))
    return false;
  for (size_t i = 0; i < window.size(); ++i)
    if ((*x.shape)[i + 2] != SymInt(window[i]) || (*y.shape)[i + 2] != SymInt(1))
      return false;
  return true;
}

/// A mean, or the largest, over the blocks of maps that a view shows as [N, C, rows, r, columns, c]: a pooling in strides of its
/// window.
static OpKind blockPool(Knowledge const &known, Node const &node) {
  using enum OpKind;
  if ((node.kind != ReduceMean && node.kind != ReduceMax) || !node.hasInput(0))
    return Unknown;
  ValueId const held = known.form.source[node.inputs[0]];
  auto const shown = lengthsOf(known, node.inputs[0]), maps = lengthsOf(known, held);
  if (shown.size() != 6 || maps.size() != 4 || known.form.orders.count(held.index) != 0 ||
      known.form.orders.count(node.inputs[0].index) != 0)
    return Unknown;
  bool cut = shown[0] == maps[0] && shown[1] == maps[1] && shown[2] * shown[3] == maps[2] &&
             shown[4] * shown[5] == maps[3];
  std::optional<std::vector<int64_t>> axes = namedAxes(known, node, 1, shown.size());
  bool blocks = axes && axes->size() == 2 && llvm::is_contained(*axes, 3) && llvm::is_contained(*axes, 5);
  return !cut || !blocks ? Unknown : node.kind == ReduceMean ? AveragePool : MaxPool;
}

static OpKind globalPool(Knowledge const &known, Node const &node) {
  using enum OpKind;
  bool ofTokens = node.hasInput(0) && known.inferred.types[node.inputs[0]].hasRank() &&
                  known.inferred.types[node.inputs[0]].rank() == 3 &&
                  known.form.axisAsRun(node.inputs[0], 2) == 1; // that were turned for it
  if (node.kind == GlobalAveragePool)
    return ofTokens ? ReduceMean : Unknown;
  if (node.kind == AveragePool && node.hasInput(0) && node.hasOutput(0))
    return !coversMaps(known, node) ? Unknown : ofTokens ? ReduceMean : GlobalAveragePool;
  if (node.kind == ReduceMean || node.kind == QLinearReduceMean)
    return meanOverMaps(known, node);
  return node.kind == ReduceMax && node.hasInput(0) && reducesMaps(known, node) ? GlobalMaxPool : Unknown;
}

static OpKind bound(Knowledge const &known, Node const &node) {
  using enum OpKind;
  if ((node.kind != Max && node.kind != Min) || node.inputs.size() != 2 || !node.hasInput(0) ||
      !node.hasInput(1))
    return Unknown;
  bool first = known.form.constant[node.inputs[0]] != 0;
  std::optional<double> limit = uniformValue(known, node.inputs[first ? 0 : 1]);
  bool ofOne = known.form.constant[node.inputs[first ? 1 : 0]] == 0 &&
               known.inferred.types[node.inputs[first ? 0 : 1]].elements() == 1;
  if (!limit || !ofOne)
    return Unknown;
  return node.kind == Max && *limit == 0 ? Relu : Clip;
}

/// An activation whose number makes it a plainer one: a slope that all channels share, or none; a threshold of 0.
static OpKind plainerActivation(Knowledge const &known, Node const &node) {
  using enum OpKind;
  if (node.kind == PRelu && node.hasInput(1))
    return known.inferred.types[node.inputs[1]].elements() == 1 || uniformValue(known, node.inputs[1])
               ? LeakyRelu
               : Unknown;
  bool none = (node.kind == LeakyRelu && node.floatOr("alpha", 0.01F) == 0) ||
              (node.kind == ThresholdedRelu && node.floatOr("alpha", 1) == 0);
  return none ? Relu : Unknown;
}

/// Whether each place of a GatherND is that of a row, as a Gather's.
static bool picksRows(Knowledge const &known, Node const &node) {
  TensorType const &places = known.inferred.types[node.inputs[1]];
  return places.hasRank() && places.rank() > 0 && places.shape->back() == SymInt(1) &&
         node.intOr("batch_dims", 0) == 0;
}

/// A cheaper operator that computes the same, as converters write it.
static OpKind plainer(Knowledge const &known, Node const &node) {
  using enum OpKind;
  bool two = node.inputs.size() == 2 && node.hasInput(0) && node.hasInput(1);
  if (node.kind == Neg)
    return Mul;                // by -1
  if (node.kind == SequenceAt) // of a tensor that was cut up
    return pieceAt(known, node).whole.valid() ? Slice : Unknown;
  if (!two)
    return Unknown;
  if (node.kind == GatherND)
    return picksRows(known, node) ? Gather : Unknown;
  if (node.kind != Reciprocal && isReciprocal(known, node))
    return Reciprocal;
  if (node.kind == Mul && repeatedBy(known, node).valid())
    return Expand;
  if (node.kind == Sub && known.form.constant[node.inputs[1]] != 0)
    return Add; // of what is below 0
  if (node.kind == Sub && uniformValue(known, node.inputs[0]) == 0.0)
    return Mul;
  if (node.kind == Sum)
    return Add;
  if (node.kind == Div && known.form.constant[node.inputs[1]] != 0)
    return Mul; // by the reciprocal
  if (node.kind != Pow)
    return Unknown;
  std::optional<double> power = uniformValue(known, node.inputs[1]);
  return power == 2.0 || power == 3.0 ? Mul : power == 0.5 || power == -0.5 ? Sqrt : Unknown;
}

/// Maps [N, C, H, W] shown as [N, C, H, 1, W, 1] and repeated to [N, C, H, 2, W, 2]: enlarged by their nearest element.
static OpKind repeated(Knowledge const &known, Node const &node) {
  ValueId given = repeatedBy(known, node);
  if (!given.valid())
    return OpKind::Unknown;
  auto shown = lengthsOf(known, given), wide = lengthsOf(known, node.outputs[0]),
       maps = lengthsOf(known, known.form.source[given]);
  if (shown.size() != wide.size() || maps.size() < 3 || shown.size() <= maps.size())
    return OpKind::Unknown;
  auto asRun = [&](llvm::SmallVector<int64_t, 6> const &written) {
    llvm::SmallVector<int64_t, 6> run(written.size());
    for (size_t i = 0; i < written.size(); ++i)
      run[static_cast<size_t>(known.form.axisAsRun(node.outputs[0], static_cast<int64_t>(i)))] = written[i];
    return run;
  };
  shown = asRun(shown);
  wide = asRun(wide);
  size_t axis = 0; // of the maps, how many have been met
  bool enlarges = false;
  for (size_t i = 0; i < shown.size(); ++i) {
    bool again = shown[i] == 1 && wide[i] > 1;
    bool behindSpatial = axis >= 3 && i > 0 && shown[i - 1] == maps[axis - 1];
    if (again ? !behindSpatial : shown[i] != wide[i])
      return OpKind::Unknown;
    enlarges |= again;
    if (axis < maps.size() && shown[i] == maps[axis] && !again)
      ++axis;
  }
  return enlarges && axis == maps.size() ? OpKind::Resize : OpKind::Unknown;
}

/// A Concat of all pieces of one tensor that puts them in another order (in order they are that tensor: NoOps), as a channel
/// shuffle or the roll of shifted windows is spelled: it moves them, where a Concat of others may be no more than where they are
/// written.
static OpKind reordered(Knowledge const &known, Node const &node) {
  constexpr size_t maxParts = 256; // each is looked for among the outputs of its Split
  if (node.kind != OpKind::Concat || node.inputs.size() < 2 || node.inputs.size() > maxParts ||
      known.form.part[node.id] != NodePart::Work || !node.hasOutput(0))
    return OpKind::Unknown;
  ValueId whole;
  for (ValueId input : node.inputs) {
    Part part = input.valid() ? partOf(known, known.form.source[input]) : Part();
    ValueId held = part.whole.valid() ? known.form.source[part.whole] : ValueId();
    if (!held.valid() || (whole.valid() && held != whole))
      return OpKind::Unknown;
    whole = held;
  }
  std::optional<int64_t> all = known.inferred.types[whole].elements().tryValue();
  return all && known.inferred.types[node.outputs[0]].elements().tryValue() == all ? OpKind::Transpose
                                                                                   : OpKind::Unknown;
}

static OpKind einsum(Knowledge const &known, Node const &node) {
  std::vector<TensorType> operands;
  for (ValueId input : node.inputs)
    operands.push_back(known.inferred.types[input]);
  return einsumForm(node.stringOr("equation", ""), operands).kind;
}

OpKind specialKind(Knowledge const &known, Node const &node) {
  if (node.kind == OpKind::Einsum) // with its bias too
    return einsum(known, node);
  if (known.form.unit[node.id] != 0)
    return OpKind::Unknown;
  for (auto *rule :
       {globalPool, blockPool, bound, plainerActivation, repeated, plainer, movesBlocks, reordered})
    if (OpKind kind = rule(known, node); kind != OpKind::Unknown)
      return kind;
  return OpKind::Unknown;
}

} // namespace eo::canonical
