//===- Rotations.h - rotary embeddings in single steps ----------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_ROTATIONS_H
#define ENERGY_OPT_PASSES_CANONICAL_ROTATIONS_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// Makes one unit, a RotaryEmbedding, of the nodes that rotate the halves (or, where they are shown as pairs, the pairs)
/// of a tensor by tables of cosines and sines. Needs the form's readers; leaves them as they are.
void findRotations(Knowledge const &known, CanonicalForm &form);

} // namespace eo::canonical

#endif
