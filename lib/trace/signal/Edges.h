//===- Edges.h - where exactly an execution begins or ends ------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_SIGNAL_EDGES_H
#define ENERGY_OPT_LIB_TRACE_SIGNAL_EDGES_H

#include "llvm/ADT/ArrayRef.h"
#include <optional>

namespace eo {

/// Where power steps up or down.
struct Edge {
  double position =
      0; ///< samples from the first of the profile; n means the border between samples n-1 and n
  double spread = 0.3; ///< one standard deviation, samples
};

/// What an edge has to be. Heights are shares of the step, noise is meant in standard deviations, lengths in samples or parts of the
/// profile. Chosen by reasons given here, not counted; SignalLimitsTest.cpp shows both sides of what decides alone.
struct EdgeLimits {
  /// The profile's idle end up to 1/5 is idle for sure: profiles reach as far into idle as into the execution.
  size_t idlePart = 5;
  /// What leaves idle by less than this share of the step is no execution: a spike, a deeper sleep, a slow settling. A weak
  /// first layer must be stronger.
  double leastDeparture = 0.2;
  /// ... nor by less than this many deviations of what noise leaves: five lie beyond chance in any profile.
  double beyondNoise = 5;
  /// ... nor by less than this many times the swing of idle itself, measured as what 99 % of its samples keep to.
  double beyondSwing = 1.5;
  /// Smoothing is long enough that noise stays below a fortieth of the step ...
  double noiseOfStep = 1.0 / 40;
  /// ... but no longer than a twelfth of the profile, or it hides the edge.
  size_t smoothestPart = 12;
  /// Idle lasts: back from the execution this part of the profile stays calm, and two widths of the smoothing.
  size_t calmPart = 32;
  /// Power still climbs while it gains this share of the step from one sample to the next, or two deviations of noise.
  double climbing = 0.01, climbingNoise = 2;
  /// What no edge is known better than, one deviation in samples, were there no noise at all.
  double leastSpread = 0.2;
};

/// The border between idle (first) and execution (last) in a profile: where it leaves the idle level for good
/// (by more than the noise allows, however little), then half-way to the level it reaches there, between
/// samples. `noise` is that of the profile. Nothing where it never leaves.
std::optional<Edge> findEdge(llvm::ArrayRef<double> profile, double noise, EdgeLimits const &limits = {});

/// The same for an edge behind a supply's capacitors; what is summed up is compared in watt-samples.
struct SmoothedEdgeLimits {
  double beyondNoise = 6;   ///< deviations: a sum wanders farther than a sample
  double beyondSwing = 1.5; ///< times what 99 % of idle's sums stay within
  double beyondSamples = 2; ///< samples of the execution that must have been drawn
  /// The hinge is fitted over twice what it takes to get that far, six samples at least and an eighth of the profile at most.
  double ahead = 2, leastAhead = 6, mostAheadPart = 8;
};

/// The border between idle (first) and execution (last) seen through first-order smoothing with the time
/// constant `tau` (samples). Works on the running integral of what the device draws beyond idle, which needs
/// no inverse filter (Deconvolution.h): zero up to the border, then rising. Where that is past the noise for
/// good, the best hinge is fitted around it. `fromExecution`: the profile runs from the execution (first) to
/// idle (last) instead.
std::optional<Edge> findSmoothedEdge(llvm::ArrayRef<double> profile, double tau, double noise,
                                     bool fromExecution, SmoothedEdgeLimits const &limits = {});

} // namespace eo

#endif
