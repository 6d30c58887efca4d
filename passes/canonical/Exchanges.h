//===- Exchanges.h - steps that compute the same in another order -------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_EXCHANGES_H
#define ENERGY_OPT_PASSES_CANONICAL_EXCHANGES_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// Whether the node multiplies its only activation by itself.
bool squares(Knowledge const &known, Node const &node);

/// Finds absolutes that are squared and gates that two factors share; true where it found any. Before the single
/// steps of activations are looked for.
bool findExchangedFactors(Knowledge const &known, CanonicalForm &form);

/// Finds biases behind the sum of a product, or a convolution, and another activation; true where it found any.
bool findBiasesBehindSums(Knowledge const &known, CanonicalForm &form);

/// Finds activations behind the Transpose of a product or a convolution. After everything else.
void findActivationsBehindTransposes(Knowledge const &known, CanonicalForm &form);

} // namespace eo::canonical

#endif
