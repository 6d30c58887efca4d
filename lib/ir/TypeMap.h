//===- TypeMap.h - the type of every value ----------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_IR_TYPEMAP_H
#define ENERGY_OPT_LIB_IR_TYPEMAP_H

#include "lib/ir/Graph.h"
#include <algorithm>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

namespace eo {

/// A side table with one type per value, dense over value ids. While types are found each value has its own; `share` keeps those
/// that are the same once, and a value that is written to afterwards has its own again.
class TypeMap {
public:
  TypeMap() = default;
  explicit TypeMap(Graph const &graph);
  TypeMap(TypeMap const &other);
  TypeMap(TypeMap &&) = default;
  TypeMap &operator=(TypeMap other) noexcept {
    std::swap(types, other.types);
    std::swap(open, other.open);
    std::swap(kept, other.kept);
    std::swap(own, other.own);
    return *this;
  }

  /// Nothing is known of an operand that is left out.
  TensorType const &operator[](ValueId id) const { return id.valid() ? *types[id.index] : unknown(); }
  TensorType &operator[](ValueId id) { return kept == nullptr ? *types[id.index] : ownOf(id); }
  size_t size() const { return types.size(); }

  /// When all types are found.
  void share();

private:
  TensorType &ownOf(ValueId id);
  static TensorType const &unknown();

  std::vector<TensorType *> types; ///< by value: one of those below
  std::vector<TensorType> open;    ///< by value, before `share`
  std::shared_ptr<std::deque<TensorType>>
      kept; ///< behind it: each once; copies of the map share them, nobody changes them
  std::vector<std::unique_ptr<TensorType>> own; ///< by value; those that were written to behind `share`
};

} // namespace eo

#endif
