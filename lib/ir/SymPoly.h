//===- SymPoly.h - the normal form behind SymInt ------------------------------------------------===//
//
// A polynomial with 64-bit coefficients over atoms. An atom is a symbol or a quotient, mod, min or max of two
// polynomials that does not simplify. Terms are kept in graded lexicographic order, the largest first,
// without zero coefficients, so equal polynomials have equal terms. All operations return nullopt on
// overflow.
//
#ifndef ENERGY_OPT_LIB_IR_SYMPOLY_H
#define ENERGY_OPT_LIB_IR_SYMPOLY_H

#include "lib/ir/SymInt.h"
#include "llvm/ADT/SmallVector.h"
#include <memory>
#include <vector>

namespace eo {

struct SymAtom;

/// Atoms are shared and never change.
using AtomRef = std::shared_ptr<SymAtom const>;

/// A product of atoms, sorted, repeated for powers. Empty: the constant term.
using Monomial = llvm::SmallVector<AtomRef, 2>;

/// One term of the sum: coefficient · atoms.
struct SymTerm {
  Monomial atoms;
  int64_t coefficient = 0;
};

/// A polynomial with integer coefficients over atoms, in a normal form: equal polynomials print alike.
class SymPoly {
public:
  SymPoly() = default; ///< zero
  static SymPoly constant(int64_t value);
  static SymPoly atom(AtomRef atom);

  std::optional<SymPoly> plus(SymPoly const &other) const;
  std::optional<SymPoly> minus(SymPoly const &other) const;
  std::optional<SymPoly> times(SymPoly const &other) const;
  /// The quotient where `divisor` divides this polynomial without remainder; nullopt otherwise.
  std::optional<SymPoly> exactQuotient(SymPoly const &divisor) const;

  /// The value of a polynomial without atoms.
  std::optional<int64_t> asConstant() const;
  /// A number the polynomial is never below when every symbol is at least 1; nullopt where none is evident.
  std::optional<int64_t> lowerBound() const;
  bool operator==(SymPoly const &other) const;
  bool exceedsLimits() const;
  unsigned depth() const;
  std::string str() const;
  std::vector<SymTerm> const &terms() const { return sorted; }

private:
  /// this + factor · other.
  std::optional<SymPoly> plusMultiple(SymPoly const &other, int64_t factor) const;
  std::vector<SymTerm> sorted;
};

/// What a polynomial cannot take apart: a symbol, or a rounded division, remainder, minimum or maximum.
struct SymAtom {
  /// Which of them.
  enum class Kind : uint8_t { Symbol, FloorDiv, CeilDiv, Mod, Min, Max };
  Kind kind = Kind::Symbol;
  std::string text; ///< as printed; with the kind, what tells atoms apart
  SymPoly a, b;     ///< operands of everything but a symbol
  unsigned depth = 0;

  static AtomRef symbol(llvm::StringRef name);
  static AtomRef make(Kind kind, SymPoly a, SymPoly b);
};

} // namespace eo

#endif
