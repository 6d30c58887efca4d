//===- Quantity.h - SI quantities as types, and how people read them -------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_QUANTITY_H
#define ENERGY_OPT_LIB_SUPPORT_QUANTITY_H

#include <compare>
#include <cstdint>
#include <string>

namespace eo {

/// A double with a unit. Sums and scalar multiples keep the unit; the products that mean something are below.
template <typename Unit> struct Quantity {
  double value = 0;

  constexpr auto
  operator<=>(Quantity const &) const = default; // NOLINT(modernize-use-nullptr): clang-tidy 14 errs
  constexpr Quantity operator+(Quantity other) const { return {value + other.value}; }
  constexpr Quantity operator-(Quantity other) const { return {value - other.value}; }
  constexpr Quantity operator*(double factor) const { return {value * factor}; }
  constexpr Quantity operator/(double divisor) const { return {value / divisor}; }
  constexpr double operator/(Quantity other) const { return value / other.value; }
  constexpr Quantity &operator+=(Quantity other) {
    value += other.value;
    return *this;
  }
};

/// Energy, J.
using Joules = Quantity<struct JouleUnit>;
/// Time, s.
using Seconds = Quantity<struct SecondUnit>;
/// Power, W.
using Watts = Quantity<struct WattUnit>;
/// Frequency, Hz.
using Hertz = Quantity<struct HertzUnit>;

/// Power and time make energy, and only units that do so multiply.
constexpr Joules operator*(Watts power, Seconds time) { return {power.value * time.value}; }
constexpr Joules operator*(Seconds time, Watts power) { return power * time; }
constexpr Watts operator/(Joules energy, Seconds time) { return {energy.value / time.value}; }
constexpr Seconds operator/(Joules energy, Watts power) { return {energy.value / power.value}; }

/// Four significant digits with an SI prefix: "12.79 mJ", "109.1 mJ", "0 J", "311 µs". NaN prints "nan".
std::string formatSi(double value, char const *unit);
inline std::string toText(Joules energy) { return formatSi(energy.value, "J"); }
inline std::string toText(Seconds time) { return formatSi(time.value, "s"); }
inline std::string toText(Watts power) { return formatSi(power.value, "W"); }

/// A count with a decimal prefix: "4.089 G", "352", "1.24 M".
std::string formatCount(double value);

/// A share of 1 in percent: "16.7 %", more digits near the ends ("0.05 %", "99.95 %"), and never rounded onto
/// them: "under 0.01 %", "over 99.99 %". "0 %" and "100 %" are exact.
std::string formatShare(double share);

/// Binary prefix: "97.49 MiB", "512 B".
std::string formatBytes(double bytes);

} // namespace eo

#endif
