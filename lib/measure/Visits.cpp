#include "lib/measure/Bundle.h"

#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace eo {

std::optional<double> NetworkVisits::spread() const {
  if (good.empty())
    return std::nullopt;
  std::optional<double> spread = good.front()->spread;
  if (good.size() >= 2)
    spread = std::max(spread.value_or(0), (*good[1]->latencyS / *good[0]->latencyS - 1) / 2);
  constexpr double most = 1; // a table's standard error ends there: the figure may be anything
  return spread ? std::optional(std::min(*spread, most)) : std::nullopt;
}

std::vector<std::string> NetworkVisits::doubts() const {
  // A core of one's own scatters by a few percent; the slower speed of a shared one is 1.3 to 2 times the quicker.
  constexpr double steady = 1.15;
  if (good.empty())
    return failed != nullptr ? failed->doubts : std::vector<std::string>();
  std::vector<std::string> doubts = good.front()->doubts;
  if (failed != nullptr)
    doubts.push_back("another visit failed: " + failed->failure);
  if (good.size() > 1 && *good[1]->latencyS > steady * *good[0]->latencyS)
    doubts.push_back(fmt::format(
        "only one of {} visits was as quick as {} an inference, the next took {}: --rounds gives more",
        good.size(), formatSi(*good[0]->latencyS, "s"), formatSi(*good[1]->latencyS, "s")));
  return doubts;
}

std::vector<NetworkVisits> networksOf(Bundle const &bundle) {
  std::vector<NetworkVisits> networks;
  std::map<llvm::StringRef, size_t> byModel;
  for (NetworkMeasurement const &visit : bundle.networks) {
    auto [place, isNew] = byModel.try_emplace(visit.model, networks.size());
    if (isNew)
      networks.emplace_back();
    NetworkVisits &network = networks[place->second];
    if (visit.failure.empty() && visit.latencyS)
      network.good.push_back(&visit);
    else
      network.failed = &visit;
  }
  for (NetworkVisits &network : networks)
    llvm::stable_sort(network.good, [](NetworkMeasurement const *a, NetworkMeasurement const *b) {
      return *a->latencyS < *b->latencyS;
    });
  return networks;
}

} // namespace eo
