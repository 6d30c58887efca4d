// Joulescope JS110/JS220 export: #time,current,voltage,power,charge,energy in s, A, V, W, C, J.
#include "lib/text/Csv.h"
#include "lib/trace/formats/ColumnTrace.h"

namespace eo {

bool recognisesJoulescope(llvm::StringRef head) {
  return firstLineOf(head).lower().rfind("#time,current,voltage,power", 0) == 0;
}

llvm::Expected<PowerTrace> readJoulescope(TraceInput const &input) {
  llvm::StringRef text = withoutBom(input.text);
  auto [header, rows] = text.split('\n');
  auto units = headerUnits(header, ',', input.file, 1);
  if (!units)
    return units.takeError();
  for (ColumnUnit &unit : *units)
    unit.hasUnit = true; // the tool writes SI units only
  auto plan = planColumns(std::move(*units), input, 1);
  if (!plan)
    return plan.takeError();
  return readColumns(input, "joulescope", rows, 1, ',', *plan);
}

} // namespace eo
