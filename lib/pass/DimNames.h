//===- DimNames.h - how people name dimensions --------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_PASS_DIMNAMES_H
#define ENERGY_OPT_LIB_PASS_DIMNAMES_H

#include "lib/pass/NetworkAnnotations.h"
#include "llvm/ADT/StringRef.h"

namespace eo {

/// Binds a symbol ("batch") or, as "INPUT[AXIS]", an axis of an input; the later value of one name counts.
inline void bindDimension(DimBindings &bindings, llvm::StringRef name, int64_t value) {
  auto [input, axisText] = name.rsplit('[');
  unsigned axis = 0;
  if (!input.empty() && axisText.consume_back("]") && !axisText.getAsInteger(10, axis))
    bindings.byAxis[{input.str(), axis}] = value;
  else
    bindings.named[name.str()] = value;
}

} // namespace eo

#endif
