#include "lib/ir/TypeMap.h"

#include <array>

namespace eo {

TypeMap::TypeMap(Graph const &graph) : types(graph.valueCount()), open(graph.valueCount()) {
  for (size_t i = 0; i < open.size(); ++i)
    types[i] = &open[i];
}

TypeMap::TypeMap(TypeMap const &other) : types(other.types), open(other.open), kept(other.kept) {
  for (size_t i = 0; i < open.size(); ++i)
    types[i] = &open[i];
  for (uint32_t i = 0; i < other.own.size(); ++i)
    if (other.own[i] != nullptr)
      ownOf(ValueId{i});
}

TensorType &TypeMap::ownOf(ValueId id) {
  if (own.empty())
    own.resize(types.size());
  std::unique_ptr<TensorType> &mine = own[id.index];
  if (mine == nullptr) {
    mine = std::make_unique<TensorType>(*types[id.index]);
    types[id.index] = mine.get();
  }
  return *mine;
}

/// Spreads types of different sizes; those that are not known, which hardly any value has, stay apart from others only.
static size_t placeOf(TensorType const &type) {
  uint64_t mixed = static_cast<uint64_t>(type.element);
  constexpr uint64_t odd = 0x9e3779b97f4a7c15; // 2^64 divided by the golden ratio: Fibonacci hashing
  if (type.shape)
    for (SymInt const &dim : *type.shape)
      mixed = (mixed ^ static_cast<uint64_t>(dim.isKnown() ? dim.value() : -1)) * odd;
  return mixed >> 56;
}

/// Nothing equals a size that is not known.
static bool same(TensorType const &a, TensorType const &b) {
  return a.element == b.element && a.form == b.form && a.shape == b.shape;
}

void TypeMap::share() {
  std::array<TensorType *, 256> latest{}; // one a place: what comes again mostly comes soon
  kept = std::make_shared<std::deque<TensorType>>();
  for (TensorType *&type : types) {
    TensorType *&here = latest[placeOf(*type)];
    if (here == nullptr || !same(*here, *type))
      here = &kept->emplace_back(std::move(*type));
    type = here;
  }
  open = {};
}

TensorType const &TypeMap::unknown() {
  static TensorType const nothing;
  return nothing;
}

} // namespace eo
