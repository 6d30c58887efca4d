// Volts over a shunt, one number a line, no header, as DAQ tools dump them: needs --shunt-ohm, --supply-v,
// --rate-hz.
#include "lib/support/Error.h"
#include "lib/text/Csv.h"
#include "lib/trace/formats/ShuntPower.h"
#include "lib/trace/formats/TraceBuilder.h"

namespace eo {

/// Never by itself: a column of numbers could be anything. readTrace takes it when --shunt-ohm is given.
bool recognisesShuntVolts(llvm::StringRef) { return false; }

llvm::Expected<PowerTrace> readShuntVolts(TraceInput const &input) {
  if (llvm::Error error = requireShunt(input))
    return error;
  TraceBuilder builder(input, "shunt-volts");
  CsvScanner scanner(withoutBom(input.text), input.file, ',');
  llvm::Error error = scanner.forEachRow(
      {0}, 1,
      [&](size_t, llvm::ArrayRef<double> cells) {
        builder.push(shuntPower(cells.front(), input.options));
        return llvm::Error::success();
      },
      input.options.progress);
  if (error)
    return error;
  return builder.finish();
}

} // namespace eo
