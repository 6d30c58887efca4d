//===- Basis.h - on what a figure rests ---------------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_BASIS_H
#define ENERGY_OPT_LIB_COST_BASIS_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace eo {

/// On what a figure rests.
enum class Basis : uint8_t {
  Fit,          ///< inside what the board model was calibrated on
  Extrapolated, ///< its formula, outside of that
  Fallback,     ///< another class of nodes stands in, named in the reason
  GivenPower,   ///< the time is of the board model, the power of the user
  Fused,        ///< paid for by the kernel's anchor node: 0 here
  Free,         ///< dead, constant or a view: 0
  None,         ///< no estimate
};

/// Outside of what the board was calibrated on: extrapolated, or priced by a stand-in.
inline bool isOutside(Basis basis) { return basis == Basis::Extrapolated || basis == Basis::Fallback; }

/// "fit", "extrapolated", …: the words of reports.
llvm::StringRef basisName(Basis basis);

/// The one of that name; nullopt where there is none.
std::optional<Basis> findBasis(llvm::StringRef name);

} // namespace eo

#endif
