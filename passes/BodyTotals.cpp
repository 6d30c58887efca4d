#include "passes/BodyTotals.h"

#include <algorithm>

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

static bool isTrue(CountContext const &c, ValueId id) { return knownScalar(c, id).value_or(0) != 0; }

SymInt countedBranch(CountContext const &c) {
  SymInt ifTrue = bodyTotal(c, c.node.bodyAttribute("then_branch"));
  SymInt ifFalse = bodyTotal(c, c.node.bodyAttribute("else_branch"));
  if (std::optional<int64_t> condition = knownScalar(c, c.node.input(0)))
    return *condition != 0 ? ifTrue : ifFalse;
  return max(ifTrue, ifFalse);
}

/// The body hands its condition on unchanged (through Identity or Cast), or always says true.
static bool neverStops(CountContext const &c, Body const &body) {
  if (body.outputs.empty() || !body.outputs.front().valid())
    return false;
  ValueId condition = body.outputs.front();
  constexpr unsigned longestChain = 8;
  for (unsigned step = 0; step < longestChain; ++step) {
    if (isTrue(c, condition) || (body.inputs.size() > 1 && condition == body.inputs[1]))
      return true;
    NodeId producer = c.graph.value(condition).producer;
    if (!producer.valid())
      return false;
    Node const &node = c.graph.node(producer);
    if ((node.kind != OpKind::Identity && node.kind != OpKind::Cast) || !node.hasInput(0))
      return false;
    condition = node.inputs[0];
  }
  return false;
}

SymInt bodyTimesTrips(CountContext const &c) {
  BodyId body = c.node.bodyAttribute("body");
  SymInt once = bodyTotal(c, body);
  if (once == 0)
    return 0;
  if (!c.node.hasInput(0) || !body.valid() || !neverStops(c, c.graph.body(body)))
    return SymInt::unknown();
  if (c.node.hasInput(1) && !isTrue(c, c.node.inputs[1]))
    return SymInt::unknown();
  std::optional<int64_t> trips = knownScalar(c, c.node.inputs[0]);
  return trips ? once * std::max<int64_t>(*trips, 0) : SymInt::unknown();
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
