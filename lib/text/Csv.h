//===- Csv.h - a fast scanner for tables of numbers -------------------------------------------===//
//
// Reads only the cells that are asked for, straight from the mapped file, with std::from_chars: independent
// of the locale and several hundred MB/s.
//
#ifndef ENERGY_OPT_LIB_TEXT_CSV_H
#define ENERGY_OPT_LIB_TEXT_CSV_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace eo {

/// The text without a UTF-8 byte order mark.
llvm::StringRef withoutBom(llvm::StringRef text);

/// The first line that is not empty, without its line break.
llvm::StringRef firstLineOf(llvm::StringRef text);

/// The cells of one line, trimmed, without enclosing quotes.
std::vector<llvm::StringRef> splitCells(llvm::StringRef line, char delimiter);

/// The delimiter of a table: the one of `; tab ,` that the line holds, in this order; ',' if none.
char delimiterOf(llvm::StringRef line);

/// The number a cell holds; NaN for an empty cell, "nan", "na", "n/a", "null", "-" . Errors say what is wrong
/// with it: a comma as decimal point, a unit behind the number, not a number, too large.
llvm::Expected<double> cellNumber(llvm::StringRef cell);

class CsvScanner {
public:
  /// `fileName` is for messages. `firstLine` is the number of the text's first line in that file.
  CsvScanner(llvm::StringRef table, std::string fileName, char separator, size_t firstLine = 1)
      : text(table), file(std::move(fileName)), delimiter(separator), line(firstLine) {}

  using RowFunction = llvm::function_ref<llvm::Error(size_t line, llvm::ArrayRef<double> cells)>;

  /// Skips a line (a header).
  void skipLine();

  /// What a cell of `column` means that is no plain number (a date, a unit behind the number), trimmed and without quotes.
  using CellFunction = llvm::function_ref<llvm::Expected<double>(size_t column, llvm::StringRef cell)>;

  /// Calls `row` with the numbers in `columns` (from 0, ascending) of every row. Empty lines and lines that
  /// start with '#' are skipped; CRLF ends a line too. `width` is the number of cells every row must have.
  /// Errors name file, line and column (cells counted from 1). `oddCell` says what other cells than numbers mean; default: cellNumber.
  llvm::Error forEachRow(llvm::ArrayRef<size_t> columns, size_t width, RowFunction row,
                         llvm::function_ref<void(double)> progress = {}, CellFunction oddCell = {});

private:
  llvm::Error readRow(llvm::StringRef rowText, llvm::ArrayRef<size_t> columns, size_t width,
                      llvm::MutableArrayRef<double> cells, CellFunction oddCell) const;
  llvm::Error wrongWidth(llvm::StringRef rowText, size_t found, size_t width) const;

  llvm::StringRef text;
  std::string file;
  char delimiter;
  size_t line;
};

} // namespace eo

#endif
