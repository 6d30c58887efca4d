#include "passes/OtherOpsRules.h"

#include "passes/AttentionScores.h"
#include "passes/BodyTotals.h"
#include <algorithm>

namespace eo::otherops {

SymInt none(CountContext const & /*c*/) { return 0; }

SymInt perOutput(CountContext const &c) { return c.outElements(0); }
SymInt perInput(CountContext const &c) { return c.inElements(0); }
SymInt twicePerOutput(CountContext const &c) { return c.outElements(0) * 2; }

/// Where the operator takes its bias.
static size_t biasSlot(OpKind kind) {
  using enum OpKind;
  if (kind == QLinearConv || kind == MsQLinearConv || kind == InternalNhwcQLinearConv)
    return 8;
  if (kind == QGemm || kind == MatMulIntegerToFloat)
    return 6;
  if (kind == MatMulNBits)
    return 5;
  if (kind == DynamicQuantizeMatMul)
    return 4;
  return kind == DeformConv || kind == ConvTransposeWithDynamicPads ? 3 : 2;
}

static bool takesBias(OpKind kind) {
  using enum OpKind;
  return kind != ConvInteger && kind != FusedMatMul && kind != FusedMatMulActivation &&
         kind != TransposeMatMul && kind != MatMulBnb4;
}

/// One operation per output for each of: a bias, a tensor that is added (FusedConv), an activation.
SymInt bias(CountContext const &c) {
  using enum OpKind;
  OpKind kind = c.node.kind;
  int64_t perOutput = takesBias(kind) && c.node.hasInput(biasSlot(kind)) ? 1 : 0;
  if ((kind == FusedConv || kind == NhwcFusedConv || kind == NchwcConv) && c.node.hasInput(3))
    ++perOutput;
  if (c.node.has("activation") || kind == GemmFastGelu)
    ++perOutput;
  return perOutput != 0 ? c.outElements(0) * perOutput : SymInt(0);
}

/// The activation, and the addition where there is a bias.
SymInt biasedActivation(CountContext const &c) { return c.outElements(0) * (c.node.hasInput(1) ? 2 : 1); }

/// q and k.
SymInt rotaryPair(CountContext const &c) { return c.outElements(0) + c.outElements(1); }

/// n operands take n - 1 operations per output; Mean also divides.
SymInt variadic(CountContext const &c) {
  auto operands = static_cast<int64_t>(c.node.inputs.size());
  int64_t perElement = std::max<int64_t>(operands - 1, 0) + (c.node.kind == OpKind::Mean ? 1 : 0);
  return c.outElements(0) * perElement;
}

/// ∏kernel per pooled output.
SymInt pool(CountContext const &c) {
  SymInt window = 1;
  for (int64_t extent : c.node.ints("kernel_shape"))
    window *= extent;
  return c.outElements(0) * window;
}

/// Mean, centre, square and sum, scale, shift: 5 per element.
SymInt normalization(CountContext const &c) { return c.inElements(0) * 5; }

/// The same after an addition.
SymInt skipNormalization(CountContext const &c) { return c.inElements(0) * 6; }

/// Word, position and, where given, segment embeddings are added before.
SymInt embedLayerNormalization(CountContext const &c) {
  return c.outElements(0) * (c.node.hasInput(1) ? 7 : 6);
}

/// Maximum, subtract, exponential, sum, divide: 5 per element.
SymInt softmax(CountContext const &c) { return c.inElements(0) * 5; }

/// 1 per output for nearest, 2 per resampled axis' two taps (2^axes) for linear, 4^axes for cubic.
SymInt interpolation(CountContext const &c) {
  llvm::StringRef mode = c.node.stringOr("mode", "nearest");
  if (c.node.kind == OpKind::RoiAlign)
    mode = "linear";
  if (mode == "nearest")
    return c.outElements(0);
  TensorType const &in = c.in(0), &out = c.out(0);
  if (!in.hasRank() || !out.hasRank() || in.rank() != out.rank() || in.rank() < 3)
    return SymInt::unknown();
  SymInt taps = 1;
  for (size_t axis = 2; axis < in.rank(); ++axis)
    taps *= llvm::StringRef(mode).contains("cubic") ? 4 : 2;
  return c.outElements(0) * taps;
}

/// T · N · H · directions states, each gate with its activation and the products and sums that join the
/// gates.
static SymInt recurrent(CountContext const &c, int64_t perState) {
  TensorType const &x = c.in(0), &r = c.in(2);
  if (!x.hasRank() || x.rank() != 3 || !r.hasRank() || r.rank() != 3)
    return SymInt::unknown();
  int64_t hidden = c.node.kind == OpKind::DynamicQuantizeLSTM ? 1 : 2; // its weights lie the other way round
  SymInt states = CountContext::dim(x, 0) * CountContext::dim(x, 1) * CountContext::dim(r, 0) *
                  CountContext::dim(r, hidden);
  return states * perState;
}

/// 4 gates (add, activation), c = f·c + i·g (3), h = o·tanh(c) (2): 13.
SymInt lstm(CountContext const &c) { return recurrent(c, 13); }
/// 3 gates (add, activation), r·h (1), (1-z)·n + z·h (4): 11.
SymInt gru(CountContext const &c) { return recurrent(c, 11); }
/// 1 gate: add, activation.
SymInt rnn(CountContext const &c) { return recurrent(c, 2); }

/// Scaling and softmax of the score matrix: 6 per score.
SymInt attention(CountContext const &c) { return attentionScores(c) * 6; }
SymInt multiHeadAttention(CountContext const &c) { return attentionScores(c) * 6; }

/// One addition more for each element of Q, K and V where there is a bias.
SymInt msAttention(CountContext const &c) {
  SymInt scores = multiHeadAttention(c);
  bool hasBias = c.node.hasInput(2);
  return hasBias ? scores + CountContext::dim(c.in(0), 0) * CountContext::dim(c.in(0), 1) *
                                CountContext::dim(c.in(1), 1)
                 : scores;
}

SymInt ifOp(CountContext const &c) { return countedBranch(c); }
SymInt loop(CountContext const &c) { return bodyTimesTurns(c); }
SymInt scan(CountContext const &c) { return bodyTimesTurns(c); }
SymInt generation(CountContext const &c) { return bodyTimesTokens(c); }

} // namespace eo::otherops
