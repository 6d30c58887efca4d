#include "lib/support/Quantity.h"

#include <array>
#include <cmath>
#include <fmt/format.h>

namespace eo {

/// Four significant digits without trailing zeros: 12.79, 109.1, 1, 0.5.
static std::string fourDigits(double value) {
  std::string text = fmt::format("{:.4g}", value);
  constexpr double longest = 1e6; // from there on the exponent says more than digits
  if (text.find('e') != std::string::npos && std::fabs(value) < longest) // 999.96 rounds to 1e+03
    text = fmt::format("{:.0f}", value);
  return text;
}

std::string formatSi(double value, char const *unit) {
  struct Prefix {
    double factor;
    char const *name;
  };
  static constexpr std::array<Prefix, 9> prefixes = {{{1e12, "T"},
                                                      {1e9, "G"},
                                                      {1e6, "M"},
                                                      {1e3, "k"},
                                                      {1, ""},
                                                      {1e-3, "m"},
                                                      {1e-6, "µ"},
                                                      {1e-9, "n"},
                                                      {1e-12, "p"}}};
  if (value == 0 || !std::isfinite(value))
    return fmt::format("{} {}", value, unit);
  for (Prefix const &prefix : prefixes)
    if (std::fabs(value) >= prefix.factor * 0.99995)
      return fmt::format("{} {}{}", fourDigits(value / prefix.factor), prefix.name, unit);
  return fmt::format("{:.3g} {}", value, unit);
}

std::string formatCount(double value) {
  if (std::fabs(value) < 10000)
    return fmt::format("{:g}", value);
  return formatSi(value, "");
}

std::string formatShare(double share) {
  double percent = 100 * share;
  if (share == 0 || share == 1)
    return fmt::format("{:.0f} %", percent);
  if (percent < 0.01)
    return "under 0.01 %";
  if (percent > 99.99)
    return "over 99.99 %";
  return percent < 0.1 || percent > 99.9 ? fmt::format("{:.2f} %", percent)
                                         : fmt::format("{:.1f} %", percent);
}

std::string formatBytes(double bytes) {
  static constexpr std::array<char const *, 6> names = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  size_t step = 0;
  while (std::fabs(bytes) >= 1024 && step + 1 < names.size()) {
    bytes /= 1024;
    ++step;
  }
  return fmt::format("{} {}", fourDigits(bytes), names[step]);
}

} // namespace eo
