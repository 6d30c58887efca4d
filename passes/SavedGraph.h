//===- SavedGraph.h - the graph that ONNX Runtime saved beside a profile -----------------------------===//
#ifndef ENERGY_OPT_PASSES_SAVEDGRAPH_H
#define ENERGY_OPT_PASSES_SAVEDGRAPH_H

#include "lib/cost/MeasuredLatencies.h"
#include "lib/ir/Graph.h"

namespace eo {

/// Fills MeasuredLatencies::Layer::outputs: rows have the names of the nodes of `saved` (optimized_model_filepath), whose
/// tensors keep the names of the original network, here or behind a layout change. Of nodes without names the n-th
/// of an operator is its n-th row.
void nameOutputs(Graph const &saved, MeasuredLatencies &measured);

} // namespace eo

#endif
