//===- PickedBranch.h - the branch of an If that a known condition picks ------------------------------===//
#ifndef ENERGY_OPT_PASSES_PICKEDBRANCH_H
#define ENERGY_OPT_PASSES_PICKEDBRANCH_H

#include "lib/pass/NetworkAnnotations.h"

namespace eo {

/// The branch that a known condition picks; invalid for other nodes and open conditions.
BodyId pickedBranch(Graph const &graph, InferredTypes const &inferred, Node const &node);

/// When the condition of an If is known: by whoever loads the file, or only to whoever is told an input's value.
enum class Decided : uint8_t { AtLoad, AtRun };

/// By body: 1 where it does not run, because a known condition, of its If or of one around it, picks the other branch.
/// `latest`: AtLoad leaves out conditions computed from the elements of an input. What computes for the branch that
/// they do not pick runs in vain.
std::vector<char> passedOverBodies(Graph const &graph, InferredTypes const &inferred, Decided latest);

/// What the branch that is picked gives for the value, and so on through its own Ifs; the value itself where it is no
/// result of an If or the condition is open.
ValueId behindBranches(Graph const &graph, InferredTypes const &inferred, ValueId id);

} // namespace eo

#endif
