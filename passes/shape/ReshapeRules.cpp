//===- ReshapeRules.cpp - the same elements under other dimensions ----------------------------===//

#include "passes/shape/Fold.h"
#include "passes/shape/ShapeRules.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::shape {

void identity(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.set(0, context.input(0));
  context.foldSame(0, 0);
}

/// The target of a Reshape: input 1, or the attribute of Reshape-1. Elements may be symbolic or unknown.
static std::optional<Shape> reshapeTarget(ShapeContext &context) {
  if (context.hasInput(1))
    return context.dimensionsFrom(1);
  llvm::ArrayRef<int64_t> given = context.node.ints("shape");
  return Shape(given.begin(), given.end());
}

namespace {
/// The resolved target and what is left over for its open dimensions.
struct ReshapePlan {
  Shape shape;
  std::optional<size_t> inferred; ///< position of -1
  size_t unknowns = 0;
  std::optional<size_t> lastUnknown;
  SymInt elements = 1; ///< of the input, without axes that are copied
  SymInt placed = 1;   ///< product of the target's known dimensions, without axes that are copied
};
} // namespace

/// nullopt after bad().
static std::optional<ReshapePlan> planReshape(ShapeContext &context, Shape target, Shape const *data) {
  bool zeroCopies = context.node.intOr("allowzero", 0) == 0;
  ReshapePlan plan;
  plan.shape = std::move(target);
  llvm::SmallVector<bool, 8> copied(data != nullptr ? data->size() : 0, false);
  for (size_t i = 0; i < plan.shape.size(); ++i) {
    SymInt &dim = plan.shape[i];
    if (dim == -1) {
      if (plan.inferred) {
        context.bad("shape holds -1 twice");
        return std::nullopt;
      }
      plan.inferred = i;
    } else if (dim == 0 && zeroCopies) {
      if (data != nullptr && i >= data->size()) {
        context.bad("shape copies axis {} of an input of rank {}", i, data->size());
        return std::nullopt;
      }
      dim = data != nullptr ? (*data)[i] : SymInt::unknown();
      if (data != nullptr)
        copied[i] = true;
    } else if (dim.isKnown() && dim.value() < 0) {
      context.bad("shape holds {}", dim.value());
      return std::nullopt;
    } else if (dim.isExpression()) {
      plan.placed *= dim;
    } else {
      ++plan.unknowns;
      plan.lastUnknown = i;
    }
  }
  for (size_t i = 0; i < copied.size(); ++i)
    if (!copied[i])
      plan.elements *= (*data)[i];
  if (data == nullptr)
    plan.elements = SymInt::unknown();
  return plan;
}

/// The one open dimension is what the others leave over.
static void resolveOpen(ShapeContext &context, ReshapePlan &plan) {
  size_t open = plan.unknowns + (plan.inferred ? 1 : 0);
  if (plan.inferred)
    plan.shape[*plan.inferred] = SymInt::unknown();
  if (open > 1 || plan.elements.isUnknown() || plan.placed.isUnknown())
    return;
  if (open == 0) {
    if (plan.elements.isKnown() && plan.placed.isKnown() && !(plan.elements == plan.placed))
      context.bad("{} elements do not fit a shape of {}", plan.elements.str(), plan.placed.str());
    return;
  }
  size_t position = plan.inferred ? *plan.inferred : *plan.lastUnknown;
  if (plan.elements.isKnown() && plan.placed.isKnown() && plan.placed.value() != 0 &&
      plan.elements.value() % plan.placed.value() != 0)
    return context.bad("{} elements do not divide by {}", plan.elements.str(), plan.placed.str());
  if (!(plan.placed == 0))
    plan.shape[position] = floorDiv(plan.elements, plan.placed);
}

/// 0 copies the input's dimension (unless allowzero), -1 takes what is left over.
void reshape(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.setElement(0, context.element(0));
  auto target = reshapeTarget(context);
  if (!target)
    return;
  auto plan = planReshape(context, std::move(*target), context.shape(0));
  if (!plan)
    return;
  resolveOpen(context, *plan);
  if (context.isBad())
    return;
  context.set(0, context.element(0), std::move(plan->shape));
  context.foldSame(0, 0);
}

