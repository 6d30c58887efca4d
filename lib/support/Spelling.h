//===- Spelling.h - suggestions for unknown words ----------------------------------===//
#ifndef ENERGY_OPT_LIB_SUPPORT_SPELLING_H
#define ENERGY_OPT_LIB_SUPPORT_SPELLING_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace eo {

/// The known words nearest to `word` (edit distance at most a third of its length, at least 1), best first,
/// at most `limit`. Letter case does not count. Two neighbouring letters swapped are one mistake; words that
/// start with `word` are near as well.
std::vector<std::string> suggestions(llvm::StringRef word, llvm::ArrayRef<std::string> known,
                                     size_t limit = 3);

/// "; did you mean 'a' or 'b'?", or "" where nothing is near.
std::string didYouMean(llvm::StringRef word, llvm::ArrayRef<std::string> known);

} // namespace eo

#endif
