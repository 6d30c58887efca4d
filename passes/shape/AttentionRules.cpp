//===- AttentionRules.cpp - Attention ------------------------------------------------------------===//

#include "passes/shape/ShapeRules.h"

namespace eo::shape {

namespace {
/// One of q, k, v, whether given as [B,heads,L,D] or [B,L,heads·D].
struct Heads {
  SymInt batch = SymInt::unknown(), heads = SymInt::unknown(), length = SymInt::unknown(),
         size = SymInt::unknown();
};
} // namespace

static Heads readHeads(ShapeContext &context, size_t i, llvm::StringRef countAttribute) {
  Heads result;
  Shape const *shape = context.shape(i);
  if (shape == nullptr)
    return result;
  if (shape->size() == 4) {
    result = {(*shape)[0], (*shape)[1], (*shape)[2], (*shape)[3]};
    return result;
  }
  int64_t count = context.node.intOr(countAttribute, 0);
  if (shape->size() != 3 || count < 1) {
    context.bad("input {} has rank {} and {} is {}", i, shape->size(), countAttribute, count);
    return result;
  }
  SymInt const &width = shape->back();
  if (width.isKnown() && width.value() % count != 0)
    context.bad("width {} of input {} does not divide into {} heads", width.value(), i, count);
  return {(*shape)[0], count, (*shape)[1], floorDiv(width, count)};
}

/// q, k, v, mask, past_key, past_value -> y like q but with v's head size, present_key, present_value and
/// q·kᵀ[B,heads,Lq,past + Lk].
void attention(ShapeContext &context) {
  if (!context.needsInputs(3))
    return;
  Heads q = readHeads(context, 0, "q_num_heads"), k = readHeads(context, 1, "kv_num_heads"),
        v = readHeads(context, 2, "kv_num_heads");
  if (context.isBad())
    return;
  Shape const *past = context.shape(4);
  SymInt before = !context.hasInput(4)                   ? SymInt(0)
                  : past != nullptr && past->size() == 4 ? (*past)[2]
                                                         : SymInt::unknown();
  SymInt total = before + k.length;
  Shape const *x = context.shape(0);
  DataType element = context.element(0);
  if (x == nullptr)
    context.setElement(0, element);
  else if (x->size() == 4)
    context.set(0, element, {q.batch, q.heads, q.length, v.size});
  else
    context.set(0, element, {q.batch, q.length, q.heads * v.size});
  context.set(1, context.element(1), {k.batch, k.heads, total, k.size});
  context.set(2, context.element(2), {v.batch, v.heads, total, v.size});
  context.set(3, element, {q.batch, q.heads, q.length, total});
}

} // namespace eo::shape
