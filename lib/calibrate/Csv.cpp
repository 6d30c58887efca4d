#include "lib/calibrate/Csv.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MemoryBuffer.h"

namespace eo {

/// Walks over the text once.
class CsvSplitter {
public:
  explicit CsvSplitter(CsvFile &target) : file(target), rest(*target.content) {}

  llvm::Error run() {
    rest.consume_front("\xEF\xBB\xBF");
    if (rest.find('\0') != llvm::StringRef::npos)
      return inputError("{}: holds binary data, not a table", file.fileName);
    if (llvm::Error error = readHeader())
      return error;
    while (!rest.empty())
      if (llvm::Error error = readRow())
        return error;
    if (file.lines.empty())
      return inputError("{}: no rows below the header", file.fileName);
    return llvm::Error::success();
  }

private:
  llvm::Error fail(size_t column, std::string const &message) {
    return inputError("{}:{}:{}: {}", file.fileName, line, column, message);
  }

  /// Splits one line (several where a quoted cell spans them) into `parts` and `partOffsets`.
  llvm::Error splitLine() {
    parts.clear();
    partOffsets.clear();
    lineStart = rest.data();
    while (true) {
      size_t blanks = std::min(rest.find_first_not_of(" \t"), rest.size());
      rest = rest.drop_front(blanks);
      partOffsets.push_back(static_cast<uint32_t>(rest.data() - lineStart));
      if (rest.startswith("\"")) {
        if (llvm::Error error = takeQuoted())
          return error;
      } else {
        llvm::StringRef cell = rest.take_until([](char c) { return c == ',' || c == '\n' || c == '\r'; });
        rest = rest.drop_front(cell.size());
        parts.push_back(cell.rtrim(" \t"));
      }
      if (parts.size() > CsvFile::maxColumns)
        return fail(1, fmt::format("more than {} columns", CsvFile::maxColumns));
      if (rest.consume_front(","))
        continue;
      if (!rest.consume_front("\r\n") && !rest.consume_front("\n"))
        rest.consume_front("\r");
      return llvm::Error::success();
    }
  }

  llvm::Error takeQuoted() {
    size_t column = partOffsets.back() + 1;
    std::string text;
    rest = rest.drop_front();
    while (true) {
      size_t quote = rest.find('"');
      if (quote == llvm::StringRef::npos)
        return fail(column, "quote is not closed");
      text += rest.take_front(quote).str();
      extraLines += rest.take_front(quote).count('\n');
      rest = rest.drop_front(quote + 1);
      if (!rest.consume_front("\""))
        break;
      text += '"';
    }
    rest = rest.ltrim(" \t");
    if (!rest.empty() && rest.front() != ',' && rest.front() != '\n' && rest.front() != '\r')
      return fail(static_cast<size_t>(rest.data() - lineStart) + 1, "text behind a closing quote");
    file.unquoted.push_back(std::move(text));
    parts.push_back(file.unquoted.back());
    return llvm::Error::success();
  }

  llvm::Error readHeader() {
    if (rest.trim().empty())
      return inputError("{}: empty file", file.fileName);
    if (llvm::Error error = splitLine())
      return error;
    file.columns = parts;
    if (parts.size() == 1 && parts[0].contains(';'))
      return fail(parts[0].find(';') + 1,
                  "columns are separated by ';': separate them by commas, with points in numbers");
    llvm::StringSet<> seen;
    for (size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].empty())
        return fail(partOffsets[i] + 1, fmt::format("column {} has no name", i + 1));
      if (!seen.insert(parts[i]).second)
        return fail(partOffsets[i] + 1, fmt::format("column '{}' appears twice", parts[i].str()));
    }
    advance();
    return llvm::Error::success();
  }

  llvm::Error readRow() {
    if (llvm::Error error = splitLine())
      return error;
    bool blank = parts.size() == 1 && parts[0].empty();
    if (!blank && parts.size() != file.columns.size())
      return fail(
          partOffsets[std::min(parts.size() - 1, file.columns.size())] + 1,
          fmt::format("row has {} cells, the header {}{}", parts.size(), file.columns.size(),
                      parts.size() > file.columns.size() ? " (a comma in place of a decimal point?)" : ""));
    if (!blank) {
      file.cells.insert(file.cells.end(), parts.begin(), parts.end());
      file.offsets.insert(file.offsets.end(), partOffsets.begin(), partOffsets.end());
      file.lines.push_back(line);
    }
    advance();
    return llvm::Error::success();
  }

  void advance() {
    line += 1 + extraLines;
    extraLines = 0;
  }

  CsvFile &file;
  llvm::StringRef rest;
  std::vector<llvm::StringRef> parts;
  std::vector<uint32_t> partOffsets;
  char const *lineStart = nullptr;
  size_t line = 1, extraLines = 0;
};

llvm::Expected<CsvFile> CsvFile::parse(std::string text, llvm::StringRef name) {
  CsvFile file;
  file.fileName = name.str();
  if (text.size() > maxBytes)
    return inputError("{}: {} bytes, at most {} are read", file.fileName, text.size(), maxBytes);
  file.content = std::make_unique<std::string const>(std::move(text));
  if (llvm::Error error = CsvSplitter(file).run())
    return error;
  return file;
}

llvm::Expected<CsvFile> CsvFile::open(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return inputError("{}: {}", path.str(), buffer.getError().message());
  return parse((*buffer)->getBuffer().str(), path);
}

llvm::Error CsvFile::errorAt(size_t row, size_t column, llvm::StringRef message) const {
  return inputError("{}:{}:{}: {}", fileName, lines[row], offsets[row * columns.size() + column] + 1,
                    message.str());
}

llvm::Error CsvFile::errorAt(size_t row, llvm::StringRef message) const {
  return inputError("{}:{}: {}", fileName, lines[row], message.str());
}

} // namespace eo
