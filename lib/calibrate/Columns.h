//===- Columns.h - what the columns of a table of measurements mean -----------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_COLUMNS_H
#define ENERGY_OPT_LIB_CALIBRATE_COLUMNS_H

#include "lib/text/CsvFile.h"
#include <array>
#include <optional>

namespace eo {

/// What is measured; `time_s` of node tables is Latency.
enum class Measured : uint8_t { Energy, Latency, Throughput, Power };
inline constexpr size_t measuredCount = 4;

/// What a row of the table describes.
enum class TableKind : uint8_t {
  Layers,   ///< op,i_size,o_size,ifm,ofm,ksize,stride and energy: a layer measured on its own
  Networks, ///< model, settings and any of latency, throughput, power, energy
  Nodes,    ///< model,node and time, power or energy: a node measured inside its network
};

/// "layer table", "network table", "node table".
llvm::StringRef tableKindName(TableKind kind);

/// How the columns of a user's table are to be read.
struct TableOptions {
  std::vector<std::pair<std::string, std::string>> renames; ///< (name in the file, name here)
  /// (column, value): rows that differ are left out. Values compare without letter case.
  std::vector<std::pair<std::string, std::string>> where;
  /// The columns that hold settings, the others being ignored; nullopt: every column of no other meaning.
  std::optional<std::vector<std::string>> settings;
};

/// A measured column and the factor to SI units.
struct MeasuredColumn {
  size_t column = 0;
  double factor = 1;
};

/// The columns of one table by meaning.
struct ColumnMap {
  TableKind kind = TableKind::Networks;
  std::vector<std::string> names; ///< of all columns after renaming
  std::array<std::optional<MeasuredColumn>, measuredCount> measured;
  std::vector<size_t> settings;
  std::vector<std::pair<std::string, size_t>>
      dims; ///< "batch" of a column `dim:batch`: the sizes of each row's network
  std::vector<std::pair<size_t, std::string>> where;
  std::vector<std::string> ignored;

  std::optional<size_t> find(llvm::StringRef name) const;
};

/// The meaning of every column. Input errors for a table that is none of the three kinds, for missing
/// columns, quantities without unit or with an unknown one, and a quantity given twice; usage errors for
/// options that name columns the table does not have.
llvm::Expected<ColumnMap> mapColumns(CsvFile const &file, TableOptions const &options);

/// A value of a setting as boards spell it: lower case, '-' for blanks and '_'.
std::string settingWord(llvm::StringRef text);

} // namespace eo

#endif
