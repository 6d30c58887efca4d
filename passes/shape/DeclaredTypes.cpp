#include "passes/shape/DeclaredTypes.h"

#include "lib/ir/DimExpression.h"

#include "passes/shape/ShapeContext.h"

#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

DeclaredTypes::DeclaredTypes(BoundInputs const &inputs) : bound(inputs) {
  for (std::string const &name : bound.openNames)
    open.insert(name);
}

SymInt DeclaredTypes::usable(SymInt const &dim) const {
  if (dim.isKnown())
    return dim.value() >= 0 ? dim : SymInt::unknown();
  auto applied = [&](llvm::StringRef name) -> std::optional<int64_t> {
    auto found = bound.applied.find(name.str());
    return found == bound.applied.end() ? std::nullopt : std::optional(found->second);
  };
  SymInt value = dim.substitute(applied);
  if (value.isSymbolic() && !open.contains(value.str()))
    if (std::optional<SymInt> sum = parseDimExpression(value.str()))
      value = sum->substitute(applied);
  std::set<std::string> names;
  value.collectSymbols(names);
  bool allOpen = llvm::all_of(names, [&](std::string const &name) { return open.contains(name); });
  return allOpen ? value : SymInt::unknown();
}

TensorType DeclaredTypes::typeOf(Value const &value) const {
  TensorType type = value.declared();
  if (type.shape && type.rank() > maxRank)
    type.shape.reset();
  if (type.shape)
    for (SymInt &dim : *type.shape)
      dim = usable(dim);
  return type;
}

/// Rank or a known dimension differs.
static bool contradict(Shape const &a, Shape const &b) {
  if (a.size() != b.size())
    return true;
  for (size_t i = 0; i < a.size(); ++i)
    if (a[i].isKnown() && b[i].isKnown() && !(a[i] == b[i]))
      return true;
  return false;
}

void DeclaredTypes::complete(Value const &value, Node const &node, TensorType &inferred, bool bad,
                             DiagnosticEngine &diagnostics) const {
  TensorType const &declared = value.declared();
  bool nothing = inferred.element == DataType::Undefined && !inferred.shape;
  if (nothing && !bad) {
    inferred = typeOf(value);
    return;
  }
  if (inferred.element == DataType::Undefined)
    inferred.element = declared.element;
  if (!declared.shape || bad)
    return;
  if (!inferred.shape) {
    inferred.shape = typeOf(value).shape;
  } else if (contradict(*inferred.shape, *declared.shape)) {
    diagnostics.warn(DiagCode::ShapeContradiction, node.name,
                     fmt::format("value '{}' is declared {} but {} gives {}", value.name,
                                 shapeText(*declared.shape), node.opType, shapeText(*inferred.shape)));
  } else {
    for (size_t i = 0; i < inferred.rank(); ++i)
      if (SymInt &dim = (*inferred.shape)[i]; dim.isUnknown())
        dim = usable((*declared.shape)[i]);
  }
}

} // namespace eo
