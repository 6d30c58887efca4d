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
#include <fmt/format.h>

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

/// Whether a node that computes has no estimate, or not all of one.
static bool isShort(MacCounts const &counts, NodeEstimate const &node, NodeId id) {
  return node.atLeast || (node.basis == Basis::None && !(counts.macs[id] == 0));
}

/// Of a lower bound: how much of the network it speaks of, and of how many nodes it does not.
static void boundTrust(Trust &trust, Coverage const &coverage, ptrdiff_t left) {
  trust.factor.reset(); // the interval is of the part
  trust.modelledShare = coverage.macsShare.value_or(0);
  trust.reasons.insert(
      trust.reasons.begin(),
      fmt::format("{} of {} nodes {} no estimate of all they do, {} of the MACs: the truth is above", left,
                  coverage.nodes, left == 1 ? "has" : "have",
                  coverage.macsShare ? formatShare(1 - trust.modelledShare)
                                     : std::string("an unknown share")));
}

llvm::Error totalEnergy(PassContext &context) {
  EnergyEstimate estimate;
  static_cast<NetworkTotals &>(estimate) = context.annotations.get<NetworkCost>();
  estimate.nodes = NodeMap<NodeEstimate>(context.graph);
  NodeEstimates estimates(context.annotations);
  for (NodeId id : context.annotations.get<CanonicalForm>().nodes)
    estimate.nodes[id] = estimates.of(id);
  for (auto &[id, sum] : bodyEstimates(context.graph, context.annotations))
    estimate.nodes[id] = std::move(sum);
  estimate.coverage = coverageOf(context, estimate);
  auto const &counts = context.annotations.get<MacCounts>();
  auto left = llvm::count_if(context.graph.main().nodes,
                             [&](NodeId id) { return isShort(counts, estimate.nodes[id], id); });
  estimate.isAll = left == 0;
  if (estimate.trust && left != 0)
    boundTrust(*estimate.trust, estimate.coverage, left);
  context.annotations.set(std::move(estimate));
  return llvm::Error::success();
}

} // namespace eo
