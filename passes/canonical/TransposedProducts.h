//===- TransposedProducts.h - transpositions beside matrix products ----------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_TRANSPOSEDPRODUCTS_H
#define ENERGY_OPT_PASSES_CANONICAL_TRANSPOSEDPRODUCTS_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// Whether the permutation changes the last two axes for one another and no others.
bool swapsLastTwo(llvm::ArrayRef<int64_t> axes);

/// Marks as views, and looks through, Transposes
///   of the last two axes that only matrix products read: they take either order;
///   of the last two axes of a product of learned weights and data;
///   of maps that are flattened for learned weights, or come from such a product: their rows or columns may stand in any order.
/// Needs the form's readers; `settleSources` follows.
void findTransposesOfProducts(Knowledge const &known, CanonicalForm &form);

} // namespace eo::canonical

#endif
