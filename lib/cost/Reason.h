//===- Reason.h - why a figure is what it is ----------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_REASON_H
#define ENERGY_OPT_LIB_COST_REASON_H

#include "lib/support/Rarely.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>

namespace eo {

/// A feature that has a value outside the range the board was calibrated on.
struct OutsideRange {
  uint32_t column; ///< the feature's place in featureColumns()
  int64_t value;
  double min, max; ///< calibrated
};

/// A remark on one figure. Put into words when it is asked for: of a network's thousand remarks totals show one or two. It has all
/// it needs for them, so the board may be gone by then. Copies share what they say: a kernel's is its node's too.
class Reason {
public:
  Reason() = default; ///< nothing to say
  Reason(std::string text);
  Reason(OutsideRange feature) { said.edit().outside = feature; }
  /// Words of the program, which are not copied.
  template <size_t size> Reason(char const (&literal)[size]) : words(literal) {}
  /// Likewise.
  static Reason literal(llvm::StringRef text) {
    Reason reason;
    reason.words = text;
    return reason;
  }

  bool empty() const { return !said.isSet() && words.empty(); }
  /// "macs 12 is outside the calibrated 100 to 250; time measured".
  std::string text() const;
  /// Says more, behind a semicolon.
  void add(llvm::StringRef more);

private:
  /// What has to be kept.
  struct Said {
    std::optional<OutsideRange> outside;
    Rarely<std::string> rest; ///< hardly any says both
  };

  llvm::StringRef words; ///< all there is, unless `said`
  Rarely<Said> said;
};

} // namespace eo

#endif
