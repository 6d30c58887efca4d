//===- Sensitivity.h - what a channel of each layer costs ---------------------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_SENSITIVITY_H
#define ENERGY_OPT_LIB_LINT_SENSITIVITY_H

#include "lib/lint/Rule.h"

namespace eo {

/// Channels that cost the same and go with the same others: of one convolution or fully connected layer, or of several that
/// share them through residual additions, Concat, Split and depthwise layers.
struct ChannelGroup {
  std::vector<std::string> layers; ///< that compute them, by name, in graph order; depthwise ones included
  int64_t channels = 0;            ///< that cost this much each; of a grouped layer one of each group is one
  int64_t first = 0, last = 0;     ///< the first and the last of them in the first layer
  int64_t width = 0;               ///< all channels of that layer: more where parts of them go other ways
  int64_t removed = 0;             ///< for the figures below
  std::optional<double> energyJ, latencyS, macs,
      params;          ///< a channel costs: the difference over `removed`; energy and
                       ///< time are absent where a layer it changes has no estimate
  std::string unknown; ///< why there are no figures: "'top' (TopK) reads them"; empty exactly where there are
};

/// A row for every group of channels of the main graph's convolutions and fully connected layers, in graph order: the whole
/// network is analysed again with the last `remove` of its channels less (at most all but one of a value's) in all layers of
/// the group. With a board that runs whole tiles of channels, one channel less often changes nothing and a tile's worth does:
/// ask for that many.
std::vector<ChannelGroup> channelSensitivity(LintedNetwork const &network, int64_t remove);

} // namespace eo

#endif
