//===- FusedOperand.h - an operand of FusedMatMul as MatMul would take it -----------------------------===//
#ifndef ENERGY_OPT_PASSES_FUSEDOPERAND_H
#define ENERGY_OPT_PASSES_FUSEDOPERAND_H

#include "lib/ir/Graph.h"

namespace eo {

/// The shape of operand `which` ('A' or 'B') after the attributes transA and transBatchA (or …B) of the node
/// have been applied; nullopt where it has no rank. transBatch moves axis 0 before the last axis: [S0,S1,…,K]
/// becomes [S1,…,S0,K]; trans then exchanges the last two.
std::optional<Shape> fusedOperand(Node const &node, TensorType const &type, char which);

} // namespace eo

#endif
