#include "lib/ir/SymPoly.h"

#include "lib/support/Checked.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

namespace eo {

static constexpr size_t maxTextSize = 1024;
static constexpr size_t maxDegree = 16;

static int compare(SymAtom const &a, SymAtom const &b) {
  if (&a == &b)
    return 0;
  if (int text = a.text.compare(b.text); text != 0)
    return text;
  return static_cast<int>(a.kind) - static_cast<int>(b.kind);
}

/// Graded lexicographic: a higher degree is larger; at equal degree the earlier name weighs more.
static int compare(Monomial const &a, Monomial const &b) {
  if (a.size() != b.size())
    return a.size() < b.size() ? -1 : 1;
  for (size_t i = 0; i < a.size(); ++i)
    if (int order = compare(*a[i], *b[i]); order != 0)
      return -order;
  return 0;
}

static Monomial product(Monomial const &a, Monomial const &b) {
  Monomial result;
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result),
             [](AtomRef const &left, AtomRef const &right) { return compare(*left, *right) < 0; });
  return result;
}

/// a / b as monomials, where b divides a.
static std::optional<Monomial> quotient(Monomial const &a, Monomial const &b) {
  Monomial result;
  size_t next = 0;
  for (AtomRef const &atom : a) {
    if (next < b.size() && compare(*atom, *b[next]) == 0)
      ++next;
    else
      result.push_back(atom);
  }
  if (next != b.size())
    return std::nullopt;
  return result;
}

SymPoly SymPoly::constant(int64_t value) {
  SymPoly result;
  if (value != 0)
    result.sorted.push_back({{}, value});
  return result;
}

SymPoly SymPoly::atom(AtomRef atom) {
  SymPoly result;
  result.sorted.push_back({{std::move(atom)}, 1});
  return result;
}

std::optional<SymPoly> SymPoly::plusMultiple(SymPoly const &other, int64_t factor) const {
  SymPoly result;
  auto left = sorted.begin();
  auto right = other.sorted.begin();
  while (left != sorted.end() || right != other.sorted.end()) {
    int order = left == sorted.end()          ? -1
                : right == other.sorted.end() ? 1
                                              : compare(left->atoms, right->atoms);
    if (order > 0) {
      result.sorted.push_back(*left++);
      continue;
    }
    auto scaled = checkedMul(right->coefficient, factor);
    auto sum = scaled ? checkedAdd(*scaled, order == 0 ? left->coefficient : 0) : std::nullopt;
    if (!sum)
      return std::nullopt;
    if (*sum != 0)
      result.sorted.push_back({right->atoms, *sum});
    ++right;
    if (order == 0)
      ++left;
  }
  return result;
}

std::optional<SymPoly> SymPoly::plus(SymPoly const &other) const { return plusMultiple(other, 1); }

std::optional<SymPoly> SymPoly::minus(SymPoly const &other) const { return plusMultiple(other, -1); }

std::optional<SymPoly> SymPoly::times(SymPoly const &other) const {
  SymPoly result;
  for (SymTerm const &left : sorted) {
    SymPoly row; // multiplying by one monomial keeps the order
    for (SymTerm const &right : other.sorted) {
      auto coefficient = checkedMul(left.coefficient, right.coefficient);
      if (!coefficient)
        return std::nullopt;
      row.sorted.push_back({product(left.atoms, right.atoms), *coefficient});
    }
    auto sum = result.plus(row);
    if (!sum)
      return std::nullopt;
    result = std::move(*sum);
    if (result.exceedsLimits()) // the caller gives up on it; do not go on multiplying
      return result;
  }
  return result;
}

std::optional<SymPoly> SymPoly::exactQuotient(SymPoly const &divisor) const {
  if (divisor.sorted.empty())
    return std::nullopt;
  SymTerm const &lead = divisor.sorted.front();
  SymPoly rest = *this, result;
  for (size_t step = 0; !rest.sorted.empty(); ++step) {
    SymTerm const &top = rest.sorted.front();
    auto atoms = quotient(top.atoms, lead.atoms);
    bool divides = lead.coefficient != -1 && top.coefficient % lead.coefficient == 0;
    if (!atoms || !divides || step > SymInt::maxTerms)
      return std::nullopt;
    SymPoly one;
    one.sorted.push_back({std::move(*atoms), top.coefficient / lead.coefficient});
    auto multiple = one.times(divisor);
    auto left = multiple ? rest.minus(*multiple) : std::nullopt;
    auto sum = result.plus(one);
    if (!left || !sum)
      return std::nullopt;
    rest = std::move(*left);
    result = std::move(*sum);
  }
  return result;
}

std::optional<int64_t> SymPoly::asConstant() const {
  if (sorted.empty())
    return 0;
  if (sorted.size() == 1 && sorted.front().atoms.empty())
    return sorted.front().coefficient;
  return std::nullopt;
}

