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

SymInt countedBranch(CountContext const &c) {
  SymInt ifTrue = bodyTotal(c, c.node.bodyAttribute("then_branch"));
  SymInt ifFalse = bodyTotal(c, c.node.bodyAttribute("else_branch"));
  if (std::optional<int64_t> condition = c.scalar(0).tryValue())
    return *condition != 0 ? ifTrue : ifFalse;
  return max(ifTrue, ifFalse);
}

static SymInt bodyAtLeast(CountContext const &c, NodeMap<SymInt> const &atLeast, BodyId body) {
  SymInt total = 0;
  if (body.valid())
    for (NodeId id : c.graph.body(body).nodes)
      total += c.counts[id].isKnown() ? c.counts[id] : atLeast[id].isKnown() ? atLeast[id] : SymInt(0);
  return total;
}

SymInt countedAtLeast(CountContext const &c, NodeMap<SymInt> const &atLeast) {
  using enum OpKind;
  if (opClass(c.node.kind) != OpClass::ControlFlow)
    return SymInt::unknown();
  if (c.node.kind == If) {
    SymInt ifTrue = bodyAtLeast(c, atLeast, c.node.bodyAttribute("then_branch"));
    SymInt ifFalse = bodyAtLeast(c, atLeast, c.node.bodyAttribute("else_branch"));
    std::optional<int64_t> condition = c.scalar(0).tryValue();
    return !condition ? max(ifTrue, ifFalse) : *condition != 0 ? ifTrue : ifFalse;
  }
  SymInt once = bodyAtLeast(c, atLeast, c.node.bodyAttribute("body"));
  if (c.node.kind == Loop) {
    SymInt trips = loopTripCount(c.graph, c.inferred, c.node);
    bool starts = !c.node.hasInput(1) || c.scalar(1) == 1;
    bool mayRun = !c.node.hasInput(0) || c.scalar(0).tryValue().value_or(0) > 0;
    return once * (trips.isKnown() ? trips : SymInt(starts && mayRun ? 1 : 0));
  }
  return 0;
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

SymInt bodyTimesTokens(CountContext const &c) {
  BodyId first = c.node.bodyAttribute("init_decoder"), encoder = c.node.bodyAttribute("encoder");
  SymInt prompt = encoder.valid() ? SymInt(1) : CountContext::dim(c.in(0), 1);
  SymInt turns = max(c.scalar(1) - prompt, 0);
  SymInt total = encoder.valid() ? bodyTotal(c, encoder) : SymInt(0);
  if (first.valid()) { // does the first turn
    total += bodyTotal(c, first);
    turns = max(turns - 1, 0);
  }
  return total + bodyTotal(c, c.node.bodyAttribute("decoder")) * turns;
}

} // namespace eo
