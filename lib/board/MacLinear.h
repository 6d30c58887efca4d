//===- MacLinear.h - energy linear in multiply-accumulates ---------------------------------------===//
//
// Lahmer, Khoshsirat, Rossi, Zanella: "Energy Consumption of Neural Networks on NVIDIA Edge Boards: an
// Empirical Model" (2022), equations (7) and (8):
//
//   E_conv = KCLC · (a_c + b_c · ofm)   written here as   a_c · kclc + b_c · macs
//   E_fc   = a_f · CLF                  written here as   a_f · macs   (CLF is the macs of one input vector)
//
// The first form is the second for group 1; the second has a meaning for grouped convolutions too: a_c per
// element of the unrolled patch matrix, b_c per multiply-accumulate. docs/mac-linear.md says what counts as a
// convolution, what as a fully connected layer, and what is extrapolated.
//
#ifndef ENERGY_OPT_LIB_BOARD_MACLINEAR_H
#define ENERGY_OPT_LIB_BOARD_MACLINEAR_H

#include "lib/board/BoardModel.h"
#include "lib/board/EnergyEstimate.h"

namespace eo {

/// The rules of boards that give none: a fully connected layer is the weighted sum with its bias and
/// activation (section III).
KernelRules macLinearKernels();

/// The coefficients a mac-linear board file must give (a value or the reason why there is none), all in J.
llvm::ArrayRef<llvm::StringRef> macLinearCoefficients();

/// Energy and basis of one kernel, without interval: a convolution or fully connected layer that is a 2-D
/// (fully connected: any) FP32 operator of group 1 on a single input is `fit`; grouped, 1-D, 3-D, dilated or
/// batched ones and other floating-point types are `extrapolated`; integer ones take the `fallback` of their
/// float twin; everything else, and what lacks a coefficient or a count, has none. The anchor is not set.
NodeEstimate priceMacLinear(BoardModel const &board, CostFeatures const &features);

} // namespace eo

#endif