/// 1 for a symbol, 0 for other atoms that cannot be negative, nullopt where one may be.
static std::optional<int64_t> lowerBoundOf(SymAtom const &atom) {
  using enum SymAtom::Kind;
  auto a = atom.a.lowerBound(), b = atom.b.lowerBound();
  switch (atom.kind) {
  case Symbol:
    return 1;
  case FloorDiv:
    return a && b && *a >= 0 && *b >= 1 ? std::optional<int64_t>(0) : std::nullopt;
  case CeilDiv:
    return a && b && *a >= 0 && *b >= 1 ? std::optional<int64_t>(*a >= 1 ? 1 : 0) : std::nullopt;
  case Mod:
    return b && *b >= 1 ? std::optional<int64_t>(0) : std::nullopt;
  case Min:
    return a && b && std::min(*a, *b) >= 0 ? std::optional<int64_t>(std::min<int64_t>({*a, *b, 1}))
                                           : std::nullopt;
  case Max:
    return std::max(a.value_or(-1), b.value_or(-1)) >= 0
               ? std::optional<int64_t>(std::min<int64_t>(std::max(a.value_or(0), b.value_or(0)), 1))
               : std::nullopt;
  }
  return std::nullopt;
}

std::optional<int64_t> SymPoly::lowerBound() const {
  int64_t bound = 0;
  for (SymTerm const &term : sorted) {
    int64_t smallest = 1;
    for (AtomRef const &atom : term.atoms) {
      auto one = lowerBoundOf(*atom);
      if (!one)
        return std::nullopt;
      smallest *= *one; // 0 or 1
    }
    if (!term.atoms.empty() && term.coefficient < 0)
      return std::nullopt;
    auto sum = checkedAdd(bound, term.coefficient * smallest);
    if (!sum)
      return std::nullopt;
    bound = *sum;
  }
  return bound;
}

bool SymPoly::operator==(SymPoly const &other) const {
  return sorted.size() == other.sorted.size() &&
         std::equal(sorted.begin(), sorted.end(), other.sorted.begin(),
                    [](SymTerm const &a, SymTerm const &b) {
                      return a.coefficient == b.coefficient && compare(a.atoms, b.atoms) == 0;
                    });
}

bool SymPoly::exceedsLimits() const {
  return sorted.size() > SymInt::maxTerms || llvm::any_of(sorted, [](SymTerm const &term) {
           return term.atoms.size() > maxDegree || llvm::any_of(term.atoms, [](AtomRef const &atom) {
                    return atom->depth > SymInt::maxDepth || atom->text.size() > maxTextSize;
                  });
         });
}

unsigned SymPoly::depth() const {
  unsigned deepest = 0;
  for (SymTerm const &term : sorted)
    for (AtomRef const &atom : term.atoms)
      deepest = std::max(deepest, atom->depth);
  return deepest;
}

static std::string textOf(SymTerm const &term) {
  std::string text;
  bool coefficient = term.coefficient != 1 && term.coefficient != -1;
  if (coefficient || term.atoms.empty())
    text = std::to_string(term.coefficient);
  else if (term.coefficient == -1)
    text = "-";
  for (AtomRef const &atom : term.atoms)
    text += (text.empty() || text == "-" ? "" : "·") + atom->text;
  return text;
}

std::string SymPoly::str() const {
  if (sorted.empty())
    return "0";
  std::string text = textOf(sorted.front());
  for (size_t i = 1; i < sorted.size(); ++i) {
    std::string term = textOf(sorted[i]);
    text += term.front() == '-' ? " - " + term.substr(1) : " + " + term;
  }
  return text;
}

AtomRef SymAtom::symbol(llvm::StringRef name) {
  auto atom = std::make_shared<SymAtom>();
  atom->text = name.str();
  return atom;
}

AtomRef SymAtom::make(Kind kind, SymPoly a, SymPoly b) {
  auto atom = std::make_shared<SymAtom>();
  atom->kind = kind;
  atom->depth = 1 + std::max(a.depth(), b.depth());
  std::string left = a.str(), right = b.str();
  auto operand = [](std::string const &side) {
    return side.find(' ') == std::string::npos ? side : "(" + side + ")";
  };
  auto divisor = [](std::string const &side) {
    return side.find_first_of(" ·") == std::string::npos ? side : "(" + side + ")";
  };
  switch (kind) {
  case Kind::Symbol:
    break;
  case Kind::FloorDiv:
    atom->text = "floor(" + operand(left) + "/" + divisor(right) + ")";
    break;
  case Kind::CeilDiv:
    atom->text = "ceil(" + operand(left) + "/" + divisor(right) + ")";
    break;
  case Kind::Mod:
    atom->text = "mod(" + left + ", " + right + ")";
    break;
  case Kind::Min:
    atom->text = "min(" + left + ", " + right + ")";
    break;
  case Kind::Max:
    atom->text = "max(" + left + ", " + right + ")";
    break;
  }
  atom->a = std::move(a);
  atom->b = std::move(b);
  return atom;
}

} // namespace eo
