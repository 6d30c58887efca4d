// Jetson power logger: "YYYYMMDD-HH:MM:SS.ffffff,mV,mA" without a header.
#include "lib/support/Error.h"
#include "lib/text/CalendarTime.h"
#include "lib/text/Csv.h"
#include "lib/trace/formats/TraceBuilder.h"

namespace eo {

/// "20241121-00:00:01.00"
static bool isLoggerTime(llvm::StringRef cell) {
  return cell.size() > 9 && cell[8] == '-' && calendarStamp(cell).has_value();
}

bool recognisesJetsonLog(llvm::StringRef head) {
  llvm::StringRef line = firstLineOf(head);
  return line.count(',') == 2 && isLoggerTime(line.split(',').first.trim());
}

llvm::Expected<PowerTrace> readJetsonLog(TraceInput const &input) {
  TraceBuilder builder(input, "jetson-log");
  llvm::StringRef rest = withoutBom(input.text);
  std::optional<double> first;
  for (size_t line = 1; !rest.empty(); ++line) {
    llvm::StringRef text;
    std::tie(text, rest) = rest.split('\n');
    text = text.trim();
    if (text.empty())
      continue;
    std::vector<llvm::StringRef> cells = splitCells(text, ',');
    if (cells.size() != 3)
      return inputError("{}: line {}, column {}: {} cells where time, mV and mA are expected", input.file,
                        line, std::min<size_t>(cells.size(), 3) + 1, cells.size());
    std::optional<CalendarStamp> stamp = isLoggerTime(cells[0]) ? calendarStamp(cells[0]) : std::nullopt;
    if (!stamp)
      return inputError("{}: line {}, column 1: no time of the form YYYYMMDD-HH:MM:SS.ffffff", input.file,
                        line);
    double watts = 1e-6;
    for (size_t column : {size_t{1}, size_t{2}}) {
      llvm::Expected<double> value = cellNumber(cells[column]);
      if (!value)
        return inputError("{}: line {}, column {}: {}", input.file, line, column + 1,
                          takeErrorText(value.takeError()).message);
      watts *= *value;
    }
    first = first.value_or(stamp->seconds);
    if (stamp->seconds < *first)
      return inputError("{}: line {}, column 1: the clock is before the first line's", input.file, line);
    if (llvm::Error error = builder.push(stamp->seconds - *first, watts, line, 1))
      return error;
  }
  return builder.finish();
}

} // namespace eo
