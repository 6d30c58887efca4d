//===- Extents.h - one number a spatial axis ---------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_BOARD_EXTENTS_H
#define ENERGY_OPT_LIB_BOARD_EXTENTS_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/iterator.h"
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <type_traits>
#include <utility>

namespace eo {

/// One entry per spatial axis, to be read like a list and set as a whole; empty where unknown or where the operator has none. Takes
/// the place of a pointer: up to three entries from 0 to 2^20 - 1 lie in it, which are those of nearly all there is, others elsewhere.
class Extents {
  using List = llvm::SmallVector<int64_t, 4>;

public:
  /// Over the entries, which it hands out by value.
  class Iterator : public llvm::iterator_facade_base<Iterator, std::random_access_iterator_tag, int64_t,
                                                     std::ptrdiff_t, int64_t const *, int64_t> {
  public:
    Iterator() = default;
    Iterator(Extents const &list, std::ptrdiff_t start) : of(&list), at(start) {}
    int64_t operator*() const { return (*of)[static_cast<size_t>(at)]; }
    bool operator==(Iterator const &other) const { return at == other.at; }
    bool operator<(Iterator const &other) const { return at < other.at; }
    std::ptrdiff_t operator-(Iterator const &other) const { return at - other.at; }
    using Iterator::iterator_facade_base::operator-;
    Iterator &operator+=(std::ptrdiff_t steps) { return at += steps, *this; }
    Iterator &operator-=(std::ptrdiff_t steps) { return at -= steps, *this; }

  private:
    Extents const *of = nullptr;
    std::ptrdiff_t at = 0;
  };
  // NOLINTBEGIN(readability-identifier-naming)
  using value_type = int64_t;      ///< as in the standard's lists
  using const_iterator = Iterator; ///< likewise
  using iterator = Iterator;       ///< likewise
  // NOLINTEND(readability-identifier-naming)

  Extents() = default;
  Extents(std::initializer_list<int64_t> entries) : Extents(entries.begin(), entries.end()) {}
  Extents(size_t count, int64_t entry) : Extents(List(count, entry)) {}
  template <typename From>
  requires(!std::is_integral_v<From>) Extents(From first, From last) : Extents(List(first, last)) {}
  Extents(Extents const &other)
      : word(other.isInPlace() ? other.word : wordOf(new List(*other.elsewhere()))) {}
  Extents(Extents &&other) noexcept : word(std::exchange(other.word, inPlace)) {}
  Extents &operator=(Extents other) noexcept {
    std::swap(word, other.word);
    return *this;
  }
  ~Extents() {
    if (!isInPlace())
      delete elsewhere();
  }

  size_t size() const { return isInPlace() ? word >> sizeAt & 3 : elsewhere()->size(); }
  bool empty() const { return word == inPlace; }
  int64_t operator[](size_t axis) const {
    return isInPlace() ? static_cast<int64_t>(word >> (firstAt + bits * axis) & most) : (*elsewhere())[axis];
  }
  int64_t back() const { return (*this)[size() - 1]; }
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, static_cast<std::ptrdiff_t>(size())}; }
  bool operator==(Extents const &other) const {
    return isInPlace() || other.isInPlace() ? word == other.word : *elsewhere() == *other.elsewhere();
  }

private:
  static constexpr uint64_t inPlace = 1, most = (1U << 20U) - 1;
  static constexpr unsigned sizeAt = 1, firstAt = 3, bits = 20, mostInPlace = 3;

  explicit Extents(List entries);
  static uint64_t wordOf(List *entries) { return reinterpret_cast<uintptr_t>(entries); }
  bool isInPlace() const { return (word & inPlace) != 0; }
  // NOLINTNEXTLINE(performance-no-int-to-ptr): for hardly any
  List *elsewhere() const { return reinterpret_cast<List *>(static_cast<uintptr_t>(word)); }

  uint64_t word = inPlace; ///< its lowest bit is that of no pointer
};

} // namespace eo

#endif
