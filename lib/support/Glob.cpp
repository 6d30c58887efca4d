#include "lib/support/Glob.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace eo {

/// A sequence against a pattern of elements in which stars stand for any elements. Only the last star is
/// ever reconsidered, so the time is at most the product of the lengths.
template <typename Pattern, typename Text, typename IsStar, typename Matches>
static bool matchSequence(Pattern const &pattern, Text const &text, IsStar isStar, Matches matches) {
  size_t p = 0, t = 0, star = pattern.size(), resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && isStar(pattern[p])) {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && matches(pattern[p], text[t])) {
      ++p;
      ++t;
    } else if (star != pattern.size()) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && isStar(pattern[p]))
    ++p;
  return p == pattern.size();
}

bool globMatches(llvm::StringRef pattern, llvm::StringRef text) {
  return matchSequence(
      pattern, text, [](char c) { return c == '*'; }, [](char p, char c) { return p == '?' || p == c; });
}

bool pathMatches(llvm::StringRef pattern, llvm::StringRef path) {
  if (!pattern.contains('/'))
    return globMatches(pattern, path.rsplit('/').second.empty() ? path : path.rsplit('/').second);
  llvm::SmallVector<llvm::StringRef, 8> patterns, parts;
  pattern.split(patterns, '/');
  path.split(parts, '/');
  return matchSequence(
      llvm::makeArrayRef(patterns), llvm::makeArrayRef(parts), [](llvm::StringRef p) { return p == "**"; },
      globMatches);
}

llvm::StringRef literalFolder(llvm::StringRef pattern) {
  llvm::StringRef literal = pattern.substr(0, pattern.find_first_of("*?"));
  return literal.contains('/') ? literal.rsplit('/').first : llvm::StringRef();
}

} // namespace eo
