//===- KeptPricers.h - what board files say, worked out once -------------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_KEPTPRICERS_H
#define ENERGY_OPT_LIB_COST_KEPTPRICERS_H

#include "lib/cost/NetworkCost.h"
#include <mutex>

namespace eo {

/// The pricers of boards under settings, for who prices many networks: making one takes as long as grouping the kernels
/// of ten layers. All calls may come from several threads.
class KeptPricers {
public:
  std::shared_ptr<NetworkPricer const> of(ChosenBoard const &board);

private:
  /// Boards under settings; who asks for more of them pays for each anew.
  static constexpr size_t maxKept = 64;

  std::mutex mutex;
  std::vector<std::pair<ChosenBoard, std::shared_ptr<NetworkPricer const>>> kept;
};

} // namespace eo

#endif
