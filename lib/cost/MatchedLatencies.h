//===- MatchedLatencies.h - what a latency report says of a network ------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_MATCHEDLATENCIES_H
#define ENERGY_OPT_LIB_COST_MATCHEDLATENCIES_H

#include "lib/cost/MeasuredTimes.h"

namespace eo {

/// How the layers of a report were found in the network.
enum class LayerMatching : uint8_t {
  ByName,
  ByOrder, ///< no name is a node's: the n-th convolution is the n-th convolution
  Whole,   ///< the report has one layer, which is the network: a delegate that took it all
};

/// apply-latencies: where the times of MeasuredLatencies went.
struct MatchedLatencies {
  MeasuredTimes times; ///< by layer of the report that took time
  LayerMatching how = LayerMatching::ByName;
  std::vector<uint32_t> unmapped; ///< layers of the report that took time and are no node
  std::vector<uint32_t> inserted; ///< layers that took time and are the runtime's own
  double mappedS = 0, insertedS = 0, unmappedS = 0;

  double totalS() const { return mappedS + insertedS + unmappedS; }
};

} // namespace eo

#endif
