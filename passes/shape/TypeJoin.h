//===- TypeJoin.h - one type for values that may differ -----------------------------------------===//
#ifndef ENERGY_OPT_PASSES_SHAPE_TYPEJOIN_H
#define ENERGY_OPT_PASSES_SHAPE_TYPEJOIN_H

#include "lib/ir/TensorType.h"
#include "llvm/ADT/ArrayRef.h"

namespace eo {

/// What holds for both: dimensions that differ are unknown, and so is the shape where the ranks differ.
TensorType joinTypes(TensorType const &a, TensorType const &b);

/// What holds for all; nothing known for an empty list.
TensorType joinTypes(llvm::ArrayRef<TensorType> types);

/// Same element type, form, rank and dimensions; dimensions unknown on both sides count as the same.
bool sameType(TensorType const &a, TensorType const &b);

} // namespace eo

#endif
