//===- LiveBytes.h - how much memory activations need --------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_LIVEBYTES_H
#define ENERGY_OPT_PASSES_LIVEBYTES_H

#include "lib/pass/NetworkAnnotations.h"

namespace eo {

/// Bytes of activations at the worst moment.
struct LivePeak {
  SymInt bytes, atLeast;      ///< `atLeast`: without values of unknown size
  std::vector<SymInt> bodies; ///< of each body by its id, likewise without values of unknown size
};

/// The most bytes of activations alive at once when the main graph's live nodes run in graph order: network
/// inputs from the start to their last reader, every output from its node to its last reader, network outputs
/// to the end. Views share the buffer of their operand; parameters and folded constants are not counted.
/// Bodies of control flow count with their own peak while their owner runs. Unknown where a size on the way
/// is unknown; with open dimensions an expression.
LivePeak peakLiveBytes(Graph const &graph, TypeMap const &types, NodeRoles const &roles);

/// What the bodies of a node need beside its outputs: a branch of an If writes those, bodies of loops copy to them.
SymInt besideOutputs(Node const &node, SymInt const &inBodies, TypeMap const &types);

} // namespace eo

#endif
