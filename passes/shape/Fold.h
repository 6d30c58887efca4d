//===- Fold.h - arithmetic on folded constants ------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_SHAPE_FOLD_H
#define ENERGY_OPT_PASSES_SHAPE_FOLD_H

#include "passes/shape/ShapeContext.h"

namespace eo {

/// One element: an integer (maybe symbolic or unknown), or a floating-point number.
struct Scalar {
  SymInt integer = SymInt::unknown(); ///< where `real` is empty
  std::optional<double> real;

  Scalar() = default;
  /*implicit*/ Scalar(SymInt value) : integer(std::move(value)) {}
  /*implicit*/ Scalar(double value) : real(value) {}

  /// The element as an integer: unknown where it is a fraction, infinite or beyond 2^53.
  SymInt asInteger() const;
  /// The element as a number, if it is one.
  std::optional<double> asReal() const;
};

/// How many elements the constant has.
size_t elementCount(FoldedConstant const &constant);
Scalar elementAt(FoldedConstant const &constant, size_t i);
llvm::SmallVector<Scalar, 8> elementsOf(FoldedConstant const &constant);

/// A constant of the type: floating-point values are rounded to it, integers that do not fit it are unknown.
FoldedConstant makeConstant(DataType type, llvm::ArrayRef<Scalar> elements);

/// The elements at `positions`, in that order.
FoldedConstant pick(FoldedConstant const &from, llvm::ArrayRef<size_t> positions);

/// Folds output 0 of an elementwise node (arithmetic, comparison, logic, Where, Cast are rules of their own)
/// from its folded inputs; its type is set already. Does nothing where an input is not folded or the operator
/// has no arithmetic on shapes.
void foldElementwise(ShapeContext &context);

} // namespace eo

#endif
