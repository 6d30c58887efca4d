//===- Reason.h - why a figure is what it is ----------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_REASON_H
#define ENERGY_OPT_LIB_COST_REASON_H

#include "lib/board/BoardModel.h"
#include <string>

namespace eo {

/// A remark on one figure. Put into words when it is asked for: of a network's thousand remarks totals show one or two.
class Reason {
public:
  Reason() = default; ///< nothing to say
  Reason(std::string text) : rest(std::move(text)) {}
  Reason(char const *text) : rest(text) {}
  /// The feature has a value outside the calibrated range; the range outlives the reason.
  static Reason outside(FeatureRange const &range, int64_t value);

  bool empty() const { return range == nullptr && rest.empty(); }
  /// "macs 12 is outside the calibrated 100 to 250; time measured".
  std::string text() const;
  /// Says more, behind a semicolon.
  void add(llvm::StringRef more);

private:
  FeatureRange const *range = nullptr;
  int64_t value = 0; ///< with `range`
  std::string rest;
};

} // namespace eo

#endif
