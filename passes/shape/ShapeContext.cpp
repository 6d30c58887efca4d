#include "passes/shape/ShapeContext.h"

#include "passes/shape/Fold.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

static TensorType const nothingKnown;

TensorType const &ShapeContext::input(size_t i) const {
  return hasInput(i) ? state.result.types[node.inputs[i]] : nothingKnown;
}

Shape const *ShapeContext::shape(size_t i) const {
  TensorType const &type = input(i);
  return type.shape && type.form == ValueForm::Tensor ? &*type.shape : nullptr;
}

FoldedConstant const *ShapeState::constant(ValueId id) {
  auto &held = result.constants[id];
  if (ConstantTensor const *tensor = graph.value(id).constant; held == nullptr && tensor != nullptr)
    if (auto folded = foldTensor(*tensor); folded && charge(elementCount(*folded)))
      held = std::make_shared<FoldedConstant const>(std::move(*folded));
  TensorType const &type = result.types[id];
  auto count = held != nullptr && type.shape ? foldableCount(*type.shape) : std::nullopt;
  return count && elementCount(*held) == *count ? held.get() : nullptr;
}

bool ShapeState::charge(size_t elements) {
  if (!affords(elements))
    return false;
  if (elements > freeElements)
    budget -= elements;
  return true;
}

FoldedConstant const *ShapeContext::constant(size_t i) {
  return hasInput(i) ? state.constant(node.inputs[i]) : nullptr;
}

llvm::SmallVector<SymInt, 4> const *ShapeContext::ints(size_t i) {
  FoldedConstant const *held = constant(i);
  return held != nullptr && !isFloatingPoint(element(i)) ? &held->ints : nullptr;
}

SymInt ShapeContext::scalarInt(size_t i) {
  auto const *held = ints(i);
  return held != nullptr && held->size() == 1 ? held->front() : SymInt::unknown();
}

std::optional<Shape> ShapeContext::dimensionsFrom(size_t i) {
  if (auto const *held = ints(i))
    return *held;
  Shape const *dims = shape(i);
  auto length = dims != nullptr && dims->size() == 1 ? foldableCount(*dims) : std::nullopt;
  if (!length)
    return std::nullopt;
  dataDependent("input {} is not constant, and the shape depends on it", i);
  return Shape(*length, SymInt::unknown());
}

std::vector<double> const *ShapeContext::floats(size_t i) {
  FoldedConstant const *held = constant(i);
  return held != nullptr && isFloatingPoint(element(i)) && held->ints.empty() ? &held->floats : nullptr;
}

void ShapeContext::set(size_t output, TensorType type) {
  if (hasOutput(output))
    state.result.types[node.outputs[output]] = std::move(type);
}

void ShapeContext::set(size_t output, DataType element, Shape shape) {
  if (!hasOutput(output))
    return;
  TensorType &type = state.result.types[node.outputs[output]];
  type.element = element;
  type.shape = std::move(shape);
  type.form = ValueForm::Tensor;
}

void ShapeContext::setElement(size_t output, DataType element) {
  if (!hasOutput(output))
    return;
  TensorType &type = state.result.types[node.outputs[output]];
  type.element = element;
  type.shape.reset();
  type.form = ValueForm::Tensor;
}

void ShapeContext::setRank(size_t output, DataType element, size_t rank) {
  set(output, element, Shape(rank, SymInt::unknown()));
}

Shape const *ShapeContext::outputShape(size_t output) const {
  if (!hasOutput(output))
    return nullptr;
  TensorType const &type = state.result.types[node.outputs[output]];
  return type.shape ? &*type.shape : nullptr;
}

DataType ShapeContext::outputElement(size_t output) const {
  return hasOutput(output) ? state.result.types[node.outputs[output]].element : DataType::Undefined;
}

void ShapeContext::fold(size_t output, FoldedConstant constant) {
  if (hasOutput(output) && state.charge(elementCount(constant)))
    state.result.constants[node.outputs[output]] =
        std::make_shared<FoldedConstant const>(std::move(constant));
}

void ShapeContext::foldSame(size_t output, size_t input) {
  if (hasInput(input))
    foldFrom(output, node.inputs[input]);
}

void ShapeContext::foldFrom(size_t output, ValueId value) {
  if (!hasOutput(output))
    return;
  ValueId target = node.outputs[output];
  if (state.constant(value) != nullptr)
    state.result.constants[target] = state.result.constants[value];
  auto found = state.sequences.find(value.index);
  if (found == state.sequences.end())
    return;
  auto shared = found->second; // the table may grow below
  state.sequences[target.index] = std::move(shared);
}

