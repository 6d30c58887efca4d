//===- Subsequence.h - what two sequences have in common, in order --------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_SUBSEQUENCE_H
#define ENERGY_OPT_LIB_SUPPORT_SUBSEQUENCE_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <utility>
#include <vector>

namespace eo {

/// A position in the first sequence and one in the second.
using IndexPair = std::pair<uint32_t, uint32_t>;

/// Positions of equal elements, rising in both: a longest common subsequence where the sequences differ in up
/// to some thousand elements (Myers, "An O(ND) difference algorithm and its variations", 1986), else a long
/// one, found in n log n.
std::vector<IndexPair> commonSubsequence(llvm::ArrayRef<uint32_t> a, llvm::ArrayRef<uint32_t> b);

/// The most pairs that rise in both positions, in n log n. `pairs` are sorted by the first, which are
/// distinct.
std::vector<IndexPair> risingPairs(llvm::ArrayRef<IndexPair> pairs);

} // namespace eo

#endif
