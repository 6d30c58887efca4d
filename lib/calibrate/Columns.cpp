#include "lib/calibrate/Columns.h"

#include "lib/support/Spelling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

llvm::StringRef tableKindName(TableKind kind) {
  switch (kind) {
  case TableKind::Layers:
    return "layer table";
  case TableKind::Networks:
    return "network table";
  case TableKind::Nodes:
    return "node table";
  }
  return "";
}

std::string settingWord(llvm::StringRef text) {
  std::string word = text.trim().lower();
  for (char &c : word)
    if (c == '_' || c == ' ')
      c = '-';
  return word;
}

namespace {

struct UnitWord {
  llvm::StringRef suffix;
  double factor;
};

struct QuantityWord {
  llvm::StringRef name;
  Measured measured;
  llvm::ArrayRef<UnitWord> units;
};

llvm::ArrayRef<QuantityWord> quantityWords() {
  static constexpr UnitWord energy[] = {{"j", 1}, {"mj", 1e-3}, {"uj", 1e-6}};
  static constexpr UnitWord time[] = {{"s", 1}, {"ms", 1e-3}, {"us", 1e-6}};
  static constexpr UnitWord power[] = {{"w", 1}, {"mw", 1e-3}};
  static constexpr UnitWord rate[] = {{"per_s", 1}};
  static QuantityWord const words[] = {
      {"energy", Measured::Energy, energy},       {"latency", Measured::Latency, time},
      {"time", Measured::Latency, time},          {"power", Measured::Power, power},
      {"throughput", Measured::Throughput, rate},
  };
  return words;
}

std::string unitList(QuantityWord const &quantity) {
  std::vector<std::string> names;
  for (UnitWord const &unit : quantity.units)
    names.push_back(fmt::format("{}_{}", quantity.name, unit.suffix));
  return llvm::join(names, ", ");
}

/// Units people use that are not read here.
bool isForeignUnit(llvm::StringRef unit) {
  static constexpr llvm::StringRef units[] = {"pj", "nj", "kj", "mwh", "wh", "kwh", "ns",     "min",
                                              "h",  "nw", "uw", "kw",  "hz", "fps", "per_ms", "per_min"};
  return llvm::is_contained(units, unit.lower());
}

/// The columns a kind of table cannot do without.
std::vector<llvm::StringRef> requiredColumns(TableKind kind) {
  switch (kind) {
  case TableKind::Layers:
    return {"op", "i_size", "o_size", "ifm", "ofm", "ksize", "stride"};
  case TableKind::Networks:
    return {"model"};
  case TableKind::Nodes:
    return {"model", "node"};
  }
  return {};
}

/// Fills a ColumnMap, one step a member.
struct Mapper {
  CsvFile const &file;
  TableOptions const &options;
  ColumnMap map;
  std::vector<bool> taken;

  llvm::Error rename() {
    for (llvm::StringRef name : file.header())
      map.names.push_back(name.str());
    taken.assign(map.names.size(), false);
    for (auto const &[from, to] : options.renames) {
      auto found = llvm::find(file.header(), from);
      if (found == file.header().end())
        return unknownColumn("--rename", from);
      if (map.find(to))
        return usageError("--rename {}={}: {} has a column '{}' already", from, to, file.name(), to);
      map.names[static_cast<size_t>(found - file.header().begin())] = to;
    }
    return llvm::Error::success();
  }

  llvm::Error unknownColumn(llvm::StringRef option, std::string const &name) const {
    return usageError("{}: {} has no column '{}'{}", option, file.name(), name, didYouMean(name, map.names));
  }

  llvm::Error findKind() {
    if (map.find("op"))
      map.kind = TableKind::Layers;
    else if (map.find("model"))
      map.kind = map.find("node") ? TableKind::Nodes : TableKind::Networks;
    else
      return inputError("{}:1: neither a column 'model' (network and node tables) nor 'op' (layer tables); "
                        "the columns are {}",
                        file.name(), llvm::join(map.names, ", "));
    for (llvm::StringRef name : requiredColumns(map.kind)) {
      std::optional<size_t> column = map.find(name);
      if (column)
        taken[*column] = true;
      else if (name != "o_size")
        return inputError("{}:1: no column '{}'; a {} needs {}", file.name(), name, tableKindName(map.kind),
                          llvm::join(requiredColumns(map.kind), ", "));
    }
    for (llvm::StringRef name : {"group", "spread"})
      if (std::optional<size_t> column = map.find(name))
        taken[*column] = true;
    return takeDims();
  }

