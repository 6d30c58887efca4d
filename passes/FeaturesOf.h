//===- FeaturesOf.h - what board models price one node by -----------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_FEATURESOF_H
#define ENERGY_OPT_PASSES_FEATURESOF_H

#include "lib/board/CostFeatures.h"
#include "lib/pass/Pass.h"

namespace eo {

/// As extract-features has them of a live node that is no member of a unit. Needs what that pass needs.
CostFeatures featuresOf(PassContext const &context, Node const &node);

} // namespace eo

#endif
