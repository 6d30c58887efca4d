//===- Inferences.h - how many inferences a window holds, and where they lie ------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_MEASURE_INFERENCES_H
#define ENERGY_OPT_LIB_TRACE_MEASURE_INFERENCES_H

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

/// Counts: the number the user gave; window length over the period of a steady ripple; window length over the
/// time the latency report states (`reportSamples`, 0 for none); one, where the windows are alike in shape
/// and nothing repeats inside them. Otherwise unknown: an inference faster than the meter leaves no mark.
InferenceCount countInferences(WindowSet const &set, PowerSum const &sums, std::optional<double> given,
                               double reportSamples);

} // namespace eo

#endif
