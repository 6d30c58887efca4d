//===- Checked.h - integer arithmetic that never wraps ------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_CHECKED_H
#define ENERGY_OPT_LIB_SUPPORT_CHECKED_H

#include <cstdint>
#include <limits>
#include <optional>

namespace eo {

/// a + b, or nullopt where the sum does not fit into 64 bits.
inline std::optional<int64_t> checkedAdd(int64_t a, int64_t b) {
  int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::nullopt : std::optional(sum);
}

/// a - b, or nullopt where the difference does not fit into 64 bits.
inline std::optional<int64_t> checkedSub(int64_t a, int64_t b) {
  int64_t difference = 0;
  return __builtin_sub_overflow(a, b, &difference) ? std::nullopt : std::optional(difference);
}

/// a * b, or nullopt where the product does not fit into 64 bits.
inline std::optional<int64_t> checkedMul(int64_t a, int64_t b) {
  int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? std::nullopt : std::optional(product);
}

/// The quotient rounded to minus infinity; nullopt for b = 0 and INT64_MIN / -1.
inline std::optional<int64_t> checkedFloorDiv(int64_t a, int64_t b) {
  if (b == 0 || (b == -1 && a == std::numeric_limits<int64_t>::min()))
    return std::nullopt;
  return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

/// The quotient rounded to plus infinity; nullopt for b = 0 and INT64_MIN / -1.
inline std::optional<int64_t> checkedCeilDiv(int64_t a, int64_t b) {
  if (b == 0 || (b == -1 && a == std::numeric_limits<int64_t>::min()))
    return std::nullopt;
  return a / b + (a % b != 0 && (a < 0) == (b < 0) ? 1 : 0);
}

} // namespace eo

#endif
