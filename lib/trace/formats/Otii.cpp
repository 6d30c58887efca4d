// Qoitech Otii export: a header such as "Timestamp (s);Main Current - Arc (A);Main Voltage - Arc (V)". Where
// it holds the main power, that is taken.
#include "lib/text/Csv.h"
#include "lib/trace/formats/ColumnTrace.h"

namespace eo {

bool recognisesOtii(llvm::StringRef head) {
  std::string line = firstLineOf(head).lower();
  llvm::StringRef text = line;
  return text.contains("time") && (text.contains("main current") || text.contains("main power") ||
                                   text.contains("main voltage") || text.contains("arc "));
}

llvm::Expected<PowerTrace> readOtii(TraceInput const &input) {
  return readHeadedTable(input, "otii", [](TableHead &head) {
    for (ColumnUnit &column : head.columns)
      column.hasUnit |= column.kind == ColumnKind::Time; // seconds
  });
}

} // namespace eo
