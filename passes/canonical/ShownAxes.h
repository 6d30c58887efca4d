//===- ShownAxes.h - axes of views ------------------------------------------------------------------------===//
#ifndef ENERGY_OPT_PASSES_CANONICAL_SHOWNAXES_H
#define ENERGY_OPT_PASSES_CANONICAL_SHOWNAXES_H

#include "lib/ir/TensorType.h"
#include "llvm/ADT/ArrayRef.h"
#include <vector>

namespace eo::canonical {

/// The axes of a view of a tensor written as `written`, whose axis i runs as axis `axes[i]`: the same where the view has
/// its shape; where it has other axes of length 1, shows an axis as several, or axes that run behind one another as one,
/// the places that these have as they run. Empty where it shows anything else.
std::vector<int64_t> shownAxes(Shape const &shown, llvm::ArrayRef<int64_t> axes, Shape const &written);

/// The same axes where some of length 1 have become longer: each of these runs right behind the axis before it.
std::vector<int64_t> repeatedAxes(llvm::ArrayRef<int64_t> axes, Shape const &given, Shape const &repeated);

/// Whether the permutation of axes that run as axes `inner` gives them in the order in which they run; those of length 1
/// in `result`, its shape, may stand anywhere.
bool putsAsRun(llvm::ArrayRef<int64_t> permutation, llvm::ArrayRef<int64_t> inner, Shape const &result);

/// Whether each axis of either shape is one of the other, or several of them one behind the other.
bool areCutAlike(Shape const &one, Shape const &other);

} // namespace eo::canonical

#endif
