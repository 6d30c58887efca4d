//===- TrustLevel.h - how far an estimate can be trusted, in one word -----------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_TRUSTLEVEL_H
#define ENERGY_OPT_LIB_COST_TRUSTLEVEL_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace eo {

/// By the share of the energy that lies inside what the board was calibrated on.
enum class TrustLevel : uint8_t {
  Calibrated, ///< from 0.9
  Partly,     ///< from 0.5
  Guess,      ///< below: nothing fits by it (lib/decide/Limit.h)
};

/// The level of a share from 0 to 1.
TrustLevel trustLevel(double calibratedShare);

/// "calibrated", "partly", "guess": the words of reports.
llvm::StringRef trustLevelName(TrustLevel level);

/// The one of that name; nullopt where there is none.
std::optional<TrustLevel> findTrustLevel(llvm::StringRef name);

} // namespace eo

#endif
