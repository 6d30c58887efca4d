//===- TableHead.h - where a table begins and what its columns are ----------------------------===//
//
// Tools write lines of their own above the header, comment marks in front of it, the units in a line below it, and Excel a line
// "sep=;". The header is the first line that names an electrical quantity and is followed by a row of as many cells with a number there.
//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_TABLEHEAD_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_TABLEHEAD_H

#include "lib/text/HeaderUnits.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// The beginning of a table of text: headers, units, the first row, and where the rows begin.
struct TableHead {
  std::vector<std::string> headers;  ///< the cells, units of a second line in brackets behind them
  std::vector<ColumnUnit> columns;   ///< what they mean; at most 4096
  std::vector<std::string> firstRow; ///< of values; empty where there is none
  char delimiter = ',';              ///< ' ': one or more blanks
  size_t line = 1;                   ///< of the header, from 1
  size_t rowsLine = 2;               ///< of the first line of `rows`
  llvm::StringRef headerLine;        ///< as it stands in the text, without the line break
  llvm::StringRef rows;              ///< the rest of the text, behind header and units
};

/// Looks at the first 200 lines (64 KiB). A first line of values that carry units ("60.00 W") is a table without a header: its columns are
/// called "column 1" and so on. Nullopt: no line names a power, current or voltage.
std::optional<TableHead> findTableHead(llvm::StringRef text);

} // namespace eo

#endif
