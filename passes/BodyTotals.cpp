#include "passes/BodyTotals.h"

#include "passes/shape/ControlFlow.h"

namespace eo {

SymInt bodyTotal(CountContext const &c, BodyId body) {
  if (!body.valid())
    return SymInt::unknown();
  SymInt total = 0;
  for (NodeId id : c.graph.body(body).nodes)
    total += c.counts[id];
  return total;
}

/// The single integer or bool that the value is known to be.
static std::optional<int64_t> knownScalar(CountContext const &c, ValueId id) {
  if (!id.valid() || c.inferred.constants[id] == nullptr || c.inferred.constants[id]->ints.size() != 1)
    return std::nullopt;
  return c.inferred.constants[id]->ints.front().tryValue();
}

SymInt countedBranch(CountContext const &c) {
  SymInt ifTrue = bodyTotal(c, c.node.bodyAttribute("then_branch"));
  SymInt ifFalse = bodyTotal(c, c.node.bodyAttribute("else_branch"));
  if (std::optional<int64_t> condition = knownScalar(c, c.node.input(0)))
    return *condition != 0 ? ifTrue : ifFalse;
  return max(ifTrue, ifFalse);
}

SymInt bodyTimesTrips(CountContext const &c) {
  SymInt once = bodyTotal(c, c.node.bodyAttribute("body"));
  return once == 0 ? SymInt(0) : once * loopTripCount(c.graph, c.inferred, c.node);
}

SymInt bodyTimesLength(CountContext const &c) {
  SymInt once = bodyTotal(c, c.node.bodyAttribute("body"));
  auto scanned = static_cast<size_t>(c.node.intOr("num_scan_inputs", 0));
  if (once == 0)
    return 0;
  if (scanned == 0 || scanned > c.node.inputs.size())
    return SymInt::unknown();
  size_t first = c.node.inputs.size() - scanned;
  llvm::ArrayRef<int64_t> axes = c.node.ints("scan_input_axes");
  int64_t axis = axes.empty() ? 0 : axes.front();
  if (c.node.opset < 9) // opset 8: the first axis is the batch, the second is scanned
    return once * CountContext::dim(c.in(first), 0) * CountContext::dim(c.in(first), 1);
  return once * CountContext::dim(c.in(first), axis);
}

} // namespace eo
