#include "passes/shape/TypeJoin.h"

namespace eo {

TensorType joinTypes(TensorType const &a, TensorType const &b) {
  TensorType result;
  if (a.form != b.form)
    return result;
  result.form = a.form;
  if (a.element == b.element)
    result.element = a.element;
  if (!a.shape || !b.shape || a.rank() != b.rank())
    return result;
  result.shape = a.shape;
  for (size_t i = 0; i < a.rank(); ++i)
    if (!((*a.shape)[i] == (*b.shape)[i]))
      (*result.shape)[i] = SymInt::unknown();
  return result;
}

TensorType joinTypes(llvm::ArrayRef<TensorType> types) {
  if (types.empty())
    return {};
  TensorType result = types.front();
  for (TensorType const &one : types.drop_front())
    result = joinTypes(result, one);
  return result;
}

bool sameType(TensorType const &a, TensorType const &b) {
  if (a.element != b.element || a.form != b.form || a.hasRank() != b.hasRank())
    return false;
  if (!a.hasRank())
    return true;
  if (a.rank() != b.rank())
    return false;
  for (size_t i = 0; i < a.rank(); ++i) {
    SymInt const &left = (*a.shape)[i], &right = (*b.shape)[i];
    bool bothOpen = !left.isExpression() && !right.isExpression();
    if (!bothOpen && !(left == right))
      return false;
  }
  return true;
}

} // namespace eo
