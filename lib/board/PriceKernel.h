//===- PriceKernel.h - a board model applied to one kernel ----------------------------------------===//
#ifndef ENERGY_OPT_LIB_BOARD_PRICEKERNEL_H
#define ENERGY_OPT_LIB_BOARD_PRICEKERNEL_H

#include "lib/board/BoardModel.h"
#include "lib/board/EnergyEstimate.h"

namespace eo {

/// Energy, basis and layer interval of one kernel by the board's formula. A `fit` outside the calibrated
/// ranges becomes `extrapolated`, naming the feature. Intervals stand only where the held-out error speaks of
/// such kernels: on `fit`, where the board file has layer factors. The anchor is not set.
NodeEstimate priceKernel(BoardModel const &board, CostFeatures const &features);

} // namespace eo

#endif
