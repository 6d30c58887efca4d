//===- AttentionScores.h - how many scores an attention has -----------------------------------------------===//
//
//   p = Softmax(MatMul(q: f32[1x12x128x64], k: f32[1x12x64x128]))    ->    1 * 12 * 128 * 128
//
#ifndef ENERGY_OPT_PASSES_ATTENTIONSCORES_H
#define ENERGY_OPT_PASSES_ATTENTIONSCORES_H

#include "passes/CountContext.h"

namespace eo {

struct CanonicalUnit;

/// Rows of Q times rows of K over all heads and samples, with the rows of a cache. Of Attention and of com.microsoft's
/// operators that attentionSizes names; unknown where a shape is missing, and of other operators.
SymInt attentionScores(CountContext const &c);

/// Of an attention in single steps: elements of its softmax.
SymInt attentionScores(Graph const &graph, InferredTypes const &inferred, CanonicalUnit const &unit);

} // namespace eo

#endif