/// Axes before `axis` become the first dimension, the others the second.
void flatten(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.setElement(0, context.element(0));
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return context.setRank(0, context.element(0), 2);
  auto rank = static_cast<int64_t>(x->size());
  int64_t axis = context.node.intOr("axis", 1);
  if (axis < -rank || axis > rank)
    return context.bad("axis {} is outside a tensor of rank {}", axis, rank);
  auto cut = static_cast<size_t>(axis < 0 ? axis + rank : axis);
  auto dims = llvm::makeArrayRef(*x);
  context.set(0, context.element(0),
              {elementCount(dims.take_front(cut)), elementCount(dims.drop_front(cut))});
  context.foldSame(0, 0);
}

/// Without axes every dimension of 1 goes; an open dimension may be 1, so then the rank is not known.
static std::optional<Axes> axesOfOne(Shape const &x) {
  Axes result;
  for (size_t i = 0; i < x.size(); ++i) {
    if (!x[i].isKnown() && !evidentlyAtLeast(x[i], 2))
      return std::nullopt;
    if (x[i] == 1)
      result.push_back(i);
  }
  return result;
}

void squeeze(ShapeContext &context) {
  Shape const *x = context.likeFirst(1);
  IntList given = intListFrom(context, 1, "axes");
  if (x == nullptr || given.unknown())
    return;
  auto axes = given.absent() ? axesOfOne(*x) : context.normalizeAxes(given.values, x->size());
  if (!axes)
    return;
  Shape y;
  for (size_t i = 0; i < x->size(); ++i) {
    if (!llvm::is_contained(*axes, i))
      y.push_back((*x)[i]);
    else if ((*x)[i].isKnown() && !((*x)[i] == 1))
      return context.bad("axis {} has size {}, only 1 can be squeezed", i, (*x)[i].value());
  }
  context.set(0, context.element(0), std::move(y));
  context.foldSame(0, 0);
}

void unsqueeze(ShapeContext &context) {
  Shape const *x = context.likeFirst(1);
  IntList given = intListFrom(context, 1, "axes");
  if (given.absent())
    return context.bad("axes are missing");
  if (x == nullptr || given.unknown())
    return;
  auto axes = context.normalizeAxes(given.values, x->size() + given.values.size());
  if (!axes)
    return;
  Shape y;
  auto const *next = x->begin();
  for (size_t i = 0; i < x->size() + axes->size(); ++i)
    y.push_back(llvm::is_contained(*axes, i) ? SymInt(1) : *next++);
  context.set(0, context.element(0), std::move(y));
  context.foldSame(0, 0);
}

/// For each element of the transposed tensor, the position of the original one.
static std::vector<size_t> transposedPositions(Shape const &x, Axes const &perm) {
  llvm::SmallVector<size_t, 4> strides(x.size(), 1);
  for (size_t i = x.size(); i > 1; --i)
    strides[i - 2] = strides[i - 1] * static_cast<size_t>(x[i - 1].value());
  std::vector<size_t> positions(1, 0);
  for (size_t axis : perm) {
    std::vector<size_t> next;
    for (size_t position : positions)
      for (size_t i = 0; i < static_cast<size_t>(x[axis].value()); ++i)
        next.push_back(position + i * strides[axis]);
    positions = std::move(next);
  }
  return positions;
}

/// Axes in the order of `perm`; reversed without it.
void transpose(ShapeContext &context) {
  Shape const *x = context.likeFirst(1);
  if (x == nullptr)
    return;
  Axes perm;
  for (size_t i = x->size(); i > 0; --i)
    perm.push_back(i - 1);
  if (context.node.has("perm")) {
    auto given = context.normalizeAxes(context.node.ints("perm"), x->size());
    if (given && given->size() != x->size())
      return context.bad("perm has {} entries for rank {}", given->size(), x->size());
    if (!given)
      return;
    perm = std::move(*given);
  }
  Shape y;
  for (size_t axis : perm)
    y.push_back((*x)[axis]);
  context.set(0, context.element(0), std::move(y));
  if (FoldedConstant const *constant = context.constant(0))
    context.fold(0, pick(*constant, transposedPositions(*x, perm)));
}

} // namespace eo::shape
