//===- SmallBatch.cpp ------------------------------------------------------------------------------===//
//
// One sample at a time on a board that takes longer to start kernels than to run them:
//
//   N = 1: 40 launches for a sample     N = 8: 40 launches for eight
//
#include "lib/cost/Limits.h"
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

static constexpr int64_t triedBatch = 8;
static constexpr double launchBound = 0.3;     ///< of the time
static constexpr double worthCollecting = 0.2; ///< of the energy of a sample

/// Launches' share of the time; 0 where the board's kind does not tell.
static double launchShare(LintedNetwork const &network) {
  TimeCauses sum;
  for (std::optional<KernelLimits> const &limits :
       kernelLimits(*network.board, network.annotations.get<KernelGroups>().kernels))
    if (limits)
      for (size_t cause = 0; cause < timeCauseCount; ++cause)
        sum.seconds[cause] += limits->causes.seconds[cause];
  double all = sum.sum();
  return all > 0 ? sum[TimeCause::Launch] / all : 0;
}

/// The sizes asked for with another batch: the open dimension that was taken as 1, else the first axis of every input
/// where it is 1. nullopt where somebody asked for sizes.
static std::optional<DimBindings> withBatch(LintedNetwork const &network, int64_t batch) {
  auto const &bound = network.annotations.get<BoundInputs>();
  DimBindings bindings = network.bindings;
  if (bound.defaultedBatch) {
    bindings.named[*bound.defaultedBatch] = batch;
    return bindings;
  }
  if (network.bindings.asksForSize())
    return std::nullopt;
  bool any = false;
  for (ValueId input : network.graph.main().inputs) {
    TensorType const &type = bound.types.at(input);
    if (!type.hasRank() || type.rank() == 0 || (*type.shape)[0] != 1)
      continue;
    bindings.byAxis[{network.graph.value(input).name.str(), 0}] = batch;
    any = true;
  }
  return any ? std::optional(std::move(bindings)) : std::nullopt;
}

static std::optional<double> allMacs(Graph const &graph, Annotations const &annotations) {
  double sum = 0;
  for (NodeId id : graph.main().nodes) {
    std::optional<int64_t> macs = annotations.get<MacCounts>().macs[id].tryValue();
    if (!macs)
      return std::nullopt;
    sum += static_cast<double>(*macs);
  }
  return sum;
}

std::vector<Finding> rules::smallBatch(LintedNetwork const &network) {
  double total = totalEnergyJ(network);
  if (total <= 0)
    return {};
  double share = launchShare(network);
  std::optional<DimBindings> bindings = share < launchBound ? std::nullopt : withBatch(network, triedBatch);
  if (!bindings)
    return {};
  DiagnosticEngine diagnostics;
  llvm::Expected<Annotations> analysed =
      network.estimator.analyze(network.graph, *bindings, network.board, diagnostics);
  if (!analysed) {
    llvm::consumeError(analysed.takeError());
    return {};
  }
  auto const &before = network.annotations.get<EnergyEstimate>(), &after = analysed->get<EnergyEstimate>();
  std::optional<double> one = allMacs(network.graph, network.annotations);
  bool grewAlike = one && *one > 0 && allMacs(network.graph, *analysed) == triedBatch * *one;
  if (!after.total.energy || !grewAlike) // sizes that the file has fixed inside: no batch of that network
    return {};
  double perSample = after.total.energy->value / triedBatch;
  if (total - perSample < worthCollecting * total)
    return {};
  Finding finding;
  finding.message =
      fmt::format("starting kernels takes {} of the time of one sample; in a batch of {} a sample takes {} "
                  "instead of {}",
                  formatShare(share), triedBatch, toText(Joules{perSample}), toText(Joules{total}));
  finding.saving =
      Saving{fmt::format("a batch of {}, for each sample", triedBatch), total - perSample, std::nullopt};
  if (before.latency && after.latency)
    finding.saving->latencyS = before.latency->value - after.latency->value / triedBatch;
  return {finding};
}

} // namespace eo
