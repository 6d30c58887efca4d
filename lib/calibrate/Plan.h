//===- Plan.h - what to measure -------------------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_PLAN_H
#define ENERGY_OPT_LIB_CALIBRATE_PLAN_H

#include "lib/calibrate/Table.h"
#include "lib/cost/Kernel.h"

namespace eo {

/// Layers that identify a mac-linear board, after the grid of Lahmer et al.: every one of i_size, ksize,
/// stride and ifm varied around a common layer for each of five ofm (16 … 256), small layers included, and
/// fully connected layers over three orders of magnitude.
std::vector<LayerShape> layerPlan();

/// Indices of the networks to measure, at most `limit`, in order of what each adds: the one of fewest kernels
/// first (its time is mostly overhead), then whichever narrows the estimates of the figures of latency-power
/// most (the determinant of the information matrix of relative counts: MACs by family, bytes, kernels, 1).
/// Networks with unknown counts are left out.
std::vector<size_t> networkPlan(llvm::ArrayRef<std::vector<Kernel>> networks, size_t limit);

} // namespace eo

#endif
