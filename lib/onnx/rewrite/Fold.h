//===- Fold.h - what a node computes from constants -----------------------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_REWRITE_FOLD_H
#define ENERGY_OPT_LIB_ONNX_REWRITE_FOLD_H

#include "lib/onnx/rewrite/Elements.h"
#include "llvm/ADT/ArrayRef.h"

namespace eo {

/// A node of ai.onnx whose inputs are all constants; an absent optional input is nullopt.
struct ConstantNode {
  onnx::NodeProto const &node;
  int64_t opset;
  llvm::ArrayRef<std::optional<Elements>> inputs;
};

/// Its first output: Identity, Reshape, Flatten, Squeeze, Unsqueeze, Transpose, Concat, Gather, Shape, Cast, Neg, Sqrt,
/// Add, Sub, Mul, Div of whole-byte tensors. nullopt for any other operator and wherever its meaning is in doubt:
/// division by 0, overflow, sizes that do not fit.
std::optional<Elements> foldNode(ConstantNode const &node);

} // namespace eo

#endif
