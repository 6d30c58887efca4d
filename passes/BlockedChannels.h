//===- BlockedChannels.h - what of a saved graph's MACs is padding ----------------------------------------===//
#ifndef ENERGY_OPT_PASSES_BLOCKEDCHANNELS_H
#define ENERGY_OPT_PASSES_BLOCKEDCHANNELS_H

#include "lib/pass/NetworkAnnotations.h"

namespace eo {

/// Multiply-accumulates in convolutions of com.microsoft.nchwc.
struct BlockedMacs {
  int64_t counted = 0; ///< as the file has them
  int64_t own = 0;     ///< at least so many without the channels that round them up to blocks of 8 or 16
};

/// Of all such convolutions whose MACs are known. Channels are exact where a ReorderInput or ReorderOutput beside the
/// convolution says them, and otherwise at least one more than the next smaller multiple of the block. nullopt where there is no such
/// convolution.
std::optional<BlockedMacs> blockedMacs(Graph const &graph, InferredTypes const &inferred,
                                       NodeMap<SymInt> const &macs);

} // namespace eo

#endif
