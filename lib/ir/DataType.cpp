#include "lib/ir/DataType.h"

namespace eo {

namespace {
enum class Family : uint8_t { Integer, Float, Other };
struct TypeRow {
  llvm::StringLiteral name;
  unsigned bits;
  Family family;
};
} // namespace

static TypeRow const &row(DataType type) {
  using enum Family;
  static constexpr TypeRow rows[] = {
      {"undefined", 0, Other},      {"float32", 32, Float},   {"uint8", 8, Integer},
      {"int8", 8, Integer},         {"uint16", 16, Integer},  {"int16", 16, Integer},
      {"int32", 32, Integer},       {"int64", 64, Integer},   {"string", 0, Other},
      {"bool", 8, Other},           {"float16", 16, Float},   {"float64", 64, Float},
      {"uint32", 32, Integer},      {"uint64", 64, Integer},  {"complex64", 64, Other},
      {"complex128", 128, Other},   {"bfloat16", 16, Float},  {"float8e4m3fn", 8, Float},
      {"float8e4m3fnuz", 8, Float}, {"float8e5m2", 8, Float}, {"float8e5m2fnuz", 8, Float},
      {"uint4", 4, Integer},        {"int4", 4, Integer},     {"float4e2m1", 4, Float},
      {"float8e8m0", 8, Float},     {"uint2", 2, Integer},    {"int2", 2, Integer},
  };
  return rows[static_cast<size_t>(type)];
}

DataType dataTypeFromOnnx(int64_t code) {
  if (code < 0 || code > static_cast<int64_t>(DataType::Int2))
    return DataType::Undefined;
  return static_cast<DataType>(code);
}

llvm::StringRef dataTypeName(DataType type) { return row(type).name; }

DataType dataTypeFromName(llvm::StringRef name) {
  for (int64_t code = 1; dataTypeFromOnnx(code) != DataType::Undefined; ++code)
    if (dataTypeName(dataTypeFromOnnx(code)) == name)
      return dataTypeFromOnnx(code);
  return DataType::Undefined;
}

unsigned bitWidth(DataType type) { return row(type).bits; }

bool isInteger(DataType type) { return row(type).family == Family::Integer; }

bool isFloatingPoint(DataType type) { return row(type).family == Family::Float; }

} // namespace eo
