//===- Csv.h - tables of text and of numbers, row by row ------------------------------------------===//
//
// RFC 4180 with any delimiter: cells may stand in quotes, which then hold delimiters, line breaks and doubled
// quotes. Blanks around cells, CRLF and blank lines are accepted. CsvRecords gives rows as text; CsvScanner
// reads only the numbers that are asked for, straight from the mapped file, with std::from_chars: independent of
// the locale and several hundred MB/s, as long as no cell is quoted. lib/text/CsvFile.h holds whole tables.
//
#ifndef ENERGY_OPT_LIB_TEXT_CSV_H
#define ENERGY_OPT_LIB_TEXT_CSV_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// The text without a UTF-8 byte order mark.
llvm::StringRef withoutBom(llvm::StringRef text);

/// The first line that is not empty, without its line break.
llvm::StringRef firstLineOf(llvm::StringRef text);

/// The cells of one line, trimmed, without enclosing quotes. A quote that is not closed is a letter; doubled
/// quotes stay doubled.
std::vector<llvm::StringRef> splitCells(llvm::StringRef line, char delimiter);

/// The delimiter of a table: the one of `; tab ,` that the line holds outside quotes, in this order; ',' if
/// none.
char delimiterOf(llvm::StringRef line);

/// The number a cell holds; NaN for an empty cell, "nan", "na", "n/a", "null", "-" . Errors say what is wrong
/// with it: a comma as decimal point, a unit behind the number, not a number, too large.
llvm::Expected<double> cellNumber(llvm::StringRef cell);

/// Takes the rows of a table one by one.
class CsvRecords {
public:
  static constexpr size_t maxCells = 4096;                ///< of a row
  static constexpr size_t maxCellBytes = size_t{1} << 20; ///< more is no table of people

  /// What is wrong with a row: a quote that is not closed, text behind one that is, too many cells, too long a cell.
  struct Problem {
    size_t cell = 0;   ///< from 0
    size_t offset = 0; ///< bytes from the beginning of the row
    std::string message;
  };

  /// `firstLine` is the number of the text's first line in its file. The text outlives this.
  CsvRecords(llvm::StringRef table, char separator, size_t firstLine = 1)
      : text(table), delimiter(separator), nextLine(firstLine) {}

  /// Goes to the next row that is not blank; false at the end and where there is a problem.
  bool next();

  /// Trimmed, unquoted; they point into the text, or into this until the next call.
  llvm::ArrayRef<llvm::StringRef> cells() const { return row; }
  /// Bytes from the beginning of the row to each of its cells.
  llvm::ArrayRef<size_t> offsets() const { return starts; }
  /// Where the row begins.
  size_t line() const { return rowLine; }
  std::optional<Problem> const &problem() const { return trouble; }
  /// What is behind the row, and its line.
  llvm::StringRef rest() const { return text; }
  size_t restLine() const { return nextLine; }

private:
  bool takeRow();

  llvm::StringRef text;
  char delimiter;
  size_t nextLine, rowLine = 0;
  std::vector<llvm::StringRef> row;
  std::vector<size_t> starts;
  std::deque<std::string> unquoted; ///< cells of the row that had doubled quotes
  std::optional<Problem> trouble;
};

/// Reads tables of numbers row by row, without keeping them.
class CsvScanner {
public:
  /// `fileName` is for messages. `firstLine` is the number of the text's first line in that file.
  CsvScanner(llvm::StringRef table, std::string fileName, char separator, size_t firstLine = 1)
      : text(table), file(std::move(fileName)), delimiter(separator), line(firstLine) {}

  /// Takes one row; `line` is its number in the file. An error ends the reading.
  using RowFunction = llvm::function_ref<llvm::Error(size_t line, llvm::ArrayRef<double> cells)>;

  /// What a cell of `column` means that is no plain number (a date, a unit behind the number), trimmed and without quotes.
  using CellFunction = llvm::function_ref<llvm::Expected<double>(size_t column, llvm::StringRef cell)>;

  /// Calls `row` with the numbers in `columns` (from 0, ascending) of every row. Empty lines and lines that
  /// start with '#' are skipped; CRLF ends a line too. `width` is the number of cells every row must have.
  /// Errors name file, line and column (cells counted from 1). `oddCell` says what other cells than numbers mean; default: cellNumber.
  llvm::Error forEachRow(llvm::ArrayRef<size_t> columns, size_t width, RowFunction row,
                         llvm::function_ref<void(double)> progress = {}, CellFunction oddCell = {});

private:
  llvm::Expected<bool> readRow(llvm::StringRef rowText, llvm::ArrayRef<size_t> columns, size_t width,
                               llvm::MutableArrayRef<double> cells, CellFunction oddCell) const;
  llvm::Expected<bool> readQuotedRow(llvm::StringRef rowText, llvm::ArrayRef<size_t> columns, size_t width,
                                     llvm::MutableArrayRef<double> cells, CellFunction oddCell);
  llvm::Expected<double> numberIn(size_t column, llvm::StringRef cell, CellFunction oddCell) const;
  llvm::Error wrongWidth(llvm::StringRef rowText, size_t found, size_t width) const;

  llvm::StringRef text;
  std::string file;
  char delimiter;
  size_t line;
};

} // namespace eo

#endif
