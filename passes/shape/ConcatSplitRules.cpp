//===- ConcatSplitRules.cpp - join and divide along an axis ------------------------------------===//

#include "passes/shape/Fold.h"
#include "passes/shape/ShapeRules.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::shape {

/// Takes over what `other` knows of the axes that all operands share; false after bad().
static bool joinAxes(ShapeContext &context, Shape &joined, Shape const &other, size_t axis) {
  if (joined.size() != other.size()) {
    context.bad("operands have ranks {} and {}", joined.size(), other.size());
    return false;
  }
  for (size_t i = 0; i < joined.size(); ++i) {
    if (i == axis)
      continue;
    if (joined[i].isKnown() && other[i].isKnown() && !(joined[i] == other[i])) {
      context.bad("operands have sizes {} and {} on axis {}", joined[i].str(), other[i].str(), i);
      return false;
    }
    if (other[i].isKnown() || !joined[i].isExpression())
      joined[i] = other[i];
  }
  return true;
}

/// The elements of one-dimensional operands one after the other; an operand that is not folded gives unknown
/// elements, as many as it is long.
static void foldConcat(ShapeContext &context) {
  llvm::SmallVector<Scalar, 8> all;
  bool anyFolded = false;
  for (size_t i = 0; i < context.inputCount(); ++i) {
    auto count = foldableCount(*context.shape(i));
    if (!count || all.size() + *count > static_cast<size_t>(maxFoldedElements))
      return;
    FoldedConstant const *constant = context.constant(i);
    anyFolded = anyFolded || constant != nullptr;
    for (size_t k = 0; k < *count; ++k)
      all.push_back(constant != nullptr ? elementAt(*constant, k) : Scalar());
  }
  if (anyFolded)
    context.fold(0, makeConstant(context.outputElement(0), all));
}

void concat(ShapeContext &context) {
  size_t count = context.inputCount();
  if (!context.needsInputs(std::max<size_t>(count, 1)))
    return;
  context.setElement(0, context.element(0));
  Shape const *first = nullptr;
  for (size_t i = 0; i < count && first == nullptr; ++i)
    first = context.shape(i);
  if (first == nullptr)
    return;
  int64_t otherwise = context.opset() < 4 ? 1 : 0;
  auto axis = context.normalizeAxis(context.node.intOr("axis", otherwise), first->size());
  if (!axis)
    return;
  Shape y = *first;
  SymInt sum = 0;
  for (size_t i = 0; i < count; ++i) {
    Shape const *one = context.shape(i);
    sum += one != nullptr && *axis < one->size() ? (*one)[*axis] : SymInt::unknown();
    if (one != nullptr && !joinAxes(context, y, *one, *axis))
      return;
  }
  y[*axis] = std::move(sum);
  bool folds = y.size() == 1 && !y[0].isUnknown();
  context.set(0, context.element(0), std::move(y));
  if (folds)
    foldConcat(context);
}

/// Sizes of the parts along the axis: given by input 1 or the attribute `split`, else equal parts (since
/// opset 18 the last may be smaller). nullopt after bad().
static std::optional<Shape> partSizes(ShapeContext &context, SymInt const &size) {
  size_t parts = context.node.outputs.size();
  if (context.hasInput(1) || context.node.has("split")) {
    auto given = context.hasInput(1) ? context.dimensionsFrom(1) : std::nullopt;
    if (!context.hasInput(1)) {
      llvm::ArrayRef<int64_t> list = context.node.ints("split");
      given.emplace(list.begin(), list.end());
    }
    if (given && given->size() != parts) {
      context.bad("split has {} entries for {} outputs", given->size(), parts);
      return std::nullopt;
    }
    return given ? std::move(*given) : Shape(parts, SymInt::unknown());
  }
  if (parts == 0)
    return Shape();
  auto count = static_cast<int64_t>(parts);
  if (context.node.has("num_outputs") && context.node.intOr("num_outputs", 0) != count) {
    context.bad("num_outputs is {} for {} outputs", context.node.intOr("num_outputs", 0), count);
    return std::nullopt;
  }
  bool unequal = context.opset() >= 18;
  if (!unequal && size.isKnown() && size.value() % count != 0) {
    context.bad("size {} does not divide into {} equal parts", size.value(), count);
    return std::nullopt;
  }
  SymInt part = ceilDiv(size, count);
  Shape sizes(parts, part);
  if (unequal)
    sizes.back() = size - part * SymInt(count - 1);
  return sizes;
}

static bool checkParts(ShapeContext &context, Shape const &sizes, SymInt const &size) {
  SymInt sum = 0;
  for (SymInt const &one : sizes)
    sum += one;
  if (sum.isKnown() && size.isKnown() && !(sum == size))
    context.bad("parts add up to {} but the axis has size {}", sum.str(), size.str());
  return !context.isBad();
}

/// Parts of a one-dimensional constant.
static void foldSplit(ShapeContext &context, Shape const &sizes) {
  FoldedConstant const *constant = context.constant(0);
  if (constant == nullptr || context.shape(0)->size() != 1 || !foldableCount(elementCount(sizes)))
    return;
  size_t next = 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    std::vector<size_t> positions;
    for (int64_t k = 0; k < sizes[i].value() && next < elementCount(*constant); ++k)
      positions.push_back(next++);
    context.fold(i, pick(*constant, positions));
  }
}

void split(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  size_t parts = context.node.outputs.size();
  for (size_t i = 0; i < parts; ++i)
    context.setElement(i, context.element(0));
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return;
  auto axis = context.normalizeAxis(context.node.intOr("axis", 0), x->size());
  auto sizes = axis ? partSizes(context, (*x)[*axis]) : std::nullopt;
  if (!sizes || !checkParts(context, *sizes, (*x)[*axis]))
    return;
  for (size_t i = 0; i < parts; ++i) {
    Shape y = *x;
    y[*axis] = (*sizes)[i];
    context.set(i, context.element(0), std::move(y));
  }
  foldSplit(context, *sizes);
}

} // namespace eo::shape
