//===- Paddings.h - Pads that belong to an operator or to one another ------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_PADDINGS_H
#define ENERGY_OPT_PASSES_CANONICAL_PADDINGS_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// Marks every Pad that only puts zeros around the input of convolutions as Padding: its result is a view of
/// what it pads. Needs the form's readers. Whether there is any.
bool findPaddings(Knowledge const &known, CanonicalForm &form);

/// Makes one unit of Pads that only one another read and that put the same number around. Needs the form's readers,
/// listed anew behind findPaddings.
void joinPads(Knowledge const &known, CanonicalForm &form);

/// Whether the Pad only cuts off borders of the axes behind the second: its amounts are known and none is above 0.
bool cutsSpatially(Knowledge const &known, Node const &node);

} // namespace eo::canonical

#endif
