//===- TextTable.h - columns on a terminal --------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_TEXTTABLE_H
#define ENERGY_OPT_LIB_REPORT_TEXTTABLE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace eo {

/// Pads `text` (valid UTF-8) with spaces to `columns` columns, on its left for numbers.
std::string padded(std::string const &text, size_t columns, bool right);

/// `text` (valid UTF-8), its beginning replaced by "…" where it takes more than `columns` columns: the end of
/// a layer's path tells more.
std::string shortened(std::string const &text, size_t columns);

/// A bar of at most `columns` block characters, `share` (0 … 1) of that long, in eighths; "" below one.
std::string barOf(double share, size_t columns);

/// `text`, which starts in column `indent`, broken at spaces into lines that end before column `width`; every
/// further line is indented alike.
std::string wrapped(std::string const &text, size_t width, size_t indent);

/// A table for a terminal: columns get their width from the cells and from the space there is.
class TextTable {
public:
  /// How one column behaves.
  struct Column {
    std::string title;
    bool right = false;    ///< numbers
    bool flexible = false; ///< gets the width that is left; longer texts lose their beginning
    unsigned drop = 0;     ///< where space is short, the column with the largest number goes first; 0 stays
  };

  explicit TextTable(std::vector<Column> tableColumns) : columns(std::move(tableColumns)) {}
  void add(std::vector<std::string> cells) { rows.push_back(std::move(cells)); }
  bool empty() const { return rows.empty(); }
  /// The lines, the titles first, indented by one column, without trailing spaces.
  std::vector<std::string> lines(size_t width) const;

private:
  std::vector<size_t> widths() const;
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

} // namespace eo

#endif
