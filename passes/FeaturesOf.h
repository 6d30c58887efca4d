//===- FeaturesOf.h - what board models price one node by -----------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_FEATURESOF_H
#define ENERGY_OPT_PASSES_FEATURESOF_H

#include "lib/board/CostFeatures.h"
#include "lib/pass/Pass.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace eo {

/// As extract-features has them of a live node that is no member of a unit. Needs what that pass needs.
CostFeatures featuresOf(PassContext const &context, Node const &node);

/// What extract-features finds, in its order, for whoever looks at each once: a million nodes take 300 MB together.
void forEachFeatures(PassContext const &context, llvm::function_ref<void(CostFeatures const &)> take);

} // namespace eo

#endif
