#include "lib/decide/Rates.h"

#include "lib/support/Error.h"
#include "lib/support/Quantity.h"
#include "lib/support/QuantityText.h"
#include "lib/support/ReadDouble.h"
#include "lib/support/Utf8.h"

#include <cmath>

namespace eo {

namespace {
constexpr double minute = 60, hour = 3600, day = 86400;
} // namespace

/// The number in all of `text`, above 0.
static std::optional<double> positive(llvm::StringRef text) {
  double value = 0;
  text = text.trim(' ');
  auto [stop, problem] = readDouble(text.begin(), text.end(), value);
  return problem == std::errc() && stop == text.end() && std::isfinite(value) && value > 0
             ? std::optional(value)
             : std::nullopt;
}

llvm::Expected<double> parseRate(llvm::StringRef text) {
  static constexpr std::pair<llvm::StringLiteral, double> units[] = {
      {"/s", 1}, {"/min", minute}, {"/h", hour}, {"/day", day}, {"Hz", 1}, {"fps", 1}};
  for (auto const &[unit, seconds] : units) {
    llvm::StringRef rest = text.trim(' ');
    if (rest.consume_back(unit))
      if (std::optional<double> number = positive(rest); number && *number / seconds > 0)
        return *number / seconds;
  }
  return usageError("'{}' is not a rate above 0 such as '1/s', '10/min', '5/h', '200/day' or '30 fps'",
                    printable(text, 40));
}

std::string rateText(double perSecond) {
  for (auto [unit, seconds] : {std::pair<char const *, double>("/s", 1), {"/min", minute}, {"/h", hour}})
    if (perSecond * seconds >= 1)
      return fmt::format("{:.4g}{}", perSecond * seconds, unit);
  return fmt::format("{:.4g}/day", perSecond * day);
}

llvm::Expected<double> parseDuration(llvm::StringRef text) {
  static constexpr std::pair<llvm::StringLiteral, double> units[] = {
      {"days", day}, {"day", day}, {"hours", hour}, {"h", hour}, {"min", minute}};
  for (auto const &[unit, seconds] : units) {
    llvm::StringRef rest = text.trim(' ');
    if (rest.consume_back(unit))
      if (std::optional<double> number = positive(rest); number && std::isfinite(*number * seconds))
        return *number * seconds;
  }
  llvm::Expected<double> seconds = parseQuantity(text, "s");
  if (seconds && *seconds > 0)
    return *seconds;
  llvm::consumeError(seconds.takeError());
  return usageError("'{}' is not a time above 0 such as '24 h', '3 days', '90 min' or '20 ms'",
                    printable(text, 40));
}

std::string durationText(double seconds) {
  if (!std::isfinite(seconds))
    return "for ever";
  if (seconds >= 3 * day)
    return fmt::format("{:.4g} days", seconds / day);
  if (seconds >= hour)
    return fmt::format("{:.4g} h", seconds / hour);
  if (seconds >= minute)
    return fmt::format("{:.4g} min", seconds / minute);
  return formatSi(seconds, "s");
}

} // namespace eo
