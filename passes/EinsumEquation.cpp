#include "passes/EinsumEquation.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <map>
#include <set>

namespace eo {

namespace {
/// An index is a letter, or a dimension of the ellipsis counted from its right end: broadcasting aligns
/// there.
using Index = int;
using EinsumTerm = std::vector<Index>;
constexpr Index firstEllipsisIndex = 256;
} // namespace

/// The indices of one operand's term; nullopt where it is malformed. `ellipsisRank` dimensions stand for
/// "...".
static std::optional<EinsumTerm> parseTerm(llvm::StringRef text, size_t ellipsisRank) {
  EinsumTerm result;
  for (size_t i = 0; i < text.size(); ++i) {
    char letter = text[i];
    if (letter == ' ')
      continue;
    if (text.substr(i).startswith("...")) {
      for (size_t k = ellipsisRank; k-- > 0;)
        result.push_back(firstEllipsisIndex + static_cast<Index>(k));
      i += 2;
    } else if (llvm::isAlpha(letter)) {
      result.push_back(letter);
    } else {
      return std::nullopt;
    }
  }
  return result;
}

static size_t letterCount(llvm::StringRef term) {
  return static_cast<size_t>(llvm::count_if(term, llvm::isAlpha));
}

/// Size of an index that stands in several operands: equal, or 1 broadcast.
static SymInt merged(SymInt const &a, SymInt const &b) {
  if (a == 1)
    return b;
  if (b == 1 || a == b)
    return a;
  return SymInt::unknown();
}

static SymInt workOf(std::set<Index> const &indices, std::map<Index, SymInt> const &sizes) {
  SymInt work = 1;
  for (Index index : indices)
    work *= sizes.at(index);
  return work;
}

/// The letters of a result that is not written out: those that occur once, and the ellipsis.
static std::set<Index> implicitResult(std::vector<EinsumTerm> const &terms) {
  std::map<Index, unsigned> occurrences;
  for (EinsumTerm const &term : terms)
    for (Index index : term)
      ++occurrences[index];
  std::set<Index> result;
  for (auto const &[index, count] : occurrences)
    if (count == 1 || index >= firstEllipsisIndex)
      result.insert(index);
  return result;
}

SymInt einsumMacs(llvm::StringRef equation, llvm::ArrayRef<TensorType> operands) {
  auto [left, right] = equation.split("->");
  llvm::SmallVector<llvm::StringRef, 4> texts;
  left.split(texts, ',');
  if (texts.size() != operands.size())
    return SymInt::unknown();

  std::vector<EinsumTerm> terms;
  std::map<Index, SymInt> sizes;
  for (size_t i = 0; i < texts.size(); ++i) {
    size_t letters = letterCount(texts[i]);
    if (!operands[i].hasRank() || operands[i].rank() < letters)
      return SymInt::unknown();
    auto term = parseTerm(texts[i], operands[i].rank() - letters);
    if (!term || term->size() != operands[i].rank())
      return SymInt::unknown();
    for (size_t axis = 0; axis < term->size(); ++axis) {
      SymInt const &size = (*operands[i].shape)[axis];
      auto [place, isNew] = sizes.emplace((*term)[axis], size);
      if (!isNew)
        place->second = merged(place->second, size);
    }
    terms.push_back(std::move(*term));
  }

  std::set<Index> wanted;
  if (equation.contains("->")) {
    auto term = parseTerm(right, 0);
    if (!term)
      return SymInt::unknown();
    wanted.insert(term->begin(), term->end());
    if (right.contains("..."))
      for (auto const &entry : sizes)
        if (entry.first >= firstEllipsisIndex)
          wanted.insert(entry.first);
  } else {
    wanted = implicitResult(terms);
  }

  SymInt total = 0;
  std::set<Index> held(terms.front().begin(), terms.front().end());
  for (size_t i = 1; i < terms.size(); ++i) {
    held.insert(terms[i].begin(), terms[i].end());
    total += workOf(held, sizes);
    std::set<Index> needed = wanted;
    for (size_t later = i + 1; later < terms.size(); ++later)
      needed.insert(terms[later].begin(), terms[later].end());
    std::set<Index> kept;
    for (Index index : held)
      if (needed.count(index) != 0)
        kept.insert(index);
    held = std::move(kept);
  }
  return total;
}

} // namespace eo
