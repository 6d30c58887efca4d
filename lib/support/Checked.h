//===- Checked.h - integer arithmetic that never wraps ------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_CHECKED_H
#define ENERGY_OPT_LIB_SUPPORT_CHECKED_H

#include <cstdint>
#include <optional>

namespace eo {

/// a + b, or nullopt where the sum does not fit into 64 bits.
std::optional<int64_t> checkedAdd(int64_t a, int64_t b);

/// a - b, or nullopt where the difference does not fit into 64 bits.
std::optional<int64_t> checkedSub(int64_t a, int64_t b);

/// a * b, or nullopt where the product does not fit into 64 bits.
std::optional<int64_t> checkedMul(int64_t a, int64_t b);

/// The quotient rounded to minus infinity; nullopt for b = 0 and INT64_MIN / -1.
std::optional<int64_t> checkedFloorDiv(int64_t a, int64_t b);

/// The quotient rounded to plus infinity; nullopt for b = 0 and INT64_MIN / -1.
std::optional<int64_t> checkedCeilDiv(int64_t a, int64_t b);

} // namespace eo

#endif
