//===- Sensitivity.h - what a channel of each layer costs ---------------------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_SENSITIVITY_H
#define ENERGY_OPT_LIB_LINT_SENSITIVITY_H

#include "lib/lint/Rule.h"

namespace eo {

/// Convolutions that share their output channels, through residual additions and depthwise layers: they lose channels
/// together or not at all.
struct ChannelGroup {
  std::vector<std::string> layers;                       ///< by name, in graph order; depthwise ones included
  int64_t channels = 0;                                  ///< they have
  int64_t removed = 0;                                   ///< for the figures below
  std::optional<double> energyJ, latencyS, macs, params; ///< a channel costs: the difference over `removed`
  std::string
      unknown; ///< why there are no figures: "'cat' (Concat) reads them"; empty exactly where there are
};

/// One row for every group of convolutions of the main graph, in graph order: the whole network is analysed again with
/// `remove` channels less (at most all but one) in all layers of the group. With a board that runs whole tiles of channels,
/// one channel less often changes nothing and a tile's worth does: ask for that many.
std::vector<ChannelGroup> channelSensitivity(LintedNetwork const &network, int64_t remove);

} // namespace eo

#endif
