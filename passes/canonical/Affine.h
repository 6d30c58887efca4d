//===- Affine.h - scales and biases that belong to an operator ---------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_AFFINE_H
#define ENERGY_OPT_PASSES_CANONICAL_AFFINE_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// Adds to convolutions, matrix products and normalizations what scales or shifts their result by constants
/// per channel: the runtime folds it into the weights. Needs the form's readers.
void findAffine(Knowledge const &known, CanonicalForm &form);

} // namespace eo::canonical

#endif
