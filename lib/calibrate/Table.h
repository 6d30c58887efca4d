//===- Table.h - tables of measurements --------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_TABLE_H
#define ENERGY_OPT_LIB_CALIBRATE_TABLE_H

#include "lib/board/CostFeatures.h"
#include "lib/calibrate/Columns.h"

namespace eo {

/// A row of a layer table. Fully connected: only iSize and oSize, the others are 1.
struct LayerShape {
  bool convolution = false;
  int64_t iSize = 1, oSize = 1; ///< neurons, or width (= height) of the maps
  int64_t ifm = 1, ofm = 1, kernel = 1, stride = 1;

  bool operator==(LayerShape const &) const = default;
};

/// What an estimate of the layer would see: square 2-D maps, batch 1, group 1, no bias.
CostFeatures layerFeatures(LayerShape const &layer);

/// Ends in SI units, both included.
struct MeasurableRange {
  double least = 0, most = 0;
};

/// Between what a figure can have been measured: 1 pJ to 1 GJ, 1 ns to 10⁷ s (four months), 10⁻⁷ to 10⁹ inferences a second,
/// 1 µW to 1 MW. Far beyond all that runs networks: a slip of units lies inside and is told by its power and speed (Suspects.h),
/// what lies outside was never read from an instrument.
MeasurableRange measurableRange(Measured measured);

/// One row. What the table does not give is absent; all values lie within reach, in SI units.
struct Measurement {
  size_t line = 0;
  std::string model, node; ///< as in the table; empty in layer tables
  std::string group;       ///< rows of one group are held out together: the column `group`, or the model
  LayerShape layer;        ///< of layer tables
  std::vector<std::string> settings; ///< by MeasurementTable::settingNames
  std::optional<double> spread;      ///< the column `spread`: standard error of what was measured, relative
  std::vector<std::pair<std::string, int64_t>> dims; ///< of columns `dim:NAME`; where the cell is empty, none
  std::array<std::optional<double>, measuredCount> values;

  std::optional<double> value(Measured measured) const { return values[static_cast<size_t>(measured)]; }
  /// Energy of one inference: as measured, or power / throughput, or power · latency.
  std::optional<double> energyJ() const;
  /// Time from result to result: 1 / throughput, or the latency.
  std::optional<double> timeS() const;
  /// Mean power: as measured, or energy · throughput, or energy / latency.
  std::optional<double> powerW() const;
};

/// A table of measurements as read: its rows in SI units, with the lines they came from.
struct MeasurementTable {
  std::string file;
  std::string sha256; ///< of the file, hexadecimal
  TableKind kind = TableKind::Networks;
  std::vector<std::string> settingNames; ///< columns in lower case
  std::vector<std::string> ignoredColumns;
  std::vector<Measurement> rows;
  size_t leftOut = 0;  ///< rows that `where` excludes
  size_t noTarget = 0; ///< rows without model or node name (time no node owns), left out
};

/// The rows of a table. Input errors with file:line:column for text in numbers, commas for decimal points,
/// NaN and infinity, energies and times that are not above 0 or out of reach, sizes that are not positive integers or do not
/// fit (kernel beyond the map), unknown ops, rows without any measured value, copied rows (equal in every
/// column, where no third row shows that the same was measured several times), and a selection that leaves
/// none; beside them what CsvFile and mapColumns refuse.
llvm::Expected<MeasurementTable> readTable(CsvFile const &file, TableOptions const &options);

} // namespace eo

#endif
