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
};

/// The time constant in samples of an exponential decay to a level, from the discharge that follows an
/// execution. `edge` runs from execution (before index `corner`) to idle (last eighth) with white noise of
/// `noise` watts. Nothing where the fall is a step (below one sample) or no exponential (residual beyond the
/// noise). Least squares of level + height·exp(-t/tau).
std::optional<double> decayTime(llvm::ArrayRef<double> edge, size_t corner, double noise,
                                DecayLimits const &limits = {});

/// How far a discharge is looked for into a stretch of `length` samples of idle: seven tenths, so that the next edge stays out of it;
/// 12 samples at least, which a fit needs, and 20000 at most, which bounds the work.
size_t decayReach(double length);

/// What the nearest exponential decay to a level (or the level alone) leaves of the samples, RMS.
double restBesideDecay(llvm::ArrayRef<double> samples);

/// The inverse filter, its noise held down by a centred mean over `smooth` samples. The first sample counts
/// as settled.
std::vector<double> deconvolve(llvm::ArrayRef<double> samples, double tau, size_t smooth);

/// The least odd length of mean at which white noise of `noise` watts is at most `wanted` after the inverse
/// filter; at most `limit`. The inverse of m averaged samples is a difference over m: noise·tau·√2/m.
size_t smoothingFor(double tau, double noise, double wanted, size_t limit);

} // namespace eo

#endif
