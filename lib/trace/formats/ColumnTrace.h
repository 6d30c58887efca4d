//===- ColumnTrace.h - a table with time and power-like columns becomes a trace ---------------===//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_COLUMNTRACE_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_COLUMNTRACE_H

#include "lib/text/HeaderUnits.h"
#include "lib/trace/formats/TraceReaders.h"

namespace eo {

/// Where the power of a row comes from.
struct ColumnPlan {
  std::optional<size_t> time, current, voltage;
  std::vector<size_t> powers; ///< added up
  std::vector<ColumnUnit> units;
};

/// The header's columns, at most 4096 of them.
llvm::Expected<std::vector<ColumnUnit>> headerUnits(llvm::StringRef header, char delimiter,
                                                    std::string const &file, size_t line);

/// Chooses: power columns by the rail rule, else current times voltage, else current times --supply-v, else
/// (with
/// --shunt-ohm) shunt volts. Says which file and what is missing where nothing fits; two power columns that
/// are no rails, or a quantity without a unit, are errors.
llvm::Expected<ColumnPlan> planColumns(std::vector<ColumnUnit> units, TraceInput const &input,
                                       size_t headerLine);

/// Reads the rows after the header (`headerLine` lines from the top of the file) by the plan.
llvm::Expected<PowerTrace> readColumns(TraceInput const &input, llvm::StringRef format, llvm::StringRef rows,
                                       size_t headerLine, char delimiter, ColumnPlan const &plan);

/// All of it for a table whose header is its first line.
llvm::Expected<PowerTrace> readHeadedTable(TraceInput const &input, llvm::StringRef format);

} // namespace eo

#endif
