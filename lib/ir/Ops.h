//===- Ops.h - the operators this project knows ---------------------------------------------===//
#ifndef ENERGY_OPT_LIB_IR_OPS_H
#define ENERGY_OPT_LIB_IR_OPS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace eo {

/// What sort of work an operator is: the grain of "by operator class" in budgets, reports and board models.
enum class OpClass : uint8_t {
  Convolution,
  MatrixProduct,
  Recurrent,
  Attention,
  Pooling,
  Normalization,
  Activation,
  Elementwise,
  Reduction,
  Softmax,
  Resampling,      ///< Resize, GridSample, RoiAlign, …
  DataMovement,    ///< copies elements without arithmetic: Concat, Slice, Transpose, Gather, Pad, …
  View,            ///< may cost nothing at all: Reshape, Flatten, Squeeze, Identity, …
  ShapeArithmetic, ///< works on dimensions, not on data: Shape, Size, Range, ConstantOfShape, …
  Quantization,
  ControlFlow,
  Sequence,
  Selection, ///< TopK, NonMaxSuppression, Unique, …: sorts and searches
  Signal,    ///< DFT, STFT, windows
  Random,
  Classical, ///< ai.onnx.ml
  Text,
  Training,
  Unknown,
};

/// "convolution", "matrix-product", …
llvm::StringRef opClassName(OpClass opClass);

/// One enumerator per row of Ops.def, plus Unknown for everything else.
enum class OpKind : uint16_t {
  Unknown,
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools) Kind,
#include "lib/ir/Ops.def"
};

/// The kind of an operator; `domain` is "" for ai.onnx. Unknown where Ops.def has no such row.
OpKind opKindFromName(llvm::StringRef domain, llvm::StringRef name);

/// "Conv"; "Unknown" for OpKind::Unknown.
llvm::StringRef opKindName(OpKind kind);

/// What kind of work the operator is; OpClass::Other for OpKind::Unknown.
OpClass opClass(OpKind kind);

/// All names of the domain, for spelling suggestions.
llvm::ArrayRef<OpKind> allOpKinds();

} // namespace eo

#endif
