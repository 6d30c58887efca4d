#include "passes/SizesOfData.h"

#include <fmt/format.h>

namespace eo {

/// No name of a file starts so.
static constexpr llvm::StringLiteral mark = "\x01";

SymInt openSize(ValueId value, unsigned axis) {
  return SymInt::symbol(fmt::format("{}{}:{}", mark, value.index, axis));
}

static std::optional<std::pair<ValueId, unsigned>> placeOf(llvm::StringRef symbol) {
  if (!symbol.consume_front(mark))
    return std::nullopt;
  ValueId value;
  unsigned axis = 0;
  if (symbol.consumeInteger(10, value.index) || !symbol.consume_front(":") || symbol.getAsInteger(10, axis))
    return std::nullopt;
  return std::pair(value, axis);
}

/// The number that makes `size`, which rises by the same amount with each step of its only symbol, the wanted one.
static std::optional<int64_t> solve(SymInt const &size, int64_t wanted) {
  auto at = [&](int64_t number) {
    return size.substitute([&](llvm::StringRef) { return std::optional(number); }).tryValue();
  };
  constexpr int64_t low = 64, high = 128; // roundings of common strides cancel between them
  std::optional<int64_t> first = at(low), second = at(high);
  if (!first || !second || *first == *second)
    return std::nullopt;
  SymInt steps = (SymInt(wanted) - *first) * (high - low);
  SymInt guess = floorDiv(steps, *second - *first) + low;
  if (!guess.isKnown() || guess.value() < 0)
    return std::nullopt;
  constexpr int64_t nearby = 2;
  for (int64_t number = guess.value(); number <= guess.value() + nearby; ++number)
    if (at(number) == wanted)
      return number;
  return std::nullopt;
}

KnownSizes sizesOfData(Graph const &graph, DeclaredTypes const &declared, InferredTypes const &inferred) {
  KnownSizes known;
  for (Value const &value : graph.values()) {
    TensorType const &found = inferred.types[value.id];
    if (!value.declared().hasRank() || !found.hasRank() || found.rank() != value.declared().rank())
      continue;
    TensorType wanted = declared.typeOf(value);
    for (size_t axis = 0; axis < found.rank(); ++axis) {
      std::set<std::string> names;
      (*found.shape)[axis].collectSymbols(names);
      std::optional<int64_t> number = (*wanted.shape)[axis].tryValue();
      auto place = names.size() == 1 && number ? placeOf(*names.begin()) : std::nullopt;
      if (std::optional<int64_t> size = place ? solve((*found.shape)[axis], *number) : std::nullopt)
        known.emplace(*place, *size);
    }
  }
  return known;
}

} // namespace eo
