#include "lib/decide/Radio.h"

#include "lib/support/Error.h"
#include "lib/support/QuantityText.h"
#include "lib/support/Spelling.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <vector>

namespace eo {

namespace {
/// A row of Radios.def in nJ and W.
struct MeasuredRadio {
  char const *name;
  double nanojoulesPerBit, baseMilliwatts;
  char const *source;
};
} // namespace

static constexpr std::array measuredRadios{
#define EO_RADIO(name, slope, base, source) MeasuredRadio{name, slope, base, source},
#include "lib/decide/Radios.def"
};

/// The value of "20Mbit/s": the prefixes of quantities, "bit/s" in the place of their unit.
static std::optional<double> withUnit(llvm::StringRef text, llvm::StringRef suffix, llvm::StringRef unit) {
  llvm::StringRef rest = text.trim(' ');
  if (!rest.consume_back(suffix))
    return std::nullopt;
  llvm::Expected<double> value = parseQuantity((rest + unit).str(), unit);
  if (value && *value > 0)
    return *value;
  llvm::consumeError(value.takeError());
  return std::nullopt;
}

llvm::Expected<RadioLink> parseRadio(llvm::StringRef text) {
  auto [first, rate] = text.split(',');
  std::optional<double> bits =
      rate.empty() ? std::optional(0.0) : withUnit(rate, "bit/s", "W"); // k, M and G alike
  std::optional<double> joules = withUnit(first, "J/bit", "J");
  if (joules && bits)
    return RadioLink{*joules, *bits};
  llvm::StringRef name = first.trim(' ');
  auto const *radio = llvm::find_if(
      measuredRadios, [&](MeasuredRadio const &one) { return name.equals_insensitive(one.name); });
  if (radio != measuredRadios.end() && bits && *bits > 0)
    return RadioLink{1e-9 * radio->nanojoulesPerBit + 1e-3 * radio->baseMilliwatts / *bits, *bits,
                     radio->name, radio->source};
  if (radio != measuredRadios.end() && rate.empty())
    return usageError("'{}': what a bit takes on a radio depends on the rate: {},5Mbit/s",
                      printable(text, 60), radio->name);
  std::vector<std::string> names(measuredRadios.size());
  llvm::transform(measuredRadios, names.begin(), [](MeasuredRadio const &one) { return one.name; });
  return usageError(
      "'{}' is not a radio such as '100nJ/bit,20Mbit/s' or 'lte,5Mbit/s': energy of a bit sent, and how "
      "fast{}",
      printable(text, 60), didYouMean(name, names));
}

std::string knownRadios() {
  std::string lines;
  for (MeasuredRadio const &one : measuredRadios)
    lines += fmt::format("  --radio={:<12} {:.1f} nJ/bit + {:.2f} W / rate   {}\n",
                         fmt::format("{},RATE", one.name), one.nanojoulesPerBit, 1e-3 * one.baseMilliwatts,
                         one.source);
  return lines;
}

} // namespace eo
