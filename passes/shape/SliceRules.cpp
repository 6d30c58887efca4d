//===- SliceRules.cpp - parts of axes and borders around them: Slice, Pad, CenterCropPad ------===//

#include "passes/shape/Fold.h"
#include "passes/shape/ShapeRules.h"
#include "llvm/ADT/STLExtras.h"
#include <limits>

namespace eo::shape {

namespace {
/// What a Slice does to one axis.
struct AxisSlice {
  SymInt start, end;
  int64_t step;
};
} // namespace

/// Exporters write INT32_MAX, INT64_MAX or nearly so for "to the end".
static bool meansToTheEnd(SymInt const &bound) {
  return bound.isKnown() && bound.value() >= std::numeric_limits<int32_t>::max();
}

/// A bound counted from the front: negative ones count from the end. Unknown where the sign is not evident.
static SymInt fromFront(SymInt const &bound, SymInt const &size) {
  if (evidentlyAtLeast(bound, 0))
    return bound;
  return evidentlyAtLeast(SymInt(-1) - bound, 0) ? size + bound : SymInt::unknown();
}

/// Elements kept with a positive step: ceil((min(end, size) - max(start, 0))/step), at least 0.
static SymInt forwardLength(AxisSlice const &slice, SymInt const &size) {
  bool toTheEnd = meansToTheEnd(slice.end);
  bool lastOnes = toTheEnd && slice.step == 1 && slice.start.isKnown() && slice.start.value() < 0 &&
                  slice.start.value() > std::numeric_limits<int64_t>::min();
  if (lastOnes) // x[-k:]
    return min(size, SymInt(0) - slice.start);
  SymInt end = toTheEnd ? size : min(fromFront(slice.end, size), size);
  return max(ceilDiv(end - max(fromFront(slice.start, size), 0), slice.step), 0);
}

/// Elements kept with a negative step: ceil((min(start, size - 1) - max(end, -1))/-step), at least 0.
static SymInt backwardLength(AxisSlice const &slice, SymInt const &size) {
  SymInt start = meansToTheEnd(slice.start) ? size - 1 : min(fromFront(slice.start, size), size - 1);
  bool toTheFront = slice.end.isKnown() && slice.end.value() <= -std::numeric_limits<int32_t>::max();
  SymInt end = toTheFront ? SymInt(-1) : max(fromFront(slice.end, size), -1);
  return max(ceilDiv(start - end, SymInt(0) - SymInt(slice.step)), 0);
}

namespace {
struct SliceArguments {
  Shape starts, ends; ///< may hold symbolic and unknown elements
  Axes axes;
  llvm::SmallVector<int64_t, 4> steps; ///< 0: not known
};
} // namespace

/// Input i, or the attribute of Slice-1. nullopt where not even the length is known.
static std::optional<Shape> bounds(ShapeContext &context, size_t i, llvm::StringRef attribute) {
  if (context.hasInput(i))
    return context.dimensionsFrom(i);
  llvm::ArrayRef<int64_t> list = context.node.ints(attribute);
  return Shape(list.begin(), list.end());
}

/// nullopt after bad() or where too little is known.
static std::optional<SliceArguments> sliceArguments(ShapeContext &context, size_t rank) {
  auto starts = bounds(context, 1, "starts"), ends = bounds(context, 2, "ends");
  IntList axes = intListFrom(context, 3, "axes"), steps = intListFrom(context, 4, "steps");
  if (!starts || !ends || axes.unknown())
    return std::nullopt;
  size_t count = starts->size();
  if (axes.absent())
    for (size_t i = 0; i < count; ++i)
      axes.values.push_back(static_cast<int64_t>(i));
  if (ends->size() != count || axes.values.size() != count ||
      (steps.known() && steps.values.size() != count)) {
    context.bad("{} starts, {} ends, {} axes and {} steps", count, ends->size(), axes.values.size(),
                steps.known() ? steps.values.size() : count);
    return std::nullopt;
  }
  for (int64_t step : steps.values)
    if (step == 0 || step == std::numeric_limits<int64_t>::min()) {
      context.bad("steps hold {}", step);
      return std::nullopt;
    }
  auto positions = context.normalizeAxes(axes.values, rank);
  if (!positions)
    return std::nullopt;
  SliceArguments result{std::move(*starts), std::move(*ends), std::move(*positions), std::move(steps.values)};
  result.steps.resize(count, steps.unknown() ? 0 : 1);
  return result;
}

/// The positions along an axis that the slice keeps: `length` of them, all inside the axis.
static std::vector<size_t> keptPositions(AxisSlice const &slice, int64_t size, int64_t length) {
  int64_t start = slice.start.value();
  int64_t first =
      start < 0 ? std::max<int64_t>(start + size, 0) : std::min(start, slice.step < 0 ? size - 1 : size);
  std::vector<size_t> kept;
  for (int64_t i = 0; i < length; ++i)
    kept.push_back(static_cast<size_t>(first + i * slice.step));
  return kept;
}

/// Elements of a constant that the slice keeps; `y` is its shape.
static void foldSlice(ShapeContext &context, SliceArguments const &arguments, Shape const &y) {
  FoldedConstant const *constant = context.constant(0);
  if (constant == nullptr || !foldableCount(y))
    return;
  Shape const &x = *context.shape(0);
  std::vector<size_t> positions(1, 0); // of the elements kept so far, over the axes done
  for (size_t axis = 0; axis < x.size(); ++axis) {
    auto const *found = llvm::find(arguments.axes, axis);
    int64_t size = x[axis].value(), length = y[axis].value();
    AxisSlice one{0, size, 1};
    if (found != arguments.axes.end()) {
      size_t i = static_cast<size_t>(found - arguments.axes.begin());
      one = {arguments.starts[i], arguments.ends[i], arguments.steps[i]};
    }
    if (!one.start.isKnown())
      return;
    std::vector<size_t> kept = keptPositions(one, size, length), next;
    for (size_t position : positions)
      for (size_t k : kept)
        next.push_back(position * static_cast<size_t>(size) + k);
    positions = std::move(next);
  }
  context.fold(0, pick(*constant, positions));
}

void slice(ShapeContext &context) {
  Shape const *x = context.likeFirst(1);
  if (x == nullptr)
    return;
  auto arguments = sliceArguments(context, x->size());
  if (!arguments)
    return context.isBad() ? void() : context.setRank(0, context.element(0), x->size());
  Shape y = *x;
  for (size_t i = 0; i < arguments->axes.size(); ++i) {
    AxisSlice one{arguments->starts[i], arguments->ends[i], arguments->steps[i]};
    SymInt const &size = (*x)[arguments->axes[i]];
    y[arguments->axes[i]] = one.step == 0  ? SymInt::unknown()
                            : one.step > 0 ? forwardLength(one, size)
                                           : backwardLength(one, size);
  }
  foldSlice(context, *arguments, y);
  context.set(0, context.element(0), std::move(y));
}

/// `pads` of input 1 or the attributes pads (opset 2) and paddings (opset 1): all begins, then all ends, for
/// the axes of input 3 (opset 18) or for all.
void pad(ShapeContext &context) {
  Shape const *x = context.likeFirst(1);
  if (x == nullptr)
    return;
  std::optional<Shape> pads = bounds(context, 1, context.node.has("pads") ? "pads" : "paddings");
  IntList given = intListFrom(context, 3, "axes");
  if (!pads || given.unknown())
    return context.setRank(0, context.element(0), x->size());
  if (given.absent())
    for (size_t i = 0; i < x->size(); ++i)
      given.values.push_back(static_cast<int64_t>(i));
  auto axes = context.normalizeAxes(given.values, x->size());
  if (!axes)
    return;
  if (pads->size() != 2 * axes->size())
    return context.bad("{} pads for {} axes", pads->size(), axes->size());
  Shape y = *x;
  for (size_t i = 0; i < axes->size(); ++i) {
    SymInt &dim = y[(*axes)[i]];
    dim = dim + (*pads)[i] + (*pads)[i + axes->size()];
  }
  context.set(0, context.element(0), std::move(y));
}

/// Input 1 holds the new sizes of `axes` (all without the attribute).
void centerCropPad(ShapeContext &context) {
  Shape const *x = context.likeFirst(2);
  auto target = context.dimensionsFrom(1);
  if (x == nullptr || !target)
    return;
  llvm::SmallVector<int64_t, 4> given(context.node.ints("axes").begin(), context.node.ints("axes").end());
  if (!context.node.has("axes"))
    for (size_t i = 0; i < x->size(); ++i)
      given.push_back(static_cast<int64_t>(i));
  auto axes = context.normalizeAxes(given, x->size());
  if (axes && axes->size() != target->size())
    return context.bad("{} sizes for {} axes", target->size(), axes->size());
  if (!axes)
    return;
  Shape y = *x;
  for (size_t i = 0; i < axes->size(); ++i)
    y[(*axes)[i]] = (*target)[i];
  context.set(0, context.element(0), std::move(y));
}

} // namespace eo::shape
