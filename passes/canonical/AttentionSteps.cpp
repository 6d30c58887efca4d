//===- AttentionSteps.cpp - what stands around the products of an attention in single steps ----------------===//
//
//   s = MatMul(q, k); m = Add(Mul(s, 0.125), mask); p = Softmax(m)        scales, masks and bounds of the scores
//   q, k, v = Transpose(Split(Reshape(…)), [0,2,1,3])                     layouts of the heads
//
#include "passes/canonical/AttentionSteps.h"
#include "passes/canonical/Layouts.h"
#include "passes/canonical/OneNode.h"
#include "passes/canonical/Parts.h"
#include "passes/canonical/Repeating.h"
#include "passes/canonical/TransposedProducts.h"

namespace eo::canonical {

static bool isSingle(Knowledge const &known, ValueId value) {
  return value.valid() && known.form.constant[value] != 0 && known.inferred.types[value].elements() == 1;
}

ValueId scaled(Knowledge const &known, Node const &node) {
  if ((node.kind != OpKind::Mul && node.kind != OpKind::Div) || node.inputs.size() != 2)
    return {};
  if (isSingle(known, node.inputs[1]))
    return node.inputs[0];
  return node.kind == OpKind::Mul && isSingle(known, node.inputs[0]) ? node.inputs[1] : ValueId();
}

/// Whether a score of this number leaves nothing of the weight, as far as it is known.
static bool masksOut(Knowledge const &known, ValueId value) {
  constexpr double most = -50; // exp(-50) is nothing beside 1, in any floating-point type
  return uniformValue(known, value).value_or(most) <= most;
}

/// Of a Max of scores and the lowest number there is, which keeps masked ones from overflowing: the scores; invalid for
/// all other nodes.
static ValueId boundedBelow(Knowledge const &known, Node const &node) {
  for (size_t i : {size_t{0}, size_t{1}})
    if (node.kind == OpKind::Max && node.inputs.size() == 2 && node.hasInput(i) && node.hasInput(1 - i) &&
        known.form.constant[node.inputs[1 - i]] != 0 && uniformValue(known, node.inputs[1 - i]) &&
        masksOut(known, node.inputs[1 - i]))
      return node.inputs[i];
  return {};
}

static bool swapsRowsAndColumns(Knowledge const &known, Node const &node) {
  TensorType const &x = known.inferred.types[node.input(0)];
  return node.kind == OpKind::Transpose && x.hasRank() && swapsLastTwo(permutationOf(node, x.rank()));
}

/// Whether the tensor is one number everywhere, or a constant.
static bool isFilled(Knowledge const &known, ValueId value) {
  NodeId producer = known.graph.value(known.form.source[value]).producer;
  return known.form.constant[value] != 0 || known.inferred.types[value].elements() == 1 ||
         (producer.valid() && known.graph.node(producer).kind == OpKind::ConstantOfShape);
}

llvm::SmallVector<ValueId, 2> scoresBefore(Knowledge const &known, Node const &node) {
  using enum OpKind;
  if (ValueId whole = scaled(known, node); whole.valid())
    return {whole};
  if (node.kind == Tanh && node.hasInput(0)) // softcap
    return {node.inputs[0]};
  if (node.kind == Sub && node.hasInput(0)) // a mask from the scores
    return {node.inputs[0]};
  if (swapsRowsAndColumns(known, node)) // of k · qᵀ
    return {node.inputs[0]};
  if (ValueId kept = boundedBelow(known, node); kept.valid())
    return {kept};
  bool masks = node.kind == Add && node.inputs.size() == 2;
  if (node.kind == Mul && node.inputs.size() == 2) // by a mask of ones and zeros, as GPT-2 was exported
    for (size_t i = 0; i < 2; ++i)
      if (node.hasInput(i) && node.hasInput(1 - i) && known.form.constant[node.inputs[i]] != 0)
        return {node.inputs[1 - i]};
  if (masks)
    return {node.inputs[0], node.inputs[1]};
  llvm::SmallVector<ValueId, 2> picked;
  if (node.kind == Where && node.inputs.size() == 3) // by a mask, of the scores and the lowest number
    for (size_t i : {size_t{1}, size_t{2}})
      if (node.hasInput(i) && node.hasInput(3 - i) && isFilled(known, node.inputs[3 - i]) &&
          masksOut(known, node.inputs[3 - i]))
        picked.push_back(node.inputs[i]);
  return picked;
}

bool turnsHeads(Knowledge const &known, Node const &node) {
  return node.kind == OpKind::Transpose ||
         (node.kind == OpKind::Einsum && specialKind(known, node) == OpKind::Transpose);
}

bool repeatsHeads(Knowledge const &known, Node const &node) {
  return joinsOneWithItself(known, node) || picksEachAlike(known, node);
}

bool sharesOutHeads(Knowledge const &known, Node const &node) {
  TensorType const &whole = known.inferred.types[node.inputs[0]];
  std::optional<int64_t> axis =
      whole.hasRank() ? axisFromFront(node.intOr("axis", 0), whole.rank()) : std::nullopt;
  bool last = axis && *axis + 1 == static_cast<int64_t>(whole.rank());
  return node.outputs.size() == 3 && (last || (axis && lengthOf(known, node.inputs[0], *axis) == 3));
}

bool isShareOfHeads(Knowledge const &known, Node const &node) {
  ValueId whole = known.form.source[node.inputs[0]];
  if (known.form.leaves[whole] != 0 || known.form.readers(whole).size() != 3)
    return false;
  TensorType const &type = known.inferred.types[node.inputs[0]];
  if (node.kind == OpKind::Gather) {
    std::optional<int64_t> axis =
        type.hasRank() ? axisFromFront(node.intOr("axis", 0), type.rank()) : std::nullopt;
    return axis && lengthOf(known, node.inputs[0], *axis) == 3;
  }
  Part const part = partOf(known, node.outputs[0]);
  return part.whole.valid() && type.hasRank() && part.axis + 1 == static_cast<int64_t>(type.rank());
}

bool appendsToCache(Knowledge const &known, Node const &node) {
  if (node.kind != OpKind::Concat || node.inputs.size() != 2 || !node.hasInput(0) || !node.hasInput(1))
    return false;
  TensorType const &past = known.inferred.types[node.inputs[0]];
  bool given = known.graph.value(known.form.source[node.inputs[0]]).source == ValueSource::Input;
  int64_t axis = node.intOr("axis", 0);
  return given && past.hasRank() && past.rank() == 4 && (axis == 2 || axis == -2);
}

} // namespace eo::canonical
