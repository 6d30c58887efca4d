//===- EarlyDelegationEnd.cpp -------------------------------------------------------------------------===//
//
// Accelerators that are given one part of the network stop at the first operator they do not know; what depends on it
// is left to the processor, known operators too:
//
//   c = Conv(x); h = Erf(c); y = Conv(h)      the accelerator runs one convolution
//   c = Conv(x); h = Relu(c); y = Conv(h)     it runs both
//
// One finding for the network, at the operator where it stops.
//
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/PlainActivation.h"
#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"
#include "lib/support/Quantity.h"
#include <fmt/format.h>

namespace eo {

namespace {
/// What the accelerator leaves to the processor.
struct LeftBehind {
  size_t kernels = 0, unpriced = 0;
  double energyJ = 0, macs = 0, allMacs = 0;
};
} // namespace

static LeftBehind leftBehind(LintedNetwork const &network, KernelGroups const &groups) {
  LeftBehind result;
  auto const &estimate = network.annotations.get<EnergyEstimate>();
  for (Kernel const &kernel : groups.kernels) {
    auto macs = static_cast<double>(kernel.features.macs.value_or(0));
    result.allMacs += macs;
    if (kernel.delegated)
      continue;
    ++result.kernels;
    result.macs += macs;
    NodeEstimate const &node = estimate.nodes[kernel.features.node];
    result.unpriced += node.energy ? 0 : 1;
    result.energyJ += node.energy ? node.energy->value : 0;
  }
  return result;
}

/// With a Relu in the place of every activation of that operator.
static WhatIf goingOn(LintedNetwork const &network, Node const &stop, LeftBehind const &behind) {
  if (behind.unpriced != 0)
    return noSaving("the board file has no figures for the processor beside the accelerator");
  if (!canBeRelu(stop))
    return noSaving("it depends on what takes its place");
  GraphEdit edit(network.graph);
  for (NodeId id : network.graph.main().nodes)
    if (Node const &node = network.graph.node(id); node.kind == stop.kind && canBeRelu(node))
      makeRelu(network.graph, edit, id);
  return whatIf(network, std::move(edit).build(), "Relu in its place");
}

std::vector<Finding> rules::earlyDelegationEnd(LintedNetwork const &network) {
  auto const *groups = network.annotations.find<KernelGroups>();
  double total = totalEnergyJ(network);
  if (groups == nullptr || !groups->stop.valid() || total <= 0)
    return {};
  LeftBehind behind = leftBehind(network, *groups);
  bool little = behind.unpriced == 0 && behind.energyJ < noticeableShare * total;
  if (behind.kernels < 2 || little) // one alone is a matter of processor-fallback
    return {};
  Finding finding = findingAt(network, groups->stop);
  finding.message = fmt::format(
      "the accelerator stops at this operator, which it does not know: {} of {} kernels with {} of the "
      "multiply-accumulates run on the processor; {}",
      behind.kernels, groups->kernels.size(),
      formatShare(behind.allMacs > 0 ? behind.macs / behind.allMacs : 0),
      behind.unpriced != 0
          ? "the board file has no figures for that"
          : fmt::format("that takes {} of the energy ({})", formatShare(behind.energyJ / total),
                        toText(Joules{behind.energyJ})));
  setSaving(finding, goingOn(network, network.graph.node(groups->stop), behind));
  return {finding};
}

} // namespace eo
