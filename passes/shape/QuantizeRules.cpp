//===- QuantizeRules.cpp - QuantizeLinear, DequantizeLinear, DynamicQuantizeLinear -------------===//

#include "passes/shape/ShapeRules.h"

namespace eo::shape {

static void setElement(ShapeContext &context, DataType element) {
  TensorType type = context.input(0);
  type.element = element;
  context.set(0, std::move(type));
}

/// The type of the zero point, or output_dtype (opset 21), or uint8.
void quantizeLinear(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  int64_t given = context.node.intOr("output_dtype", 0);
  setElement(context, context.hasInput(2) ? context.element(2)
                      : given != 0        ? dataTypeFromOnnx(given)
                                          : DataType::UInt8);
}

/// The type of the scale (float32 until opset 18), or output_dtype (opset 23).
void dequantizeLinear(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  int64_t given = context.node.intOr("output_dtype", 0);
  setElement(context, given != 0 ? dataTypeFromOnnx(given) : context.element(1));
}

/// QuantizeWithOrder: x, scale.
void toInt8(ShapeContext &context) {
  if (context.needsInputs(1))
    setElement(context, DataType::Int8);
}

/// The attribute `to`; float32 without it.
void dequantizeWithOrder(ShapeContext &context) {
  if (context.needsInputs(1))
    setElement(context, dataTypeFromOnnx(context.node.intOr("to", 1)));
}

/// y of uint8, its scale and its zero point.
void dynamicQuantizeLinear(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  setElement(context, DataType::UInt8);
  context.set(1, DataType::Float32, {});
  context.set(2, DataType::UInt8, {});
}

} // namespace eo::shape
