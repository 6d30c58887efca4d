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

namespace {
/// An equation that fits its operands.
struct Equation {
  std::vector<EinsumTerm> terms;
  EinsumTerm result; ///< in order where it is written out, else by index
  std::map<Index, SymInt> sizes;
};
} // namespace

static std::optional<Equation> read(llvm::StringRef text, llvm::ArrayRef<TensorType> operands) {
  auto [left, right] = text.split("->");
  llvm::SmallVector<llvm::StringRef, 4> texts;
  left.split(texts, ',');
  if (texts.size() != operands.size())
    return std::nullopt;
  Equation found;
  size_t ellipsis = 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    size_t letters = letterCount(texts[i]);
    if (!operands[i].hasRank() || operands[i].rank() < letters)
      return std::nullopt;
    auto term = parseTerm(texts[i], operands[i].rank() - letters);
    if (!term || term->size() != operands[i].rank())
      return std::nullopt;
    ellipsis = std::max(ellipsis, operands[i].rank() - letters);
    for (size_t axis = 0; axis < term->size(); ++axis) {
      SymInt const &size = (*operands[i].shape)[axis];
      auto [place, isNew] = found.sizes.emplace((*term)[axis], size);
      if (!isNew)
        place->second = merged(place->second, size);
    }
    found.terms.push_back(std::move(*term));
  }
  if (!text.contains("->")) {
    std::set<Index> implicit = implicitResult(found.terms);
    found.result.assign(implicit.begin(), implicit.end());
    return found;
  }
  auto term = parseTerm(right, ellipsis);
  if (!term)
    return std::nullopt;
  found.result = std::move(*term);
  return found;
}

SymInt einsumMacs(llvm::StringRef equation, llvm::ArrayRef<TensorType> operands) {
  std::optional<Equation> found = read(equation, operands);
  if (!found)
    return SymInt::unknown();
  std::vector<EinsumTerm> const &terms = found->terms;
  std::map<Index, SymInt> const &sizes = found->sizes;
  std::set<Index> const wanted(found->result.begin(), found->result.end());

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

/// The indices of the term that also stand in the result, in the term's order.
static EinsumTerm keptOf(EinsumTerm const &term, EinsumTerm const &result) {
  EinsumTerm kept;
  llvm::copy_if(term, std::back_inserter(kept),
                [&](Index index) { return llvm::is_contained(result, index); });
  return kept;
}

static EinsumForm formOfTwo(Equation const &of) {
  EinsumForm form;
  EinsumTerm const &left = of.terms[0], &right = of.terms[1];
  bool summed = false, alone = false;
  for (auto const &[index, size] : of.sizes) {
    bool inLeft = llvm::is_contained(left, index), inRight = llvm::is_contained(right, index);
    bool kept = llvm::is_contained(of.result, index);
    if (!kept && inLeft != inRight)
      return {}; // summed over before the product
    summed |= !kept;
    alone |= inLeft != inRight;
    SymInt &part = !kept ? form.inner : !inRight ? form.rows : !inLeft ? form.columns : form.batch;
    part *= size;
  }
  if (summed && alone)
    form.kind = OpKind::MatMul;
  else if (!summed && !alone && left == right && left == of.result)
    form.kind = OpKind::Mul;
  return form;
}

EinsumForm einsumForm(llvm::StringRef equation, llvm::ArrayRef<TensorType> operands) {
  std::optional<Equation> found = read(equation, operands);
  auto repeats = [](EinsumTerm const &term) {
    return std::set<Index>(term.begin(), term.end()).size() != term.size();
  };
  if (!found || llvm::any_of(found->terms, repeats) || repeats(found->result))
    return {};
  if (found->terms.size() == 2)
    return formOfTwo(*found);
  if (found->terms.size() != 1)
    return {};
  EinsumTerm const &term = found->terms.front(), kept = keptOf(term, found->result);
  EinsumForm form;
  if (kept.size() == term.size() && kept.size() == found->result.size())
    form.kind = OpKind::Transpose;
  else if (kept.size() < term.size() && kept == found->result)
    form.kind = OpKind::ReduceSum;
  return form;
}

} // namespace eo
