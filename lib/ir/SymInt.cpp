#include "lib/ir/SymInt.h"

#include "lib/ir/SymPoly.h"
#include "lib/support/Checked.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"

namespace eo {

static constexpr size_t maxSymbolSize = 256;

struct SymInt::Shared : llvm::ThreadSafeRefCountedBase<Shared> {
  explicit Shared(SymPoly one) : poly(std::move(one)) {}
  explicit Shared(int64_t one) : number(one) {}
  std::optional<SymPoly> poly; ///< nothing: a number
  int64_t number = 0;
};

int64_t SymInt::wordOf(Shared const *kept) {
  kept->Retain();
  return static_cast<int64_t>(reinterpret_cast<uintptr_t>(kept)) + 1;
}

int64_t SymInt::keptElsewhere(int64_t value) { return wordOf(new Shared(value)); }

bool SymInt::isPoly() const { return isElsewhere() && shared()->poly.has_value(); }

bool SymInt::isNumberElsewhere() const { return isElsewhere() && !isPoly(); }

int64_t SymInt::valueElsewhere() const { return shared()->number; }

std::optional<int64_t> SymInt::tryValueElsewhere() const {
  return isNumberElsewhere() ? std::optional(shared()->number) : std::nullopt;
}

SymPoly const &SymInt::poly() const { return *shared()->poly; }

void SymInt::retain() const {
  if (isElsewhere())
    shared()->Retain();
}

void SymInt::release() const {
  if (isElsewhere())
    shared()->Release();
}

SymInt SymInt::symbol(llvm::StringRef name) {
  return name.size() > maxSymbolSize ? unknown() : fromPoly(SymPoly::atom(SymAtom::symbol(name)));
}

SymInt SymInt::fromPoly(SymPoly result) {
  if (auto constant = result.asConstant())
    return *constant;
  if (result.exceedsLimits())
    return unknown();
  return ofWord(wordOf(new Shared(std::move(result))));
}

SymPoly SymInt::toPoly() const { return isKnown() ? SymPoly::constant(value()) : poly(); }

/// Runs `known` on two numbers or `symbolic` on two polynomials; unknown and overflow absorb.
template <typename Known, typename Symbolic>
SymInt SymInt::combine(SymInt const &a, SymInt const &b, Known known, Symbolic symbolic) {
  if (a.isKnown() && b.isKnown()) {
    std::optional<int64_t> result = known(a.value(), b.value());
    return result ? SymInt(*result) : overflow();
  }
  if (a.isUnknown() || b.isUnknown())
    return unknown();
  if (a.isOverflow() || b.isOverflow())
    return overflow();
  return symbolic(a.toPoly(), b.toPoly());
}

SymInt SymInt::plus(SymInt const &other) const {
  return combine(*this, other, checkedAdd, [](SymPoly const &a, SymPoly const &b) {
    auto sum = a.plus(b);
    return sum ? fromPoly(std::move(*sum)) : overflow();
  });
}

SymInt SymInt::minus(SymInt const &other) const {
  return combine(*this, other, checkedSub, [](SymPoly const &a, SymPoly const &b) {
    auto difference = a.minus(b);
    return difference ? fromPoly(std::move(*difference)) : overflow();
  });
}

SymInt SymInt::times(SymInt const &other) const {
  return combine(*this, other, checkedMul, [](SymPoly const &a, SymPoly const &b) {
    auto result = a.times(b);
    return result ? fromPoly(std::move(*result)) : overflow();
  });
}

/// a = divisor·whole + rest, where `whole` gathers the terms that `divisor` divides.
static std::pair<SymPoly, SymPoly> splitMultiples(SymPoly const &a, int64_t divisor) {
  SymPoly whole, rest;
  for (SymTerm const &term : a.terms()) {
    SymPoly one = SymPoly::constant(1);
    for (AtomRef const &atom : term.atoms)
      one = *one.times(SymPoly::atom(atom)); // coefficients stay 1
    bool divides = term.coefficient % divisor == 0;
    SymPoly scaled = *one.times(SymPoly::constant(divides ? term.coefficient / divisor : term.coefficient));
    SymPoly &side = divides ? whole : rest;
    side = *side.plus(scaled); // terms are distinct: no sum of coefficients
  }
  return {std::move(whole), std::move(rest)};
}

SymInt floorDiv(SymInt const &a, SymInt const &b) {
  if (b == 0)
    return SymInt::unknown();
  return SymInt::combine(a, b, checkedFloorDiv, [](SymPoly const &x, SymPoly const &y) {
    if (auto exact = x.exactQuotient(y))
      return SymInt::fromPoly(std::move(*exact));
    auto divisor = y.asConstant();
    if (!divisor || *divisor < 1)
      return SymInt::fromPoly(SymPoly::atom(SymAtom::make(SymAtom::Kind::FloorDiv, x, y)));
    auto [whole, rest] = splitMultiples(x, *divisor);
    SymInt restQuotient =
        rest.asConstant() ? SymInt(*checkedFloorDiv(*rest.asConstant(), *divisor))
                          : SymInt::fromPoly(SymPoly::atom(SymAtom::make(SymAtom::Kind::FloorDiv, rest, y)));
    return SymInt::fromPoly(whole) + restQuotient;
  });
}

SymInt ceilDiv(SymInt const &a, SymInt const &b) {
  if (b == 0)
    return SymInt::unknown();
  return SymInt::combine(a, b, checkedCeilDiv, [](SymPoly const &x, SymPoly const &y) {
    if (auto exact = x.exactQuotient(y))
      return SymInt::fromPoly(std::move(*exact));
    auto divisor = y.asConstant();
    if (!divisor || *divisor < 1)
      return SymInt::fromPoly(SymPoly::atom(SymAtom::make(SymAtom::Kind::CeilDiv, x, y)));
    auto [whole, rest] = splitMultiples(x, *divisor);
    SymInt restQuotient =
        rest.asConstant() ? SymInt(*checkedCeilDiv(*rest.asConstant(), *divisor))
                          : SymInt::fromPoly(SymPoly::atom(SymAtom::make(SymAtom::Kind::CeilDiv, rest, y)));
    return SymInt::fromPoly(whole) + restQuotient;
  });
}

SymInt floorMod(SymInt const &a, SymInt const &b) {
  if (b == 0)
    return SymInt::unknown();
  auto known = [](int64_t x, int64_t y) -> std::optional<int64_t> {
    if (y == -1)
      return 0;
    int64_t rest = x % y;
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
  };
  return SymInt::combine(a, b, known, [](SymPoly const &x, SymPoly const &y) {
    if (x.exactQuotient(y))
      return SymInt(0);
    return SymInt::fromPoly(SymPoly::atom(SymAtom::make(SymAtom::Kind::Mod, x, y)));
  });
}

/// Whether x >= y for all values of the symbols, as far as that is evident.
static bool evidentlyAtLeast(SymPoly const &x, SymPoly const &y) {
  auto difference = x.minus(y);
  auto bound = difference ? difference->lowerBound() : std::nullopt;
  return bound && *bound >= 0;
}

/// Operands of min and max in one order, so that min(a, b) == min(b, a).
static AtomRef symmetricAtom(SymAtom::Kind kind, SymPoly const &x, SymPoly const &y) {
  bool swap = y.str() < x.str();
  return SymAtom::make(kind, swap ? y : x, swap ? x : y);
}

SymInt SymInt::minOfExpressions(SymInt const &a, SymInt const &b) {
  auto known = [](int64_t x, int64_t y) -> std::optional<int64_t> { return std::min(x, y); };
  return SymInt::combine(a, b, known, [](SymPoly const &x, SymPoly const &y) {
    if (evidentlyAtLeast(y, x))
      return SymInt::fromPoly(x);
    if (evidentlyAtLeast(x, y))
      return SymInt::fromPoly(y);
    return SymInt::fromPoly(SymPoly::atom(symmetricAtom(SymAtom::Kind::Min, x, y)));
  });
}

SymInt SymInt::maxOfExpressions(SymInt const &a, SymInt const &b) {
  auto known = [](int64_t x, int64_t y) -> std::optional<int64_t> { return std::max(x, y); };
  return SymInt::combine(a, b, known, [](SymPoly const &x, SymPoly const &y) {
    if (evidentlyAtLeast(x, y))
      return SymInt::fromPoly(x);
    if (evidentlyAtLeast(y, x))
      return SymInt::fromPoly(y);
    return SymInt::fromPoly(SymPoly::atom(symmetricAtom(SymAtom::Kind::Max, x, y)));
  });
}

bool SymInt::isSameExpression(SymInt const &other) const {
  if (isKnown() || other.isKnown())
    return isKnown() && other.isKnown() && value() == other.value();
  return isSymbolic() && other.isSymbolic() && poly() == other.poly();
}

namespace {
using ValueOf = llvm::function_ref<std::optional<int64_t>(llvm::StringRef)>;
}

static SymInt substituted(SymPoly const &poly, ValueOf valueOf);

static SymInt substituted(SymAtom const &atom, ValueOf valueOf) {
  using enum SymAtom::Kind;
  if (atom.kind == Symbol) {
    auto value = valueOf(atom.text);
    return value ? SymInt(*value) : SymInt::symbol(atom.text);
  }
  SymInt a = substituted(atom.a, valueOf), b = substituted(atom.b, valueOf);
  switch (atom.kind) {
  case Symbol:
    break;
  case FloorDiv:
    return floorDiv(a, b);
  case CeilDiv:
    return ceilDiv(a, b);
  case Mod:
    return floorMod(a, b);
  case Min:
    return min(a, b);
  case Max:
    return max(a, b);
  }
  return SymInt::unknown();
}

static SymInt substituted(SymPoly const &poly, ValueOf valueOf) {
  SymInt sum = 0;
  for (SymTerm const &term : poly.terms()) {
    SymInt product = term.coefficient;
    for (AtomRef const &atom : term.atoms)
      product *= substituted(*atom, valueOf);
    sum += product;
  }
  return sum;
}

SymInt SymInt::substitute(ValueOf valueOf) const {
  return isSymbolic() ? substituted(poly(), valueOf) : *this;
}

static void collect(SymPoly const &poly, std::set<std::string> &names) {
  for (SymTerm const &term : poly.terms())
    for (AtomRef const &atom : term.atoms) {
      if (atom->kind == SymAtom::Kind::Symbol)
        names.insert(atom->text);
      collect(atom->a, names);
      collect(atom->b, names);
    }
}

void SymInt::collectSymbols(std::set<std::string> &names) const {
  if (isSymbolic())
    collect(poly(), names);
}

std::string SymInt::str() const {
  if (isKnown())
    return std::to_string(value());
  if (isSymbolic())
    return poly().str();
  return isOverflow() ? "overflow" : "?";
}

} // namespace eo
