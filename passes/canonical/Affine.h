//===- Affine.h - scales, biases and paddings that belong to an operator -----------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_AFFINE_H
#define ENERGY_OPT_PASSES_CANONICAL_AFFINE_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// Marks every Pad that only puts zeros around the input of convolutions as Padding: its result is a view of
/// what it pads. Needs the form's readers.
void findPaddings(Knowledge const &known, CanonicalForm &form);

/// Adds to convolutions, matrix products and normalizations what scales or shifts their result by constants
/// per channel: the runtime folds it into the weights. Needs the form's readers.
void findAffine(Knowledge const &known, CanonicalForm &form);

} // namespace eo::canonical

#endif
