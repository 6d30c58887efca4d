//===- QLinearRules.cpp - operators of com.microsoft on quantised operands ------------------------===//
//
// Each tensor comes with its scale and zero point behind it. The result has the type of its own zero point,
// of the first operand where that is left out.
//

#include "passes/shape/Broadcast.h"
#include "passes/shape/ShapeRules.h"

namespace eo::shape {

static DataType resultType(ShapeContext &context, size_t zeroPoint, size_t operand) {
  return context.element(context.hasInput(zeroPoint) ? zeroPoint : operand);
}

static void setBroadcast(ShapeContext &context, llvm::ArrayRef<size_t> operands, DataType element) {
  context.setElement(0, element);
  llvm::SmallVector<Shape const *, 3> shapes;
  for (size_t i : operands) {
    if (context.shape(i) == nullptr)
      return;
    shapes.push_back(context.shape(i));
  }
  if (auto result = broadcastShapes(context, shapes))
    context.set(0, element, std::move(*result));
}

/// a, scale, zero, b, scale, zero, y_scale, y_zero.
void qLinearBinary(ShapeContext &context) {
  if (context.needsInputs(1) && context.hasInput(3))
    setBroadcast(context, {0, 3}, resultType(context, 7, 0));
}

/// condition, x, scale, zero, y, scale, zero, z_scale, z_zero.
void qLinearWhere(ShapeContext &context) {
  if (context.needsInputs(5))
    setBroadcast(context, {0, 1, 4}, resultType(context, 8, 1));
}

/// a, zero, b, zero: int32.
void mulInteger(ShapeContext &context) {
  if (context.needsInputs(1) && context.hasInput(2))
    setBroadcast(context, {0, 2}, DataType::Int32);
}

/// x, scale, zero, y_scale, y_zero.
void qLinearUnary(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  TensorType type = context.input(0);
  type.element = resultType(context, 4, 0);
  context.set(0, std::move(type));
}

/// y_scale, y_zero, then tensor, scale, zero for every operand.
void qLinearConcat(ShapeContext &context) {
  if (!context.needsInputs(3))
    return;
  context.setElement(0, context.element(1));
  Shape const *first = context.shape(2);
  if (first == nullptr)
    return;
  auto axis = context.normalizeAxis(context.node.intOr("axis", 0), first->size());
  if (!axis)
    return;
  Shape y = *first;
  SymInt sum = 0;
  for (size_t i = 2; i < context.inputCount(); i += 3) {
    Shape const *one = context.shape(i);
    if (one != nullptr && one->size() != y.size())
      return context.bad("operands have ranks {} and {}", y.size(), one->size());
    sum += one != nullptr ? (*one)[*axis] : SymInt::unknown();
  }
  y[*axis] = std::move(sum);
  context.set(0, context.element(1), std::move(y));
}

} // namespace eo::shape
