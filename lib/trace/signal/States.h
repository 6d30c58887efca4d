//===- States.h - finds two power states without thresholds from the user ---------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_SIGNAL_STATES_H
#define ENERGY_OPT_LIB_TRACE_SIGNAL_STATES_H

#include "lib/trace/formats/PowerTrace.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>

namespace eo {

/// A stretch in one state.
struct StateRun {
  SampleRange samples;
  bool high = false;
  bool operator==(StateRun const &) const = default;
};

struct PowerStates {
  double threshold = 0;       ///< W, between the two states
  double lowW = 0, highW = 0; ///< mean power of each state
  size_t resolution = 1;      ///< samples: edges are known to about this
  /// How little the runs of each state look like windows of one workload between idle stretches of one level;
  /// 0 for a perfect likeness.
  double misfitLow = 0, misfitHigh = 0;
  std::vector<StateRun> runs; ///< alternating, covering the whole trace
};

/// Splits a trace into a low and a high state, or nothing where there is one level only.
///
/// Candidates are all valleys of the power histogram, each with smoothing lengths in steps of two. Of each
/// the quality is judged by what a measured workload looks like: windows of one state last equally long, and
/// the other state (idle) is the same each time and flat. No absolute power or time enters, so the same code
/// serves 30 mW and 30 W, milliseconds and minutes.
std::optional<PowerStates> findStates(llvm::ArrayRef<float> watts);

} // namespace eo

#endif
