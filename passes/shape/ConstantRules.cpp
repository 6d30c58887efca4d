//===- ConstantRules.cpp - constants and what is made from dimensions: Shape, Size, Range, … --===//

#include "passes/shape/Fold.h"
#include "passes/shape/ShapeRules.h"
#include <cmath>

namespace eo::shape {

static void setTensor(ShapeContext &context, ConstantTensor const &tensor) {
  context.set(0, tensor.tensorType());
  if (auto folded = foldTensor(tensor))
    context.fold(0, std::move(*folded));
}

static void setList(ShapeContext &context, DataType element, llvm::ArrayRef<Scalar> elements) {
  context.set(0, element, {SymInt(static_cast<int64_t>(elements.size()))});
  if (elements.size() <= static_cast<size_t>(maxFoldedElements))
    context.fold(0, makeConstant(element, elements));
}

/// One of the attributes value, value_int, value_ints, value_float, value_floats, value_string(s),
/// sparse_value.
void constant(ShapeContext &context) {
  Node const &node = context.node;
  if (ConstantTensor const *tensor = node.tensor("value"))
    return setTensor(context, *tensor);
  llvm::SmallVector<Scalar, 8> elements;
  if (node.has("value_int") || node.has("value_float")) {
    bool integer = node.has("value_int");
    DataType element = integer ? DataType::Int64 : DataType::Float32;
    Scalar one = integer ? Scalar(SymInt(node.intOr("value_int", 0)))
                         : Scalar(static_cast<double>(node.floatOr("value_float", 0)));
    context.set(0, element, {});
    return context.fold(0, makeConstant(element, one));
  }
  if (node.has("value_ints")) {
    for (int64_t one : node.ints("value_ints"))
      elements.push_back(Scalar(SymInt(one)));
    return setList(context, DataType::Int64, elements);
  }
  if (node.has("value_floats")) {
    for (float one : node.floats("value_floats"))
      elements.push_back(Scalar(static_cast<double>(one)));
    return setList(context, DataType::Float32, elements);
  }
  if (node.has("value_string"))
    return context.set(0, DataType::String, {});
  Attribute const *strings = node.find("value_strings");
  if (auto const *list =
          strings != nullptr ? std::get_if<std::vector<llvm::StringRef>>(&strings->value) : nullptr)
    context.set(0, DataType::String, {SymInt(static_cast<int64_t>(list->size()))});
}

/// The dimensions of x from `start` to `end` (opset 15), both clamped to the rank.
void shape(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return context.setRank(0, DataType::Int64, 1);
  auto rank = static_cast<int64_t>(x->size());
  auto clamped = [&](int64_t position) {
    return std::clamp<int64_t>(position < 0 ? position + rank : position, 0, rank);
  };
  int64_t start = clamped(context.node.intOr("start", 0)), end = clamped(context.node.intOr("end", rank));
  end = std::max(start, end);
  context.set(0, DataType::Int64, {SymInt(end - start)});
  context.fold(0, {{x->begin() + start, x->begin() + end}, {}});
}

void size(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.set(0, DataType::Int64, {});
  if (Shape const *x = context.shape(0))
    context.fold(0, {{elementCount(*x)}, {}});
}

/// The shape is input 0, every element is the attribute `value` (float32 0 without it).
void constantOfShape(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  ConstantTensor const *value = context.node.tensor("value");
  DataType element = value != nullptr ? value->type : DataType::Float32;
  context.setElement(0, element);
  auto dims = context.dimensionsFrom(0);
  if (!dims)
    return;
  auto count = foldableCount(*dims);
  context.set(0, element, std::move(*dims));
  auto folded = value != nullptr ? foldTensor(*value) : std::optional(FoldedConstant{{}, {0.0}});
  if (count && folded && elementCount(*folded) == 1)
    context.fold(0, pick(*folded, std::vector<size_t>(*count, 0)));
}

void eyeLike(ShapeContext &context) {
  if (!context.needsInputs(1) || !context.checkRank(0, 2, "x"))
    return;
  TensorType type = context.input(0);
  if (context.node.has("dtype"))
    type.element = dataTypeFromOnnx(context.node.intOr("dtype", 0));
  context.set(0, std::move(type));
}

/// ceil((limit - start)/delta) elements, none where that is negative. Unknown for what is not folded.
static SymInt rangeLength(ShapeContext &context, Scalar const &start, Scalar const &limit,
                          Scalar const &delta) {
  if (start.real && limit.real && delta.real) {
    double length = std::ceil((*limit.real - *start.real) / *delta.real);
    return Scalar(std::max(length, 0.0)).asInteger();
  }
  SymInt from = start.asInteger(), to = limit.asInteger(), step = delta.asInteger();
  if (step == 0)
    context.bad("delta is 0");
  if (!step.isKnown() || step == 0)
    return SymInt::unknown();
  return step.value() > 0 ? max(ceilDiv(to - from, step), 0) : max(ceilDiv(from - to, SymInt(0) - step), 0);
}

void range(ShapeContext &context) {
  if (!context.needsInputs(3))
    return;
  context.setRank(0, context.element(0), 1);
  llvm::SmallVector<Scalar, 3> given;
  for (size_t i = 0; i < 3; ++i) {
    FoldedConstant const *constant = context.constant(i);
    given.push_back(constant != nullptr && elementCount(*constant) == 1 ? elementAt(*constant, 0) : Scalar());
  }
  SymInt length = rangeLength(context, given[0], given[1], given[2]);
  if (context.isBad())
    return;
  if (length.isUnknown())
    context.dataDependent("the number of elements depends on data");
  auto count = foldableCount(length);
  context.set(0, context.element(0), {std::move(length)});
  if (!count || given[0].real)
    return;
  FoldedConstant folded;
  for (size_t i = 0; i < *count; ++i)
    folded.ints.push_back(given[0].integer + SymInt(static_cast<int64_t>(i)) * given[2].integer);
  context.fold(0, std::move(folded));
}

} // namespace eo::shape
