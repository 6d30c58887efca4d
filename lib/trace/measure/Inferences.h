//===- Inferences.h - how many inferences a window holds, and where they lie ------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_MEASURE_INFERENCES_H
#define ENERGY_OPT_LIB_TRACE_MEASURE_INFERENCES_H

#include "lib/trace/measure/Figures.h"
#include "lib/trace/signal/Profile.h"
#include "lib/trace/signal/Windows.h"
#include <optional>
#include <string>

namespace eo {

/// How many inferences a window holds.
struct InferenceCount {
  std::optional<double> perWindow; ///< of a window of typical length
  double period = 0;               ///< samples from start to start; 0 where a window is one inference
  std::string reason;              ///< which rule decided, or why nothing is known
};

/// From when on what repeats inside windows is counted as inferences. Chosen on the recordings of tests/trace/Recordings.h,
/// not fitted; tests/trace/LimitsTest.cpp has each from both sides. Likeness and steadiness are those of Ripple.h.
struct CountLimits {
  double periodSpread = 0.02; ///< of the period: windows whose periods scatter more do not repeat the same
  double likeness = 0.7;
  double fewPeriods = 3.5;     ///< in a window: fewer parts may be alike by chance, many are not ...
  double likenessOfFew = 0.85; ///< ... so that these have to be more alike
  double steadiness = 0.75;    ///< below it something repeats that cannot be counted
  double commonShape =
      0.5; ///< share of their variance that windows have in common where each is one inference
};

/// Counts: the number the user gave; window length over the period of a steady ripple; window length over the
/// time the latency report states (`reportSamples`, 0 for none); one, where the windows are alike in shape
/// and nothing repeats inside them. Otherwise unknown: an inference faster than the meter leaves no mark.
InferenceCount countInferences(WindowSet const &set, PowerSum const &sums, std::optional<double> given,
                               double reportSamples, CountLimits const &limits = {});

/// One inference as the windows that count have it, with what scatters among them and the edges in its interval; nothing
/// where none has an energy. Says of each window how many inferences it holds; `counted`: as many in each, whatever
/// their lengths. `count.perWindow` is known; `sampleS`: seconds of a sample.
std::optional<InferenceFigures> meanInference(WindowSet const &set, InferenceCount const &count, bool counted,
                                              double sampleS, std::vector<WindowFigures> &windows);

} // namespace eo

#endif
