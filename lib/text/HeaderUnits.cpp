#include "lib/text/HeaderUnits.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

namespace {
struct Unit {
  llvm::StringRef text;
  ColumnKind kind;
  double toSi;
};
} // namespace

static constexpr Unit units[] = {
    {"s", ColumnKind::Time, 1},        {"sec", ColumnKind::Time, 1},      {"seconds", ColumnKind::Time, 1},
    {"ms", ColumnKind::Time, 1e-3},    {"us", ColumnKind::Time, 1e-6},    {"µs", ColumnKind::Time, 1e-6},
    {"ns", ColumnKind::Time, 1e-9},    {"w", ColumnKind::Power, 1},       {"watt", ColumnKind::Power, 1},
    {"watts", ColumnKind::Power, 1},   {"mw", ColumnKind::Power, 1e-3},   {"uw", ColumnKind::Power, 1e-6},
    {"µw", ColumnKind::Power, 1e-6},   {"nw", ColumnKind::Power, 1e-9},   {"a", ColumnKind::Current, 1},
    {"amps", ColumnKind::Current, 1},  {"ma", ColumnKind::Current, 1e-3}, {"ua", ColumnKind::Current, 1e-6},
    {"µa", ColumnKind::Current, 1e-6}, {"na", ColumnKind::Current, 1e-9}, {"v", ColumnKind::Voltage, 1},
    {"volts", ColumnKind::Voltage, 1}, {"mv", ColumnKind::Voltage, 1e-3}, {"uv", ColumnKind::Voltage, 1e-6},
    {"µv", ColumnKind::Voltage, 1e-6}, {"j", ColumnKind::Energy, 1},      {"mj", ColumnKind::Energy, 1e-3},
    {"uj", ColumnKind::Energy, 1e-6},  {"µj", ColumnKind::Energy, 1e-6},
};

static std::optional<Unit> unitNamed(llvm::StringRef text) {
  for (Unit const &unit : units)
    if (text.trim().equals_insensitive(unit.text))
      return unit;
  return std::nullopt;
}

static ColumnKind kindByWords(llvm::StringRef name) {
  std::string lower = name.lower();
  llvm::StringRef words = lower;
  if (words.contains("power") || words.contains("watt"))
    return ColumnKind::Power;
  if (words.contains("time") || words == "t")
    return ColumnKind::Time;
  if (words.contains("current"))
    return ColumnKind::Current;
  if (words.contains("voltage") || words.contains("volt"))
    return ColumnKind::Voltage;
  if (words.contains("energy"))
    return ColumnKind::Energy;
  return ColumnKind::Other;
}

ColumnUnit columnUnit(llvm::StringRef header) {
  header = header.trim().ltrim('#').trim();
  llvm::StringRef name = header, unitText;
  size_t open = header.find_last_of("([");
  if (open != llvm::StringRef::npos && (header.endswith(")") || header.endswith("]"))) {
    name = header.take_front(open).rtrim(" _");
    unitText = header.drop_front(open + 1).drop_back();
  } else if (size_t cut = header.find_last_of("_ "); cut != llvm::StringRef::npos) {
    name = header.take_front(cut);
    unitText = header.drop_front(cut + 1);
  } else if (unitNamed(header) && kindByWords(header) == ColumnKind::Other) {
    unitText = header;
  }
  ColumnUnit result;
  result.name = name.str();
  result.kind = kindByWords(header);
  std::optional<Unit> unit = unitNamed(unitText);
  // "rail_a" names a rail, not amperes, unless the words say current.
  bool letterA = unitText.equals_insensitive("a") && header.contains('_');
  if (unit && (result.kind == unit->kind || (result.kind == ColumnKind::Other && !letterA))) {
    result.kind = unit->kind;
    result.toSi = unit->toSi;
    result.hasUnit = true;
  } else if (!unit) {
    result.name = header.str();
  } else if (result.kind != ColumnKind::Other) {
    result.kind = ColumnKind::Other; // "power_s": words and unit contradict each other
  }
  return result;
}

} // namespace eo
