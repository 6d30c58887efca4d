//===- LimitedFeatures.h - what limits of accelerators name ----------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_LIMITEDFEATURES_H
#define ENERGY_OPT_PASSES_LIMITEDFEATURES_H

#include "lib/board/KernelRules.h"
#include "lib/pass/CanonicalForm.h"
#include "lib/pass/NetworkAnnotations.h"

namespace eo {

/// Whether some rule of the board is bounded by one of limitColumns().
bool namesLimits(KernelRules const &rules);

/// Fills in what no formula needs and rows of boardmodels/limits.csv ask for: padding, window, axis, long axes. The
/// geometry is filled in before.
void addLimited(Graph const &graph, CanonicalForm const &form, InferredTypes const &inferred,
                Node const &node, CostFeatures &f);

} // namespace eo

#endif
