// Monsoon PowerTool / HVPM export: "Time (s),Main Avg Current (mA),Main Avg Power (mW),..." The main channel
// counts; USB and auxiliary channels are other supplies and are left out.
#include "lib/text/Csv.h"
#include "lib/trace/formats/ColumnTrace.h"

namespace eo {

bool recognisesMonsoon(llvm::StringRef head) {
  llvm::StringRef line = firstLineOf(head);
  return line.contains("Main Avg Current") || line.contains("Main Avg Power") ||
         (line.contains_insensitive("time") && line.contains("Main(mA)"));
}

llvm::Expected<PowerTrace> readMonsoon(TraceInput const &input) {
  return readHeadedTable(input, "monsoon", [](TableHead &head) {
    for (ColumnUnit &column : head.columns) {
      llvm::StringRef name = column.name;
      if (column.kind != ColumnKind::Time && !name.startswith_insensitive("main"))
        column.kind = ColumnKind::Other;
      if (name.equals_insensitive("Main")) // "Main(mA)" of the newer tool
        column.kind = ColumnKind::Current;
      if (name.equals_insensitive("time"))
        column.hasUnit = true; // seconds
    }
  });
}

} // namespace eo
