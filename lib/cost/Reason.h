//===- Reason.h - why a figure is what it is ----------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_REASON_H
#define ENERGY_OPT_LIB_COST_REASON_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>

namespace eo {

/// A feature that has a value outside the range the board was calibrated on.
struct OutsideRange {
  size_t column; ///< the feature's place in featureColumns()
  int64_t value;
  double min, max; ///< calibrated
};

/// A remark on one figure. Put into words when it is asked for: of a network's thousand remarks totals show one or two. It has all
/// it needs for them, so the board may be gone by then.
class Reason {
public:
  Reason() = default; ///< nothing to say
  Reason(std::string text) : rest(std::move(text)) {}
  Reason(char const *text) : rest(text) {}
  Reason(OutsideRange feature) : outside(feature) {}

  bool empty() const { return !outside && rest.empty(); }
  /// "macs 12 is outside the calibrated 100 to 250; time measured".
  std::string text() const;
  /// Says more, behind a semicolon.
  void add(llvm::StringRef more);

private:
  std::optional<OutsideRange> outside;
  std::string rest;
};

} // namespace eo

#endif
