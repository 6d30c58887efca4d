//===- Limit.h - verdicts on figures with bounds ------------------------------------------------------===//
//
// The one rule by which a figure is held against a limit, of budgets, missions and candidates alike:
//
//   "at most L"      FITS          DOES NOT FIT            UNKNOWN
//   trusted          high ≤ L      low > L                 else
//   a guess          never         low · low / high > L    else
//
// The bounds of a guess say how far the errors that are known carry, and what makes it a guess is that nothing like it
// was measured. Only a limit that lies below the lower bound by more than the whole interval is passed for certain.
//
#ifndef ENERGY_OPT_LIB_DECIDE_LIMIT_H
#define ENERGY_OPT_LIB_DECIDE_LIMIT_H

#include <cstdint>
#include <optional>

namespace eo {

/// A figure with its bounds; both or neither.
struct BoundedFigure {
  double value = 0;
  std::optional<double> low, high;
};

/// A verdict on one demand; the words of energy-lint.
enum class MissionVerdict : uint8_t { Fits, DoesNotFit, Unknown };

/// What the truth is at least: the lower bound, without bounds the value. Of a guess as far below the lower bound as
/// the interval is wide, as a factor; 0 without bounds, for then nothing is known.
double leastOf(BoundedFigure const &figure, bool isGuess);
/// What the truth is at most, likewise; infinite of a guess without bounds.
double mostOf(BoundedFigure const &figure, bool isGuess);

/// The verdict on "at most `limit`".
MissionVerdict atMost(BoundedFigure const &figure, double limit, bool isGuess = false);
/// The verdict on "at least `limit`".
MissionVerdict atLeast(BoundedFigure const &figure, double limit, bool isGuess = false);

} // namespace eo

#endif
