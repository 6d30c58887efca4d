//===- MatMulRules.cpp - matrix products --------------------------------------------------------===//

#include "passes/FusedOperand.h"
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
static void setMatMul(ShapeContext &context, Shape const *a, Shape const *b, DataType element) {
  context.setElement(0, element);
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

static void setMatMul(ShapeContext &context, size_t aIndex, size_t bIndex, DataType element) {
  setMatMul(context, context.shape(aIndex), context.shape(bIndex), element);
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
static void setGemm(ShapeContext &context, size_t bIndex, DataType element) {
  if (!context.needsInputs(bIndex + 1))
    return;
  context.setElement(0, element);
  if (!context.checkRank(0, 2, "a") || !context.checkRank(bIndex, 2, "b"))
    return;
  Shape const *a = context.shape(0), *b = context.shape(bIndex);
  size_t transA = context.node.intOr("transA", 0) != 0 ? 1 : 0;
  size_t transB = context.node.intOr("transB", 0) != 0 ? 1 : 0;
  if (a != nullptr && b != nullptr && !checkInner(context, (*a)[1 - transA], (*b)[transB]))
    return;
  context.set(
      0, element,
      {a != nullptr ? (*a)[transA] : SymInt::unknown(), b != nullptr ? (*b)[1 - transB] : SymInt::unknown()});
}

void gemm(ShapeContext &context) { setGemm(context, 1, context.element(0)); }

/// The attribute dtype; float32 without it.
void gemmFloat8(ShapeContext &context) {
  setGemm(context, 1, dataTypeFromOnnx(context.node.intOr("dtype", 1)));
}

/// a, a_scale, a_zero_point, b, b_scale, b_zero_point, c, y_scale, y_zero_point: y is quantised where it has
/// a zero point, else of the scales' type.
void qGemm(ShapeContext &context) {
  if (context.needsInputs(6))
    setGemm(context, 3, context.element(context.hasInput(8) ? 8 : 1));
}

/// FusedMatMul and its kin. transA: the last two axes of a are exchanged; transBatchA: the first axis of a is
/// the one before the last.
void fusedMatMul(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  std::optional<Shape> a = fusedOperand(context.node, context.input(0), 'A'),
                       b = fusedOperand(context.node, context.input(1), 'B');
  setMatMul(context, a ? &*a : nullptr, b ? &*b : nullptr, context.element(0));
}

/// MatMulNBits, MatMulBnb4: b[K,N] is stored packed; the attributes say its sizes.
void matMulPacked(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  int64_t inner = context.node.intOr("K", 0), columns = context.node.intOr("N", 0);
  if (inner < 1 || columns < 1)
    return context.bad("K is {} and N is {}, both must be at least 1", inner, columns);
  Shape b = {inner, columns};
  setMatMul(context, context.shape(0), &b, context.element(0));
}

/// a, packed b, the shape of b.
void matMulFpQ4(ShapeContext &context) {
  if (!context.needsInputs(3))
    return;
  context.setElement(0, context.element(0));
  if (std::optional<Shape> b = context.dimensionsFrom(2))
    setMatMul(context, context.shape(0), &*b, context.element(0));
}

/// a, b, a_scale, …: of the scale's type.
void matMulIntegerToFloat(ShapeContext &context) {
  if (context.needsInputs(3))
    setMatMul(context, 0, 1, context.element(2));
}

/// a, a_scale, b, …: logical sizes, whatever order the elements lie in.
void qOrderedMatMul(ShapeContext &context) {
  if (context.needsInputs(3))
    setMatMul(context, 0, 2, context.element(0));
}

/// a[M,K] b[N,K] -> distances[M,N].
void cDist(ShapeContext &context) {
  if (!context.needsInputs(2) || !context.checkRank(0, 2, "a") || !context.checkRank(1, 2, "b"))
    return;
  Shape const *a = context.shape(0), *b = context.shape(1);
  if (a != nullptr && b != nullptr && !checkInner(context, a->back(), b->back()))
    return;
  context.set(0, context.element(0),
              {a != nullptr ? a->front() : SymInt::unknown(), b != nullptr ? b->front() : SymInt::unknown()});
}

} // namespace eo::shape
