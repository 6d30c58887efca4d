//===- WayOut.h - what to give where a count is not known -------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_WAYOUT_H
#define ENERGY_OPT_PASSES_WAYOUT_H

#include "lib/pass/Pass.h"

namespace eo {

/// "--value sr=V says what it is given" for control flow that an input steers, "--dim samples=V gives the size
/// that may decide" for open dimensions of what the node is computed from, "--dim seq=V gives the sizes of a turn" for
/// those of a search's decoder; empty where neither is so.
std::string wayOut(PassContext const &context, Node const &node);

} // namespace eo

#endif
