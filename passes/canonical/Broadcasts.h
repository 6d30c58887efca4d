//===- Broadcasts.h - what is repeated for nodes that repeat it themselves --------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_BROADCASTS_H
#define ENERGY_OPT_PASSES_CANONICAL_BROADCASTS_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// Makes views of Expands and Tiles that only elementwise nodes read whose result is as large without them. Returns
/// whether there are any: the form's readers, which it needs, are then to be listed anew.
bool findBroadcasts(Knowledge const &known, CanonicalForm &form);

} // namespace eo::canonical

#endif
