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

static SymInt combine(OpKind kind, SymInt const &a, SymInt const &b) {
  return kind == OpKind::ReduceSum    ? a + b
         : kind == OpKind::ReduceProd ? a * b
         : kind == OpKind::ReduceMin  ? min(a, b)
                                      : max(a, b);
}

static double combine(OpKind kind, double a, double b) {
  return kind == OpKind::ReduceSum    ? a + b
         : kind == OpKind::ReduceProd ? a * b
         : kind == OpKind::ReduceMin  ? std::min(a, b)
                                      : std::max(a, b);
}

/// Sum, product, least and greatest of a one-dimensional constant.
static void foldReduce(ShapeContext &context) {
  OpKind kind = context.node.kind;
  bool folds = kind == OpKind::ReduceSum || kind == OpKind::ReduceProd || kind == OpKind::ReduceMin ||
               kind == OpKind::ReduceMax;
  FoldedConstant const *constant = folds ? context.constant(0) : nullptr;
  if (constant == nullptr || elementCount(*constant) == 0 || context.shape(0)->size() != 1)
    return;
  Scalar result = elementAt(*constant, 0);
  for (size_t i = 1; i < elementCount(*constant); ++i) {
    Scalar next = elementAt(*constant, i);
    result = result.real && next.real ? Scalar(combine(kind, *result.real, *next.real))
                                      : Scalar(combine(kind, result.asInteger(), next.asInteger()));
  }
  context.fold(0, makeConstant(context.element(0), result));
}

/// True where the output is x with the given axes, or all, reduced.
static bool setReduced(ShapeContext &context, IntList given, DataType element) {
  context.setElement(0, element);
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return false;
  bool keep = context.node.intOr("keepdims", 1) != 0;
  if (given.unknown() && keep)
    context.setRank(0, element, x->size());
  if (given.unknown())
    return false;
  if (given.values.empty() && context.node.intOr("noop_with_empty_axes", 0) != 0) {
    context.set(0, element, *x);
    context.foldSame(0, 0);
    return false;
  }
  if (given.values.empty())
    for (size_t i = 0; i < x->size(); ++i)
      given.values.push_back(static_cast<int64_t>(i));
  auto axes = context.normalizeAxes(given.values, x->size());
  if (axes)
    context.set(0, element, reduced(*x, *axes, keep));
  return axes.has_value();
}

/// The axes of input 1 (ReduceSum since opset 13, the others since 18) or of the attribute; all without axes,
/// none with noop_with_empty_axes.
void reduce(ShapeContext &context) {
  if (context.needsInputs(1) && setReduced(context, intListFrom(context, 1, "axes"), context.element(0)))
    foldReduce(context);
}

/// QLinearReduceMean: the axes are always the attribute.
void reduceByAttribute(ShapeContext &context) {
  if (context.needsInputs(1))
    setReduced(context, intListFrom(context, context.inputCount(), "axes"), context.element(0));
}

/// int8 -> int32.
void reduceSumInteger(ShapeContext &context) {
  if (context.needsInputs(1))
    setReduced(context, intListFrom(context, context.inputCount(), "axes"), DataType::Int32);
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
  Shape const *x = context.likeFirst(1);
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
