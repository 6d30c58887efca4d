//===- HeaderUnits.h - what a column of a measuring tool holds --------------------------------===//
#ifndef ENERGY_OPT_LIB_TEXT_HEADERUNITS_H
#define ENERGY_OPT_LIB_TEXT_HEADERUNITS_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace eo {

enum class ColumnKind { Time, Power, Current, Voltage, Energy, Other };

struct ColumnUnit {
  ColumnKind kind = ColumnKind::Other;
  double toSi = 1;      ///< factor to s, W, A, V, J
  bool hasUnit = false; ///< the header states the unit
  std::string name;     ///< the header without the unit
};

/// The meaning of a header cell such as "time_s", "Current(uA)", "Main Avg Power (mW)", "VDD_IN [W]". The
/// unit is in brackets or the last part behind '_' or a blank; without one, the kind follows from words
/// (time, power, current, voltage) and `hasUnit` is false. Letter case does not count, except that M is never
/// taken for mega.
ColumnUnit columnUnit(llvm::StringRef header);

} // namespace eo

#endif
