//===- ColumnTrace.h - a table with time and power-like columns becomes a trace ---------------===//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_COLUMNTRACE_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_COLUMNTRACE_H

#include "lib/trace/formats/ColumnPlan.h"

namespace eo {

/// Reads the rows of the table. `format` is the name in the report.
llvm::Expected<PowerTrace> readColumns(TraceInput const &input, llvm::StringRef format, TableHead const &head,
                                       ColumnPlan const &plan);

/// What a tool is known for and its header does not say.
using AdjustHead = llvm::function_ref<void(TableHead &head)>;

/// All of it.
llvm::Expected<PowerTrace> readHeadedTable(TraceInput const &input, llvm::StringRef format,
                                           AdjustHead adjust = {});

} // namespace eo

#endif
