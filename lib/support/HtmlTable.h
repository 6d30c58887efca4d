//===- HtmlTable.h - texts in columns, in a page ----------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_HTMLTABLE_H
#define ENERGY_OPT_LIB_SUPPORT_HTMLTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace eo {

/// A column of a table in a page.
struct HtmlColumn {
  std::string title;
  bool number = false; ///< stands at the right
  bool whole = false;  ///< its cells stay on one line: class "whole"
};

/// A table in a box that scrolls sideways where it must. The first cell of a row names it. Cells are text as in the
/// file, cut at `longestCell` columns; `classes` are the table's.
void writeHtmlTable(llvm::StringRef caption, llvm::ArrayRef<HtmlColumn> columns,
                    llvm::ArrayRef<std::vector<std::string>> rows, llvm::raw_ostream &stream,
                    llvm::StringRef classes = "");
inline constexpr size_t longestCell = 300;

} // namespace eo

#endif
