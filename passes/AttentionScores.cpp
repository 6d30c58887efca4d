#include "passes/AttentionScores.h"

#include "lib/pass/CanonicalForm.h"
#include "passes/AttentionSizes.h"
#include "passes/canonical/PlainKind.h"

namespace eo {

/// Attention of ai.onnx: q[N,T,H·D] or q[N,H,T,D], k likewise, past_key.
static SymInt scoresOfStandard(CountContext const &c) {
  TensorType const &q = c.in(0), &k = c.in(1);
  SymInt keys = CountContext::dim(k, -2);
  if (c.node.hasInput(4))
    keys += CountContext::dim(c.in(4), -2);
  SymInt heads =
      q.hasRank() && q.rank() == 4 ? CountContext::dim(q, 1) : SymInt(c.node.intOr("q_num_heads", 0));
  return CountContext::dim(q, 0) * CountContext::dim(q, -2) * heads * keys;
}

SymInt attentionScores(CountContext const &c) {
  if (c.node.kind == OpKind::Attention)
    return scoresOfStandard(c);
  AttentionSizes sizes = attentionSizes(
      c.node, [&](size_t i) -> TensorType const & { return c.in(i); }, [&](size_t i) { return c.scalar(i); });
  return sizes.batch * sizes.heads * sizes.queries * sizes.keys;
}

SymInt attentionScores(Graph const &graph, InferredTypes const &inferred, CanonicalUnit const &unit) {
  for (NodeId id : unit.nodes) {
    Node const &node = graph.node(id);
    OpKind kind = plainKind(node.kind);
    if ((kind == OpKind::Softmax || kind == OpKind::Exp) && node.hasOutput(0))
      return inferred.types[node.outputs[0]].elements();
  }
  return SymInt::unknown();
}

} // namespace eo
