//===- SlowerPrecision.cpp --------------------------------------------------------------------------===//
//
// A larger number format is cheaper on this board:
//
//   precision=int8 on a processor without such arithmetic     precision=fp32 saves 12 %
//
#include "lib/lint/OtherPrecisions.h"

namespace eo {

std::vector<Finding> rules::slowerPrecision(LintedNetwork const &network) {
  return cheaperPrecision(network, /*larger=*/true, noticeableShare);
}

} // namespace eo
