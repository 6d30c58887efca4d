#include "tests/support/ModelTable.h"

#include <sstream>

namespace eo::test {

/// Fields of one line; quotes protect commas, doubled quotes stand for one.
static std::vector<std::string> fieldsOf(std::string const &line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
      fields.back() += line[++i];
    else if (line[i] == '"')
      quoted = !quoted;
    else if (line[i] == ',' && !quoted)
      fields.emplace_back();
    else if (line[i] != '\r')
      fields.back() += line[i];
  }
  return fields;
}

std::vector<CsvRow> readCsv(std::string const &path) {
  std::istringstream file(readFile(path));
  std::string line;
  std::getline(file, line);
  std::vector<std::string> header = fieldsOf(line);
  std::vector<CsvRow> rows;
  while (std::getline(file, line)) {
    std::vector<std::string> fields = fieldsOf(line);
    CsvRow row;
    for (size_t i = 0; i < header.size() && i < fields.size(); ++i)
      row[header[i]] = fields[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

DimBindings bindingsOf(llvm::StringRef text) {
  DimBindings bindings;
  llvm::SmallVector<llvm::StringRef, 4> words;
  text.split(words, ' ', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef word : words) {
    auto [name, number] = word.rsplit('=');
    int64_t value = std::stoll(number.str());
    auto [input, axis] = name.rsplit('[');
    if (axis.consume_back("]"))
      bindings.byAxis[{input.str(), static_cast<unsigned>(std::stoul(axis.str()))}] = value;
    else
      bindings.named[name.str()] = value;
  }
  return bindings;
}

} // namespace eo::test
