//===- FedPictures.h - pictures fed with their channels last ----------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_FEDPICTURES_H
#define ENERGY_OPT_PASSES_CANONICAL_FEDPICTURES_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// Marks as views, and looks through, Transposes from channels last of what the network is fed, as it is or scaled and
/// shifted by constants, that convolutions alone read, with more of the same in between; the form notes the order of
/// what stands before them. Needs the form's readers; `settleSources` follows.
void findFedChannelsLast(Knowledge const &known, CanonicalForm &form);

} // namespace eo::canonical

#endif
