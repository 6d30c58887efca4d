//===- Attentions.h - attention, in one node or in single steps ----------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_ATTENTIONS_H
#define ENERGY_OPT_PASSES_CANONICAL_ATTENTIONS_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// Adds to the form's units
///   softmax(q · kᵀ) · v with the scale, mask and softcap of the scores, the Transposes that lay out the heads of q, k, v
///   and of the result, keys and values that several heads share (Expand), and the Concats that append to a cache;
///   an operator that is an attention with the same Transposes around it.
/// The anchor is the last product, or the operator. Transposes before the rotations of q and k become views. Needs the
/// form's readers with the operators in single steps as units, and leaves the readers as they are.
void findAttentions(Knowledge const &known, CanonicalForm &form);

} // namespace eo::canonical

#endif
