//===- UserRules.h - rules of an op-file at work -----------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_USERRULES_H
#define ENERGY_OPT_PASSES_USERRULES_H

#include "lib/pass/OpRules.h"
#include "passes/CountContext.h"
#include "passes/shape/ShapeContext.h"

namespace eo {

/// Sets the outputs that the rule describes; the others stay unknown.
void applyUserRule(OpRule const &rule, ShapeContext &context);

/// The count that `formula` gives for the node; unknown without one. A negative count is unknown too.
SymInt countByUserRule(std::optional<OpExpression> const &formula, CountContext const &c);

} // namespace eo

#endif
