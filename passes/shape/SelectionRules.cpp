//===- SelectionRules.cpp - sorts and searches: TopK, NonZero, Unique, Compress, … ------------===//

#include "passes/shape/Fold.h"
#include "passes/shape/ShapeRules.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::shape {

/// k of input 1 (opset 10) or the attribute.
static SymInt chosenCount(ShapeContext &context) {
  return context.hasInput(1) ? context.scalarInt(1) : SymInt(context.node.intOr("k", -1));
}

/// The k largest along `axis`: values and int64 indices.
void topK(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.setElement(0, context.element(0));
  context.setElement(1, DataType::Int64);
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return;
  auto axis = context.normalizeAxis(context.node.intOr("axis", -1), x->size());
  if (!axis)
    return;
  SymInt count = chosenCount(context);
  SymInt const &size = (*x)[*axis];
  if (count.isUnknown())
    context.dataDependent("k depends on data");
  if (count.isKnown() && count.value() < 0)
    return context.bad("k is {}", count.value());
  if (count.isKnown() && size.isKnown() && count.value() > size.value())
    return context.bad("k is {} but axis {} has size {}", count.value(), *axis, size.value());
  Shape y = *x;
  y[*axis] = std::move(count);
  context.set(1, DataType::Int64, y);
  context.set(0, context.element(0), std::move(y));
}

/// Elements that are not zero: all of them where the input is ConstantOfShape with such a value.
static SymInt countNonZero(ShapeContext &context) {
  if (auto const *elements = context.ints(0)) {
    SymInt count = 0;
    for (SymInt const &one : *elements)
      count += one.isKnown() ? SymInt(one.value() != 0 ? 1 : 0) : SymInt::unknown();
    return count;
  }
  Graph const &graph = context.shared().graph;
  NodeId producer = graph.value(context.node.inputs[0]).producer;
  if (!producer.valid() || graph.node(producer).kind != OpKind::ConstantOfShape)
    return SymInt::unknown();
  ConstantTensor const *value = graph.node(producer).tensor("value");
  auto folded = value != nullptr ? foldTensor(*value) : std::nullopt;
  auto real = folded && elementCount(*folded) == 1 ? elementAt(*folded, 0).asReal() : std::nullopt;
  return real && *real != 0 ? context.input(0).elements() : SymInt::unknown();
}

/// The positions of a one-dimensional constant that are not zero.
static void foldNonZero(ShapeContext &context) {
  auto const *elements = context.ints(0);
  if (elements == nullptr || context.shape(0)->size() != 1)
    return;
  FoldedConstant positions;
  for (size_t i = 0; i < elements->size(); ++i)
    if (!((*elements)[i] == 0))
      positions.ints.push_back(static_cast<int64_t>(i));
  context.fold(0, std::move(positions));
}

/// x of rank r -> positions[r, how many].
void nonZero(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.setRank(0, DataType::Int64, 2);
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return;
  SymInt count = countNonZero(context);
  if (count.isUnknown())
    context.dataDependent("how many elements are not zero depends on data");
  bool folds = count.isKnown();
  context.set(0, DataType::Int64, {SymInt(static_cast<int64_t>(std::max<size_t>(x->size(), 1))), count});
  if (folds)
    foldNonZero(context);
}

/// Y, first indices, inverse indices, counts. Without axis everything is flat.
void unique(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.setElement(0, context.element(0));
  for (size_t i = 1; i < 4; ++i)
    context.setRank(i, DataType::Int64, 1);
  context.dataDependent("how many elements are unique depends on data");
  Shape const *x = context.shape(0);
  if (!context.node.has("axis")) {
    context.setRank(0, context.element(0), 1);
    return context.set(2, DataType::Int64, {context.input(0).elements()});
  }
  if (x == nullptr)
    return;
  auto axis = context.normalizeAxis(context.node.intOr("axis", 0), x->size());
  if (!axis)
    return;
  Shape y = *x;
  context.set(2, DataType::Int64, {y[*axis]});
  y[*axis] = SymInt::unknown();
  context.set(0, context.element(0), std::move(y));
}

/// Elements (without axis: of the flat input) where the condition holds.
void compress(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  context.setElement(0, context.element(0));
  SymInt count = SymInt::unknown();
  if (auto const *condition = context.ints(1)) {
    count = 0;
    for (SymInt const &one : *condition)
      count += one.isKnown() ? SymInt(one.value() != 0 ? 1 : 0) : SymInt::unknown();
  }
  if (count.isUnknown())
    context.dataDependent("how many elements are kept depends on data");
  if (!context.node.has("axis"))
    return context.set(0, context.element(0), {std::move(count)});
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return;
  auto axis = context.normalizeAxis(context.node.intOr("axis", 0), x->size());
  if (!axis)
    return;
  Shape y = *x;
  y[*axis] = std::move(count);
  context.set(0, context.element(0), std::move(y));
}

/// Rows of (batch, class, box).
void nonMaxSuppression(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  context.dataDependent("how many boxes are selected depends on data");
  context.set(0, DataType::Int64, {SymInt::unknown(), 3});
}

} // namespace eo::shape
