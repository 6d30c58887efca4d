#include "lib/support/QuantityText.h"

#include "lib/support/Error.h"
#include "lib/support/ReadDouble.h"
#include "lib/support/Utf8.h"
#include <cmath>

namespace eo {

/// The number that the text begins with, which loses it.
static std::optional<double> takeNumber(llvm::StringRef &text) {
  double value = 0;
  auto [stop, problem] = readDouble(text.begin(), text.end(), value);
  if (problem != std::errc() || !std::isfinite(value) || value < 0)
    return std::nullopt;
  text = text.drop_front(static_cast<size_t>(stop - text.begin())).ltrim(' ');
  return value;
}

static std::optional<double> prefixFactor(llvm::StringRef prefix, bool bytes) {
  struct Prefix {
    llvm::StringRef name;
    double factor;
    bool ofBytes, ofOthers;
  };
  static constexpr Prefix prefixes[] = {
      {"", 1, true, true},          {"k", 1e3, true, true},         {"M", 1e6, true, true},
      {"G", 1e9, true, true},       {"T", 1e12, false, true},       {"m", 1e-3, false, true},
      {"µ", 1e-6, false, true},     {"μ", 1e-6, false, true},       {"u", 1e-6, false, true},
      {"n", 1e-9, false, true},     {"p", 1e-12, false, true},      {"Ki", 1024, true, false},
      {"Mi", 1048576, true, false}, {"Gi", 1073741824, true, false}};
  for (Prefix const &one : prefixes)
    if (one.name == prefix && (bytes ? one.ofBytes : one.ofOthers))
      return one.factor;
  return std::nullopt;
}

static llvm::StringRef example(llvm::StringRef unit) {
  if (unit == "J")
    return "an energy such as '1 J' or '1.5 mJ'";
  if (unit == "s")
    return "a time such as '20 ms'";
  if (unit == "W")
    return "a power such as '3 W'";
  if (unit == "B")
    return "a size such as '10 MiB' or '512 kB'";
  return "a number of MACs such as '300 M'";
}

llvm::Expected<double> parseQuantity(llvm::StringRef text, llvm::StringRef unit) {
  llvm::StringRef rest = text.trim(' ');
  std::optional<double> number = takeNumber(rest), factor;
  double scale = 1;
  if (unit == "J" && rest.consume_back("Wh"))
    scale = 3600;
  else if (unit == "MAC")
    (void)(rest.consume_back("MACs") || rest.consume_back("MAC"));
  else if (!rest.consume_back(unit))
    number.reset();
  if (number)
    factor = prefixFactor(rest.rtrim(' '), unit == "B");
  double value = factor ? *number * scale * *factor : 0;
  if (!factor || !std::isfinite(value) || (unit == "MAC" && *factor < 1))
    return usageError("'{}' is not {}", printable(text, 40), example(unit));
  return value;
}

std::optional<double> parseRatio(llvm::StringRef text) {
  llvm::StringRef rest = text.trim(' ');
  std::optional<double> number = takeNumber(rest);
  double scale = rest.consume_back("%") ? 0.01 : 1;
  return number && rest.empty() ? std::optional(*number * scale) : std::nullopt;
}

} // namespace eo
