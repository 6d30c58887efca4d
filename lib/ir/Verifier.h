//===- Verifier.h - checks of our own invariants -----------------------------------------------===//
#ifndef ENERGY_OPT_LIB_IR_VERIFIER_H
#define ENERGY_OPT_LIB_IR_VERIFIER_H

#include "lib/ir/Graph.h"
#include "llvm/Support/Error.h"

namespace eo {

/// Success where the graph keeps what Graph.h promises: ids in range, every node in exactly one body,
/// producers and output indices agree, operands defined before use (in the body or an enclosing one), use
/// lists complete. An error names the first violation and is always our own fault (ErrorKind::Internal).
llvm::Error verifyGraph(Graph const &graph);

} // namespace eo

#endif
