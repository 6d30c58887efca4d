#include "passes/shape/ShapeRules.h"

namespace eo {

ShapeRule shapeRule(OpKind kind) {
  static constexpr ShapeRule rules[] = {
      nullptr,
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools) shape::Shape,
#include "lib/ir/Ops.def"
  };
  return rules[static_cast<size_t>(kind)];
}

} // namespace eo
