//===- ColumnPlan.h - where time and power of a table's rows come from ------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_COLUMNPLAN_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_COLUMNPLAN_H

#include "lib/trace/formats/PowerColumns.h"
#include "lib/trace/formats/TableHead.h"
#include "lib/trace/formats/TraceReaders.h"

namespace eo {

/// The devices that the rows are of, where they are added up.
struct RowDevices {
  std::vector<uint16_t> labels; ///< of each row, 0 … count - 1
  size_t count = 1;             ///< 1: each row is a sample
};

/// Where time and power of a row come from.
struct ColumnPlan {
  std::optional<size_t> time;
  bool stamps =
      false; ///< the cells of `time` are read by a StampReader, not as numbers with the header's unit
  std::vector<PowerTerm> terms;
  std::optional<size_t> shunt,
      bus; ///< with --shunt-ohm: P = bus · shunt / ohm, or as ShuntPower.h where there is no bus voltage
  std::vector<ColumnUnit> columns;
  std::string board; ///< of the rails, where recognised
  RowDevices devices;

  /// The power of a row, `value` giving the SI value of a column.
  double watts(llvm::function_ref<double(size_t column)> value, TraceReadOptions const &options) const;
};

/// Chooses the columns and says in a note what is added and left out. Units that the header leaves out are taken from the cells of the
/// first row. Errors: nothing electrical, no unit (input); several columns that may be the power, current without voltage (usage).
llvm::Expected<ColumnPlan> planColumns(TableHead head, TraceInput const &input);

} // namespace eo

#endif
