//===- PackedWeights.h - weights that share bytes, and their scales ---------------------------------------===//
#ifndef ENERGY_OPT_PASSES_PACKEDWEIGHTS_H
#define ENERGY_OPT_PASSES_PACKEDWEIGHTS_H

#include "lib/board/CostFeatures.h"
#include "lib/ir/TypeMap.h"
#include "lib/pass/Pass.h"

namespace eo {

/// MatMulNBits, MatMulBnb4, MatMulFpQ4: the second factor is a blob of K · N weights, whose sizes its shape does not
/// tell.
bool hasWeightBlob(OpKind kind);

/// The operator reads its weights as they are packed and unpacks them as it computes: those with a blob,
/// GatherBlockQuantized, QMoE.
bool readsPacked(OpKind kind);

/// Inputs and outputs of each vector that a weight blob multiplies; unknown where shapes are.
SymInt blobInputs(Node const &node, TypeMap const &types);
SymInt blobOutputs(Node const &node, TypeMap const &types);

/// How many weights operand `input` of the node holds: its elements, but for operators that pack several into a byte or
/// keep them as a blob (MatMulNBits, MatMulBnb4, MatMulFpQ4: K · N; QMoE and GatherBlockQuantized: 8/bits a byte).
SymInt weightsIn(Node const &node, size_t input, TypeMap const &types);

/// Whether the operand holds scales or zero points, one a block or channel: stored with the weights, but none
/// themselves. Single numbers count as settings of the operator.
bool isQuantisationTable(Node const &node, size_t input, TensorType const &type);

/// Fills in the node's packed weights and their bytes, scales included: weights of 4 bits stay packed in memory on every runtime that
/// takes them; they are unpacked as they are multiplied. Needs InferredTypes, CanonicalForm and MemoryTraffic.
void addPacked(PassContext const &context, Node const &node, CostFeatures &f);

} // namespace eo

#endif
