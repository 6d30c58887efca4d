//===- KnownQuantity.h - a quantity, where it is known -----------------------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_KNOWNQUANTITY_H
#define ENERGY_OPT_LIB_SUPPORT_KNOWNQUANTITY_H

#include "lib/support/Quantity.h"
#include "llvm/ADT/bit.h"
#include <cstdint>
#include <optional>

namespace eo {

/// A quantity, or nothing where it is not known (never 0 for that): a std::optional in half the memory. One number that no
/// calculation comes to, a NaN with digits of its own, stands for nothing.
template <typename Unit> class KnownQuantity {
  using Held = Quantity<Unit>;

public:
  KnownQuantity() = default;
  KnownQuantity(std::nullopt_t) {}
  KnownQuantity(Held known) : quantity(known) {}
  KnownQuantity(std::optional<Held> known) : quantity(known.value_or(nothing())) {}
  operator std::optional<Held>() const { return has_value() ? std::optional(quantity) : std::nullopt; }

  // NOLINTNEXTLINE(readability-identifier-naming): as std::optional
  bool has_value() const { return llvm::bit_cast<uint64_t>(quantity.value) != digits; }
  explicit operator bool() const { return has_value(); }
  /// Only where it is known.
  Held operator*() const { return quantity; }
  Held const *operator->() const { return &quantity; }
  // NOLINTNEXTLINE(readability-identifier-naming): as std::optional
  Held value_or(Held otherwise) const { return has_value() ? quantity : otherwise; }
  bool operator==(KnownQuantity const &other) const {
    return has_value() && other.has_value() ? quantity == other.quantity : has_value() == other.has_value();
  }

private:
  static constexpr uint64_t digits = 0x7ff8'6e6f'7468'696e; ///< behind the NaN the letters "nothin"
  static Held nothing() { return {llvm::bit_cast<double>(digits)}; }
  Held quantity = nothing();
};

/// Energy, J, or nothing.
using KnownJoules = KnownQuantity<struct JouleUnit>;
/// Time, s, or nothing.
using KnownSeconds = KnownQuantity<struct SecondUnit>;

} // namespace eo

#endif
