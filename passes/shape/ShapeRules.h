//===- ShapeRules.h - one shape rule per row of Ops.def ---------------------------------------===//
//
// "Where is the rule of op X": its row names the function, the function is in the file of its family.
//
#ifndef ENERGY_OPT_PASSES_SHAPE_SHAPERULES_H
#define ENERGY_OPT_PASSES_SHAPE_SHAPERULES_H

#include "passes/shape/ShapeContext.h"

namespace eo {

namespace shape {
// A row of Ops.def that names a rule nobody wrote fails to link.
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools)                             \
  void Shape(ShapeContext &context);
#include "lib/ir/Ops.def"
} // namespace shape

/// Reads operand types and folded constants, sets result types.
using ShapeRule = void (*)(ShapeContext &);

/// The rule of an operator; nullptr for OpKind::Unknown.
ShapeRule shapeRule(OpKind kind);

} // namespace eo

#endif
