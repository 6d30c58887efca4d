//===- StampReader.h - the cells of a time column, as seconds that run on ---------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_STAMPREADER_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_STAMPREADER_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace eo {

/// Reads one stamp after the other: dates with times of day, times of day alone (over midnight they run on), numbers since 1970 in s, ms,
/// µs or ns. Where "03/04/2026" can be read in two ways, the one whose days follow each other is taken.
class StampReader {
public:
  /// Seconds since 1970, or since the midnight before the first stamp. Nullopt: no stamp.
  std::optional<double> seconds(llvm::StringRef cell);

private:
  double inOrder(double first, double other);

  std::optional<double> last;
  double lastOther = 0;
  double shift = 0; ///< days added to times of day
  bool monthLast = false;
};

} // namespace eo

#endif
