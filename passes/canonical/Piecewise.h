//===- Piecewise.h - activations by the numbers that their steps give ----------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_PIECEWISE_H
#define ENERGY_OPT_PASSES_CANONICAL_PIECEWISE_H

#include "passes/canonical/StepFunction.h"

namespace eo::canonical {

/// Whether the node compares, chooses or makes a number of such a mask: a step of no other operator.
bool isPieceStep(OpKind kind);

/// The activation that a function without reductions is:
///   Relu where it is max(x, 0);
///   Clip where it is x between two numbers, or below or above one, and that number elsewhere;
///   LeakyRelu where it is x from 0 on and a · x below, Abs where a is -1; PRelu where a differs by channel or is not kept;
///   Elu, Selu or Celu where it is an exponential below 0; ThresholdedRelu where it is x above a number and 0 elsewhere;
///   Tanh, Softplus, Softsign, Mish, Gelu where it is that; Sigmoid of a · x, Swish as x · sigmoid(a · x), HardSigmoid and
///   HardSwish by any slope and shift.
/// Found by trying it at numbers: a border within 0.001 of 0 is one at 0. Unknown for all other functions and where a
/// node does not compute with numbers.
Recognised activationOf(StepFunction const &function);

} // namespace eo::canonical

#endif
