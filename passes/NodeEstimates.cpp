#include "passes/NodeEstimates.h"

namespace eo {

static NodeEstimate withoutCost(Cost const &free, Basis basis, Reason why, NodeId anchor) {
  NodeEstimate result;
  static_cast<Cost &>(result) = free;
  result.basis = basis;
  result.reason = std::move(why);
  result.anchor = anchor;
  return result;
}

NodeEstimate NodeEstimates::of(NodeId id) const {
  switch (roles.roles[id]) {
  case NodeRole::Dead:
    return withoutCost(cost.free, Basis::Free, "dead", id);
  case NodeRole::Foldable:
    return withoutCost(cost.free, Basis::Free, "constant", id);
  case NodeRole::Live:
    break;
  }
  if (NodePart part = form.part[id]; part != NodePart::Work && part != NodePart::Member)
    return withoutCost(cost.free, Basis::Free, Reason::literal(partText(part)), id);
  if (groups.free[id] != 0)
    return withoutCost(cost.free, Basis::Free, "a view for this runtime", id);
  NodeEstimate result;
  result.anchor = id;
  uint32_t position = groups.position[id];
  if (position == 0)
    return result;
  Kernel const &kernel = groups.kernels[position - 1];
  KernelCost const &price = cost.kernels[position - 1];
  NodeId anchor = kernel.nodes.front();
  if (anchor != id && price.whole.energy)
    return withoutCost(cost.free, Basis::Fused, {}, anchor);
  static_cast<Cost &>(result) = price.whole;
  result.basis = price.basis;
  result.reason = price.reason;
  result.anchor = anchor;
  return result;
}

} // namespace eo
