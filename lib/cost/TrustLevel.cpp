#include "lib/cost/TrustLevel.h"

namespace eo {

TrustLevel trustLevel(double calibratedShare) {
  constexpr double nearlyAll = 0.9, half = 0.5;
  return calibratedShare >= nearlyAll ? TrustLevel::Calibrated
         : calibratedShare >= half    ? TrustLevel::Partly
                                      : TrustLevel::Guess;
}

llvm::StringRef trustLevelName(TrustLevel level) {
  switch (level) {
  case TrustLevel::Calibrated:
    return "calibrated";
  case TrustLevel::Partly:
    return "partly";
  case TrustLevel::Guess:
    return "guess";
  }
  return "";
}

std::optional<TrustLevel> findTrustLevel(llvm::StringRef name) {
  for (TrustLevel level : {TrustLevel::Calibrated, TrustLevel::Partly, TrustLevel::Guess})
    if (trustLevelName(level) == name)
      return level;
  return std::nullopt;
}

} // namespace eo
