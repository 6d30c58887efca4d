// ARM Streamline timeline export: some lines of preface, then "Index,Time (s),<counters>" with power counters
// named after their channels ("Power:VDD_IN (mW)"). The rail rule decides which channels make up the total.
#include "lib/support/Error.h"
#include "lib/text/Csv.h"
#include "lib/trace/formats/ColumnTrace.h"

namespace eo {

/// The line that names the columns: it has a time column and a power, energy or current counter.
static bool isHeader(llvm::StringRef line) {
  std::string lower = line.lower();
  llvm::StringRef text = lower;
  return text.contains(',') &&
         (text.startswith("index,") || text.startswith("time") || text.contains(",time")) &&
         (text.contains("power") || text.contains("current"));
}

bool recognisesStreamline(llvm::StringRef head) {
  llvm::StringRef rest = withoutBom(head);
  bool streamline = false;
  for (int line = 0; line < 40 && !rest.empty(); ++line) {
    llvm::StringRef text;
    std::tie(text, rest) = rest.split('\n');
    streamline |= text.contains_insensitive("streamline") || text.startswith_insensitive("index,");
    if (isHeader(text))
      return streamline;
  }
  return false;
}

llvm::Expected<PowerTrace> readStreamline(TraceInput const &input) {
  llvm::StringRef rest = withoutBom(input.text);
  for (size_t line = 1; line <= 40 && !rest.empty(); ++line) {
    llvm::StringRef text;
    std::tie(text, rest) = rest.split('\n');
    if (!isHeader(text))
      continue;
    auto units = headerUnits(text.rtrim("\r"), ',', input.file, line);
    if (!units)
      return units.takeError();
    auto plan = planColumns(std::move(*units), input, line);
    if (!plan)
      return plan.takeError();
    return readColumns(input, "streamline", rest, line, ',', *plan);
  }
  return inputError("{}: line 1, column 1: no line of a Streamline export names a time and a power column",
                    input.file);
}

} // namespace eo
