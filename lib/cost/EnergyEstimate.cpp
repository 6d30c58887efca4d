#include "lib/cost/EnergyEstimate.h"

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

void Cost::scaleEnergy(double factor) {
  for (std::optional<Joules> *figure : {&energy, &low, &high, &base})
    if (*figure)
      *figure = **figure * factor;
}

llvm::StringRef noIntervalText(NoInterval why) {
  switch (why) {
  case NoInterval::Given:
    return "";
  case NoInterval::SourceGivesNone:
    return "the source gives none";
  case NoInterval::NotOfNetworks:
    return "the board file gives none for networks";
  }
  return "";
}

} // namespace eo
