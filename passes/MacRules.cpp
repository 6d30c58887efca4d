#include "passes/MacRules.h"

#include "passes/AttentionSizes.h"
#include "passes/BodyTotals.h"
#include "passes/EinsumEquation.h"
#include "passes/FusedOperand.h"

namespace eo::macs {

SymInt none(CountContext const & /*c*/) { return 0; }

/// Has a linear part whose size the operands do not tell.
SymInt notKnown(CountContext const & /*c*/) { return SymInt::unknown(); }

/// N · Cout · ∏out · (Cin/group) · ∏kernel; weights are [Cout, Cin/group, kernel…].
static SymInt convolution(CountContext const &c, size_t weight) {
  TensorType const &weights = c.in(weight);
  if (!weights.hasRank() || weights.rank() < 3)
    return SymInt::unknown();
  return c.outElements(0) * elementCount(llvm::makeArrayRef(*weights.shape).drop_front());
}

SymInt conv(CountContext const &c) { return convolution(c, 1); }
SymInt qLinearConv(CountContext const &c) { return convolution(c, 3); }

/// N · Cin · ∏in · (Cout/group) · ∏kernel: the input volume, not the output; weights are [Cin, Cout/group,
/// kernel…].
SymInt convTranspose(CountContext const &c) {
  TensorType const &weights = c.in(1);
  if (!weights.hasRank() || weights.rank() < 3)
    return SymInt::unknown();
  return c.inElements(0) * elementCount(llvm::makeArrayRef(*weights.shape).drop_front());
}

/// M · N · K.
SymInt gemm(CountContext const &c) {
  int64_t inner = c.node.intOr("transA", 0) != 0 ? 0 : 1;
  return c.outElements(0) * CountContext::dim(c.in(0), inner);
}

/// Broadcast batch · M · N · K; a 1-D operand drops M or N.
SymInt matMul(CountContext const &c) { return c.outElements(0) * CountContext::dim(c.in(0), -1); }
SymInt qLinearMatMul(CountContext const &c) { return matMul(c); }

/// The same for an operand that lies transposed.
SymInt fusedMatMul(CountContext const &c) {
  std::optional<Shape> a = fusedOperand(c.node, c.in(0), 'A');
  return a && !a->empty() ? c.outElements(0) * a->back() : SymInt::unknown();
}

/// b is stored packed: the attribute K is the inner size.
SymInt matMulPacked(CountContext const &c) {
  int64_t inner = c.node.intOr("K", 0);
  return inner > 0 ? c.outElements(0) * inner : SymInt::unknown();
}

/// M · N · K: the distances of a[M,K] and b[N,K].
SymInt cDist(CountContext const &c) { return matMul(c); }

/// Every token goes through k experts; weights are [experts, …], `apart` inputs from each other, `perElement` in each
/// element of the tensor.
static SymInt experts(CountContext const &c, size_t apart, int64_t perElement) {
  SymInt weights = c.inElements(2) + c.inElements(2 + apart);
  if (c.node.hasInput(2 + 2 * apart))
    weights += c.inElements(2 + 2 * apart);
  SymInt tokens = floorDiv(c.inElements(0), CountContext::dim(c.in(0), -1));
  return tokens * c.node.intOr("k", 1) * floorDiv(weights * perElement, CountContext::dim(c.in(2), 0));
}

SymInt mixtureOfExperts(CountContext const &c) { return experts(c, 2, 1); }

/// x, router, then weights, scales and bias of each product; 8/expert_weight_bits weights a byte.
SymInt quantisedExperts(CountContext const &c) {
  int64_t bits = c.node.intOr("expert_weight_bits", 4);
  return bits == 2 || bits == 4 || bits == 8 ? experts(c, 3, 8 / bits) : SymInt::unknown();
}

SymInt qOrderedMatMul(CountContext const &c) { return matMul(c); }

/// Every query head times a weight of [size, columns].
SymInt gatedRelativePositionBias(CountContext const &c) {
  return c.inElements(0) * CountContext::dim(c.in(3), -1);
}

/// qonnx: out · the weights of one output channel, wherever their channels stand.
SymInt channelsLastConv(CountContext const &c) { return convolution(c, 1); }

/// Per left-to-right pair, the product of the sizes of all indices of the two operands; one operand: 0.
SymInt einsum(CountContext const &c) {
  std::vector<TensorType> operands;
  for (size_t i = 0; i < c.node.inputs.size(); ++i)
    operands.push_back(c.in(i));
  return einsumMacs(c.node.stringOr("equation", ""), operands);
}

/// gates · T · N · H · (I + H) · directions: T · N times the elements of W and R, which are
/// [directions, gates·H, I] and [directions, gates·H, H].
static SymInt recurrentLayer(CountContext const &c) {
  TensorType const &x = c.in(0);
  if (!x.hasRank() || x.rank() != 3)
    return SymInt::unknown();
  SymInt steps = CountContext::dim(x, 0) * CountContext::dim(x, 1); // T·N in either layout
  return steps * (c.inElements(1) + c.inElements(2));
}

SymInt lstm(CountContext const &c) { return recurrentLayer(c); }
SymInt gru(CountContext const &c) { return recurrentLayer(c); }
SymInt rnn(CountContext const &c) { return recurrentLayer(c); }

/// Q·Kᵀ + A·V over all query heads, without discount for causal masks: N · heads · Tq · Tk · (D + Dv).
/// Operands are [N, heads, T, D] or [N, T, heads·D]; a cache (past_key) lengthens Tk.
SymInt attention(CountContext const &c) {
  TensorType const &q = c.in(0), &k = c.in(1), &v = c.in(2);
  if (!q.hasRank() || !k.hasRank() || !v.hasRank() || q.rank() != k.rank() || q.rank() != v.rank())
    return SymInt::unknown();
  SymInt keys = CountContext::dim(k, -2);
  if (c.node.hasInput(4))
    keys += CountContext::dim(c.in(4), -2);
  if (q.rank() == 4)
    return c.inElements(0) * keys + CountContext::dim(q, 0) * CountContext::dim(q, 1) *
                                        CountContext::dim(q, 2) * keys * CountContext::dim(v, 3);
  SymInt queryHeads = c.node.intOr("q_num_heads", 0), valueHeads = c.node.intOr("kv_num_heads", 0);
  if (q.rank() != 3 || queryHeads == 0 || valueHeads == 0)
    return SymInt::unknown();
  SymInt valueSize = floorDiv(CountContext::dim(v, 2), valueHeads);
  return c.inElements(0) * keys +
         CountContext::dim(q, 0) * CountContext::dim(q, 1) * keys * queryHeads * valueSize;
}

static AttentionSizes sizesOf(CountContext const &c) {
  return attentionSizes(
      c.node, [&](size_t i) -> TensorType const & { return c.in(i); }, [&](size_t i) { return c.scalar(i); });
}

static SymInt scoresAndValues(AttentionSizes const &sizes) {
  return sizes.batch * sizes.queries * sizes.keys * (sizes.queryWidth + sizes.valueWidth);
}

/// The projection to Q, K and V, which the operator holds, and the products of all heads.
SymInt msAttention(CountContext const &c) {
  AttentionSizes sizes = sizesOf(c);
  return sizes.batch * sizes.queries * c.inElements(1) + scoresAndValues(sizes);
}

SymInt multiHeadAttention(CountContext const &c) { return scoresAndValues(sizesOf(c)); }

/// Sequences without padding between them: batch and length are those of token_offset[B,S]; each sequence counts as
/// long as the longest, as it would with padding.
static SymInt packedScores(CountContext const &c, size_t offsets, SymInt const &widths) {
  SymInt length = CountContext::dim(c.in(offsets), 1);
  return CountContext::dim(c.in(offsets), 0) * length * length * widths;
}

/// input[tokens,D] weights[D,·], bias, token_offset.
SymInt packedAttention(CountContext const &c) {
  SymInt outputs = CountContext::dim(c.in(1), 1), values = CountContext::dim(c.out(0), 1);
  SymInt queries = floorDiv(outputs - values, 2);
  return CountContext::dim(c.in(0), 0) * c.inElements(1) + packedScores(c, 3, queries + values);
}

/// q[tokens,D] or q[tokens,heads,3,size], k, v, bias, token_offset.
SymInt packedMultiHeadAttention(CountContext const &c) {
  TensorType const &q = c.in(0);
  SymInt values = CountContext::dim(c.out(0), 1);
  SymInt queries = q.hasRank() && q.rank() == 2 ? CountContext::dim(q, 1) : values;
  return packedScores(c, 4, queries + values);
}

/// The projections of input[B,S,D] by the weights of Q, K and V (inputs 5 to 7), and the products of all heads.
SymInt qOrderedAttention(CountContext const &c) {
  SymInt tokens = CountContext::dim(c.in(0), 0) * CountContext::dim(c.in(0), 1);
  SymInt projections = c.inElements(5) + c.inElements(6) + c.inElements(7);
  SymInt widths = CountContext::dim(c.in(5), 1) + CountContext::dim(c.in(7), 1);
  return tokens * (projections + CountContext::dim(c.in(0), 1) * widths);
}

/// N · targets · features: a coefficient is used once a row.
static SymInt rows(CountContext const &c) {
  TensorType const &x = c.in(0);
  return x.hasRank() && x.rank() == 1 ? SymInt(1) : CountContext::dim(x, 0);
}

SymInt linearModel(CountContext const &c) {
  size_t coefficients = c.node.floats("coefficients").size();
  return coefficients != 0 ? rows(c) * static_cast<int64_t>(coefficients) : SymInt::unknown();
}

/// N · (elements of all support vectors + coefficients): the kernel's products and their weighted sum.
SymInt supportVectors(CountContext const &c) {
  size_t coefficients = c.node.floats("coefficients").size();
  size_t elements = c.node.floats("support_vectors").size() + coefficients;
  return coefficients != 0 ? rows(c) * static_cast<int64_t>(elements) : SymInt::unknown();
}

SymInt ifOp(CountContext const &c) { return countedBranch(c); }
SymInt loop(CountContext const &c) { return bodyTimesTurns(c); }
SymInt scan(CountContext const &c) { return bodyTimesTurns(c); }
SymInt generation(CountContext const &c) { return bodyTimesTokens(c); }

} // namespace eo::macs
