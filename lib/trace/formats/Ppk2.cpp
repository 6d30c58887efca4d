// Nordic Power Profiler Kit II export: "Timestamp(ms),Current(uA)[,D0-D7]", 100 kHz. Current only: the supply
// voltage must be given.
#include "lib/text/Csv.h"
#include "lib/trace/formats/ColumnTrace.h"

namespace eo {

bool recognisesPpk2(llvm::StringRef head) {
  llvm::StringRef line = firstLineOf(head);
  return line.startswith("Timestamp(ms)") && line.contains("Current(uA)");
}

llvm::Expected<PowerTrace> readPpk2(TraceInput const &input) { return readHeadedTable(input, "ppk2"); }

} // namespace eo
