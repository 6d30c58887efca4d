// EEMBC EnergyRunner "trace1-energy.bin": one byte 0xF1, the sample rate as float32 LE, then float32 LE
// microjoules per sample.
#include "lib/support/Error.h"
#include "lib/trace/formats/TraceBuilder.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"

#include <cmath>

namespace eo {

static float floatAt(char const *data) {
  return llvm::bit_cast<float>(llvm::support::endian::read32le(data));
}

bool recognisesEembc(llvm::StringRef head) { return head.startswith("\xF1"); }

llvm::Expected<PowerTrace> readEembc(TraceInput const &input) {
  llvm::StringRef text = input.text;
  if (text.size() < 9)
    return inputError("{}: line 1, column 1: {} bytes are too few for an EnergyRunner trace", input.file,
                      text.size());
  double rate = static_cast<double>(floatAt(text.data() + 1));
  if (!(rate >= 1e-3 && rate <= 1e9))
    return inputError("{}: line 1, column 2: a sample rate of {} Hz; is this an EnergyRunner trace?",
                      input.file, rate);
  if ((text.size() - 5) % 4 != 0)
    return inputError("{}: line 1, column {}: the last sample is cut off ({} of 4 bytes)", input.file,
                      text.size() - (text.size() - 5) % 4 + 1, (text.size() - 5) % 4);
  size_t count = (text.size() - 5) / 4;
  TraceBuilder builder(input, "eembc");
  builder.setRate(rate);
  builder.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    double microjoules = static_cast<double>(floatAt(text.data() + 5 + 4 * i));
    if (std::fabs(microjoules) > 1e12)
      return inputError("{}: line 1, column {}: sample {} holds {} µJ; is this an EnergyRunner trace?",
                        input.file, 6 + 4 * i, i, microjoules);
    builder.push(microjoules * 1e-6 * rate);
  }
  return builder.finish();
}

} // namespace eo
