#include "lib/report/CsvCell.h"
#include "lib/report/Writers.h"
#include "lib/support/Utf8.h"

namespace eo {

/// A field as RFC 4180 wants it: quoted where it holds a comma, a quote or a line break.
static std::string csvField(std::string const &text) {
  std::string valid = validUtf8(text);
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

void writeCsv(Report const &report, WriteOptions const & /*options*/, llvm::raw_ostream &stream) {
  char const *separator = "";
  for (LayerColumn const &column : layerColumns()) {
    stream << separator << column.key;
    separator = ",";
  }
  stream << '\n';
  for (ReportLayer const &layer : report.layers) {
    separator = "";
    for (LayerColumn const &column : layerColumns()) {
      stream << separator << csvCell(column.read(layer));
      separator = ",";
    }
    stream << '\n';
  }
}

} // namespace eo
