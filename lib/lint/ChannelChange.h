//===- ChannelChange.h - another number of channels, through all layers that share them -----------===//
#ifndef ENERGY_OPT_LIB_LINT_CHANNELCHANGE_H
#define ENERGY_OPT_LIB_LINT_CHANNELCHANGE_H

#include "lib/ir/GraphEdit.h"
#include "lib/lint/Rule.h"
#include "llvm/ADT/DenseSet.h"

namespace eo {

/// Gives axis 1 of `value` that many channels, and with it everything that must have as many: the filters of
/// the convolution it comes from, the input channels of those that read it, depthwise convolutions,
/// normalizations, activations, pooling and the other operands of additions between. Empty on success, else
/// why it cannot be done (the edit is then unusable): "'cat' (Concat) reads them". The values that share the
/// channels are added to `changed`.
std::string changeChannels(LintedNetwork const &network, GraphEdit &edit, ValueId value, int64_t channels,
                           llvm::DenseSet<uint32_t> &changed);

} // namespace eo

#endif
