#include "passes/shape/ShapeRules.h"

#include "passes/shape/ApplyRule.h"

namespace eo {

void applyShapeRule(llvm::function_ref<void(ShapeContext &)> rule, ShapeContext &context) {
  rule(context);
  for (size_t i = 0; i < context.node.outputs.size(); ++i) {
    Shape const *shape = context.outputShape(i);
    if (shape == nullptr)
      continue;
    if (shape->size() > maxRank)
      context.bad("output {} would have rank {}", i, shape->size());
    for (size_t axis = 0; axis < shape->size(); ++axis)
      if ((*shape)[axis].isKnown() && (*shape)[axis].value() < 0)
        context.bad("output {} would have size {} on axis {}", i, (*shape)[axis].value(), axis);
  }
}

ShapeRule shapeRule(OpKind kind) {
  static constexpr ShapeRule rules[] = {
      nullptr,
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools) shape::Shape,
#include "lib/ir/Ops.def"
  };
  return rules[static_cast<size_t>(kind)];
}

} // namespace eo
