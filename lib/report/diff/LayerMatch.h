//===- LayerMatch.h - which layer of one network is which of another -------------------------------===//
#ifndef ENERGY_OPT_LIB_REPORT_DIFF_LAYERMATCH_H
#define ENERGY_OPT_LIB_REPORT_DIFF_LAYERMATCH_H

#include "lib/report/Report.h"
#include "lib/support/Subsequence.h"
#include "llvm/ADT/ArrayRef.h"

namespace eo {

/// Pairs of rows that are the same layer in two versions of a network, sorted by the row in `before`; no row
/// stands in two. Layers are told by, in this order:
///   1. name and structure (operator, output shapes, MACs, parameters, number of inputs);
///   2. structure, in graph order between layers that are matched: a network whose names all changed matches;
///   3. name and operator: a layer that was changed;
///   4. operator and output shapes, then operator and parameters, in graph order between matched layers;
///   5. operator and a neighbour that is matched;
///   6. name: the operator was replaced.
/// Takes n log n of the number of layers.
std::vector<IndexPair> matchLayers(llvm::ArrayRef<ReportLayer> before, llvm::ArrayRef<ReportLayer> after);

} // namespace eo

#endif