std::vector<TensorType> const *ShapeContext::sequence(size_t input) const {
  if (!hasInput(input))
    return nullptr;
  auto found = state.sequences.find(node.inputs[input].index);
  return found == state.sequences.end() ? nullptr : found->second.get();
}

void ShapeContext::setSequence(size_t output, std::vector<TensorType> elements) {
  constexpr size_t longest = 1024;
  if (!hasOutput(output) || elements.size() > longest || !state.charge(8 * elements.size()))
    return;
  state.sequences[node.outputs[output].index] =
      std::make_shared<std::vector<TensorType> const>(std::move(elements));
}

void ShapeContext::reportBad(std::string message) {
  failed = true;
  diagnostics.warn(DiagCode::BadNode, node.name, fmt::format("{}: {}", node.opType, message));
}

void ShapeContext::reportDataDependent(std::string message) {
  diagnostics.note(DiagCode::DataDependentShape, node.name, fmt::format("{}: {}", node.opType, message));
}

bool ShapeContext::needsInputs(size_t count) {
  for (size_t i = 0; i < count; ++i)
    if (!hasInput(i)) {
      bad("input {} is missing, needs {}", i, count);
      return false;
    }
  return true;
}

Shape const *ShapeContext::likeFirst(size_t count) {
  if (!needsInputs(count))
    return nullptr;
  setElement(0, element(0));
  return shape(0);
}

std::optional<size_t> ShapeContext::normalizeAxis(int64_t axis, size_t rank, char const *what) {
  auto size = static_cast<int64_t>(rank);
  if (axis >= -size && axis < size)
    return static_cast<size_t>(axis < 0 ? axis + size : axis);
  bad("{} {} is outside a tensor of rank {}", what, axis, rank);
  return std::nullopt;
}

std::optional<Axes> ShapeContext::normalizeAxes(llvm::ArrayRef<int64_t> axes, size_t rank) {
  if (axes.size() > rank) {
    bad("{} axes for a tensor of rank {}", axes.size(), rank);
    return std::nullopt;
  }
  Axes result;
  for (int64_t axis : axes) {
    auto one = normalizeAxis(axis, rank);
    if (!one)
      return std::nullopt;
    if (llvm::is_contained(result, *one)) {
      bad("axis {} is given twice", axis);
      return std::nullopt;
    }
    result.push_back(*one);
  }
  return result;
}

bool ShapeContext::checkRank(size_t i, size_t rank, char const *what) {
  Shape const *dims = shape(i);
  if (dims == nullptr || dims->size() == rank)
    return true;
  bad("{} has rank {}, expected {}", what, dims->size(), rank);
  return false;
}

IntList intListFrom(ShapeContext &context, size_t i, llvm::StringRef attribute) {
  IntList result;
  if (context.hasInput(i)) {
    auto const *held = context.ints(i);
    bool numbers = held != nullptr && llvm::all_of(*held, [](SymInt const &one) { return one.isKnown(); });
    result.state = numbers ? IntList::State::Known : IntList::State::Unknown;
    if (numbers)
      for (SymInt const &one : *held)
        result.values.push_back(one.value());
    return result;
  }
  if (!context.node.has(attribute))
    return result;
  result.state = IntList::State::Known;
  llvm::ArrayRef<int64_t> list = context.node.ints(attribute);
  result.values.assign(list.begin(), list.end());
  return result;
}

std::optional<FoldedConstant> foldTensor(ConstantTensor const &tensor) {
  auto count = tensor.hasElements ? foldableCount(*tensor.tensorType().shape) : std::nullopt;
  bool floating = isFloatingPoint(tensor.type);
  if (!count || (floating ? tensor.floats.size() : tensor.ints.size()) != *count)
    return std::nullopt;
  FoldedConstant constant;
  if (floating)
    constant.floats = tensor.floats;
  else
    constant.ints.assign(tensor.ints.begin(), tensor.ints.end());
  return constant;
}

std::optional<size_t> foldableCount(llvm::ArrayRef<SymInt> shape) {
  int64_t count = 1;
  for (SymInt const &dim : shape) {
    if (!dim.isKnown() || dim.value() < 0 || dim.value() > maxFoldedElements)
      return std::nullopt;
    count *= dim.value();
    if (count > maxFoldedElements)
      return std::nullopt;
  }
  return static_cast<size_t>(count);
}

bool evidentlyAtLeast(SymInt const &value, int64_t bound) {
  return value.isExpression() && max(value, bound) == value;
}

} // namespace eo
