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

/// The time constant in samples of an exponential decay to a level, from the discharge that follows an
/// execution. `edge` runs from execution (before index `corner`) to idle (last eighth) with white noise of
/// `noise` watts. Nothing where the fall is a step (below one sample) or no exponential (residual beyond the
/// noise). Least squares of level + height·exp(-t/tau).
std::optional<double> decayTime(llvm::ArrayRef<double> edge, size_t corner, double noise);

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
