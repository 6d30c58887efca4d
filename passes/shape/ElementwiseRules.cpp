//===- ElementwiseRules.cpp - activations, arithmetic, comparison, Cast, Where ----------------===//

#include "passes/shape/Broadcast.h"
#include "passes/shape/Fold.h"
#include "passes/shape/ShapeRules.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace eo::shape {

/// Y has the type and shape of X.
void sameAsInput(ShapeContext &context) {
  if (context.needsInputs(1))
    context.set(0, context.input(0));
}

void unaryElementwise(ShapeContext &context) {
  sameAsInput(context);
  foldElementwise(context);
}

void toBool(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  TensorType type = context.input(0);
  type.element = DataType::Bool;
  context.set(0, std::move(type));
}

/// Until opset 6, B is laid along A's axes by the attributes broadcast and axis: the result is A's shape.
static bool broadcastsByAttribute(ShapeContext &context) {
  return context.opset() < 7 && context.node.intOr("broadcast", 0) != 0;
}

/// Sets output 0 to the broadcast of the inputs from `first` on.
static void setBroadcast(ShapeContext &context, DataType element, size_t first = 0) {
  context.setElement(0, element);
  llvm::SmallVector<Shape const *, 4> shapes;
  for (size_t i = first; i < context.inputCount(); ++i) {
    Shape const *one = context.shape(i);
    if (one == nullptr)
      return;
    shapes.push_back(one);
  }
  if (broadcastsByAttribute(context)) {
    context.set(0, element, *shapes.front());
    return;
  }
  if (auto result = broadcastShapes(context, shapes))
    context.set(0, element, std::move(*result));
}

void binaryElementwise(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  setBroadcast(context, context.element(0));
  foldElementwise(context);
}

void comparison(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  setBroadcast(context, DataType::Bool);
  foldElementwise(context);
}

void variadicElementwise(ShapeContext &context) {
  if (!context.needsInputs(std::max<size_t>(context.inputCount(), 1)))
    return;
  setBroadcast(context, context.element(0));
  foldElementwise(context);
}

/// A known condition chooses; an open one leaves what both sides agree on.
static Scalar choose(SymInt const &condition, Scalar const &yes, Scalar const &no) {
  if (condition.isKnown())
    return condition.value() != 0 ? yes : no;
  bool agree = yes.real || no.real ? yes.real == no.real : yes.integer == no.integer;
  return agree ? yes : Scalar();
}

static void foldWhere(ShapeContext &context) {
  auto const *condition = context.ints(0);
  FoldedConstant const *yes = context.constant(1), *no = context.constant(2);
  Shape const *shape = context.outputShape(0);
  if (condition == nullptr || yes == nullptr || no == nullptr || shape == nullptr || !foldableCount(*shape))
    return;
  for (size_t i = 0; i < 3; ++i)
    if (!broadcastsTo(*context.shape(i), *shape))
      return;
  auto positions = broadcastPositions(*context.shape(0), *shape);
  auto yesPositions = broadcastPositions(*context.shape(1), *shape);
  auto noPositions = broadcastPositions(*context.shape(2), *shape);
  llvm::SmallVector<Scalar, 8> result;
  for (size_t i = 0; i < positions.size(); ++i)
    result.push_back(
        choose((*condition)[positions[i]], elementAt(*yes, yesPositions[i]), elementAt(*no, noPositions[i])));
  context.fold(0, makeConstant(context.outputElement(0), result));
}

void where(ShapeContext &context) {
  if (!context.needsInputs(3))
    return;
  setBroadcast(context, context.element(1));
  foldWhere(context);
}

/// Cast-1 spelled the type as text.
static DataType castTarget(Node const &node) {
  llvm::StringRef text = node.stringOr("to", "");
  if (text.empty())
    return dataTypeFromOnnx(node.intOr("to", 0));
  return llvm::StringSwitch<DataType>(text)
      .Case("FLOAT", DataType::Float32)
      .Case("DOUBLE", DataType::Float64)
      .Case("FLOAT16", DataType::Float16)
      .Case("UINT8", DataType::UInt8)
      .Case("INT8", DataType::Int8)
      .Case("UINT16", DataType::UInt16)
      .Case("INT16", DataType::Int16)
      .Case("UINT32", DataType::UInt32)
      .Case("INT32", DataType::Int32)
      .Case("UINT64", DataType::UInt64)
      .Case("INT64", DataType::Int64)
      .Case("STRING", DataType::String)
      .Case("BOOL", DataType::Bool)
      .Default(DataType::Undefined);
}

static Scalar castScalar(Scalar const &value, DataType target) {
  if (isFloatingPoint(target))
    return value;
  if (target == DataType::Bool) {
    if (value.real)
      return Scalar(SymInt(*value.real != 0 ? 1 : 0));
    if (evidentlyAtLeast(value.integer, 1))
      return Scalar(SymInt(1));
    return value.integer.isKnown() ? Scalar(SymInt(value.integer.value() != 0 ? 1 : 0)) : Scalar();
  }
  return value.real ? Scalar(Scalar(std::trunc(*value.real)).asInteger()) : value;
}

static void castTo(ShapeContext &context, DataType target) {
  TensorType type = context.input(0);
  type.element = target;
  context.set(0, std::move(type));
  FoldedConstant const *constant = context.constant(0);
  if (constant == nullptr || (!isFloatingPoint(target) && !isInteger(target) && target != DataType::Bool))
    return;
  llvm::SmallVector<Scalar, 8> result;
  for (Scalar const &one : elementsOf(*constant))
    result.push_back(castScalar(one, target));
  context.fold(0, makeConstant(target, result));
}

void cast(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  DataType target = castTarget(context.node);
  if (target == DataType::Undefined)
    return context.bad("attribute 'to' names no known type");
  castTo(context, target);
}

void castLike(ShapeContext &context) {
  if (context.needsInputs(2))
    castTo(context, context.element(1));
}

/// The same bits as another type of the same width.
void bitCast(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  DataType target = castTarget(context.node);
  if (bitWidth(target) != bitWidth(context.element(0)) && context.element(0) != DataType::Undefined)
    return context.bad("{} bits cannot be read as {} bits", bitWidth(context.element(0)), bitWidth(target));
  TensorType type = context.input(0);
  type.element = target;
  context.set(0, std::move(type));
}

/// Bernoulli, RandomNormalLike, …: the shape of X, the type of `dtype` where given.
void castLikeDtype(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  TensorType type = context.input(0);
  if (context.node.has("dtype"))
    type.element = dataTypeFromOnnx(context.node.intOr("dtype", 0));
  context.set(0, std::move(type));
}

/// The second output tells which elements were kept: bool since opset 10, of X's type before.
void dropout(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.set(0, context.input(0));
  context.foldSame(0, 0);
  TensorType mask = context.input(0);
  if (context.opset() >= 10)
    mask.element = DataType::Bool;
  context.set(1, std::move(mask));
}

/// Running sums of integers along the only axis.
static void foldCumSum(ShapeContext &context) {
  auto const *elements = context.ints(0);
  bool plain = context.node.intOr("exclusive", 0) == 0 && context.node.intOr("reverse", 0) == 0;
  if (elements == nullptr || !plain || context.shape(0)->size() != 1)
    return;
  FoldedConstant sums;
  SymInt sum = 0;
  for (SymInt const &one : *elements)
    sums.ints.push_back(sum += one);
  context.fold(0, std::move(sums));
}

void cumSum(ShapeContext &context) {
  sameAsInput(context);
  if (!context.isBad())
    foldCumSum(context);
}

} // namespace eo::shape
