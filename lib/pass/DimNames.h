//===- DimNames.h - how people name dimensions --------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_PASS_DIMNAMES_H
#define ENERGY_OPT_LIB_PASS_DIMNAMES_H

#include "lib/pass/NetworkAnnotations.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <utility>

namespace eo {

/// The input and the axis that "INPUT[AXIS]" names; nothing where `name` is a symbol ("batch").
inline std::optional<std::pair<std::string, unsigned>> namedAxis(llvm::StringRef name) {
  auto [input, axisText] = name.rsplit('[');
  unsigned axis = 0;
  if (input.empty() || !axisText.consume_back("]") || axisText.getAsInteger(10, axis))
    return std::nullopt;
  return std::pair(input.str(), axis);
}

/// Binds a symbol or an axis of an input; the later value of one name counts.
inline void bindDimension(DimBindings &bindings, llvm::StringRef name, int64_t value) {
  if (auto axis = namedAxis(name))
    bindings.byAxis[*axis] = value;
  else
    bindings.named[name.str()] = value;
}

/// What `name` is bound to, in words: a number or an expression of other names.
inline std::optional<std::string> boundDimension(DimBindings const &bindings, llvm::StringRef name) {
  if (auto axis = namedAxis(name)) {
    auto known = bindings.byAxis.find(*axis);
    return known == bindings.byAxis.end() ? std::nullopt : std::optional(std::to_string(known->second));
  }
  if (auto known = bindings.named.find(name.str()); known != bindings.named.end())
    return std::to_string(known->second);
  auto known = bindings.expressions.find(name.str());
  return known == bindings.expressions.end() ? std::nullopt : std::optional(known->second);
}

} // namespace eo

#endif
