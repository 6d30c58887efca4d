//===- FeaturesOf.h - what board models price one node by -----------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_FEATURESOF_H
#define ENERGY_OPT_PASSES_FEATURESOF_H

#include "lib/board/CostFeatures.h"
#include "lib/pass/FilePrecision.h"
#include "lib/pass/Pass.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace eo {

/// As extract-features has them of a live node that is no member of a unit. Needs what that pass needs.
CostFeatures featuresOf(PassContext const &context, Node const &node);

/// What a kernel that multiplies computes.
struct KernelArithmetic {
  int64_t macs;          ///< CostFeatures::macs, more than 0
  DataType type;         ///< CostFeatures::inputType
  FilePrecision written; ///< precisionOf its anchor
};

/// Of all kernels that multiply, in the order of extract-features. The features of a million nodes would take 300 MB and a
/// quarter of the time of all passes.
void forEachArithmetic(PassContext const &context, llvm::function_ref<void(KernelArithmetic const &)> take);

} // namespace eo

#endif
