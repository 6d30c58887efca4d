//===- CsvFile.h - whole tables of people, with the place of every cell -----------------------------===//
#ifndef ENERGY_OPT_LIB_TEXT_CSVFILE_H
#define ENERGY_OPT_LIB_TEXT_CSVFILE_H

#include "lib/support/Error.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace eo {

/// A table with a header line, every row as wide as the header, read as lib/text/Csv.h says; a byte order mark
/// is accepted. Cells are separated by what separates the names of the header: `;`, a tab or a comma.
class CsvFile {
public:
  static constexpr size_t maxBytes = size_t{256} << 20;
  static constexpr size_t maxColumns = 1000;

  /// The table in `text`; `name` stands in messages. An input error with file:line:column for an empty file,
  /// binary data, empty or repeated column names, rows of another width, and quotes that do not close.
  static llvm::Expected<CsvFile> parse(llvm::StringRef text, llvm::StringRef name);
  /// The same for a file on disk, named in messages as given.
  static llvm::Expected<CsvFile> open(llvm::StringRef path);

  std::string const &name() const { return fileName; }
  llvm::StringRef text() const { return content->getBuffer(); }
  llvm::ArrayRef<llvm::StringRef> header() const { return columns; }
  size_t rowCount() const { return lines.size(); }
  llvm::StringRef cell(size_t row, size_t column) const { return cells[row * columns.size() + column]; }
  /// From 1; the header stands on line 1.
  size_t lineOf(size_t row) const { return lines[row]; }

  /// "name:3:7: message" as an input error: where the cell begins.
  llvm::Error errorAt(size_t row, size_t column, llvm::StringRef message) const;
  /// "name:3: message" as an input error.
  llvm::Error errorAt(size_t row, llvm::StringRef message) const;

private:
  static llvm::Expected<CsvFile> read(std::unique_ptr<llvm::MemoryBuffer> text, llvm::StringRef name);
  llvm::Error takeRows();
  llvm::Error takeHeader(class CsvRecords const &records);
  llvm::Error takeRow(class CsvRecords const &records);
  llvm::StringRef kept(llvm::StringRef cell);

  std::string fileName;
  std::unique_ptr<llvm::MemoryBuffer> content; ///< cells point into it
  std::deque<std::string> unquoted;            ///< or here, where quotes had to be taken out
  std::vector<llvm::StringRef> columns, cells;
  std::vector<size_t> lines;     ///< per row
  std::vector<uint32_t> offsets; ///< per cell: where it begins in its line
};

} // namespace eo

#endif
