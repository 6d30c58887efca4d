//===- TotalEnergy.cpp ----------------------------------------------------------------------------------===//
//
// The network's price, node by node, and how much of the network it speaks of.
//
#include "lib/cost/NetworkCost.h"
#include "lib/pass/CanonicalForm.h"
#include "lib/pass/NetworkAnnotations.h"
#include "passes/Branches.h"
#include "passes/NodeEstimates.h"
#include "passes/Passes.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

/// Whether there is an energy: a time alone is no answer to what is asked.
static bool isModelled(NodeEstimate const &node) { return node.basis != Basis::None && node.energy; }

/// The modelled nodes' part of a count; absent where a node's count is unknown or all are 0.
static std::optional<double> modelledShare(Graph const &graph, EnergyEstimate const &estimate,
                                           llvm::function_ref<SymInt(NodeId)> countOf) {
  double modelled = 0, all = 0;
  for (NodeId id : graph.main().nodes) {
    std::optional<int64_t> count = countOf(id).tryValue();
    if (!count)
      return std::nullopt;
    all += static_cast<double>(*count);
    if (isModelled(estimate.nodes[id]))
      modelled += static_cast<double>(*count);
  }
  return all > 0 ? std::optional(modelled / all) : std::nullopt;
}

static Coverage coverageOf(PassContext const &context, EnergyEstimate const &estimate) {
  Graph const &graph = context.graph;
  auto const &counts = context.annotations.get<MacCounts>();
  auto const &traffic = context.annotations.get<MemoryTraffic>();
  Coverage coverage;
  coverage.nodes = static_cast<int64_t>(graph.main().nodes.size());
  coverage.nodesModelled =
      llvm::count_if(graph.main().nodes, [&](NodeId id) { return isModelled(estimate.nodes[id]); });
  coverage.macsShare = modelledShare(graph, estimate, [&](NodeId id) { return counts.macs[id]; });
  coverage.bytesShare = modelledShare(
      graph, estimate, [&](NodeId id) { return traffic.bytesRead[id] + traffic.bytesWritten[id]; });
  return coverage;
}

llvm::Error totalEnergy(PassContext &context) {
  EnergyEstimate estimate;
  static_cast<NetworkTotals &>(estimate) = context.annotations.get<NetworkCost>();
  estimate.nodes = NodeMap<NodeEstimate>(context.graph);
  NodeEstimates estimates(context.annotations);
  for (NodeId id : context.annotations.get<CanonicalForm>().nodes)
    estimate.nodes[id] = estimates.of(id);
  for (auto &[id, sum] : branchEstimates(context.graph, context.annotations))
    estimate.nodes[id] = std::move(sum);
  estimate.coverage = coverageOf(context, estimate);
  context.annotations.set(std::move(estimate));
  return llvm::Error::success();
}

} // namespace eo
