//===- SymInt.h - integers that may depend on named dimensions ------------------------===//
//
// Dimensions, element counts, MACs and the elements of shape tensors are all of this one type, so that
// "N + 5" or "12·N·floor(H/2)" flows from a network input to a total without special cases.
//
#ifndef ENERGY_OPT_LIB_IR_SYMINT_H
#define ENERGY_OPT_LIB_IR_SYMINT_H

#include "lib/support/Checked.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace eo {

class SymPoly;

/// An integer that is known, an expression in named dimensions (each taken to be at least 1), unknown
/// (decided by data at run time, or too complex to keep), or overflowed (exceeds 64 bits).
///
/// Expressions are polynomials with integer coefficients over symbols and over floor/ceil quotients, mod, min
/// and max of expressions, kept in a normal form, so equal expressions compare equal: (N+5)-5 == N. They are
/// bounded: an expression of more than `maxTerms` terms or atoms nested deeper than `maxDepth` becomes
/// unknown. Unknown and Overflow are absorbing (0 times unknown stays unknown) and equal nothing, not even
/// themselves.
class SymInt {
public:
  static constexpr size_t maxTerms = 48;
  static constexpr unsigned maxDepth = 12;

  SymInt() = default; ///< the known integer 0
  SymInt(int64_t value) : content{value} {}
  SymInt(SymInt const &other) : state(other.state), content(other.content) {
    if (isSymbolic())
      retain();
  }
  SymInt(SymInt &&other) noexcept
      : state(std::exchange(other.state, State::Known)), content(std::exchange(other.content, {})) {}
  SymInt &operator=(SymInt other) noexcept {
    std::swap(state, other.state);
    std::swap(content, other.content);
    return *this;
  }
  ~SymInt() {
    if (isSymbolic())
      release();
  }
  static SymInt unknown() { return SymInt(State::Unknown); }
  static SymInt overflow() { return SymInt(State::Overflow); }
  /// The dimension called `name`; names are compared byte by byte.
  static SymInt symbol(llvm::StringRef name);

  bool isKnown() const { return state == State::Known; }
  bool isSymbolic() const { return state == State::Symbolic; }
  bool isUnknown() const { return state == State::Unknown; }
  bool isOverflow() const { return state == State::Overflow; }
  /// Known or symbolic: there is something to calculate with.
  bool isExpression() const { return isKnown() || isSymbolic(); }

  /// The number; only when isKnown().
  int64_t value() const { return content.number; }
  std::optional<int64_t> tryValue() const { return isKnown() ? std::optional(content.number) : std::nullopt; }

  // Numbers, nearly all there is, are calculated in line.
  SymInt operator+(SymInt const &other) const {
    return isKnown() && other.isKnown() ? orOverflow(checkedAdd(content.number, other.content.number))
                                        : plus(other);
  }
  SymInt operator-(SymInt const &other) const {
    return isKnown() && other.isKnown() ? orOverflow(checkedSub(content.number, other.content.number))
                                        : minus(other);
  }
  SymInt operator*(SymInt const &other) const {
    return isKnown() && other.isKnown() ? orOverflow(checkedMul(content.number, other.content.number))
                                        : times(other);
  }
  SymInt &operator+=(SymInt const &other) {
    int64_t sum = 0;
    if (!isKnown() || !other.isKnown() || __builtin_add_overflow(content.number, other.content.number, &sum))
      return *this = *this + other;
    content.number = sum;
    return *this;
  }
  SymInt &operator*=(SymInt const &other) { return *this = *this * other; }

  /// Rounded to minus infinity. Division by a known 0 is unknown. Exact where the divisor divides the
  /// polynomial: (12·N·T)/(N·T) is 12.
  friend SymInt floorDiv(SymInt const &a, SymInt const &b);
  /// Rounded to plus infinity.
  friend SymInt ceilDiv(SymInt const &a, SymInt const &b);
  /// a - b·floorDiv(a, b): the sign of b, as in Python.
  friend SymInt floorMod(SymInt const &a, SymInt const &b);
  friend SymInt min(SymInt const &a, SymInt const &b) {
    return a.isKnown() && b.isKnown() ? SymInt(std::min(a.value(), b.value())) : minOfExpressions(a, b);
  }
  friend SymInt max(SymInt const &a, SymInt const &b) {
    return a.isKnown() && b.isKnown() ? SymInt(std::max(a.value(), b.value())) : maxOfExpressions(a, b);
  }

  /// True where both are known or both are the same expression.
  bool operator==(SymInt const &other) const {
    return isKnown() && other.isKnown() ? content.number == other.content.number : isSameExpression(other);
  }
  bool operator==(int64_t other) const { return isKnown() && content.number == other; }

  /// Every symbol replaced by what `valueOf` returns for it (nullopt leaves it).
  SymInt substitute(llvm::function_ref<std::optional<int64_t>(llvm::StringRef)> valueOf) const;

  /// Adds the names of all symbols in the expression.
  void collectSymbols(std::set<std::string> &names) const;

  /// "352", "N + 5", "2·N", "floor(N/2)", "?" (unknown), "overflow".
  std::string str() const;

private:
  enum class State : uint8_t { Known, Symbolic, Unknown, Overflow };
  /// A polynomial and how many share it.
  struct SharedPoly;
  /// Numbers are nearly all there is: expressions lie elsewhere.
  union Content {
    int64_t number = 0;
    SharedPoly const *poly; ///< when symbolic
  };

  explicit SymInt(State which) : state(which) {}
  static SymInt orOverflow(std::optional<int64_t> result) {
    return result ? SymInt(*result) : SymInt(State::Overflow);
  }
  static SymInt minOfExpressions(SymInt const &a, SymInt const &b);
  static SymInt maxOfExpressions(SymInt const &a, SymInt const &b);
  bool isSameExpression(SymInt const &other) const;
  SymInt plus(SymInt const &other) const;
  SymInt minus(SymInt const &other) const;
  SymInt times(SymInt const &other) const;
  static SymInt fromPoly(SymPoly poly);
  SymPoly const &poly() const;
  SymPoly toPoly() const;
  void retain() const;
  void release() const;
  template <typename Known, typename Symbolic>
  static SymInt combine(SymInt const &a, SymInt const &b, Known known, Symbolic symbolic);

  State state = State::Known;
  Content content;
};

/// Rounded down; unknown where b is 0 or unknown.
SymInt floorDiv(SymInt const &a, SymInt const &b);
/// Rounded up; unknown where b is 0 or unknown.
SymInt ceilDiv(SymInt const &a, SymInt const &b);
/// What floorDiv leaves, of the sign of b; unknown where b is 0 or unknown.
SymInt floorMod(SymInt const &a, SymInt const &b);
/// The smaller; symbolic where symbols decide.
SymInt min(SymInt const &a, SymInt const &b);
/// The larger; symbolic where symbols decide.
SymInt max(SymInt const &a, SymInt const &b);

} // namespace eo

#endif
