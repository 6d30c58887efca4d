#include "passes/shape/Fold.h"

#include "llvm/ADT/STLExtras.h"
#include <cmath>

namespace eo {

static constexpr double largestExact = 9007199254740992.0; // 2^53

SymInt Scalar::asInteger() const {
  if (!real)
    return integer;
  bool integral = std::isfinite(*real) && std::trunc(*real) == *real && std::fabs(*real) <= largestExact;
  return integral ? SymInt(static_cast<int64_t>(*real)) : SymInt::unknown();
}

std::optional<double> Scalar::asReal() const {
  if (real)
    return real;
  if (!integer.isKnown() || std::fabs(static_cast<double>(integer.value())) > largestExact)
    return std::nullopt;
  return static_cast<double>(integer.value());
}

size_t elementCount(FoldedConstant const &constant) {
  return std::max(constant.ints.size(), constant.floats.size());
}

Scalar elementAt(FoldedConstant const &constant, size_t i) {
  return constant.floats.empty() ? Scalar(constant.ints[i]) : Scalar(constant.floats[i]);
}

llvm::SmallVector<Scalar, 8> elementsOf(FoldedConstant const &constant) {
  llvm::SmallVector<Scalar, 8> result;
  for (size_t i = 0; i < elementCount(constant); ++i)
    result.push_back(elementAt(constant, i));
  return result;
}

/// The value as the floating-point type holds it; nullopt where we do not know how the type rounds it.
static std::optional<double> rounded(DataType type, double value) {
  if (type == DataType::Float64)
    return value;
  if (type == DataType::Float32)
    return static_cast<double>(static_cast<float>(value));
  bool exactEverywhere = std::trunc(value) == value && std::fabs(value) <= 16; // 8-bit floats hold these
  return exactEverywhere ? std::optional(value) : std::nullopt;
}

/// The value where the integer type holds it, else unknown. Expressions are taken to fit.
static SymInt fitted(DataType type, SymInt value) {
  if (!value.isKnown() || type == DataType::Int64)
    return value;
  unsigned bits = type == DataType::Bool ? 1 : bitWidth(type);
  bool isSigned = type == DataType::Int32 || type == DataType::Int16 || type == DataType::Int8 ||
                  type == DataType::Int4 || type == DataType::Int2;
  if (bits == 0)
    return SymInt::unknown();
  if (!isSigned)
    return value.value() >= 0 && (bits >= 63 || value.value() >> bits == 0) ? value : SymInt::unknown();
  int64_t limit = int64_t(1) << (bits - 1);
  return value.value() >= -limit && value.value() < limit ? value : SymInt::unknown();
}

FoldedConstant makeConstant(DataType type, llvm::ArrayRef<Scalar> elements) {
  FoldedConstant result;
  if (isFloatingPoint(type)) {
    for (Scalar const &one : elements) {
      auto real = one.asReal();
      auto held = real ? rounded(type, *real) : std::nullopt;
      if (!held)
        break;
      result.floats.push_back(*held);
    }
    if (result.floats.size() == elements.size())
      return result;
    result.floats.clear();
    for (Scalar const &one : elements)
      result.ints.push_back(one.asInteger());
    return result;
  }
  for (Scalar const &one : elements)
    result.ints.push_back(fitted(type, one.asInteger()));
  return result;
}

FoldedConstant pick(FoldedConstant const &from, llvm::ArrayRef<size_t> positions) {
  FoldedConstant result;
  for (size_t position : positions) {
    if (from.floats.empty())
      result.ints.push_back(from.ints[position]);
    else
      result.floats.push_back(from.floats[position]);
  }
  return result;
}

} // namespace eo
