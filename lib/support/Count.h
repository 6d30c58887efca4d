//===- Count.h - how many, where that is known --------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_COUNT_H
#define ENERGY_OPT_LIB_SUPPORT_COUNT_H

#include <cstdint>
#include <limits>
#include <optional>

namespace eo {

/// An exact count, or nothing where it is not known (never 0 for that): a std::optional in half the memory. Counts are
/// never negative, so that the smallest number stands for nothing.
class Count {
public:
  constexpr Count() = default;
  constexpr Count(std::nullopt_t) {}
  constexpr Count(int64_t known) : number(known) {}
  constexpr Count(std::optional<int64_t> count) : number(count.value_or(unknown)) {}
  constexpr operator std::optional<int64_t>() const {
    return has_value() ? std::optional(number) : std::nullopt;
  }

  // NOLINTNEXTLINE(readability-identifier-naming): as std::optional
  constexpr bool has_value() const { return number != unknown; }
  constexpr explicit operator bool() const { return has_value(); }
  /// Only where it is known.
  constexpr int64_t operator*() const { return number; }
  // NOLINTNEXTLINE(readability-identifier-naming): as std::optional
  constexpr int64_t value_or(int64_t otherwise) const { return has_value() ? number : otherwise; }
  constexpr bool operator==(Count const &) const = default;

private:
  static constexpr int64_t unknown = std::numeric_limits<int64_t>::min();
  int64_t number = unknown;
};

} // namespace eo

#endif
