// Any table whose header states units: time_s,power_mw · t (ms);current_a;voltage_v · ...
#include "lib/text/Csv.h"
#include "lib/trace/formats/ColumnTrace.h"

namespace eo {

bool recognisesPlainCsv(llvm::StringRef head) {
  llvm::StringRef line = firstLineOf(head);
  bool electrical = false;
  if (line.count(delimiterOf(line)) > 4096)
    return line.contains_insensitive("time") || line.contains_insensitive("power");
  for (llvm::StringRef cell : splitCells(line, delimiterOf(line))) {
    ColumnKind kind = columnUnit(cell).kind;
    electrical |= kind == ColumnKind::Power || kind == ColumnKind::Current || kind == ColumnKind::Voltage;
  }
  return electrical;
}

llvm::Expected<PowerTrace> readPlainCsv(TraceInput const &input) { return readHeadedTable(input, "csv"); }

} // namespace eo
