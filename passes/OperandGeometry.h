//===- OperandGeometry.h - the geometry of a node's operands, as board models want it -----------------------===//
#ifndef ENERGY_OPT_PASSES_OPERANDGEOMETRY_H
#define ENERGY_OPT_PASSES_OPERANDGEOMETRY_H

#include "lib/board/CostFeatures.h"
#include "lib/pass/Pass.h"

namespace eo {

/// Where a linear operator takes its second factor: 3 where a scale and a zero point stand between, else 1.
size_t weightOperand(OpKind kind);

/// Adds maps, kernel, stride, group and kclc of a convolution, a pooling or a product by a learned matrix, and tells by
/// them what sort of convolution or product it is (`costClass`). Needs types, roles, the canonical form and, for the
/// vectors of a matrix product, `features.macs`. What is not known stays empty; other classes are left as they are.
void addGeometry(PassContext const &context, Node const &node, CostFeatures &features);

} // namespace eo

#endif
