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
    bool wraps = false;    ///< where all that may go is gone, cells break at spaces; a number keeps its unit
  };

  explicit TextTable(std::vector<Column> tableColumns) : columns(std::move(tableColumns)) {}
  void add(std::vector<std::string> cells) { rows.push_back(std::move(cells)); }
  bool empty() const { return rows.empty(); }
  /// The lines, the titles first, indented by one column, without trailing spaces. A row takes several where cells break;
  /// what still is too wide then is shortened: names and titles, never a number.
  std::vector<std::string> lines(size_t width) const;

private:
  /// What is shown, and how wide.
  struct Layout {
    std::vector<size_t> size;
    std::vector<bool> shown;
  };

  size_t widestCell(size_t column) const;
  std::vector<size_t> widths() const;
  size_t flexibleColumn() const;
  Layout layout(size_t width) const;
  /// Drops columns as long as the flexible one gets too little; true where the rest fits.
  bool dropColumns(Layout &result, size_t width) const;
  size_t widthOf(Layout const &layout) const;
  size_t longestPart(size_t column) const;
  void narrow(Layout &result, size_t width) const;
  void addRow(Layout const &layout, std::vector<std::string> const &cells,
              std::vector<std::string> &result) const;
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

} // namespace eo

#endif
