//===- ContribAttentionRules.cpp - attention of com.microsoft -------------------------------------------===//

#include "passes/AttentionSizes.h"
#include "passes/shape/ShapeRules.h"

namespace eo::shape {

static AttentionSizes sizesOf(ShapeContext &context) {
  return attentionSizes(
      context.node, [&](size_t i) -> TensorType const & { return context.input(i); },
      [&](size_t i) { return context.scalarInt(i); });
}

/// A shared buffer of past and present keeps its size.
static bool sharesCache(ShapeContext &context) {
  return context.node.kind == OpKind::SparseAttention ||
         context.node.intOr("past_present_share_buffer", 0) != 0;
}

/// output[B,S,values], present[2,B,heads,total,size].
static void setProjected(ShapeContext &context, size_t past, DataType element) {
  if (!context.needsInputs(2) || !context.checkRank(0, 3, "input") || !context.checkRank(1, 2, "weights"))
    return;
  AttentionSizes sizes = sizesOf(context);
  context.set(0, element, {sizes.batch, sizes.queries, sizes.valueWidth});
  if (sharesCache(context) && context.hasInput(past))
    return context.set(1, context.input(past));
  context.set(1, element, {2, sizes.batch, sizes.cacheHeads, sizes.keys, sizes.keySize});
}

void msAttention(ShapeContext &context) { setProjected(context, 4, context.element(0)); }

/// input, weight, bias, input_scale, …: y is of the scale's type.
void qAttention(ShapeContext &context) {
  if (context.needsInputs(5))
    setProjected(context, 8, context.element(3));
}

/// output[B,S,values], present_key and present_value[B,heads,total,size], scores[B,heads,S,total].
static void setCached(ShapeContext &context, size_t past) {
  AttentionSizes sizes = sizesOf(context);
  context.set(0, context.element(0), {sizes.batch, sizes.queries, sizes.valueWidth});
  DataType element = context.hasInput(past) ? context.element(past) : context.element(0);
  if (sharesCache(context) && context.hasInput(past)) {
    context.set(1, context.input(past));
    context.set(2, context.input(past + 1));
  } else {
    context.set(1, element, {sizes.batch, sizes.cacheHeads, sizes.keys, sizes.keySize});
    context.set(2, element, {sizes.batch, sizes.cacheHeads, sizes.keys, sizes.valueSize});
  }
  context.set(3, context.element(0), {sizes.batch, sizes.heads, sizes.queries, sizes.keys});
}

/// MultiHeadAttention, DecoderMaskedMultiHeadAttention.
void multiHeadAttention(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  Shape const *q = context.shape(0);
  if (q != nullptr && q->size() != 3 && q->size() != 5)
    return context.bad("query has rank {}, expected 3 or 5", q->size());
  setCached(context, context.node.kind == OpKind::DecoderMaskedMultiHeadAttention ? 5 : 6);
}

void groupQueryAttention(ShapeContext &context) {
  if (context.needsInputs(1) && context.checkRank(0, 3, "query"))
    setCached(context, 3);
}

} // namespace eo::shape
