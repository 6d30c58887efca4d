#include "lib/text/HeaderUnits.h"
#include "lib/support/ReadDouble.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

namespace {
struct Unit {
  llvm::StringRef text;
  ColumnKind kind;
  double toSi;
};
} // namespace

using enum ColumnKind;

static constexpr Unit units[] = {
    {"s", Time, 1},
    {"sec", Time, 1},
    {"secs", Time, 1},
    {"second", Time, 1},
    {"seconds", Time, 1},
    {"ms", Time, 1e-3},
    {"msec", Time, 1e-3},
    {"milliseconds", Time, 1e-3},
    {"us", Time, 1e-6},
    {"µs", Time, 1e-6},
    {"usec", Time, 1e-6},
    {"microseconds", Time, 1e-6},
    {"ns", Time, 1e-9},
    {"nanoseconds", Time, 1e-9},
    {"w", Power, 1},
    {"watt", Power, 1},
    {"watts", Power, 1},
    {"kw", Power, 1e3},
    {"mw", Power, 1e-3},
    {"milliwatt", Power, 1e-3},
    {"milliwatts", Power, 1e-3},
    {"uw", Power, 1e-6},
    {"µw", Power, 1e-6},
    {"microwatts", Power, 1e-6},
    {"nw", Power, 1e-9},
    {"a", Current, 1},
    {"amp", Current, 1},
    {"amps", Current, 1},
    {"ampere", Current, 1},
    {"amperes", Current, 1},
    {"ma", Current, 1e-3},
    {"milliamps", Current, 1e-3},
    {"ua", Current, 1e-6},
    {"µa", Current, 1e-6},
    {"na", Current, 1e-9},
    {"v", Voltage, 1},
    {"volt", Voltage, 1},
    {"volts", Voltage, 1},
    {"mv", Voltage, 1e-3},
    {"millivolts", Voltage, 1e-3},
    {"uv", Voltage, 1e-6},
    {"µv", Voltage, 1e-6},
    {"j", Energy, 1},
    {"joule", Energy, 1},
    {"joules", Energy, 1},
    {"mj", Energy, 1e-3},
    {"uj", Energy, 1e-6},
    {"µj", Energy, 1e-6},
    {"wh", Energy, 3600},
    {"mwh", Energy, 3.6},
    {"ws", Energy, 1},
};

static std::optional<Unit> unitNamed(llvm::StringRef text) {
  std::string spelled = text.trim().str();
  for (llvm::StringRef greek : {"\xCE\xBC", "\xC2\xB5"}) // Greek mu, micro sign
    if (size_t at = spelled.find(greek.str()); at != std::string::npos)
      spelled.replace(at, 2, "u");
  for (Unit const &unit : units)
    if (unit.text.equals_insensitive(spelled))
      return unit;
  return std::nullopt;
}

std::vector<std::string> wordsOf(llvm::StringRef name) {
  std::vector<std::string> words;
  std::string word;
  auto end = [&] {
    if (!word.empty())
      words.push_back(std::move(word));
    word.clear();
  };
  for (size_t i = 0; i < name.size(); ++i) {
    bool capital = name[i] >= 'A' && name[i] <= 'Z';
    bool afterSmall = i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z';
    bool lastOfAcronym = i > 0 && name[i - 1] >= 'A' && name[i - 1] <= 'Z' && i + 1 < name.size() &&
                         name[i + 1] >= 'a' && name[i + 1] <= 'z';
    bool separates = !llvm::isAlnum(name[i]) && static_cast<unsigned char>(name[i]) < 0x80;
    if (separates || (capital && (afterSmall || lastOfAcronym)))
      end();
    if (!separates)
      word += llvm::toLower(name[i]);
  }
  end();
  return words;
}

/// All kinds that the words of a header speak of, the likeliest first.
static std::vector<ColumnKind> kindsByWords(llvm::StringRef header) {
  std::string lower = header.lower();
  llvm::StringRef text = lower;
  std::vector<std::string> words = wordsOf(header);
  auto word = [&](std::initializer_list<llvm::StringRef> any) {
    return llvm::any_of(
        words, [&](std::string const &one) { return llvm::is_contained(any, llvm::StringRef(one)); });
  };
  if (text.contains("energy") || text.contains("hour") || word({"joules", "wh", "mwh"}))
    return {Energy};
  if (word({"mode", "state", "management", "factor", "profile", "status", "saving", "percent", "pct", "level",
            "source"}))
    return {Other};
  std::vector<ColumnKind> kinds;
  if (text.contains("power") || text.contains("watt") || word({"pwr", "leistung"}))
    kinds.push_back(Power);
  if (text.contains("time") || text.contains("timestamp") ||
      word({"t", "date", "epoch", "clock", "elapsed", "zeit", "uhrzeit", "zeitstempel"}))
    kinds.push_back(Time);
  if (text.contains("current") || text.contains("ampere") || word({"curr", "strom"}))
    kinds.push_back(Current);
  if (text.contains("volt") || word({"spannung"}))
    kinds.push_back(Voltage);
  return kinds;
}

