//===- Variances.h - variances in single steps ---------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_VARIANCES_H
#define ENERGY_OPT_PASSES_CANONICAL_VARIANCES_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// Finds variances that are no step of a normalization, as a pooling of statistics computes them, and adds them to the
/// form's units as sums of squares. Needs the form's readers; after the single steps of operators.
void findVariances(Knowledge const &known, CanonicalForm &form);

} // namespace eo::canonical

#endif
