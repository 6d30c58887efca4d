//===- DataType.h - element types of tensors ----------------------------------------===//
#ifndef ENERGY_OPT_LIB_IR_DATATYPE_H
#define ENERGY_OPT_LIB_IR_DATATYPE_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace eo {

/// Element types; the values are ONNX's TensorProto.DataType, so that import and attributes need no table.
enum class DataType : uint8_t {
  Undefined = 0,
  Float32 = 1,
  UInt8 = 2,
  Int8 = 3,
  UInt16 = 4,
  Int16 = 5,
  Int32 = 6,
  Int64 = 7,
  String = 8,
  Bool = 9,
  Float16 = 10,
  Float64 = 11,
  UInt32 = 12,
  UInt64 = 13,
  Complex64 = 14,
  Complex128 = 15,
  BFloat16 = 16,
  Float8E4M3FN = 17,
  Float8E4M3FNUZ = 18,
  Float8E5M2 = 19,
  Float8E5M2FNUZ = 20,
  UInt4 = 21,
  Int4 = 22,
  Float4E2M1 = 23,
  Float8E8M0 = 24,
  UInt2 = 25,
  Int2 = 26,
};

/// The type of ONNX's code; Undefined for codes this version does not know.
DataType dataTypeFromOnnx(int64_t code);

/// "float32", "int8", "bool", "undefined", …
llvm::StringRef dataTypeName(DataType type);

/// The type of that name; Undefined where there is none.
DataType dataTypeFromName(llvm::StringRef name);

/// Bits one element takes in memory: 32, 8, 4, … ; 0 for Undefined and String (no fixed size).
unsigned bitWidth(DataType type);

/// Signed and unsigned integers, not Bool.
bool isInteger(DataType type);
bool isFloatingPoint(DataType type);

} // namespace eo

#endif
