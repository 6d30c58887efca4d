//===- Companions.h - what a runtime runs beside kernels ---------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_COMPANIONS_H
#define ENERGY_OPT_PASSES_COMPANIONS_H

#include "lib/board/KernelRules.h"
#include "lib/ir/TypeMap.h"
#include "passes/KernelEdges.h"

namespace eo {

/// Gives each kernel what the rules say that it brings with it (RareFeatures::companionLaunches, ::copiedElements): companions,
/// copies of results, and where maps are kept in blocks the copies between both layouts:
///
///   pool = MaxPool(x)      x is copied to blocks
///   y = Conv(pool, w)
///   z = Softmax(y)         y is copied back
///
/// The first kernel that needs a map so bears its copy; one that leaves the network the kernel that made it. Kernels of which
/// `isPlain` is true work on plain maps, whatever they are; so do integers. A graph that ONNX Runtime has saved with its copies
/// written out needs no others.
void addCompanions(Graph const &graph, CanonicalForm const &form, TypeMap const &types,
                   KernelRules const &rules, llvm::function_ref<bool(Kernel const &)> isPlain,
                   llvm::MutableArrayRef<Kernel> kernels);

} // namespace eo

#endif
