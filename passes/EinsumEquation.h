//===- EinsumEquation.h - the work of an Einsum -------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_EINSUMEQUATION_H
#define ENERGY_OPT_PASSES_EINSUMEQUATION_H

#include "lib/ir/Ops.h"
#include "lib/ir/TensorType.h"

namespace eo {

/// Multiply-accumulates of an Einsum evaluated pair by pair from the left: for each pair the product of the
/// sizes of all indices of the two operands; 0 for one operand. After each pair only indices that a later
/// operand or the result needs are kept. Unknown where the equation does not fit the operands.
SymInt einsumMacs(llvm::StringRef equation, llvm::ArrayRef<TensorType> operands);

/// An Einsum under its own name, with the sizes of the matrix product it may be.
struct EinsumForm {
  OpKind kind =
      OpKind::Unknown; ///< MatMul, Mul, Transpose, ReduceSum; Unknown where no single operator does it
  SymInt batch = 1, rows = 1, inner = 1,
         columns = 1; ///< of MatMul: [batch, rows, inner] · [batch, inner, columns]
};

/// What runtimes run for the equation: of two operands a matrix product where indices of both are summed over
/// and another index is left ("bqhd,bkhd->bhqk"), a product of elements where nothing is summed and both have the
/// same indices; of one operand a permutation, or a sum over axes that keeps the order of the others.
EinsumForm einsumForm(llvm::StringRef equation, llvm::ArrayRef<TensorType> operands);

} // namespace eo

#endif
