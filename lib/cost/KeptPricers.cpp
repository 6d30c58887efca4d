#include "lib/cost/KeptPricers.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

/// Whether prices are the same: all that a NetworkPricer takes of a board.
static bool pricesAlike(ChosenBoard const &a, ChosenBoard const &b) {
  return a.model == b.model && a.settings == b.settings && a.inputFactor == b.inputFactor &&
         a.givenPowerW == b.givenPowerW;
}

std::shared_ptr<NetworkPricer const> KeptPricers::of(ChosenBoard const &board) {
  std::lock_guard lock(mutex);
  auto found = llvm::find_if(kept, [&](auto const &one) { return pricesAlike(one.first, board); });
  if (found != kept.end())
    return found->second;
  if (kept.size() == maxKept)
    kept.clear();
  return kept.emplace_back(board, std::make_shared<NetworkPricer const>(board)).second;
}

} // namespace eo
