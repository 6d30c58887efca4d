#include "lib/trace/formats/ColumnMeaning.h"
#include "lib/text/HeaderUnits.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace eo {

/// Nullopt: the word says nothing of the role.
static std::optional<ColumnRole> roleOf(llvm::StringRef word) {
  if (word.size() >= 2 && word[0] == 'p' && llvm::all_of(word.drop_front(), llvm::isDigit))
    return ColumnRole::Middle; // p95
  if (word.size() == 3 && word.startswith("pl") && llvm::isDigit(word[2]))
    return ColumnRole::Limit; // PL1, PL2
  using enum ColumnRole;
  return llvm::StringSwitch<std::optional<ColumnRole>>(word)
      .Cases("instant", "instantaneous", "inst", "present", "cur", "now", Present)
      .Cases("mean", "avg", "average", "averaged", "ave", "mittel", Mean)
      .Cases("running", "rolling", "moving", "smoothed", "smooth", Mean)
      .Cases("median", "percentile", "quantile", "rms", Middle)
      .Cases("min", "minimum", "lowest", "low", Extreme)
      .Cases("max", "maximum", "peak", "highest", "high", Extreme)
      .Cases("std", "stdev", "stddev", "sd", "sigma", "var", "variance", "dev", "deviation", Spread)
      .Cases("error", "err", "uncertainty", "p2p", "range", "noise", Spread)
      .Cases("limit", "limits", "cap", "capping", "budget", "tdp", "rated", "nominal", "threshold", Limit)
      .Cases("enforced", "requested", "target", "setpoint", "set", "default", "crit", "warn", "allowed",
             Limit)
      .Cases("apparent", "reactive", Unreal)
      .Cases("estimated", "estimate", "est", "predicted", "prediction", "modelled", "modeled", Predicted)
      .Default(std::nullopt);
}

llvm::StringRef describe(ColumnRole role) {
  switch (role) {
  case ColumnRole::Present:
    return "the present value";
  case ColumnRole::Plain:
    return "the value";
  case ColumnRole::Mean:
    return "a mean";
  case ColumnRole::Middle:
    return "no mean";
  case ColumnRole::Extreme:
    return "an extreme";
  case ColumnRole::Spread:
    return "a spread";
  case ColumnRole::Limit:
    return "a limit";
  case ColumnRole::Unreal:
    return "not the real power";
  case ColumnRole::Predicted:
    return "an estimate";
  }
  llvm_unreachable("all roles are named");
}

/// "10s", "5m", "1min": what a mean is taken over.
static bool isTimeSpan(llvm::StringRef word) {
  llvm::StringRef unit = word.ltrim("0123456789");
  return unit.size() < word.size() &&
         llvm::StringSwitch<bool>(unit).Cases("ms", "s", "sec", "m", "min", "h", true).Default(false);
}

/// Words that say no more than the unit.
static bool isQuantityWord(llvm::StringRef word) {
  static constexpr llvm::StringLiteral words[] = {
      "power",    "powers", "pwr",     "watt",     "watts",    "draw",   "drawn", "consumption", "consumed",
      "usage",    "value",  "reading", "measured", "real",     "active", "true",  "p",           "current",
      "currents", "curr",   "amps",    "voltage",  "volt",     "volts",  "nvml",  "rapl",        "bus",
      "u",        "i",      "strom",   "spannung", "leistung", "mw",     "w",     "measurement"};
  return llvm::is_contained(words, word);
}

ColumnMeaning meaningOf(llvm::StringRef name) {
  ColumnMeaning meaning;
  size_t at = 0;
  std::vector<std::string> words = wordsOf(name);
  bool power = llvm::is_contained(words, "power");
  bool mean = llvm::any_of(words, [](std::string const &word) { return roleOf(word) == ColumnRole::Mean; });
  for (std::string const &word : words) {
    at = name.find_insensitive(word, at);
    llvm::StringRef asWritten = name.substr(at, word.size());
    at += word.size();
    std::optional<ColumnRole> role = roleOf(word);
    if (!role && power && word == "current") // "current power": at present
      role = ColumnRole::Present;
    if (!role && isTimeSpan(word) && mean)
      continue;
    if (role) {
      bool first = meaning.role == ColumnRole::Plain;
      meaning.role = first ? *role : std::max(meaning.role, *role);
    } else if (!isQuantityWord(word)) {
      bool numbered = word.size() > 1 && llvm::StringRef("uvi").contains(word[0]) &&
                      llvm::all_of(llvm::StringRef(word).drop_front(), llvm::isDigit);
      meaning.subject += meaning.subject.empty() ? "" : "_";
      meaning.subject +=
          numbered ? "channel_" + word.substr(1) : asWritten.str(); // U1 and I1 belong together
    }
  }
  return meaning;
}

bool isTotalWord(llvm::StringRef word) {
  static constexpr llvm::StringLiteral totals[] = {"total",     "tot",        "ptot",  "sum",
                                                   "all",       "overall",    "whole", "combined",
                                                   "aggregate", "aggregated", "gesamt"};
  return llvm::is_contained(totals, word);
}

int wholeness(llvm::StringRef subject) {
  static constexpr llvm::StringLiteral scopes[] = {"system", "board",  "platform", "machine", "node",
                                                   "server", "module", "wall",     "mains",   "device"};
  std::vector<std::string> words = wordsOf(subject);
  bool total = false, scope = false;
  for (std::string const &word : words) {
    bool isTotal = isTotalWord(word), isScope = llvm::is_contained(scopes, llvm::StringRef(word));
    if (!isTotal && !isScope && word != "vdd" && word != "pom" && word != "vin" && word != "input" &&
        word != "in")
      return 0;
    total |= isTotal;
    scope |= isScope;
  }
  return total ? 2 : scope ? 1 : 0;
}

} // namespace eo
