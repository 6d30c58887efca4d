// Joulescope JS110/JS220 export: #time,current,voltage,power,charge,energy in s, A, V, W, C, J.
#include "lib/text/Csv.h"
#include "lib/trace/formats/ColumnTrace.h"

namespace eo {

bool recognisesJoulescope(llvm::StringRef head) {
  return firstLineOf(head).lower().rfind("#time,current,voltage,power", 0) == 0;
}

llvm::Expected<PowerTrace> readJoulescope(TraceInput const &input) {
  return readHeadedTable(input, "joulescope", [](TableHead &head) {
    for (ColumnUnit &column : head.columns)
      column.hasUnit = true; // the tool writes SI units only
  });
}

} // namespace eo
