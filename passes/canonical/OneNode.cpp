//===- OneNode.cpp - nodes that are another operator under a general name -----------------------------===//
//
//   y = ReduceMean(x: [1, 512, 7, 7], axes = [2, 3])     a GlobalAveragePool, as TensorFlow and dynamo export it
//   y = Max(x, 0)                                        a Relu
//   y = Einsum(x, w) {equation="bsd,de->bse"}            a MatMul
//   y = Sum(a, b), Div(x, 8), Pow(x, 2)                  Add, Mul, Mul
//
#include "passes/canonical/OneNode.h"
#include "passes/EinsumEquation.h"

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

/// Whether the value [N, C, H · W] shows maps [N, C, H, W].
static bool showsMaps(Knowledge const &known, ValueId id) {
  TensorType const &shown = known.inferred.types[id], &held = known.inferred.types[known.form.source[id]];
  return shown.hasRank() && shown.rank() == 3 && held.hasRank() && held.rank() > 3 &&
         (*shown.shape)[0] == (*held.shape)[0] && (*shown.shape)[1] == (*held.shape)[1] &&
         shown.elements() == held.elements();
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

static OpKind globalPool(Knowledge const &known, Node const &node) {
  using enum OpKind;
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

/// A cheaper operator that computes the same, as converters write it.
static OpKind plainer(Knowledge const &known, Node const &node) {
  using enum OpKind;
  bool two = node.inputs.size() == 2 && node.hasInput(0) && node.hasInput(1);
  if (!two)
    return Unknown;
  if (node.kind == Sum)
    return Add;
  if (node.kind == Div && known.form.constant[node.inputs[1]] != 0)
    return Mul; // by the reciprocal
  if (node.kind != Pow)
    return Unknown;
  std::optional<double> power = uniformValue(known, node.inputs[1]);
  return power == 2.0 ? Mul : power == 0.5 ? Sqrt : Unknown;
}

static OpKind einsum(Knowledge const &known, Node const &node) {
  std::vector<TensorType> operands;
  for (ValueId input : node.inputs)
    operands.push_back(input.valid() ? known.inferred.types[input] : TensorType());
  return einsumForm(node.stringOr("equation", ""), operands).kind;
}

OpKind specialKind(Knowledge const &known, Node const &node) {
  if (node.kind == OpKind::Einsum) // with its bias too
    return einsum(known, node);
  if (known.form.unit[node.id] != 0)
    return OpKind::Unknown;
  for (auto *rule : {globalPool, bound, plainer})
    if (OpKind kind = rule(known, node); kind != OpKind::Unknown)
      return kind;
  return OpKind::Unknown;
}

} // namespace eo::canonical
