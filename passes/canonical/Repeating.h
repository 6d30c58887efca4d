//===- Repeating.h - elements given several times -----------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_REPEATING_H
#define ENERGY_OPT_PASSES_CANONICAL_REPEATING_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// What the node repeats along axes of length 1: the operand of an Expand or a Tile, or of a Mul by ones that have more
/// elements than it, as TensorFlow's detectors enlarge maps; invalid for all other nodes.
ValueId repeatedBy(Knowledge const &known, Node const &node);

/// Whether all operands of the Concat are one value.
bool joinsOneWithItself(Knowledge const &known, Node const &concat);

/// Whether the Gather picks everything along its axis in order, each as often as the others: 0, 0, 1, 1.
bool picksEachAlike(Knowledge const &known, Node const &gather);

/// Whether both together give maps [N, C, H, W] with each row and each column several times, one after the other: Expand
/// or Tile of an axis of 1, a Concat of it with itself, a Gather of each as often.
bool enlargesRowsAndColumns(Knowledge const &known, Node const &first, Node const &second);

} // namespace eo::canonical

#endif
