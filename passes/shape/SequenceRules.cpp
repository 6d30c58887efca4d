//===- SequenceRules.cpp - sequences and optionals ----------------------------------------------===//
//
// The type of a sequence is what holds for all its elements; where its length is known, the type of each one
// is kept beside it.
//

#include "passes/shape/Fold.h"
#include "passes/shape/ShapeRules.h"
#include "passes/shape/TypeJoin.h"

namespace eo::shape {

using Elements = std::vector<TensorType>;

static TensorType sequenceOf(TensorType element) {
  element.form = ValueForm::Sequence;
  return element;
}

static TensorType elementOf(TensorType sequence) {
  sequence.form = ValueForm::Tensor;
  return sequence;
}

/// Sets output 0 to a sequence of known elements.
static void setElements(ShapeContext &context, Elements elements, DataType element) {
  TensorType type = joinTypes(elements);
  type.element = element;
  context.set(0, sequenceOf(std::move(type)));
  context.setSequence(0, std::move(elements));
}

/// Position `i` of a list as long as `size`, counted from the end where negative; nullopt where it is not
/// known or outside.
static std::optional<size_t> positionIn(ShapeContext &context, size_t input, size_t size) {
  SymInt given = context.scalarInt(input);
  auto length = static_cast<int64_t>(size);
  if (!given.isKnown() || given.value() < -length || given.value() >= length)
    return std::nullopt;
  return static_cast<size_t>(given.value() < 0 ? given.value() + length : given.value());
}

void sequenceConstruct(ShapeContext &context) {
  if (!context.needsInputs(std::max<size_t>(context.inputCount(), 1)))
    return;
  Elements elements;
  for (size_t i = 0; i < context.inputCount(); ++i)
    elements.push_back(context.input(i));
  setElements(context, std::move(elements), context.element(0));
}

void sequenceEmpty(ShapeContext &context) {
  setElements(context, {}, dataTypeFromOnnx(context.node.intOr("dtype", 1)));
}

void sequenceInsert(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  Elements const *before = context.sequence(0);
  TensorType const &added = context.input(1);
  if (before == nullptr)
    return context.set(0, sequenceOf(joinTypes(elementOf(context.input(0)), added)));
  Elements elements = *before;
  auto position = context.hasInput(2) ? positionIn(context, 2, elements.size() + 1) : elements.size();
  if (position) {
    elements.insert(elements.begin() + static_cast<std::ptrdiff_t>(*position), added);
  } else {
    elements.push_back(added);
    elements.assign(elements.size(), joinTypes(elements));
  }
  setElements(context, std::move(elements), added.element);
}

void sequenceErase(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.set(0, context.input(0));
  Elements const *before = context.sequence(0);
  if (before == nullptr || before->empty())
    return;
  Elements elements = *before;
  auto position = context.hasInput(1) ? positionIn(context, 1, elements.size()) : elements.size() - 1;
  if (!position)
    elements.assign(elements.size(), joinTypes(elements));
  elements.erase(elements.begin() + static_cast<std::ptrdiff_t>(position.value_or(0)));
  setElements(context, std::move(elements), context.element(0));
}

void sequenceAt(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  Elements const *elements = context.sequence(0);
  auto position = elements != nullptr ? positionIn(context, 1, elements->size()) : std::nullopt;
  context.set(0, position ? (*elements)[*position] : elementOf(context.input(0)));
}

void sequenceLength(ShapeContext &context) {
  context.set(0, DataType::Int64, {});
  if (Elements const *elements = context.sequence(0))
    context.fold(0, {{SymInt(static_cast<int64_t>(elements->size()))}, {}});
}

/// Joined along `axis`, or stacked along a new one.
void concatFromSequence(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.setElement(0, context.element(0));
  TensorType common = elementOf(context.input(0));
  if (!common.shape)
    return;
  Elements const *elements = context.sequence(0);
  bool stacks = context.node.intOr("new_axis", 0) != 0;
  Shape y = *common.shape;
  auto axis = context.normalizeAxis(context.node.intOr("axis", 0), y.size() + (stacks ? 1 : 0));
  if (!axis)
    return;
  if (stacks) {
    SymInt count = elements != nullptr ? SymInt(static_cast<int64_t>(elements->size())) : SymInt::unknown();
    y.insert(y.begin() + *axis, std::move(count));
  } else {
    SymInt sum = elements != nullptr ? SymInt(0) : SymInt::unknown();
    if (elements != nullptr)
      for (TensorType const &one : *elements)
        sum += (*one.shape)[*axis];
    y[*axis] = std::move(sum);
  }
  context.set(0, context.element(0), std::move(y));
}

/// Sizes along the axis; nullopt where they are not known. Without the input `split`: ones.
static std::optional<std::vector<SymInt>> chunkSizes(ShapeContext &context, SymInt const &size) {
  if (context.hasInput(1) && !(context.shape(1) != nullptr && context.shape(1)->empty())) {
    auto const *given = context.ints(1);
    return given != nullptr ? std::optional(std::vector<SymInt>(given->begin(), given->end())) : std::nullopt;
  }
  SymInt chunk = context.hasInput(1) ? context.scalarInt(1) : SymInt(1);
  if (!chunk.isKnown() || !size.isKnown() || chunk.value() < 1 ||
      size.value() / chunk.value() > maxFoldedElements)
    return std::nullopt;
  std::vector<SymInt> result(static_cast<size_t>(size.value() / chunk.value()), chunk);
  if (size.value() % chunk.value() != 0)
    result.push_back(size.value() % chunk.value());
  return result;
}

void splitToSequence(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  TensorType anyShape;
  anyShape.element = context.input(0).element;
  context.set(0, sequenceOf(anyShape));
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return;
  auto axis = context.normalizeAxis(context.node.intOr("axis", 0), x->size());
  if (!axis)
    return;
  bool dropsAxis = !context.hasInput(1) && context.node.intOr("keepdims", 1) == 0;
  auto part = [&](SymInt const &size) {
    TensorType one = context.input(0);
    if (dropsAxis)
      one.shape->erase(one.shape->begin() + *axis);
    else
      (*one.shape)[*axis] = size;
    return one;
  };
  auto sizes = chunkSizes(context, (*x)[*axis]);
  if (!sizes)
    return context.set(0, sequenceOf(part(context.hasInput(1) ? SymInt::unknown() : SymInt(1))));
  Elements elements;
  for (SymInt const &one : *sizes)
    elements.push_back(part(one));
  setElements(context, std::move(elements), context.element(0));
}

/// An optional tensor; an optional sequence is described as the sequence.
void optional(ShapeContext &context) {
  if (!context.hasInput(0))
    return;
  TensorType type = context.input(0);
  if (type.form == ValueForm::Tensor)
    type.form = ValueForm::Optional;
  context.set(0, std::move(type));
  context.foldSame(0, 0);
}

void optionalGetElement(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  TensorType type = context.input(0);
  if (type.form == ValueForm::Optional)
    type.form = ValueForm::Tensor;
  context.set(0, std::move(type));
  context.foldSame(0, 0);
}

void optionalHasElement(ShapeContext &context) { context.set(0, DataType::Bool, {}); }

} // namespace eo::shape
