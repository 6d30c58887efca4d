//===- Turns.h - how often a loop runs its body -----------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_TURNS_H
#define ENERGY_OPT_PASSES_TURNS_H

#include "lib/pass/NetworkAnnotations.h"

namespace eo {

/// How often one run of the node runs its body, a Loop by its trip count (passes/shape/ControlFlow.h), a Scan by the
/// length of the axis it scans (opset 8: times its batch). May be symbolic; unknown for other nodes.
SymInt turnsOf(Graph const &graph, InferredTypes const &inferred, Node const &node);

/// The turns that are sure where their number is not known: 1 of a Loop whose condition starts as true and whose trip
/// count is left out or above 0; else turnsOf, and 0 where that is open.
SymInt turnsAtLeast(Graph const &graph, InferredTypes const &inferred, Node const &node);

} // namespace eo

#endif
