//===- mutants.h - small faults that are switched on from outside, for scripts/mutate.sh ------------------===//
//
// scripts/mutate.py writes these into a copy of a file, all its mutants at once, so that it is compiled once:
//
//   a < b     ->  a <eo_mutant::Less<7>{}> b           with EO_MUTANT=7: a <= b
//   a + b     ->  a +eo_mutant::Plus<8>{}+ b           a - b
//   x && y    ->  x && eo_mutant::yes<9>() && y        false
//   0.5       ->  eo_mutant::number<10>(0.5)           0.55; an integer is one more
//
// What the compiler evaluates itself stays as it is. With EO_MUTANTS_SEEN=FILE the numbers of those that were come by are
// appended to FILE; negative ones have no other form. Never part of a build of ours.
//
#pragma once
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wnarrowing"
#pragma GCC diagnostic ignored "-Wparentheses"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wtype-limits"
#pragma GCC diagnostic ignored "-Wextra"
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <type_traits>
#include <utility>

namespace eo_mutant {

inline constexpr int most = 100000;
inline signed char seen[most]; ///< 1: come by, -1: without another form

/// The mutant that is switched on; -1: none.
inline int active() {
  static int const number = [] {
    if (std::getenv("EO_MUTANTS_SEEN") != nullptr)
      std::atexit([] {
        std::FILE *file = std::fopen(std::getenv("EO_MUTANTS_SEEN"), "a");
        for (int i = 0; i < most && file != nullptr; ++i)
          if (seen[i] != 0)
            std::fprintf(file, "%d\n", seen[i] * i);
        if (file != nullptr)
          std::fclose(file);
      });
    char const *text = std::getenv("EO_MUTANT");
    return text != nullptr ? std::atoi(text) : -1;
  }();
  return number;
}

template <int Id> constexpr bool on() {
  if (std::is_constant_evaluated())
    return false;
  seen[Id] = 1;
  return active() == Id;
}
template <int Id> constexpr void without() {
  if (!std::is_constant_evaluated()) {
    active();
    seen[Id] = -1;
  }
}

template <int Id> constexpr bool yes() { return !on<Id>(); }
template <int Id> constexpr bool no() { return on<Id>(); }
template <int Id> constexpr bool truth(bool value) { return value != on<Id>(); }
template <int Id, typename T> constexpr T number(T value) {
  if constexpr (std::is_floating_point_v<T>)
    return on<Id>() ? value * T(1.1) + (value == 0 ? T(1) : T(0)) : value;
  else
    return on<Id>() ? T(value + 1) : value;
}

// An operator, how its tag is written (`first` tag `second`, both of its precedence), and what it becomes.
#define EO_MUTANT_OPERATOR(Name, first, second, usual, changed)                                              \
  template <int Id> struct Name {};                                                                          \
  template <typename A, int Id> struct Name##Of { A &&left; };                                               \
  template <typename A, int Id> constexpr Name##Of<A, Id> operator first(A &&left, Name<Id>) {               \
    return {std::forward<A>(left)};                                                                          \
  }                                                                                                          \
  template <typename A, int Id, typename B> constexpr auto operator second(Name##Of<A, Id> of, B &&right) {  \
    if constexpr (requires {                                                                                 \
                    requires std::is_same_v<decltype(of.left usual right), decltype(of.left changed right)>; \
                  }) {                                                                                       \
      if (on<Id>())                                                                                          \
        return std::forward<A>(of.left) changed std::forward<B>(right);                                      \
      return std::forward<A>(of.left) usual std::forward<B>(right);                                          \
    } else {                                                                                                 \
      without<Id>();                                                                                         \
      return std::forward<A>(of.left) usual std::forward<B>(right);                                          \
    }                                                                                                        \
  }
EO_MUTANT_OPERATOR(Less, <, >, <, <=)
EO_MUTANT_OPERATOR(LessEqual, <, >, <=, <)
EO_MUTANT_OPERATOR(Greater, <, >, >, >=)
EO_MUTANT_OPERATOR(GreaterEqual, <, >, >=, >)
EO_MUTANT_OPERATOR(Equal, ==, ==, ==, !=)
EO_MUTANT_OPERATOR(Unequal, ==, ==, !=, ==)
EO_MUTANT_OPERATOR(Plus, +, +, +, -)
EO_MUTANT_OPERATOR(Minus, +, +, -, +)
EO_MUTANT_OPERATOR(Times, *, *, *, /)
EO_MUTANT_OPERATOR(Over, *, *, /, *)
#undef EO_MUTANT_OPERATOR

// std::min and std::max by value; one becomes the other.
#define EO_MUTANT_CHOICE(Name, usual, changed)                                                               \
  template <int Id, typename A, typename B> constexpr std::common_type_t<A, B> Name(A a, B b) {              \
    return on<Id>() ? (a changed b ? a : b) : (a usual b ? a : b);                                           \
  }                                                                                                          \
  template <int Id, typename A> constexpr A Name(std::initializer_list<A> all) {                             \
    A best = *all.begin();                                                                                   \
    for (A const &one : all)                                                                                 \
      if (on<Id>() ? one changed best : one usual best)                                                      \
        best = one;                                                                                          \
    return best;                                                                                             \
  }
EO_MUTANT_CHOICE(smaller, <, >)
EO_MUTANT_CHOICE(larger, >, <)
#undef EO_MUTANT_CHOICE

} // namespace eo_mutant
