#include "lib/board/EnergyEstimate.h"

namespace eo {

llvm::StringRef basisName(Basis basis) {
  switch (basis) {
  case Basis::Fit:
    return "fit";
  case Basis::Extrapolated:
    return "extrapolated";
  case Basis::Fallback:
    return "fallback";
  case Basis::Fused:
    return "fused";
  case Basis::Free:
    return "free";
  case Basis::None:
    return "none";
  }
  return "";
}

} // namespace eo
