//===- CountMacs.cpp --------------------------------------------------------------------------------===//
//
// Multiply-accumulates (eo-mac-1) and other operations of every live node:
//
//   y: [1x64x112x112] = Conv(x: [1x3x224x224], w: [64x3x7x7])     118013952 macs
//   z: [1x64x112x112] = Relu(y)                                   0 macs, 802816 other operations
//
#include "lib/support/Error.h"
#include "lib/support/Quantity.h"
#include "passes/BlockedChannels.h"
#include "passes/BodyTotals.h"
#include "passes/MacRules.h"
#include "passes/NodeCounts.h"
#include "passes/NodeText.h"
#include "passes/OtherOpsRules.h"
#include "passes/Passes.h"
#include "passes/UserRules.h"
#include "passes/WayOut.h"

namespace eo {

using CountRule = SymInt (*)(CountContext const &);

/// An operator that is not in Ops.def may do anything.
static SymInt notKnown(CountContext const & /*c*/) { return SymInt::unknown(); }

SymInt macsOf(CountContext const &node) {
  static constexpr CountRule rules[] = {
      notKnown,
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools) macs::Macs,
#include "lib/ir/Ops.def"
  };
  return rules[static_cast<size_t>(node.node.kind)](node);
}

SymInt otherOpsOf(CountContext const &node) {
  static constexpr CountRule rules[] = {
      notKnown,
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools) otherops::OtherOps,
#include "lib/ir/Ops.def"
  };
  return rules[static_cast<size_t>(node.node.kind)](node);
}

/// The node stands in a branch that is never taken, at any depth.
static bool isIdle(Graph const &graph, InferredTypes const &inferred, Node const &node) {
  for (BodyId body = node.body; graph.body(body).owner.valid();) {
    Node const &owner = graph.node(graph.body(body).owner);
    FoldedConstant const *condition =
        owner.kind == OpKind::If && owner.hasInput(0) ? inferred.constants[owner.inputs[0]].get() : nullptr;
    if (condition != nullptr && condition->ints.size() == 1 && condition->ints.front().isKnown() &&
        owner.bodyAttribute(condition->ints.front() == 0 ? "then_branch" : "else_branch") == body)
      return true;
    body = owner.body;
  }
  return false;
}

static void diagnose(PassContext &context, Node const &node, SymInt const &macs) {
  if (macs.isOverflow())
    context.diagnostics.warn(
        DiagCode::CountOverflow, node.name,
        fmt::format("{}: the number of multiply-accumulates exceeds 64 bits", node.opType));
  else if (macs.isUnknown())
    context.diagnostics.warn(DiagCode::CountUnknown, node.name,
                             fmt::format("{}: the number of multiply-accumulates is not known", node.opType),
                             wayOut(context, node));
}

/// An If whose branches differ and whose condition is open.
static void noteUndecided(PassContext &context, CountContext const &c) {
  SymInt ifTrue = bodyTotal(c, c.node.bodyAttribute("then_branch"));
  SymInt ifFalse = bodyTotal(c, c.node.bodyAttribute("else_branch"));
  if (c.scalar(0).isKnown() || !ifTrue.isKnown() || !ifFalse.isKnown() || ifTrue == ifFalse)
    return;
  context.diagnostics.note(
      DiagCode::BranchUndecided, c.node.name,
      fmt::format("nobody knows whether then_branch ({} MACs) or else_branch ({} MACs) runs: the "
                  "one that costs more stands in the figures",
                  formatCount(static_cast<double>(ifTrue.value())),
                  formatCount(static_cast<double>(ifFalse.value()))),
      wayOut(context, c.node));
}

static void noteBlocked(PassContext &context, NodeMap<SymInt> const &macs) {
  auto blocked = blockedMacs(context.graph, context.annotations.get<InferredTypes>(), macs);
  if (blocked && blocked->counted != blocked->own)
    context.diagnostics.note(
        DiagCode::BlockedChannels, "",
        fmt::format("channels are rounded up to blocks: of {} MACs in such convolutions at least {} are "
                    "the network's own",
                    blocked->counted, blocked->own),
        "analyse the original, or save it at ONNX Runtime's level extended");
}

llvm::Error countMacs(PassContext &context) {
  auto const &inferred = context.annotations.get<InferredTypes>();
  auto const &roles = context.annotations.get<NodeRoles>().roles;
  auto const *userRules = context.annotations.find<OpRules>();
  MacCounts counts{NodeMap<SymInt>(context.graph), NodeMap<SymInt>(context.graph),
                   NodeMap<SymInt>(context.graph)};
  for (size_t body = context.graph.bodyCount(); body-- > 0;) { // inner bodies first: owners sum them up
    for (NodeId id : context.graph.body({static_cast<uint32_t>(body)}).nodes) {
      Node const &node = context.graph.node(id);
      if (roles[id] != NodeRole::Live)
        continue;
      CountContext ofMacs{context.graph, inferred, counts.macs, node};
      CountContext ofOthers{context.graph, inferred, counts.otherOps, node};
      OpRule const *ofUser = userRules != nullptr ? userRules->find(node) : nullptr;
      counts.macs[id] = ofUser != nullptr ? countByUserRule(ofUser->macs, ofMacs) : macsOf(ofMacs);
      counts.otherOps[id] =
          ofUser != nullptr ? countByUserRule(ofUser->otherOps, ofOthers) : otherOpsOf(ofOthers);
      if (!counts.macs[id].isExpression())
        counts.atLeast[id] = countedAtLeast(ofMacs, counts.atLeast);
      if (isIdle(context.graph, inferred, node))
        continue;
      diagnose(context, node, counts.macs[id]);
      if (node.kind == OpKind::If)
        noteUndecided(context, ofMacs);
    }
  }
  noteBlocked(context, counts.macs);
  context.annotations.set(std::move(counts));
  return llvm::Error::success();
}

std::string describeMacs(PassContext const &context, Node const &node) {
  auto const &counts = context.annotations.get<MacCounts>();
  return fmt::format("{} macs, {} other", counts.macs[node.id].str(), counts.otherOps[node.id].str());
}

} // namespace eo
