//===- ReduceRules.cpp - Reduce*, ArgMax, ArgMin, Det, losses ----------------------------------===//

#include "passes/shape/Fold.h"
#include "passes/shape/ShapeRules.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::shape {

static Shape reduced(Shape const &x, Axes const &axes, bool keep) {
  Shape y;
  for (size_t i = 0; i < x.size(); ++i) {
    if (!llvm::is_contained(axes, i))
      y.push_back(x[i]);
    else if (keep)
      y.push_back(1);
  }
  return y;
}

/// Sum, product, least and greatest of a one-dimensional constant.
static void foldReduce(ShapeContext &context) {
  auto const *elements = context.ints(0);
  OpKind kind = context.node.kind;
  bool folds = kind == OpKind::ReduceSum || kind == OpKind::ReduceProd || kind == OpKind::ReduceMin ||
               kind == OpKind::ReduceMax;
  if (!folds || elements == nullptr || elements->empty() || context.shape(0)->size() != 1)
    return;
  SymInt result = elements->front();
  for (SymInt const &one : llvm::makeArrayRef(*elements).drop_front())
    result = kind == OpKind::ReduceSum    ? result + one
             : kind == OpKind::ReduceProd ? result * one
             : kind == OpKind::ReduceMin  ? min(result, one)
                                          : max(result, one);
  context.fold(0, {{std::move(result)}, {}});
}

/// The axes of input 1 (ReduceSum since opset 13, the others since 18) or of the attribute; all without axes,
/// none with noop_with_empty_axes.
void reduce(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.setElement(0, context.element(0));
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return;
  bool keep = context.node.intOr("keepdims", 1) != 0;
  IntList given = intListFrom(context, 1, "axes");
  if (given.unknown())
    return keep ? context.setRank(0, context.element(0), x->size()) : void();
  if (given.values.empty() && context.node.intOr("noop_with_empty_axes", 0) != 0) {
    context.set(0, context.element(0), *x);
    return context.foldSame(0, 0);
  }
  if (given.values.empty())
    for (size_t i = 0; i < x->size(); ++i)
      given.values.push_back(static_cast<int64_t>(i));
  auto axes = context.normalizeAxes(given.values, x->size());
  if (!axes)
    return;
  context.set(0, context.element(0), reduced(*x, *axes, keep));
  foldReduce(context);
}

/// ArgMax, ArgMin: int64 positions along one axis.
void argReduce(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.setElement(0, DataType::Int64);
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return;
  auto axis = context.normalizeAxis(context.node.intOr("axis", 0), x->size());
  if (axis)
    context.set(0, DataType::Int64, reduced(*x, {*axis}, context.node.intOr("keepdims", 1) != 0));
}

/// x[…,M,M] -> y[…].
void det(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.setElement(0, context.element(0));
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return;
  if (x->size() < 2)
    return context.bad("x has rank {}, needs at least 2", x->size());
  context.set(0, context.element(0), Shape(x->begin(), x->end() - 2));
}

/// A scalar, or with reduction=none one loss per target.
static void setLoss(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  TensorType loss = context.input(1);
  loss.element = context.element(0);
  if (context.node.stringOr("reduction", "mean") != "none")
    loss.shape.emplace();
  context.set(0, std::move(loss));
}

void negativeLogLikelihoodLoss(ShapeContext &context) { setLoss(context); }

/// The second output is the log probability of every score.
void softmaxCrossEntropyLoss(ShapeContext &context) {
  setLoss(context);
  if (!context.isBad())
    context.set(1, context.input(0));
}

} // namespace eo::shape
