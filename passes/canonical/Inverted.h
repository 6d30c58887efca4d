//===- Inverted.h - quotients and differences by the inverse of an operand -----------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_INVERTED_H
#define ENERGY_OPT_PASSES_CANONICAL_INVERTED_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// Whether the node gives 1 / x of its one activation: a Reciprocal, a constant 1 over it, its power of -1.
bool isReciprocal(Knowledge const &known, Node const &node);

/// Which other operand is looked for.
enum class Beside : uint8_t { Activation, Constant };

/// Adds products by a reciprocal, and sums with what a Neg turned, to the form's units, where nobody else reads the
/// inverse: Div, Sub and Add. Needs the form's readers. Constants are for when factors and biases have been folded.
void findInverted(Knowledge const &known, CanonicalForm &form, Beside beside);

} // namespace eo::canonical

#endif
