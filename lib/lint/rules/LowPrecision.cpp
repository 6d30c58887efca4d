//===- LowPrecision.cpp -------------------------------------------------------------------------------===//
//
// The board was also measured with a smaller number format than the one in force:
//
//   jetson-nano, precision=fp32     precision=fp16 saves 41 %
//
#include "lib/lint/OtherPrecisions.h"

namespace eo {

/// A change of number format is worth a word from this share of the energy.
static constexpr double worthwhile = 0.1;

std::vector<Finding> rules::lowPrecision(LintedNetwork const &network) {
  return cheaperPrecision(network, /*larger=*/false, worthwhile);
}

} // namespace eo
