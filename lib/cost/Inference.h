//===- Inference.h - what an inference takes beside its kernels ------------------------------------===//
//
// A network takes
//
//   device = overhead + companions · launch + Σ t;   host = host_overhead + kernels · host_launch, in parallel
//   T = (device⁴ + host⁴)^¼;   interval · T from result to result, latency · T from input to result
//
// companions: launches of views, where the runtime runs them. interval and latency are 1 but in settings that overlap inferences.
//
#ifndef ENERGY_OPT_LIB_COST_INFERENCE_H
#define ENERGY_OPT_LIB_COST_INFERENCE_H

#include "lib/cost/FigureSet.h"
#include "lib/cost/KernelWork.h"

namespace eo {

/// Times of one inference.
struct NetworkTimes {
  double intervalS = 0, latencyS = 0;
};
/// Of one whose kernels take `kernelsS` together, by the formula above.
NetworkTimes networkTimes(FigureSet const &figures, NetworkWork const &network, double kernelsS);

/// The same formula in a line, for --describe-board.
inline constexpr char const *inferenceWords = "inference: device = overhead + companions · launch + kernels, "
                                              "host = host_overhead + host_launch · kernels, T = (device⁴ + "
                                              "host⁴)^¼; a result every interval · T, after latency · T";

/// (a⁴ + b⁴)^¼: the longer of two times that overlap, with a rounded corner.
double roundedMax(double a, double b);

} // namespace eo

#endif
