//===- MeasuredTimes.h - measured times of kernels ----------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_MEASUREDTIMES_H
#define ENERGY_OPT_LIB_COST_MEASUREDTIMES_H

#include <cstdint>
#include <vector>

namespace eo {

/// What a latency report says of the kernels of a network.
struct MeasuredTimes {
  /// A layer of the engine: one kernel or several, which share its time as predicted.
  struct Layer {
    double seconds = 0;
    std::vector<uint32_t> kernels; ///< indices; none: a layer that is no kernel
  };
  std::vector<Layer> layers;
  double betweenS =
      0; ///< of the inference, in no kernel: what the runtime inserted, and views that take time
};

} // namespace eo

#endif
