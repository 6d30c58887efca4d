//===- Deconvolution.h - undoing what the supply's capacitors smooth --------------------------===//
//
// Capacitors in front of the device smooth the measured power x of the true power u as a first-order
// low-pass: x[n] = a·x[n-1] + (1 - a)·u[n] with a = exp(-dt/tau). Its exact inverse has two taps, u[n] =
// (x[n] - a·x[n-1]) / (1 - a), and over any stretch the integral of u is the integral of x plus tau·(x(end) -
// x(begin)): energies need no noisy inverse at all.
//
#ifndef ENERGY_OPT_LIB_TRACE_SIGNAL_DECONVOLUTION_H
#define ENERGY_OPT_LIB_TRACE_SIGNAL_DECONVOLUTION_H

#include "llvm/ADT/ArrayRef.h"
#include <array>
#include <optional>
#include <vector>

namespace eo {

/// What a discharge has to be. Chosen by the reasons given; SignalLimitsTest.cpp shows both sides of what decides alone.
struct DecayLimits {
  /// The fall from execution to idle, in deviations of a sample's noise: less shows no shape.
  double leastHeight = 4;
  /// Means for finding where the fall has come down to a share: long enough that noise is this share of the height.
  double noiseOfHeight = 0.02;
  /// What a fit may leave, in deviations of noise (rounding and drift make a third more) and as a share of the height fitted.
  double residualNoise = 1.3, residualHeight = 0.01;
  /// A level that drifts has but a little of the height, a discharge all: this share of what it began at, at least.
  double decaying = 0.75;
  /// One halving tells the time constant of the fit within these factors, and a sample, or it is no exponential.
  double leastOfHalving = 0.5, mostOfHalving = 2;
  /// An earlier beginning is taken while the fit leaves no more than this many times as much, and the samples added lie this
  /// many standard errors from it at most.
  double residualGrowth = 1.1, beyondAdded = 2.5;
  /// An earlier beginning is tried in steps of this part of the time constant: so little of a layer weighs nothing in the fit.
  double stepPart = 16;
  /// Shares of the fall at which a fit begins, the first that succeeds: the higher the more of the decay is fitted, the lower the less of
  /// the last layer, which may fall by itself, is taken for it.
  std::array<double, 4> begun = {0.5, 0.35, 0.25, 0.15};
  /// Samples of the edge, of execution before the fall and behind its corner: of fewer no fit means anything.
  size_t leastEdge = 24, leastBefore = 4, leastBehind = 12;
  /// A fit takes this many halvings (2^-8 of what it begins at is left), so many samples at least, and begins so many before the end.
  size_t halvings = 8, leastFitted = 10, leastLeft = 8;
  /// The last of the edge, this part of it, is idle; means for finding a share are at most that part long.
  size_t idlePart = 8, longestMeanPart = 16;
  /// Samples: what falls faster is a step. This part of what follows the corner: what falls more slowly has not come to its end there.
  double leastTau = 1, mostTauPart = 2;
};

/// The row of time constants that an exponential is fitted for: how finely and how far it is searched. SearchesTest.cpp shows what it
/// finds at its ends.
struct DecaySearch {
  size_t points = 500;     ///< samples are averaged to at most so many: bounds the work
  double least = 0.3;      ///< points: a decay this fast is one sample's
  double ratio = 1.25;     ///< from one time constant to the next: between them the residual has one minimum
  double precision = 1e-4; ///< of the logarithm of the time constant found
  /// The row for what is left beside a decay, which needs no time: coarser.
  double coarseLeast = 0.5, coarseRatio = 1.5;
};

/// The time constant in samples of an exponential decay to a level, from the discharge that follows an
/// execution. `edge` runs from execution (before index `corner`) to idle (last eighth) with white noise of
/// `noise` watts. Nothing where the fall is a step (below one sample) or no exponential (residual beyond the
/// noise). Least squares of level + height·exp(-t/tau).
std::optional<double> decayTime(llvm::ArrayRef<double> edge, size_t corner, double noise,
                                DecayLimits const &limits = {}, DecaySearch const &search = {});

/// How far a discharge is looked for into a stretch of `length` samples of idle: seven tenths, so that the next edge stays out of it;
/// 12 samples at least, which a fit needs, and 20000 at most, which bounds the work.
size_t decayReach(double length);

/// What the nearest exponential decay to a level (or the level alone) leaves of the samples, RMS.
double restBesideDecay(llvm::ArrayRef<double> samples, DecaySearch const &search = {});

/// The inverse filter, its noise held down by a centred mean over `smooth` samples. The first sample counts
/// as settled.
std::vector<double> deconvolve(llvm::ArrayRef<double> samples, double tau, size_t smooth);

/// The least odd length of mean at which white noise of `noise` watts is at most `wanted` after the inverse
/// filter; at most `limit`. The inverse of m averaged samples is a difference over m: noise·tau·√2/m.
size_t smoothingFor(double tau, double noise, double wanted, size_t limit);

} // namespace eo

#endif
