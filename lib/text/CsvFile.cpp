#include "lib/text/CsvFile.h"

#include "lib/support/ForeignText.h"
#include "lib/support/InputFile.h"
#include "lib/text/Csv.h"
#include "llvm/ADT/StringSet.h"

namespace eo {

llvm::Error CsvFile::takeHeader(CsvRecords const &records) {
  auto fail = [&](size_t column, std::string const &message) {
    return inputError("{}:{}:{}: {}", fileName, records.line(), records.offsets()[column] + 1, message);
  };
  if (records.cells().size() > maxColumns)
    return fail(0, fmt::format("more than {} columns", maxColumns));
  llvm::StringSet<> seen;
  for (size_t i = 0; i < records.cells().size(); ++i) {
    llvm::StringRef name = records.cells()[i];
    if (name.empty())
      return fail(i, fmt::format("column {} has no name", i + 1));
    if (!seen.insert(name).second)
      return fail(i, fmt::format("column '{}' appears twice", name));
    columns.push_back(kept(name));
  }
  return llvm::Error::success();
}

llvm::Error CsvFile::takeRow(CsvRecords const &records) {
  size_t found = records.cells().size();
  if (found != columns.size())
    return inputError("{}:{}:{}: row has {} cells, the header {}{}", fileName, records.line(),
                      records.offsets()[std::min(found - 1, columns.size())] + 1, found, columns.size(),
                      found > columns.size() ? " (a comma in place of a decimal point?)" : "");
  for (llvm::StringRef cell : records.cells())
    cells.push_back(kept(cell));
  for (size_t offset : records.offsets())
    offsets.push_back(static_cast<uint32_t>(offset));
  lines.push_back(records.line());
  return llvm::Error::success();
}

/// A cell that stays when the reader goes on.
llvm::StringRef CsvFile::kept(llvm::StringRef cell) {
  bool inContent = cell.data() >= content->getBufferStart() && cell.data() <= content->getBufferEnd();
  return inContent ? cell : llvm::StringRef(unquoted.emplace_back(cell.str()));
}

llvm::Error CsvFile::takeRows() {
  llvm::StringRef text = withoutBom(content->getBuffer());
  if (text.find('\0') != llvm::StringRef::npos)
    return inputError("{}: holds binary data, not a table", fileName);
  CsvRecords records(text, delimiterOf(firstLineOf(text)));
  for (bool header = true; records.next(); header = false)
    if (llvm::Error error = header ? takeHeader(records) : takeRow(records))
      return error;
  if (records.problem())
    return inputError("{}:{}:{}: {}", fileName, records.line(), records.problem()->offset + 1,
                      records.problem()->message);
  if (columns.empty())
    return inputError("{}: empty file", fileName);
  if (lines.empty())
    return inputError("{}: no rows below the header", fileName);
  return llvm::Error::success();
}

llvm::Expected<CsvFile> CsvFile::read(std::unique_ptr<llvm::MemoryBuffer> text, llvm::StringRef name) {
  CsvFile file;
  file.fileName = name.str();
  if (text->getBufferSize() > maxBytes)
    return inputError("{}: {} bytes, at most {} are read", file.fileName, text->getBufferSize(), maxBytes);
  if (std::optional<std::string> plain = foreignText(text->getBuffer()))
    text = llvm::MemoryBuffer::getMemBufferCopy(*plain, name);
  file.content = std::move(text);
  if (llvm::Error error = file.takeRows())
    return error;
  return file;
}

llvm::Expected<CsvFile> CsvFile::parse(llvm::StringRef text, llvm::StringRef name) {
  return read(llvm::MemoryBuffer::getMemBufferCopy(text, name), name);
}

llvm::Expected<CsvFile> CsvFile::open(llvm::StringRef path) {
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer = readInput(path);
  if (!buffer)
    return buffer.takeError();
  return read(std::move(*buffer), path);
}

llvm::Error CsvFile::errorAt(size_t row, size_t column, llvm::StringRef message) const {
  return inputError("{}:{}:{}: {}", fileName, lines[row], offsets[row * columns.size() + column] + 1,
                    message);
}

llvm::Error CsvFile::errorAt(size_t row, llvm::StringRef message) const {
  return inputError("{}:{}: {}", fileName, lines[row], message);
}

} // namespace eo
