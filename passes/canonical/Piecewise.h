//===- Piecewise.h - activations written as choices and masks -----------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_PIECEWISE_H
#define ENERGY_OPT_PASSES_CANONICAL_PIECEWISE_H

#include "passes/canonical/NoOps.h"

namespace eo::canonical {

/// Whether the node compares, chooses or makes a number of such a mask: a step of no other operator.
bool isPieceStep(OpKind kind);

/// The activation that the nodes are, which compute their first one's result from `input` element by element:
///   Relu where it is max(x, 0);
///   Clip where it is x between two numbers, or below or above one, and that number elsewhere;
///   LeakyRelu where it is x from 0 on and a · x below; PRelu where a differs by channel or is not kept;
///   Elu, Selu or Celu where it is an exponential below 0; ThresholdedRelu where it is x above a number and 0 elsewhere;
///   Sigmoid, Tanh, Softplus, Softsign, Swish, Mish, Gelu, HardSigmoid, HardSwish where it is that to four digits.
/// Found by trying it at numbers: a border within 0.001 of 0 is one at 0. Unknown for all other functions and where a
/// node does not compute with numbers.
/// `nodes`: each before those whose results it reads.
OpKind piecewiseActivation(Knowledge const &known, llvm::ArrayRef<NodeId> nodes, ValueId input);

} // namespace eo::canonical

#endif
