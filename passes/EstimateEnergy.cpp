//===- EstimateEnergy.cpp --------------------------------------------------------------------===//
//
// Prices the kernels of the network by the board that the tool has chosen (lib/cost/NetworkCost.h):
//
//   y = Conv(x, w)       109.1 mJ, fit
//   z = Relu(y)          no estimate: only convolutions and fully connected layers are in the board's model
//
#include "lib/cost/KeptPricers.h"
#include "lib/cost/KernelGroups.h"
#include "lib/support/Error.h"
#include "passes/LayerMatching.h"
#include "passes/NodeEstimates.h"
#include "passes/NodeText.h"
#include "passes/Passes.h"
#include <fmt/format.h>

namespace eo {

llvm::Error estimateEnergy(PassContext &context) {
  auto const *chosen = context.annotations.find<ChosenBoard>();
  if (chosen == nullptr)
    return usageError("estimate-energy needs a board: give --board");
  auto const *matched = context.annotations.find<MatchedLatencies>();
  auto const *kept = context.annotations.find<std::shared_ptr<KeptPricers>>();
  std::shared_ptr<NetworkPricer const> pricer =
      kept != nullptr ? (*kept)->of(*chosen) : std::make_shared<NetworkPricer const>(*chosen);
  context.annotations.set(pricer->price(context.annotations.get<KernelGroups>().kernels,
                                        matched == nullptr ? nullptr : &matched->times));
  return llvm::Error::success();
}

std::string describeEnergy(PassContext const &context, Node const &node) {
  NodeEstimate estimate = NodeEstimates(context.annotations).of(node.id);
  std::string text = estimate.energy ? toText(*estimate.energy) + ", " : std::string();
  text += basisName(estimate.basis).str();
  if (estimate.basis == Basis::Fused)
    text += fmt::format(": runs with '{}'", context.graph.node(estimate.anchor).name);
  return estimate.reason.empty() ? text : text + ": " + estimate.reason.text();
}

} // namespace eo
