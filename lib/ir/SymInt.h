//===- SymInt.h - integers that may depend on named dimensions ------------------------===//
//
// Dimensions, element counts, MACs and the elements of shape tensors are all of this one type, so that
// "N + 5" or "12·N·floor(H/2)" flows from a network input to a total without special cases.
//
#ifndef ENERGY_OPT_LIB_IR_SYMINT_H
#define ENERGY_OPT_LIB_IR_SYMINT_H

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
  SymInt(int64_t value) {
    if (__builtin_add_overflow(value, value, &word))
      word = keptElsewhere(value);
  }
  SymInt(SymInt const &other) : word(other.word) {
    if (!isInPlace())
      retain();
  }
  SymInt(SymInt &&other) noexcept : word(std::exchange(other.word, 0)) {}
  SymInt &operator=(SymInt other) noexcept {
    std::swap(word, other.word);
    return *this;
  }
  ~SymInt() {
    if (!isInPlace())
      release();
  }
  static SymInt unknown() { return ofWord(unknownWord); }
  static SymInt overflow() { return ofWord(overflowWord); }
  /// The dimension called `name`; names are compared byte by byte.
  static SymInt symbol(llvm::StringRef name);

  bool isKnown() const { return isInPlace() || isNumberElsewhere(); }
  bool isSymbolic() const { return !isInPlace() && isPoly(); }
  bool isUnknown() const { return word == unknownWord; }
  bool isOverflow() const { return word == overflowWord; }
  /// Known or symbolic: there is something to calculate with.
  bool isExpression() const { return isKnown() || isSymbolic(); }

  /// The number; only when isKnown().
  int64_t value() const { return isInPlace() ? word >> 1 : valueElsewhere(); }
  std::optional<int64_t> tryValue() const {
    return isInPlace() ? std::optional(word >> 1) : tryValueElsewhere();
  }

  // Numbers, nearly all there is, are calculated in line.
  SymInt operator+(SymInt const &other) const {
    int64_t both = 0;
    return !isInPlace() || !other.isInPlace() || __builtin_add_overflow(word, other.word, &both)
               ? plus(other)
               : ofWord(both);
  }
  SymInt operator-(SymInt const &other) const {
    int64_t both = 0;
    return !isInPlace() || !other.isInPlace() || __builtin_sub_overflow(word, other.word, &both)
               ? minus(other)
               : ofWord(both);
  }
  SymInt operator*(SymInt const &other) const {
    int64_t both = 0;
    return !isInPlace() || !other.isInPlace() || __builtin_mul_overflow(word, other.word >> 1, &both)
               ? times(other)
               : ofWord(both);
  }
  SymInt &operator+=(SymInt const &other) {
    int64_t sum = 0;
    if (!isInPlace() || !other.isInPlace() || __builtin_add_overflow(word, other.word, &sum))
      return *this = *this + other;
    word = sum;
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
    return isInPlace() && other.isInPlace() ? word == other.word : isSameExpression(other);
  }
  bool operator==(int64_t other) const {
    return isInPlace() ? word >> 1 == other : tryValueElsewhere() == other;
  }

  /// Every symbol replaced by what `valueOf` returns for it (nullopt leaves it).
  SymInt substitute(llvm::function_ref<std::optional<int64_t>(llvm::StringRef)> valueOf) const;

  /// Adds the names of all symbols in the expression.
  void collectSymbols(std::set<std::string> &names) const;

  /// "352", "N + 5", "2·N", "floor(N/2)", "?" (unknown), "overflow".
  std::string str() const;

private:
  /// A polynomial, or a number that has no room in a word, and how many share it.
  struct Shared;

  // One word: twice a number that has room, else an odd one: a state without a number, or a pointer to what is kept elsewhere.
  static constexpr int64_t unknownWord = 1, overflowWord = 3;

  bool isInPlace() const { return (word & 1) == 0; }
  bool isElsewhere() const { return !isInPlace() && word != unknownWord && word != overflowWord; }
  // NOLINTNEXTLINE(performance-no-int-to-ptr): numbers, nearly all there is, never get here
  Shared const *shared() const { return reinterpret_cast<Shared const *>(static_cast<uintptr_t>(word - 1)); }
  static SymInt ofWord(int64_t word) {
    SymInt made;
    made.word = word;
    return made;
  }
  static int64_t wordOf(Shared const *kept);
  [[gnu::cold]] static int64_t keptElsewhere(int64_t value);
  // What hardly any number needs, out of the way of the others.
  [[gnu::cold]] bool isPoly() const;
  [[gnu::cold]] bool isNumberElsewhere() const;
  [[gnu::cold]] int64_t valueElsewhere() const;
  [[gnu::cold]] std::optional<int64_t> tryValueElsewhere() const;
  [[gnu::cold]] void retain() const;
  [[gnu::cold]] void release() const;

  static SymInt minOfExpressions(SymInt const &a, SymInt const &b);
  static SymInt maxOfExpressions(SymInt const &a, SymInt const &b);
  bool isSameExpression(SymInt const &other) const;
  [[gnu::cold]] SymInt plus(SymInt const &other) const;
  [[gnu::cold]] SymInt minus(SymInt const &other) const;
  [[gnu::cold]] SymInt times(SymInt const &other) const;
  static SymInt fromPoly(SymPoly poly);
  SymPoly const &poly() const;
  SymPoly toPoly() const;
  template <typename Known, typename Symbolic>
  static SymInt combine(SymInt const &a, SymInt const &b, Known known, Symbolic symbolic);

  int64_t word = 0;
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
