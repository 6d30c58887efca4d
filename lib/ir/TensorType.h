//===- TensorType.h - what is known of a value's type -------------------------------------===//
#ifndef ENERGY_OPT_LIB_IR_TENSORTYPE_H
#define ENERGY_OPT_LIB_IR_TENSORTYPE_H

#include "lib/ir/DataType.h"
#include "lib/ir/SymInt.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <string>

namespace eo {

/// Dimensions, outermost first. A scalar has none.
using Shape = llvm::SmallVector<SymInt, 4>;

/// As elementCount, for any shape.
SymInt elementCountOfExpressions(llvm::ArrayRef<SymInt> shape);

/// Product of all dimensions; 1 for a scalar.
inline SymInt elementCount(llvm::ArrayRef<SymInt> shape) {
  int64_t product = 1;
  for (SymInt const &dim : shape)
    if (!dim.isKnown() || __builtin_mul_overflow(product, dim.value(), &product))
      return elementCountOfExpressions(shape);
  return product; // of numbers alone: nearly all there is
}

/// Bytes of that many elements, rounded up for types below 8 bits; unknown for strings and undefined types.
SymInt bytesOfElements(SymInt const &elements, DataType type);

/// "1x3x224x224", "Nx128", "scalar".
std::string shapeText(llvm::ArrayRef<SymInt> shape);

/// What carries the tensor. `Sequence` and `Optional` describe their elements in the other fields; `Opaque`
/// is a map, a sparse tensor or anything without a tensor inside.
enum class ValueForm : uint8_t { Tensor, Sequence, Optional, Opaque };

/// Element type and shape as far as they are known. The default is: nothing known.
struct TensorType {
  DataType element = DataType::Undefined;
  std::optional<Shape> shape; ///< nullopt: not even the rank is known
  ValueForm form = ValueForm::Tensor;

  bool hasRank() const { return shape.has_value(); }
  /// Only when hasRank().
  size_t rank() const { return shape->size(); }
  /// Every dimension is a known number.
  bool isStatic() const;
  /// Number of elements; unknown without a rank.
  SymInt elements() const { return hasRank() ? elementCount(*shape) : SymInt::unknown(); }
  /// Bytes at the file's type.
  SymInt bytes() const { return bytesOfElements(elements(), element); }
  /// "float32[1x3x224x224]", "int64[?]", "float32[*]" without a rank.
  std::string str() const;
};

} // namespace eo

#endif
