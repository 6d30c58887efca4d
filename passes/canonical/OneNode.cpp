//===- OneNode.cpp - nodes that are another operator under a general name -----------------------------===//
//
//   y = ReduceMean(x: [1, 512, 7, 7], axes = [2, 3])     a GlobalAveragePool, as TensorFlow and dynamo export it
//   y = Max(x, 0)                                        a Relu
//
#include "passes/canonical/OneNode.h"

namespace eo::canonical {

/// Whether each of the axes behind the second stands in the list, and no other.
static bool areSpatial(llvm::ArrayRef<int64_t> axes, int64_t rank) {
  std::vector<bool> reduced(static_cast<size_t>(rank));
  for (int64_t axis : axes) {
    if (axis < -rank || axis >= rank)
      return false;
    reduced[static_cast<size_t>(axis < 0 ? axis + rank : axis)] = true;
  }
  for (size_t axis = 0; axis < reduced.size(); ++axis)
    if (reduced[axis] != (axis >= 2))
      return false;
  return true;
}

static OpKind globalPool(Knowledge const &known, Node const &node) {
  using enum OpKind;
  bool mean = node.kind == ReduceMean || node.kind == QLinearReduceMean;
  if ((!mean && node.kind != ReduceMax) || !node.hasInput(0))
    return Unknown;
  TensorType const &x = known.inferred.types[node.inputs[0]];
  if (!x.hasRank() || x.rank() < 4) // the last axis of three may be that of tokens
    return Unknown;
  std::optional<std::vector<int64_t>> axes;
  if (node.has("axes"))
    axes = node.ints("axes").vec();
  else if (node.kind != QLinearReduceMean)
    axes = constantInts(known, node.input(1));
  if (!axes || !areSpatial(*axes, static_cast<int64_t>(x.rank())))
    return Unknown;
  return mean ? GlobalAveragePool : GlobalMaxPool;
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

OpKind specialKind(Knowledge const &known, Node const &node) {
  if (known.form.unit[node.id] != 0)
    return OpKind::Unknown;
  OpKind pool = globalPool(known, node);
  return pool != OpKind::Unknown ? pool : bound(known, node);
}

} // namespace eo::canonical
