//===- Branches.h - which branch of an If runs, and what bodies come to -----------------------------------===//
//
//   y = If(c) {then: p = Conv(x, w)  else: q = Relu(x)}     c known: that branch; else the one that costs more
//
#ifndef ENERGY_OPT_PASSES_BRANCHES_H
#define ENERGY_OPT_PASSES_BRANCHES_H

#include "lib/cost/KernelGroups.h"
#include "lib/pass/Annotations.h"
#include <map>

namespace eo {

/// Prices the branches of every If of the canonical form by the chosen board (without one: counts their MACs), notes
/// them in `groups` and leaves the kernels of those that run.
void chooseBranches(Graph const &graph, Annotations const &annotations, KernelGroups &groups);

/// The estimates of all Ifs, Loops and Scans whose bodies are priced: the sums over the kernels of the branches that run
/// and over all turns.
std::map<NodeId, NodeEstimate> bodyEstimates(Graph const &graph, Annotations const &annotations);

} // namespace eo

#endif
