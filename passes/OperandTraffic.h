//===- OperandTraffic.h - how much of an operand an operator touches ----------------------------------===//
#ifndef ENERGY_OPT_PASSES_OPERANDTRAFFIC_H
#define ENERGY_OPT_PASSES_OPERANDTRAFFIC_H

#include "lib/ir/TypeMap.h"

namespace eo {

/// Elements of input i that the node reads: all of them but for look-ups, which read what they pick (Gather,
/// Slice, an embedding, the rows of a table of rotations), and for updates in place (TensorScatter), which
/// read what they put there. Unknown where a size is.
SymInt elementsRead(Node const &node, size_t i, TypeMap const &types);

/// Elements of output i that the node writes: all of them but for what is updated in place. A
/// GroupQueryAttention writes the new rows of its cache: past and present are one buffer for it.
SymInt elementsWritten(Node const &node, size_t i, TypeMap const &types);

/// Whether operand i is a table of cosines or sines for rotations: computed, not learned.
bool isRotationTable(OpKind kind, size_t i);

/// The node reads some operand only in part.
bool readsInPart(OpKind kind);

} // namespace eo

#endif
