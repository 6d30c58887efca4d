//===- Broadcast.h - numpy-style broadcasting with symbols ------------------------------------===//
#ifndef ENERGY_OPT_PASSES_SHAPE_BROADCAST_H
#define ENERGY_OPT_PASSES_SHAPE_BROADCAST_H

#include "passes/shape/ShapeContext.h"

namespace eo {

/// The dimension that a and b broadcast to:
///   1 with d is d · equal ones are themselves · a known k other than 1 wins over anything open, which must
///   then be k or 1 · two different open dimensions are unknown, never a guess.
/// nullopt for two different known numbers, neither of them 1.
std::optional<SymInt> broadcastDim(SymInt const &a, SymInt const &b);

/// The shape that all shapes broadcast to, aligned at the last axis; nullopt after context.bad().
std::optional<Shape> broadcastShapes(ShapeContext &context, llvm::ArrayRef<Shape const *> shapes);

/// True where every dimension of `operand`, aligned at the last axis, is 1 or that of `result`.
bool broadcastsTo(llvm::ArrayRef<SymInt> operand, llvm::ArrayRef<SymInt> result);

/// For each element of the broadcast result in row-major order, the position of the operand's element.
/// `operand` broadcasts to `result`; both are
/// static.
std::vector<size_t> broadcastPositions(llvm::ArrayRef<SymInt> operand, llvm::ArrayRef<SymInt> result);

} // namespace eo

#endif
