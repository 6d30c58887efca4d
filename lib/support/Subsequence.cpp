#include "lib/support/Subsequence.h"

#include <algorithm>
#include <map>
#include <optional>

namespace eo {

/// Most elements that may differ before the longest gives way to a long one: bounds time and memory (the
/// trace takes 4 · most² bytes).
constexpr int mostDifferences = 2000;

std::vector<IndexPair> risingPairs(llvm::ArrayRef<IndexPair> pairs) {
  constexpr size_t none = SIZE_MAX;
  std::vector<size_t> lastOfLength,
      previous(pairs.size(), none); // [n]: the chain of n + 1 pairs that ends lowest
  for (size_t i = 0; i < pairs.size(); ++i) {
    auto at = std::lower_bound(lastOfLength.begin(), lastOfLength.end(), pairs[i].second,
                               [&](size_t pair, uint32_t second) { return pairs[pair].second < second; });
    if (at != lastOfLength.begin())
      previous[i] = *(at - 1);
    if (at == lastOfLength.end())
      lastOfLength.push_back(i);
    else
      *at = i;
  }
  std::vector<IndexPair> result;
  for (size_t i = lastOfLength.empty() ? none : lastOfLength.back(); i != none; i = previous[i])
    result.push_back(pairs[i]);
  std::reverse(result.begin(), result.end());
  return result;
}

/// The k-th of a kind here with the k-th there, as far as they rise.
static std::vector<IndexPair> pairsInTurn(llvm::ArrayRef<uint32_t> a, llvm::ArrayRef<uint32_t> b) {
  std::map<uint32_t, std::vector<uint32_t>> places; // in b, the first at the back
  for (size_t i = b.size(); i-- > 0;)
    places[b[i]].push_back(static_cast<uint32_t>(i));
  std::vector<IndexPair> pairs;
  for (size_t i = 0; i < a.size(); ++i)
    if (auto found = places.find(a[i]); found != places.end() && !found->second.empty()) {
      pairs.emplace_back(static_cast<uint32_t>(i), found->second.back());
      found->second.pop_back();
    }
  return risingPairs(pairs);
}

/// Myers' greedy algorithm; nothing where more than `mostDifferences` elements are on one side only.
static std::optional<std::vector<IndexPair>> shortestEdit(llvm::ArrayRef<uint32_t> a,
                                                          llvm::ArrayRef<uint32_t> b) {
  int const sizeA = static_cast<int>(a.size()), sizeB = static_cast<int>(b.size());
  // trace[d][k + d]: how far along a one gets on diagonal k (position in a less position in b) with d edits.
  std::vector<std::vector<int>> trace;
  auto reached = [&](int edits, int diagonal) {
    return diagonal < -edits || diagonal > edits
               ? -1
               : trace[static_cast<size_t>(edits)][static_cast<size_t>(diagonal + edits)];
  };
  /// Where diagonal k begins with d edits: a step down (b) or right (a) from d - 1 edits.
  auto start = [&](int edits, int diagonal) {
    if (edits == 0)
      return 0;
    int down = reached(edits - 1, diagonal + 1), right = reached(edits - 1, diagonal - 1);
    return std::max(down, right < 0 ? -1 : right + 1);
  };
  auto isFound = [&](int edits) {
    std::vector<int> row;
    for (int diagonal = -edits; diagonal <= edits; ++diagonal) {
      int x = (diagonal + edits) % 2 == 0 ? start(edits, diagonal) : -1;
      if (x > sizeA || x - diagonal > sizeB || x < diagonal)
        x = -1;
      while (x >= 0 && x < sizeA && x - diagonal < sizeB &&
             a[static_cast<size_t>(x)] == b[static_cast<size_t>(x - diagonal)])
        ++x;
      row.push_back(x);
    }
    trace.push_back(std::move(row));
    return reached(edits, sizeA - sizeB) == sizeA;
  };
  int edits = 0;
  while (!isFound(edits))
    if (++edits > mostDifferences)
      return std::nullopt;
  std::vector<IndexPair> result;
  for (int diagonal = sizeA - sizeB, x = sizeA; edits >= 0; --edits) {
    int begin = start(edits, diagonal);
    while (x > begin) {
      --x;
      result.emplace_back(static_cast<uint32_t>(x), static_cast<uint32_t>(x - diagonal));
    }
    if (edits == 0)
      break;
    bool right = reached(edits - 1, diagonal + 1) < begin;
    diagonal += right ? -1 : 1;
    x = right ? begin - 1 : begin;
  }
  std::reverse(result.begin(), result.end());
  return result;
}

/// The positions whose element occurs in `other` as well.
static std::vector<uint32_t> shared(llvm::ArrayRef<uint32_t> all, llvm::ArrayRef<uint32_t> other) {
  std::vector<uint32_t> known = other.vec();
  std::sort(known.begin(), known.end());
  std::vector<uint32_t> positions;
  for (size_t i = 0; i < all.size(); ++i)
    if (std::binary_search(known.begin(), known.end(), all[i]))
      positions.push_back(static_cast<uint32_t>(i));
  return positions;
}

std::vector<IndexPair> commonSubsequence(llvm::ArrayRef<uint32_t> a, llvm::ArrayRef<uint32_t> b) {
  std::vector<uint32_t> positionsA = shared(a, b), positionsB = shared(b, a), elementsA, elementsB;
  for (uint32_t i : positionsA)
    elementsA.push_back(a[i]);
  for (uint32_t i : positionsB)
    elementsB.push_back(b[i]);
  std::optional<std::vector<IndexPair>> pairs = shortestEdit(elementsA, elementsB);
  if (!pairs)
    pairs = pairsInTurn(elementsA, elementsB);
  for (auto &[inA, inB] : *pairs) {
    inA = positionsA[inA];
    inB = positionsB[inB];
  }
  return *pairs;
}

} // namespace eo
