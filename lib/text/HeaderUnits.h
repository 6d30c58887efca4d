//===- HeaderUnits.h - what a column of a measuring tool holds --------------------------------===//
#ifndef ENERGY_OPT_LIB_TEXT_HEADERUNITS_H
#define ENERGY_OPT_LIB_TEXT_HEADERUNITS_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// The quantity that a column holds.
enum class ColumnKind { Time, Power, Current, Voltage, Energy, Other };

/// What a header says of its column.
struct ColumnUnit {
  ColumnKind kind = ColumnKind::Other;
  double toSi = 1;      ///< factor to s, W, A, V, J
  bool hasUnit = false; ///< the header states the unit
  std::string name;     ///< the header without the unit
};

/// The meaning of a header cell such as "time_s", "Current(uA)", "Main Avg Power (mW)", "VDD_IN [W]", "PkgWatt", or of an attribute of
/// the kernel's hardware monitors, whose units its documentation fixes ("in1_input" mV, "curr1_input" mA, "power1_input" µW, and
/// "in_power0_input" mW of JetPack 4; the name is then "channel 1"). The unit is in brackets or the last part behind '_', '.', '/',
/// a blank or a change to capitals; without one, the kind follows from words (time, power, current, voltage) and `hasUnit` is
/// false. Letter case does not count, except that M is never taken for mega.
ColumnUnit columnUnit(llvm::StringRef header);

/// A number with a unit, in SI.
struct QuantityCell {
  ColumnKind kind;
  double value;
};

/// "60.00 W", "5.1V": the number and the unit behind it, in SI. Nullopt where either is missing.
std::optional<QuantityCell> quantityOf(llvm::StringRef cell);

/// The words of a name in lower case: "VDD_IN" is vdd, in; "TotalPower" is total, power; "cpu0" is one word.
std::vector<std::string> wordsOf(llvm::StringRef name);

} // namespace eo

#endif
