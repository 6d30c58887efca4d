//===- ApplyRule.h - a shape rule at work --------------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_SHAPE_APPLYRULE_H
#define ENERGY_OPT_PASSES_SHAPE_APPLYRULE_H

#include "passes/shape/ShapeContext.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace eo {

/// Applies a rule to its node. What would have a negative size or no sensible rank cannot run: that is bad.
void applyShapeRule(llvm::function_ref<void(ShapeContext &)> rule, ShapeContext &context);

} // namespace eo

#endif
