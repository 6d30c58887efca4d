//===- LowCoverage.cpp --------------------------------------------------------------------------------===//
//
// The total speaks of too little of the network:
//
//   board xavier-nx, network of Conv and MatMul of two activations     61 % of the MACs are modelled
//
#include "lib/cost/EnergyEstimate.h"
#include "lib/lint/Rules.h"
#include "lib/support/Quantity.h"
#include <fmt/format.h>

namespace eo {

static constexpr double enoughCoverage = 0.9;

std::vector<Finding> rules::lowCoverage(LintedNetwork const &network) {
  auto const *estimate = network.annotations.find<EnergyEstimate>();
  if (estimate == nullptr)
    return {};
  Coverage const &coverage = estimate->coverage;
  Finding finding;
  if (coverage.macsShare) {
    if (*coverage.macsShare >= enoughCoverage)
      return {};
    finding.message = fmt::format("{} of the MACs has an energy estimate, {} of {} layers",
                                  formatShare(*coverage.macsShare), coverage.nodesModelled, coverage.nodes);
  } else {
    if (coverage.nodesModelled == coverage.nodes)
      return {};
    bool noMacs = network.report.totals.macsAreAll && network.report.totals.macs.value_or(1) == 0;
    finding.message =
        fmt::format("{} of {} layers have an energy estimate; {}", coverage.nodesModelled, coverage.nodes,
                    noMacs ? "no layer has MACs" : "their share of the MACs is not known");
  }
  return {finding};
}

} // namespace eo
