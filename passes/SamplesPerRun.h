//===- SamplesPerRun.h - how many samples one execution takes ---------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_SAMPLESPERRUN_H
#define ENERGY_OPT_PASSES_SAMPLESPERRUN_H

#include "lib/pass/NetworkAnnotations.h"

namespace eo {

/// "batch", "batch_size", "N", "b", "bs": names that exporters give to the batch dimension.
bool meansBatch(llvm::StringRef name);

/// The value of an input's dimension with a batch's name. Without one, the axis of the first input that reaches the
/// batch axis of an operator that has one: the first of a convolution, the second of an LSTM (its first is time).
/// 1 where the axis is no input's own (x[3,320,320] unsqueezed for a convolution), and where rows of a matrix product
/// are all there is: nothing says that they are samples.
SymInt samplesPerRun(Graph const &graph, BoundInputs const &bound, InferredTypes const &inferred);

} // namespace eo

#endif
