#include "passes/canonical/NoOps.h"
#include "passes/canonical/Parts.h"
#include "llvm/ADT/STLExtras.h"

namespace eo::canonical {

/// The stored tensor behind copies and views of constants; nullptr where something is computed on the way.
static ConstantTensor const *storedTensor(Knowledge const &known, ValueId id) {
  for (unsigned depth = 0; depth < 8 && id.valid(); ++depth) {
    Value const &value = known.graph.value(id);
    if (value.constant != nullptr)
      return value.constant;
    if (!value.producer.valid())
      return nullptr;
    Node const &node = known.graph.node(value.producer);
    bool copies = opClass(node.kind) == OpClass::View || node.kind == OpKind::Cast;
    if (node.kind == OpKind::Constant)
      return node.tensor("value");
    if (!copies)
      return nullptr;
    id = node.input(0);
  }
  return nullptr;
}

template <typename T> static std::optional<double> uniform(llvm::ArrayRef<T> elements) {
  if (elements.empty() || llvm::any_of(elements, [&](T const &one) { return !(one == elements.front()); }))
    return std::nullopt;
  return static_cast<double>(elements.front());
}

std::optional<double> uniformValue(Knowledge const &known, ValueId id) {
  if (!id.valid() || known.form.constant[id] == 0)
    return std::nullopt;
  if (ConstantTensor const *tensor = storedTensor(known, id)) {
    if (!tensor->hasElements)
      return std::nullopt;
    return tensor->floats.empty() ? uniform<int64_t>(tensor->ints) : uniform<double>(tensor->floats);
  }
  if (NodeId producer = known.graph.value(id).producer; producer.valid()) {
    Node const &node = known.graph.node(producer);
    if (node.kind == OpKind::ConstantOfShape) {
      ConstantTensor const *filling = node.tensor("value");
      return filling == nullptr        ? 0
             : filling->floats.empty() ? uniform<int64_t>(filling->ints)
                                       : uniform<double>(filling->floats);
    }
    if (node.kind == OpKind::Constant && (node.has("value_float") || node.has("value_int")))
      return node.has("value_float") ? static_cast<double>(node.floatOr("value_float", 0))
                                     : static_cast<double>(node.intOr("value_int", 0));
  }
  if (auto const &folded = known.inferred.constants[id]; folded != nullptr) {
    if (!folded->floats.empty())
      return uniform<double>(folded->floats);
    bool numbers = llvm::all_of(folded->ints, [](SymInt const &one) { return one.isKnown(); });
    if (std::optional<std::vector<int64_t>> ints = numbers ? constantInts(known, id) : std::nullopt)
      return uniform<int64_t>(*ints);
  }
  return std::nullopt;
}

std::optional<std::vector<int64_t>> constantInts(Knowledge const &known, ValueId id) {
  if (!id.valid())
    return std::nullopt;
  std::vector<int64_t> result;
  if (auto const &folded = known.inferred.constants[id]; folded != nullptr) {
    for (SymInt const &one : folded->ints) {
      if (!one.isKnown())
        return std::nullopt;
      result.push_back(one.value());
    }
    return result;
  }
  ConstantTensor const *tensor = known.form.constant[id] != 0 ? storedTensor(known, id) : nullptr;
  if (tensor == nullptr || !tensor->hasElements || !tensor->floats.empty())
    return std::nullopt;
  return tensor->ints;
}

std::optional<std::vector<int64_t>> namedAxes(Knowledge const &known, Node const &node, size_t place,
                                              size_t rank) {
  std::optional<std::vector<int64_t>> axes =
      node.has("axes") ? node.ints("axes").vec() : constantInts(known, node.input(place));
  if (!axes || axes->empty())
    return std::nullopt;
  for (int64_t &axis : *axes) {
    std::optional<int64_t> fromFront = axisFromFront(axis, rank);
    if (!fromFront)
      return std::nullopt;
    axis = *fromFront;
  }
  return axes;
}

} // namespace eo::canonical
