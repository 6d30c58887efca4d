//===- Windows.h - the executions of a trace, exactly bounded ---------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_SIGNAL_WINDOWS_H
#define ENERGY_OPT_LIB_TRACE_SIGNAL_WINDOWS_H

#include "lib/trace/formats/PowerSum.h"
#include "lib/trace/signal/States.h"

namespace eo {

/// One execution (or burst of executions) between idle and idle, in samples.
struct ActiveWindow {
  double begin = 0, end = 0;
  bool damaged = false; ///< too many samples missing: no energy is given
  double size() const { return end - begin; }
};

/// All complete windows of the active state and what belongs to their edges.
struct WindowSet {
  bool activeHigh = true;
  std::vector<ActiveWindow> windows;
  std::vector<SampleRange> idle; ///< the stretches between, safely away from the edges
  double noiseW = 0;             ///< white noise of one sample
  double stepW = 0;              ///< between the means of the two states
  double idleW = 0;              ///< mean of the state that is idle
  double tau = 0;                ///< samples; 0: nothing to undo
  bool tauGiven = false;
  double beginSpread = 0.5, endSpread = 0.5; ///< standard deviation of an edge, samples
  double beginW = 0,
         endW = 0;       ///< measured (not deconvolved) power at the edges, for the charge in the capacitors
  size_t cutWindows = 0; ///< runs of the active state that reach the ends of the trace: left out
};

/// What tells a window from a pause inside it or a disturbance of idle. Chosen by the reasons given; SignalLimitsTest.cpp shows both
/// sides of what decides alone.
struct WindowLimits {
  /// Idle of less than this share of the usual one is a pause inside a window.
  double pause = 0.25;
  /// Activity of less than this share of the usual one is a disturbance of idle.
  double disturbance = 0.2;
  /// Samples of a window or a gap: of fewer, edges are not looked for between the samples.
  double fewSamples = 16;
  /// The part of a window's samples that may be missing: of a window that lacks more no energy is given.
  double missing = 0.05;
  /// Deviations of noise that the threshold is away from both levels after smoothing: five, so that noise breaks up no run.
  double beyondNoise = 5;
  /// Time constants after which a discharge no longer counts: e^-6 is a quarter of a per cent.
  double settled = 6;
};

/// As in AnalysisOptions; `tauS` in seconds.
struct WindowOptions {
  bool align = true;
  bool deconvolve = true;
  std::optional<double> tauS;
  WindowLimits limits{};
};

/// The windows of the given state. Edges are found on the mean of all aligned edges (deconvolved, if the supply
/// smooths), then carried back to every window.
WindowSet findWindows(PowerTrace const &trace, PowerSum const &sums, PowerStates const &states,
                      bool activeHigh, WindowOptions const &options);

} // namespace eo

#endif
