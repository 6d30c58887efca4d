// Polls of an INA3221's in_power*_input under sysfs: plain milliwatts, one a line, no time. Lines that are
// not numbers are headings: they name the stretch that follows.
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/text/Csv.h"
#include "lib/trace/formats/TraceBuilder.h"
#include "lib/trace/signal/Statistics.h"

namespace eo {

/// No Jetson with this sensor draws less at its input; smaller numbers are something else (frames per second,
/// volts).
static constexpr double leastMilliwatts = 500;

static bool isHeading(llvm::StringRef line) {
  return line.size() <= 80 && llvm::isAlpha(line.front()) && llvm::all_of(line, [](char c) {
           return llvm::isAlnum(c) || c == ' ' || c == '_' || c == '-' || c == '.';
         });
}

bool recognisesIna3221(llvm::StringRef head) {
  head = withoutBom(head);
  std::vector<double> values;
  size_t lines = 0, headings = 0;
  while (!head.empty() && lines < 200) {
    llvm::StringRef line;
    std::tie(line, head) = head.split('\n');
    line = line.trim();
    if (line.empty())
      continue;
    ++lines;
    if (auto value = plainNumber(line))
      values.push_back(*value);
    else if (isHeading(line))
      ++headings;
    else if (!head.empty())
      return false;
  }
  return values.size() >= 2 && values.size() > headings && medianOf(values) >= leastMilliwatts;
}

llvm::Expected<PowerTrace> readIna3221(TraceInput const &input) {
  TraceBuilder builder(input, "ina3221");
  llvm::StringRef rest = withoutBom(input.text);
  std::string group, lastHeading;
  bool afterBlank = true, afterHeading = false;
  for (size_t line = 1; !rest.empty(); ++line) {
    llvm::StringRef text;
    std::tie(text, rest) = rest.split('\n');
    text = text.trim();
    if (text.empty()) {
      afterBlank = true;
      continue;
    }
    if (auto value = plainNumber(text)) {
      if (*value < 0)
        return inputError("{}: line {}, column 1: {} mW; the sensor counts upwards from 0", input.file, line,
                          *value);
      builder.push(*value * 1e-3);
      afterBlank = afterHeading = false;
      continue;
    }
    if (!isHeading(text))
      return inputError("{}: line {}, column 1: '{}' is neither milliwatts nor a heading", input.file, line,
                        printable(text, 40));
    // A heading over another heading names the group of all that follow without a blank line.
    if (afterHeading)
      group = lastHeading;
    else if (afterBlank)
      group.clear();
    lastHeading = text.str();
    builder.beginSection(group.empty() ? lastHeading : group + " / " + lastHeading);
    afterBlank = false;
    afterHeading = true;
  }
  input.diagnostics.note(DiagCode::TraceUnitAssumed, input.file,
                         "plain numbers taken as milliwatts of an INA3221");
  return builder.finish();
}

} // namespace eo
