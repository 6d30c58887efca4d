//===- Blocks.h - blocks of maps that become channels, and back ------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_BLOCKS_H
#define ENERGY_OPT_PASSES_CANONICAL_BLOCKS_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// DepthToSpace or SpaceToDepth where the Transpose, with the views and the Transposes looked through before it, moves
/// blocks of maps [N, C, H, W] out of channels or into them; Unknown where it moves anything else, or sizes are open.
OpKind movesBlocks(Knowledge const &known, Node const &transpose);

} // namespace eo::canonical

#endif
