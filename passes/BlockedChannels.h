//===- BlockedChannels.h - what of a saved graph's MACs is padding ----------------------------------------===//
#ifndef ENERGY_OPT_PASSES_BLOCKEDCHANNELS_H
#define ENERGY_OPT_PASSES_BLOCKEDCHANNELS_H

#include "lib/pass/NetworkAnnotations.h"

namespace eo {

/// What the convolutions of com.microsoft.nchwc come to at least without the channels that round them up to blocks of 8
/// or 16. Channels are exact where a ReorderInput or ReorderOutput beside the convolution says them, and otherwise at
/// least one more than the next smaller multiple of the block. nullopt where the network has no such convolution or
/// their MACs are not known.
std::optional<int64_t> blockedMacsAtLeast(Graph const &graph, InferredTypes const &inferred,
                                          NodeMap<SymInt> const &macs);

} // namespace eo

#endif