  llvm::Error takeDims() {
    for (size_t i = 0; i < map.names.size(); ++i) {
      llvm::StringRef name = map.names[i];
      if (!name.consume_front("dim:"))
        continue;
      if (name.empty())
        return inputError("{}:1: column 'dim:' names no dimension", file.name());
      if (map.kind == TableKind::Layers)
        return inputError("{}:1: column '{}': layers have no open dimensions", file.name(), map.names[i]);
      map.dims.emplace_back(name.str(), i);
      taken[i] = true;
    }
    return llvm::Error::success();
  }

  llvm::Error findMeasured() {
    for (size_t i = 0; i < map.names.size(); ++i) {
      llvm::StringRef name = map.names[i];
      for (QuantityWord const &quantity : quantityWords()) {
        llvm::StringRef unit = name;
        if (!unit.consume_front(quantity.name) || (!unit.empty() && !unit.consume_front("_")))
          continue;
        if (llvm::Error error = takeMeasured(i, quantity, unit))
          return error;
      }
    }
    if (llvm::none_of(map.measured, [](auto const &column) { return column.has_value(); }))
      return inputError("{}:1: no measured column: none of energy_j, latency_s, power_w, throughput_per_s, "
                        "time_s (or their _ms, _mj, …)",
                        file.name());
    return llvm::Error::success();
  }

  llvm::Error takeMeasured(size_t column, QuantityWord const &quantity, llvm::StringRef unit) {
    auto known = llvm::find_if(quantity.units, [&](UnitWord const &word) { return word.suffix == unit; });
    if (known == quantity.units.end()) {
      if (!unit.empty() && !isForeignUnit(unit))
        return llvm::Error::success(); // "power_mode": some other column
      return inputError("{}:1: column '{}' has {}: use {}", file.name(), map.names[column],
                        unit.empty() ? "no unit" : "a unit that is not read", unitList(quantity));
    }
    auto &slot = map.measured[static_cast<size_t>(quantity.measured)];
    if (slot)
      return inputError("{}:1: columns '{}' and '{}' give the same quantity", file.name(),
                        map.names[slot->column], map.names[column]);
    slot = MeasuredColumn{column, known->factor};
    taken[column] = true;
    return llvm::Error::success();
  }

  llvm::Error findWhere() {
    for (auto const &[name, value] : options.where) {
      std::optional<size_t> column = map.find(name);
      if (!column)
        return unknownColumn("--where", name);
      map.where.emplace_back(*column, settingWord(value));
    }
    return llvm::Error::success();
  }

  llvm::Error findSettings() {
    if (options.settings)
      for (std::string const &name : *options.settings) {
        std::optional<size_t> column = map.find(name);
        if (!column)
          return unknownColumn("--settings", name);
        if (taken[*column])
          return usageError("--settings: column '{}' of {} is no setting", name, file.name());
        map.settings.push_back(*column);
        taken[*column] = true;
      }
    for (size_t i = 0; i < map.names.size(); ++i) {
      if (taken[i])
        continue;
      if (options.settings)
        map.ignored.push_back(map.names[i]);
      else
        map.settings.push_back(i);
    }
    return llvm::Error::success();
  }
};

} // namespace

std::optional<size_t> ColumnMap::find(llvm::StringRef name) const {
  for (size_t i = 0; i < names.size(); ++i)
    if (names[i] == name)
      return i;
  return std::nullopt;
}

llvm::Expected<ColumnMap> mapColumns(CsvFile const &file, TableOptions const &options) {
  Mapper mapper{file, options, {}, {}};
  for (auto step :
       {&Mapper::rename, &Mapper::findKind, &Mapper::findMeasured, &Mapper::findWhere, &Mapper::findSettings})
    if (llvm::Error error = (mapper.*step)())
      return error;
  return std::move(mapper.map);
}

} // namespace eo
