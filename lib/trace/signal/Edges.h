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

/// The border between idle (first) and execution (last) in a profile: where it leaves the idle level for good
/// (by more than the noise allows, however little), then half-way to the level it reaches there, between
/// samples. `noise` is that of the profile. Nothing where it never leaves.
std::optional<Edge> findEdge(llvm::ArrayRef<double> profile, double noise);

/// The border between idle (first) and execution (last) seen through first-order smoothing with the time
/// constant `tau` (samples). Works on the running integral of what the device draws beyond idle, which needs
/// no inverse filter (Deconvolution.h): zero up to the border, then rising. Where that is past the noise for
/// good, the best hinge is fitted around it. `fromExecution`: the profile runs from the execution (first) to
/// idle (last) instead.
std::optional<Edge> findSmoothedEdge(llvm::ArrayRef<double> profile, double tau, double noise,
                                     bool fromExecution);

} // namespace eo

#endif
