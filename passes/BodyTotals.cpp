#include "passes/BodyTotals.h"

#include "passes/Turns.h"

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
  return once * turnsAtLeast(c.graph, c.inferred, c.node);
}

SymInt bodyTimesTurns(CountContext const &c) {
  SymInt once = bodyTotal(c, c.node.bodyAttribute("body"));
  return once == 0 ? SymInt(0) : once * turnsOf(c.graph, c.inferred, c.node);
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
