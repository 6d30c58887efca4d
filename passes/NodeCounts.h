//===- NodeCounts.h - what one node computes -------------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_NODECOUNTS_H
#define ENERGY_OPT_PASSES_NODECOUNTS_H

#include "passes/CountContext.h"

namespace eo {

/// Multiply-accumulates by the rule of the node's operator.
SymInt macsOf(CountContext const &node);

/// Other operations, likewise.
SymInt otherOpsOf(CountContext const &node);

} // namespace eo

#endif
