//===- MatMulRules.cpp - matrix products --------------------------------------------------------===//

#include "passes/shape/Broadcast.h"
#include "passes/shape/ShapeRules.h"

namespace eo::shape {

static bool checkInner(ShapeContext &context, SymInt const &a, SymInt const &b) {
  if (!a.isKnown() || !b.isKnown() || a == b)
    return true;
  context.bad("inner sizes {} of a and {} of b differ", a.str(), b.str());
  return false;
}

/// a[…,M,K] b[…,K,N] -> y[…,M,N]. A one-dimensional operand is a row (a) or a column (b) and its axis is left
/// out of the result; the other axes broadcast.
static void setMatMul(ShapeContext &context, size_t aIndex, size_t bIndex, DataType element) {
  context.setElement(0, element);
  Shape const *a = context.shape(aIndex), *b = context.shape(bIndex);
  if (a == nullptr || b == nullptr)
    return;
  if (a->empty() || b->empty())
    return context.bad("operand {} is a scalar", a->empty() ? "a" : "b");
  bool isRow = a->size() == 1, isColumn = b->size() == 1;
  if (!checkInner(context, a->back(), isColumn ? (*b)[0] : (*b)[b->size() - 2]))
    return;
  Shape aBatch(a->begin(), isRow ? a->begin() : a->end() - 2);
  Shape bBatch(b->begin(), isColumn ? b->begin() : b->end() - 2);
  auto y = broadcastShapes(context, {&aBatch, &bBatch});
  if (!y)
    return;
  if (!isRow)
    y->push_back((*a)[a->size() - 2]);
  if (!isColumn)
    y->push_back(b->back());
  context.set(0, element, std::move(*y));
}

void matMul(ShapeContext &context) {
  if (context.needsInputs(2))
    setMatMul(context, 0, 1, context.element(0));
}

void matMulInteger(ShapeContext &context) {
  if (context.needsInputs(2))
    setMatMul(context, 0, 1, DataType::Int32);
}

/// a, a_scale, a_zero_point, b, b_scale, b_zero_point, y_scale, y_zero_point.
void qLinearMatMul(ShapeContext &context) {
  if (context.needsInputs(8))
    setMatMul(context, 0, 3, context.element(7));
}

/// a[M,K] (a[K,M] with transA) b[K,N] (b[N,K] with transB) -> y[M,N]; c only broadcasts to it.
void gemm(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  context.setElement(0, context.element(0));
  if (!context.checkRank(0, 2, "a") || !context.checkRank(1, 2, "b"))
    return;
  Shape const *a = context.shape(0), *b = context.shape(1);
  size_t transA = context.node.intOr("transA", 0) != 0 ? 1 : 0;
  size_t transB = context.node.intOr("transB", 0) != 0 ? 1 : 0;
  if (a != nullptr && b != nullptr && !checkInner(context, (*a)[1 - transA], (*b)[transB]))
    return;
  context.set(
      0, context.element(0),
      {a != nullptr ? (*a)[transA] : SymInt::unknown(), b != nullptr ? (*b)[1 - transB] : SymInt::unknown()});
}

} // namespace eo::shape
