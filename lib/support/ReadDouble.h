//===- ReadDouble.h - std::from_chars for double, where the standard library has none --------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_READDOUBLE_H
#define ENERGY_OPT_LIB_SUPPORT_READDOUBLE_H

#include <charconv>

namespace eo {

/// As std::from_chars(first, last, value): the longest decimal number at `first`, to the nearest double, whatever the
/// locale. By std::strtod: for libc++ 14 (WebAssembly), which has no such function.
std::from_chars_result readDoubleByStrtod(char const *first, char const *last, double &value);

/// std::from_chars where there is one for double.
inline std::from_chars_result readDouble(char const *first, char const *last, double &value) {
#ifdef __cpp_lib_to_chars
  return std::from_chars(first, last, value);
#else
  return readDoubleByStrtod(first, last, value);
#endif
}

} // namespace eo

#endif
