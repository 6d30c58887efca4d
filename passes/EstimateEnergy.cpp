//===- EstimateEnergy.cpp --------------------------------------------------------------------===//
//
// Prices every node of the main graph by the board that the tool has chosen:
//
//   y = Conv(x, w)       109.1 mJ, fit
//   z = Relu(y)          no estimate: only convolutions and fully connected layers are in the board's model
//   v = Flatten(z)       0 J, free: a view
//
#include "lib/board/EnergyEstimate.h"
#include "lib/board/KernelGroups.h"
#include "lib/board/PriceKernel.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/support/Error.h"
#include "passes/NodeText.h"
#include "passes/Passes.h"
#include <fmt/format.h>

namespace eo {

namespace {
class EnergyPass {
public:
  EnergyPass(PassContext &passContext, ChosenBoard const &chosenBoard)
      : graph(passContext.graph), roles(passContext.annotations.get<NodeRoles>()), chosen(chosenBoard),
        board(*chosen.model), pricer(chosen), groups(passContext.annotations.get<KernelGroups>()) {}

  EnergyEstimate run() {
    estimate.nodes = NodeMap<NodeEstimate>(graph);
    for (Kernel const &kernel : groups.kernels)
      pricer.count(kernel.features, network);
    for (NodeId id : graph.main().nodes) {
      NodeEstimate &node = estimate.nodes[id];
      node = priceNode(graph.node(id));
      if (!node.anchor.valid())
        node.anchor = id;
    }
    return std::move(estimate);
  }

private:
  NodeEstimate priceNode(Node const &node) {
    switch (roles.roles[node.id]) {
    case NodeRole::Dead:
      return nothing(Basis::Free, "dead");
    case NodeRole::Foldable:
      return nothing(Basis::Free, "constant");
    case NodeRole::Live:
      break;
    }
    if (groups.free[node.id] != 0)
      return nothing(Basis::Free, "a view for this runtime");
    Kernel const *kernel = groups.find(node.id);
    if (kernel == nullptr)
      return {};
    if (kernel->nodes.front() != node.id)
      return fusedInto(*kernel);
    if (kernel->features.costClass == CostClass::View)
      return nothing(Basis::Free, "a view");
    return kernel->delegated ? pricer.price(kernel->features, network) : priceElsewhere(kernel->features);
  }

  /// What the accelerator leaves to the processor beside it: a kernel of a network with no other kernels
  /// there.
  NodeEstimate priceElsewhere(CostFeatures const &features) const {
    SettingValues const &fallback = board.kernels.delegate->fallback;
    NodeEstimate result;
    result.reason = "not supported by the accelerator, and the board file has no figures for what runs it";
    if (fallback.empty())
      return result;
    ChosenBoard other = chosen.beside == nullptr ? chosen : *chosen.beside;
    std::string where;
    for (auto const &[name, value] : fallback) {
      for (auto &[key, current] : other.settings)
        if (key == name)
          current = value;
      where += fmt::format("{}{}={}", where.empty() ? "" : ", ", name, value);
    }
    result = KernelPricer(other).price(features, network);
    if (result.basis != Basis::None)
      result.basis = Basis::Fallback;
    result.reason = fmt::format("not supported by the accelerator: runs at {}", where);
    return result;
  }

  /// No energy of its own; exactly so, hence an interval where the board has any.
  NodeEstimate nothing(Basis basis, llvm::StringRef why) const {
    NodeEstimate result;
    result.energy = Joules{0};
    if (board.kind != BoardKind::MacLinear) // which knows no time
      result.latency = Seconds{0};
    if (board.error)
      result.low = result.high = Joules{0};
    result.basis = basis;
    result.reason = why.str();
    return result;
  }

  /// The node runs as part of the kernel's anchor; without an estimate where that has none.
  NodeEstimate fusedInto(Kernel const &kernel) const {
    NodeEstimate const &paid = estimate.nodes[kernel.nodes.front()];
    NodeEstimate result =
        paid.energy ? nothing(Basis::Fused, fmt::format("runs with '{}'", kernel.features.name)) : paid;
    result.anchor = kernel.nodes.front();
    return result;
  }

  Graph const &graph;
  NodeRoles const &roles;
  ChosenBoard const &chosen;
  BoardModel const &board;
  KernelPricer pricer;
  KernelGroups const &groups;
  NetworkWork network;
  EnergyEstimate estimate;
};
} // namespace

llvm::Error estimateEnergy(PassContext &context) {
  auto const *chosen = context.annotations.find<ChosenBoard>();
  if (chosen == nullptr)
    return usageError("estimate-energy needs a board: give --board");
  context.annotations.set(EnergyPass(context, *chosen).run());
  return llvm::Error::success();
}

std::string describeEnergy(Annotations const &annotations, Node const &node) {
  NodeEstimate const &estimate = annotations.get<EnergyEstimate>().nodes[node.id];
  std::string text = estimate.energy ? toText(*estimate.energy) + ", " : std::string();
  text += basisName(estimate.basis).str();
  return estimate.reason.empty() ? text : text + ": " + estimate.reason;
}

} // namespace eo
