//===- PackedWeights.h - weights that share bytes, and their scales ---------------------------------------===//
#ifndef ENERGY_OPT_PASSES_PACKEDWEIGHTS_H
#define ENERGY_OPT_PASSES_PACKEDWEIGHTS_H

#include "lib/ir/Graph.h"

namespace eo {

/// How many weights operand `input` of the node holds: its elements, but for operators that pack several into a byte or
/// keep them as a blob (MatMulNBits, MatMulBnb4, MatMulFpQ4: K · N; QMoE and GatherBlockQuantized: 8/bits a byte).
SymInt weightsIn(Node const &node, size_t input, ValueMap<TensorType> const &types);

/// Whether the operand holds scales or zero points, one a block or channel: stored with the weights, but none
/// themselves. Single numbers count as settings of the operator.
bool isQuantisationTable(Node const &node, size_t input, TensorType const &type);

} // namespace eo

#endif
