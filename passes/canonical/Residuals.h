//===- Residuals.h - normalizations of sums ----------------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_RESIDUALS_H
#define ENERGY_OPT_PASSES_CANONICAL_RESIDUALS_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// Finds the normalizations of the last axis of a sum of two activations, SkipLayerNormalization or
/// SkipSimplifiedLayerNormalization, whether others read the sum too or not, and of embeddings that are added up,
/// EmbedLayerNormalization, and adds them to the form's units. Needs the normalizations in steps; lists the form's readers anew where there is one.
void findResidualNormalizations(Knowledge const &known, CanonicalForm &form);

} // namespace eo::canonical

#endif
