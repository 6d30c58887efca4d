//===- CostClassOf.h - the grain boards are measured at, by operator --------------------------------------===//
#ifndef ENERGY_OPT_PASSES_COSTCLASSOF_H
#define ENERGY_OPT_PASSES_COSTCLASSOF_H

#include "lib/board/CostFeatures.h"

namespace eo {

/// The class by operator alone. Depthwise, grouped and fully connected are told apart by operands
/// (passes/OperandGeometry.h). `opClass`: of what an operator without a kind does, where the network says.
CostClass costClassOf(OpKind kind, OpClass opClass);

} // namespace eo

#endif
