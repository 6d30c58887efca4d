#include "lib/decide/Limit.h"

#include <limits>

namespace eo {

double leastOf(BoundedFigure const &figure, bool isGuess) {
  if (!isGuess)
    return figure.low.value_or(figure.value);
  bool bounded = figure.low && figure.high && *figure.high > 0;
  return bounded ? *figure.low * (*figure.low / *figure.high) : 0;
}

double mostOf(BoundedFigure const &figure, bool isGuess) {
  if (!isGuess)
    return figure.high.value_or(figure.value);
  bool bounded = figure.low && figure.high && *figure.low > 0;
  return bounded ? *figure.high * (*figure.high / *figure.low) : std::numeric_limits<double>::infinity();
}

MissionVerdict atMost(BoundedFigure const &figure, double limit, bool isGuess) {
  if (!isGuess && mostOf(figure, false) <= limit)
    return MissionVerdict::Fits;
  return leastOf(figure, isGuess) > limit ? MissionVerdict::DoesNotFit : MissionVerdict::Unknown;
}

MissionVerdict atLeast(BoundedFigure const &figure, double limit, bool isGuess) {
  if (!isGuess && leastOf(figure, false) >= limit)
    return MissionVerdict::Fits;
  return mostOf(figure, isGuess) < limit ? MissionVerdict::DoesNotFit : MissionVerdict::Unknown;
}

} // namespace eo
