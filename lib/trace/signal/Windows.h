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

/// How far around a rough edge the exact one is looked for, in samples unless said otherwise: far enough that it is there, near enough that
/// no other is. Found on the simulated recordings (scripts/recordings.sh): whoever moves one runs them again. SearchesTest.cpp shows
/// recordings that are read wrong where a number moves, and holds those as they were chosen of which none was found.
struct EdgeSearchLimits {
  /// Runs that are shorter than two smoothing lengths, or half of a usual execution, are flicker; always those shorter than a
  /// thousandth of one.
  double flickerSmoothings = 2, flickerOfUsual = 0.5, flickerAlways = 1e-3;
  /// The quantile of gaps that is the typical one: few are shorter, so that no profile reaches into the next execution.
  double typicalGap = 0.1;
  /// Of what follows a discharge: this share of the gap, and as many time constants (e^-12 is nothing).
  double ofGap = 0.85, timeConstants = 12;
  /// Points of a long profile that is searched in means first; then around the edge found there this many samples, blocks or time
  /// constants, whichever is most. An edge in the outer half of that is another one.
  size_t coarsePoints = 512;
  double closeSamples = 256, closeBlocks = 6, closeTimeConstants = 10, closeHalf = 0.5;
  /// Windows are aligned once more by this many samples, smoothing lengths or time constants around their edges, whichever is most:
  /// layers that jitter far inside do not pull at it.
  double alignedSamples = 16, alignedSmoothings = 4, alignedTimeConstants = 3;
  /// A threshold tells how late a smoothed edge crossed it by the share of the step it lies at, no nearer to either level than this.
  double nearestLevel = 0.03;
  /// Idle begins and ends this many deviations of an edge, and a sample, away from it; but of a short gap no more than these
  /// shares are left out behind and before an execution.
  double idleSpreads = 2, idleBehind = 0.6, idleBefore = 0.2;
  /// The least size of a window: what is shorter is no execution.
  double leastWindow = 0.5;
  /// Where no run has three samples the level of a state is this quantile of the outermost ones, seen from the other state.
  double outermost = 0.75;
};

/// As in AnalysisOptions; `tauS` in seconds.
struct WindowOptions {
  bool align = true;
  bool deconvolve = true;
  std::optional<double> tauS;
  WindowLimits limits{};
  EdgeSearchLimits search{};
};

/// The windows of the given state. Edges are found on the mean of all aligned edges (deconvolved, if the supply
/// smooths), then carried back to every window.
WindowSet findWindows(PowerTrace const &trace, PowerSum const &sums, PowerStates const &states,
                      bool activeHigh, WindowOptions const &options);

} // namespace eo

#endif
