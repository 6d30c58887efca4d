//===- DeclaredTypes.h - what the file says of a value against what its rule says ---------------===//
#ifndef ENERGY_OPT_PASSES_SHAPE_DECLAREDTYPES_H
#define ENERGY_OPT_PASSES_SHAPE_DECLAREDTYPES_H

#include "lib/pass/NetworkAnnotations.h"
#include "lib/support/Diagnostics.h"
#include "llvm/ADT/StringSet.h"

namespace eo {

/// The types that the file states, once dimensions are bound.
class DeclaredTypes {
public:
  explicit DeclaredTypes(BoundInputs const &bound);

  /// The value's declared type after bindings. Symbols count only where a network input has them too: others
  /// are names for what nobody knows, often stale.
  TensorType typeOf(Value const &value) const;

  /// Fills what is unknown in `inferred` from the value's declared type. Different known numbers are a
  /// warning, and then nothing is filled in. Where the node is bad, only the element type is taken.
  void complete(Value const &value, Node const &node, TensorType &inferred, bool bad,
                DiagnosticEngine &diagnostics) const;

private:
  SymInt usable(SymInt const &dim) const;
  BoundInputs const &bound;
  llvm::StringSet<> open;
};

} // namespace eo

#endif