/// "in1_input" and its like: Linux, Documentation/hwmon/sysfs-interface; "in_power0_input": NVIDIA's ina3221x driver of JetPack 4.
static std::optional<ColumnUnit> sysfsAttribute(llvm::StringRef header) {
  static constexpr struct {
    llvm::StringRef prefix;
    ColumnKind kind;
    double toSi;
  } attributes[] = {{"in_power", Power, 1e-3}, {"in_voltage", Voltage, 1e-3}, {"in_current", Current, 1e-3},
                    {"power", Power, 1e-6},    {"curr", Current, 1e-3},       {"in", Voltage, 1e-3}};
  for (auto const &attribute : attributes) {
    llvm::StringRef rest = header;
    unsigned channel = 0;
    if (!rest.consume_front_insensitive(attribute.prefix) || rest.consumeInteger(10, channel) ||
        !(rest == "_input" || rest == "_average"))
      continue;
    return ColumnUnit{attribute.kind, attribute.toSi, true, "channel " + std::to_string(channel)};
  }
  return std::nullopt;
}

namespace {
struct Parts {
  std::string name;
  llvm::StringRef unit;
  bool bracketed = false;
};
} // namespace

static Parts partsOf(llvm::StringRef header) {
  for (auto [open, close] : {std::pair('[', ']'), std::pair('(', ')')}) {
    size_t begin = header.rfind(open), end = header.find(close, begin);
    if (begin == llvm::StringRef::npos || end == llvm::StringRef::npos)
      continue;
    llvm::StringRef inside = header.slice(begin + 1, end).trim();
    llvm::StringRef before = header.take_front(begin).rtrim(" _"),
                    behind = header.drop_front(end + 1).trim(" -");
    if (unitNamed(inside) || behind.empty())
      return {before.str() + (behind.empty() ? "" : " " + behind.str()), inside, true};
  }
  size_t cut = header.find_last_of("_ ./,-:");
  if (cut != llvm::StringRef::npos)
    return {header.take_front(cut).rtrim(" _./,-:").str(), header.drop_front(cut + 1)};
  for (llvm::StringRef ending : {"Watts", "Watt", "Volts", "Amps"})
    if (header.endswith(ending) && header.size() > ending.size())
      return {header.drop_back(ending.size()).str(), header.take_back(ending.size())};
  return {header.str(), {}};
}

ColumnUnit columnUnit(llvm::StringRef header) {
  header = header.trim().ltrim('#').trim();
  if (auto attribute = sysfsAttribute(header))
    return *attribute;
  Parts parts = partsOf(header);
  std::vector<ColumnKind> kinds = kindsByWords(header);
  if (parts.unit.empty() && unitNamed(header) && kinds.empty())
    parts.unit = header;
  ColumnUnit result;
  result.name = std::move(parts.name);
  result.kind = kinds.empty() ? Other : kinds.front();
  std::optional<Unit> unit = unitNamed(parts.unit);
  // "rail_a" names a rail, not amperes, unless the words say current.
  static constexpr llvm::StringLiteral currents[] = {"i",   "ibus", "iload",  "iin", "iout",
                                                     "idd", "icc",  "isense", "amps"};
  std::string name = llvm::StringRef(result.name).lower();
  bool symbol = llvm::is_contained(currents, llvm::StringRef(name));
  bool letterA = parts.unit.equals_insensitive("a") && !parts.bracketed && !symbol && header.contains('_');
  if (letterA && !kinds.empty() && !llvm::is_contained(kinds, Current))
    unit.reset();
  if (unit && (llvm::is_contained(kinds, unit->kind) || (kinds.empty() && !letterA))) {
    result.kind = unit->kind;
    result.toSi = unit->toSi;
    result.hasUnit = true;
  } else if (!unit) {
    result.name = header.str();
  } else {
    result.kind = Other; // "power_s": words and unit contradict each other
  }
  return result;
}

std::optional<QuantityCell> quantityOf(llvm::StringRef cell) {
  cell = cell.trim();
  cell.consume_front("+");
  double value = 0;
  auto [end, code] = readDouble(cell.begin(), cell.end(), value);
  if (code != std::errc() || end == cell.begin())
    return std::nullopt;
  std::optional<Unit> unit = unitNamed(cell.drop_front(static_cast<size_t>(end - cell.begin())));
  if (!unit)
    return std::nullopt;
  return QuantityCell{unit->kind, value * unit->toSi};
}

} // namespace eo
