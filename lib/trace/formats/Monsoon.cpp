// Monsoon PowerTool / HVPM export: "Time (s),Main Avg Current (mA),Main Avg Power (mW),..." The main channel
// counts; USB and auxiliary channels are other supplies and are left out.
#include "lib/support/Error.h"
#include "lib/text/Csv.h"
#include "lib/trace/formats/ColumnTrace.h"

namespace eo {

bool recognisesMonsoon(llvm::StringRef head) {
  llvm::StringRef line = firstLineOf(head);
  return line.contains("Main Avg Current") || line.contains("Main Avg Power") ||
         (line.contains_insensitive("time") && line.contains("Main(mA)"));
}

llvm::Expected<PowerTrace> readMonsoon(TraceInput const &input) {
  llvm::StringRef text = withoutBom(input.text).ltrim("\r\n");
  auto [header, rows] = text.split('\n');
  size_t headerLine = 1 + withoutBom(input.text).drop_back(text.size()).count('\n');
  char delimiter = delimiterOf(header);
  auto units = headerUnits(header, delimiter, input.file, headerLine);
  if (!units)
    return units.takeError();
  for (ColumnUnit &unit : *units) {
    llvm::StringRef name = unit.name;
    if (unit.kind != ColumnKind::Time && !name.startswith_insensitive("main"))
      unit.kind = ColumnKind::Other;
    if (name.equals_insensitive("Main")) // "Main(mA)" of the newer tool
      unit.kind = ColumnKind::Current;
    if (name.equals_insensitive("time"))
      unit.hasUnit = true; // seconds
  }
  auto plan = planColumns(std::move(*units), input, headerLine);
  if (!plan)
    return plan.takeError();
  return readColumns(input, "monsoon", rows, headerLine, delimiter, *plan);
}

} // namespace eo
