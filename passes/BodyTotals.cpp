#include "passes/BodyTotals.h"

namespace eo {

SymInt bodyTotal(CountContext const &c, BodyId body) {
  if (!body.valid())
    return SymInt::unknown();
  SymInt total = 0;
  for (NodeId id : c.graph.body(body).nodes)
    total += c.counts[id];
  return total;
}

SymInt countedBranch(CountContext const &c) {
  SymInt yes = bodyTotal(c, c.node.bodyAttribute("then_branch"));
  SymInt no = bodyTotal(c, c.node.bodyAttribute("else_branch"));
  auto const *condition = c.node.hasInput(0) ? c.inferred.constants[c.node.inputs[0]].get() : nullptr;
  if (condition != nullptr && condition->ints.size() == 1 && condition->ints.front().isKnown())
    return condition->ints.front() == 0 ? no : yes;
  return max(yes, no);
}

/// The value is known to be true.
static bool isTrue(CountContext const &c, ValueId id) {
  auto const &folded = c.inferred.constants[id];
  return folded != nullptr && folded->ints.size() == 1 && folded->ints.front() == 1;
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
  auto const &trips = c.inferred.constants[c.node.inputs[0]];
  if (trips == nullptr || trips->ints.size() != 1)
    return SymInt::unknown();
  return once * max(trips->ints.front(), 0);
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
