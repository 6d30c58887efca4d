//===- Rates.h - how often, as people write it ------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_RATES_H
#define ENERGY_OPT_LIB_DECIDE_RATES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace eo {

/// Times a second of "30/s", "10/min", "5/h", "200/day", "2 Hz", "30 fps"; above 0. A usage error for anything
/// else: a bare number has no unit.
llvm::Expected<double> parseRate(llvm::StringRef text);
/// "30/s", "12/min", "5/h", "3/day": in the first unit in which it is 1 or more; "0.2/day".
std::string rateText(double perSecond);

/// Seconds of "24 h", "90 min", "3 days" and what parseQuantity takes; above 0.
llvm::Expected<double> parseDuration(llvm::StringRef text);
/// "9.1 h", "45 min", "31.2 days".
std::string durationText(double seconds);

} // namespace eo

#endif
