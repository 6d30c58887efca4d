//===- Alignment.h - brings the same edge of many windows on top of each other ----------------===//
#ifndef ENERGY_OPT_LIB_TRACE_SIGNAL_ALIGNMENT_H
#define ENERGY_OPT_LIB_TRACE_SIGNAL_ALIGNMENT_H

#include "llvm/ADT/ArrayRef.h"
#include <vector>

namespace eo {

/// Edges of several windows, shifted on top of each other.
struct EdgeStack {
  std::vector<double> positions; ///< per window: where the middle of `mean` lies in the trace, samples
  std::vector<double> mean;      ///< W, the mean around the edge; its middle is index size/2
  size_t count = 0;              ///< windows in the mean
};

/// Stacks the surroundings of `centers` (sample positions, known to about `reach` samples). The shift of each
/// is the least Euclidean distance to the mean of all, searched within ±reach through an FFT
/// cross-correlation and refined below one sample by a parabola; the mean and the shifts are improved in
/// turn. The mean spans ±reach. `align` false: only the mean at the given centers.
EdgeStack stackEdges(llvm::ArrayRef<float> watts, llvm::ArrayRef<double> centers, size_t reach,
                     bool align = true);

} // namespace eo

#endif
