//===- PackedAttentionRules.cpp - attention on sequences without padding; QOrderedAttention ------------===//

#include "passes/shape/ShapeRules.h"

namespace eo::shape {

static SymInt dim(ShapeContext &context, size_t input, int64_t axis) {
  Shape const *shape = context.shape(input);
  if (shape == nullptr)
    return SymInt::unknown();
  auto rank = static_cast<int64_t>(shape->size());
  int64_t at = axis < 0 ? axis + rank : axis;
  return at >= 0 && at < rank ? (*shape)[static_cast<size_t>(at)] : SymInt::unknown();
}

/// input[tokens,D] weights[D, queries + keys + values] -> y[tokens,values].
void packedAttention(ShapeContext &context) {
  if (!context.needsInputs(2) || !context.checkRank(0, 2, "input") || !context.checkRank(1, 2, "weights"))
    return;
  llvm::ArrayRef<int64_t> widths = context.node.ints("qkv_hidden_sizes");
  SymInt values = widths.size() == 3 ? SymInt(widths[2]) : floorDiv(dim(context, 1, 1), 3);
  context.set(0, context.element(0), {dim(context, 0, 0), std::move(values)});
}

/// q[tokens,D] k[tokens,D] v[tokens,Dv], or all in q[tokens,heads,3,size] -> y[tokens,Dv].
void packedMultiHeadAttention(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  Shape const *q = context.shape(0);
  if (q != nullptr && q->size() != 2 && q->size() != 4)
    return context.bad("query has rank {}, expected 2 or 4", q->size());
  bool packed = q != nullptr && q->size() == 4;
  SymInt values = packed ? (*q)[1] * (*q)[3] : dim(context, context.hasInput(2) ? 2 : 0, -1);
  context.set(0, context.element(0), {dim(context, 0, 0), std::move(values)});
}

/// input[B,S,D], five scales, then the weights of Q, K and V[D,·] -> y[B,S,values].
void qOrderedAttention(ShapeContext &context) {
  if (context.needsInputs(8) && context.checkRank(0, 3, "input"))
    context.set(0, context.element(0), {dim(context, 0, 0), dim(context, 0, 1), dim(context, 7, 1)});
}

} // namespace eo::shape
