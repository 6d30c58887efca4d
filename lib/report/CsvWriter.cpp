#include "lib/report/CsvCell.h"
#include "lib/report/Writers.h"
#include "lib/support/Unseen.h"
#include "lib/support/Utf8.h"
#include "lib/text/JsonWriter.h"

namespace eo {

/// A field as RFC 4180 wants it: quoted where it holds a comma, a quote or a line break.
static std::string csvField(std::string const &text) {
  std::string valid = withoutUnseen(validUtf8(text));
  if (valid.find_first_of(",\"\r\n") == std::string::npos)
    return valid;
  std::string quoted = "\"";
  for (char c : valid)
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string csvCell(ReportCell const &cell) {
  if (auto const *integer = std::get_if<int64_t>(&cell))
    return std::to_string(*integer);
  if (auto const *number = std::get_if<double>(&cell))
    return shortest(*number);
  if (auto const *text = std::get_if<std::string>(&cell))
    return csvField(*text);
  return {};
}

std::string csvRow(llvm::ArrayRef<ReportCell> cells) {
  std::string row, separator;
  for (ReportCell const &cell : cells) {
    row += separator + csvCell(cell);
    separator = ",";
  }
  return row + "\n";
}

void writeCsv(Report const &report, WriteOptions const & /*options*/, llvm::raw_ostream &stream) {
  std::vector<ReportCell> cells;
  for (LayerColumn const &column : layerColumns())
    cells.emplace_back(column.key.str());
  stream << csvRow(cells);
  for (ReportLayer const &layer : report.layers) {
    cells.clear();
    for (LayerColumn const &column : layerColumns())
      cells.push_back(column.read(layer));
    stream << csvRow(cells);
  }
}

} // namespace eo
