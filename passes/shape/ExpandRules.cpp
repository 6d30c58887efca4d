//===- ExpandRules.cpp - repeat elements: Expand, Tile ------------------------------------------===//

#include "passes/shape/Broadcast.h"
#include "passes/shape/Fold.h"
#include "passes/shape/ShapeRules.h"

namespace eo::shape {

/// The broadcast of x with the shape held by input 1.
void expand(ShapeContext &context) {
  Shape const *x = context.likeFirst(2);
  auto target = context.dimensionsFrom(1);
  if (x == nullptr || !target)
    return;
  for (SymInt const &one : *target)
    if (one.isKnown() && one.value() < 0)
      return context.bad("shape holds {}", one.value());
  auto y = broadcastShapes(context, {x, &*target});
  if (!y)
    return;
  FoldedConstant const *constant = context.constant(0);
  bool folds = constant != nullptr && foldableCount(*y).has_value();
  FoldedConstant folded = folds ? pick(*constant, broadcastPositions(*x, *y)) : FoldedConstant();
  context.set(0, context.element(0), std::move(*y));
  if (folds)
    context.fold(0, std::move(folded));
}

/// Tile-1 repeats along one axis: inputs x, tiles, axis.
static std::optional<Shape> repeatsOf(ShapeContext &context, size_t rank) {
  if (context.opset() >= 6 || context.inputCount() < 3)
    return context.dimensionsFrom(1);
  SymInt axis = context.scalarInt(2);
  auto position = axis.isKnown() ? context.normalizeAxis(axis.value(), rank) : std::nullopt;
  if (!position)
    return std::nullopt;
  Shape repeats(rank, 1);
  repeats[*position] = context.scalarInt(1);
  return repeats;
}

/// Each axis `repeats` times.
void tile(ShapeContext &context) {
  Shape const *x = context.likeFirst(2);
  if (x == nullptr)
    return;
  auto repeats = repeatsOf(context, x->size());
  if (!repeats)
    return context.isBad() ? void() : context.setRank(0, context.element(0), x->size());
  if (repeats->size() != x->size())
    return context.bad("{} repeats for rank {}", repeats->size(), x->size());
  Shape y;
  for (size_t i = 0; i < x->size(); ++i) {
    y.push_back((*x)[i] * (*repeats)[i]);
  }
  auto count = foldableCount(y);
  context.set(0, context.element(0), std::move(y));
  FoldedConstant const *constant = context.constant(0);
  if (constant == nullptr || !count || x->size() != 1)
    return;
  std::vector<size_t> positions;
  for (size_t i = 0; i < *count; ++i)
    positions.push_back(i % elementCount(*constant));
  context.fold(0, pick(*constant, positions));
}

} // namespace eo::shape
