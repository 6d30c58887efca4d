//===- ProcessorFallback.cpp --------------------------------------------------------------------------===//
//
// Operators that the accelerator does not know run on the processor beside it, one finding for each:
//
//   npu: c = Conv(x, w); y = HardSwish(c)     y = Relu(c) stays on the accelerator
//
#include "lib/lint/OpGroups.h"
#include "lib/lint/PlainActivation.h"
#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

/// Of the network's energy, in all layers of the operator.
static constexpr double costlyFallbackShare = 0.05;

static WhatIf onAccelerator(LintedNetwork const &network, OpGroup const &group) {
  auto replaceable = [&](NodeId id) { return canBeRelu(network.graph.node(id)); };
  if (!llvm::all_of(group.anchors, replaceable))
    return noSaving("it depends on what takes its place");
  GraphEdit edit(network.graph);
  for (NodeId id : group.anchors)
    makeRelu(network.graph, edit, id);
  return whatIf(network, std::move(edit).build(), "Relu in its place");
}

static std::string costText(LintedNetwork const &network, OpGroup const &group) {
  if (group.unpriced != 0)
    return "the board file has no figures for that";
  return fmt::format("that takes {} of the energy ({})", formatShare(group.energyJ / totalEnergyJ(network)),
                     toText(Joules{group.energyJ}));
}

std::vector<Finding> rules::processorFallback(LintedNetwork const &network) {
  std::vector<Finding> findings;
  double total = totalEnergyJ(network);
  auto const *groups = network.annotations.find<KernelGroups>();
  bool stops = groups != nullptr && groups->stop.valid() &&
               llvm::count_if(groups->kernels, [](Kernel const &kernel) { return !kernel.delegated; }) > 1;
  if (total <= 0 || stops) // what is behind the stop may be known to the accelerator: early-delegation-end
    return findings;
  for (OpGroup const &group : groupByOp(network, [](Kernel const &kernel) { return !kernel.delegated; })) {
    if (group.unpriced == 0 && group.energyJ < costlyFallbackShare * total)
      continue;
    Finding finding = findingAt(network, group);
    finding.message = fmt::format("{} run{} on the processor beside the accelerator; {}", groupText(group),
                                  group.anchors.size() == 1 ? "s" : "", costText(network, group));
    setSaving(finding, onAccelerator(network, group));
    findings.push_back(std::move(finding));
  }
  return findings;
}

} // namespace eo
