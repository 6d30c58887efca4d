#include "lib/decide/Mission.h"
#include "lib/decide/Rates.h"
#include "lib/support/Quantity.h"
#include <fmt/format.h>

namespace eo {

/// " (9.1 h to 10.4 h)"; "" without bounds.
template <typename Format> static std::string boundsInBrackets(BoundedFigure const &figure, Format format) {
  return figure.low && figure.high ? fmt::format(" ({} to {})", format(*figure.low), format(*figure.high))
                                   : std::string();
}

std::vector<MissionDemand> demandsOf(MissionPlan const &plan, MissionResult const &result) {
  auto watts = [](double value) { return formatSi(value, "W"); };
  std::vector<MissionDemand> demands;
  if (result.keepsUp != MissionVerdict::Fits)
    demands.push_back(
        {result.keepsUp, "the rate",
         fmt::format("{} asked for, it keeps up with {}{}", rateText(plan.ratePerS.value_or(result.ratePerS)),
                     rateText(result.highestRatePerS.value),
                     boundsInBrackets(result.highestRatePerS, rateText))});
  if (result.lastsAsAsked)
    demands.push_back(
        {*result.lastsAsAsked, "the battery",
         fmt::format("{} asked for, it lasts {}{}", durationText(*plan.lastS),
                     durationText(result.lastsS->value), boundsInBrackets(*result.lastsS, durationText))});
  if (result.underSupply)
    demands.push_back({*result.underSupply, "the supply",
                       fmt::format("{} at most, the peak is {}{}", watts(*plan.supplyW),
                                   watts(result.peakW.value), boundsInBrackets(result.peakW, watts))});
  return demands;
}

} // namespace eo
