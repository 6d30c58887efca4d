//===- Normalizing.h - softmaxes and normalizations by the numbers that their steps give ---------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_NORMALIZING_H
#define ENERGY_OPT_PASSES_CANONICAL_NORMALIZING_H

#include "passes/canonical/StepFunction.h"

namespace eo::canonical {

/// What a function with reductions is:
///   Softmax, LogSoftmax of a · x;
///   LayerNormalization where it is c · (x - mean) / deviation + d, RMSNormalization where it is c · x / length + d, for
///   any c but 0, small numbers that keep a division from 0 left aside;
///   LpNormalization where it is x / length, of squares or of absolutes.
/// Found by trying it at numbers. Unknown for all other functions.
Recognised normalizationOf(StepFunction const &function);

/// Whether the function is the variance of its elements.
bool isVariance(StepFunction const &function);

} // namespace eo::canonical

#endif
