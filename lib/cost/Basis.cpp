#include "lib/cost/Basis.h"

namespace eo {

llvm::StringRef basisName(Basis basis) {
  switch (basis) {
  case Basis::Fit:
    return "fit";
  case Basis::Extrapolated:
    return "extrapolated";
  case Basis::Fallback:
    return "fallback";
  case Basis::GivenPower:
    return "given-power";
  case Basis::Fused:
    return "fused";
  case Basis::Free:
    return "free";
  case Basis::None:
    return "none";
  }
  return "";
}

std::optional<Basis> findBasis(llvm::StringRef name) {
  for (Basis basis : {Basis::Fit, Basis::Extrapolated, Basis::Fallback, Basis::GivenPower, Basis::Fused,
                      Basis::Free, Basis::None})
    if (basisName(basis) == name)
      return basis;
  return std::nullopt;
}

} // namespace eo
