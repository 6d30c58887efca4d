//===- EinsumEquation.h - the work of an Einsum -------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_EINSUMEQUATION_H
#define ENERGY_OPT_PASSES_EINSUMEQUATION_H

#include "lib/ir/TensorType.h"

namespace eo {

/// Multiply-accumulates of an Einsum evaluated pair by pair from the left: for each pair the product of the
/// sizes of all indices of the two operands; 0 for one operand. After each pair only indices that a later
/// operand or the result needs are kept. Unknown where the equation does not fit the operands.
SymInt einsumMacs(llvm::StringRef equation, llvm::ArrayRef<TensorType> operands);

} // namespace eo

#endif
