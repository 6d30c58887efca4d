//===- SizesOfData.h - sizes that data decide, from names the user gives values ---------------------------===//
#ifndef ENERGY_OPT_PASSES_SIZESOFDATA_H
#define ENERGY_OPT_PASSES_SIZESOFDATA_H

#include "lib/pass/NetworkAnnotations.h"
#include "passes/shape/DeclaredTypes.h"

namespace eo {

/// Sizes by value and axis.
using KnownSizes = std::map<std::pair<ValueId, unsigned>, int64_t>;

/// The symbol that stands for a size which only data know, while `sizesOfData` looks for it.
SymInt openSize(ValueId value, unsigned axis);

/// Solves for the open sizes: `inferred` holds openSize() where a size comes from data, and where the file declares a
/// known size for a value that depends on one of them alone, that one follows:
///
///   y: declared [1, 80, 100], inferred [1, 80, 4·s + 0]     s is 25
KnownSizes sizesOfData(Graph const &graph, DeclaredTypes const &declared, InferredTypes const &inferred);

} // namespace eo

#endif
