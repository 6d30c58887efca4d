//===- GatherScatterRules.cpp - elements chosen by index: Gather*, Scatter*, OneHot ------------===//

#include "passes/shape/Fold.h"
#include "passes/shape/ShapeRules.h"

namespace eo::shape {

/// Elements of a one-dimensional constant (or slices of one of higher rank) at known indices; unknown for an
/// unknown index.
static void foldGather(ShapeContext &context) {
  FoldedConstant const *data = context.constant(0);
  auto const *indices = context.ints(1);
  Shape const *shape = context.outputShape(0);
  if (data == nullptr || indices == nullptr || shape == nullptr || !foldableCount(*shape))
    return;
  int64_t size = context.shape(0)->front().value();
  size_t slice = size == 0 ? 0 : elementCount(*data) / static_cast<size_t>(size);
  llvm::SmallVector<Scalar, 8> result;
  for (SymInt const &index : *indices) {
    bool inside = index.isKnown() && index.value() >= -size && index.value() < size;
    if (index.isKnown() && !inside)
      return context.bad("index {} is outside an axis of size {}", index.value(), size);
    auto row = static_cast<size_t>(inside ? (index.value() + size) % size : 0);
    for (size_t k = 0; k < slice; ++k)
      result.push_back(inside ? elementAt(*data, row * slice + k) : Scalar());
  }
  context.fold(0, makeConstant(context.element(0), result));
}

/// data[…,D,…] indices[I…] -> y[…,I…,…], the index axes in place of `axis`.
void gather(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  context.setElement(0, context.element(0));
  Shape const *data = context.shape(0), *indices = context.shape(1);
  if (data == nullptr)
    return;
  if (data->empty())
    return context.bad("data is a scalar");
  auto axis = context.normalizeAxis(context.node.intOr("axis", 0), data->size());
  if (!axis || indices == nullptr)
    return;
  Shape y(data->begin(), data->begin() + *axis);
  y.append(indices->begin(), indices->end());
  y.append(data->begin() + *axis + 1, data->end());
  context.set(0, context.element(0), std::move(y));
  if (*axis == 0)
    foldGather(context);
}

/// One element per index.
void gatherElements(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  TensorType type = context.input(1);
  type.element = context.element(0);
  context.set(0, std::move(type));
}

/// data[B…,D…] indices[B…,I…,k] -> y[B…,I…,D after the first k], with batch_dims axes B.
void gatherNd(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  context.setElement(0, context.element(0));
  Shape const *data = context.shape(0), *indices = context.shape(1);
  if (indices == nullptr || data == nullptr)
    return;
  if (indices->empty() || data->empty())
    return context.bad("{} is a scalar", indices->empty() ? "indices" : "data");
  int64_t batch = context.node.intOr("batch_dims", 0);
  auto rank = static_cast<int64_t>(data->size());
  if (batch < 0 || batch >= rank || batch >= static_cast<int64_t>(indices->size()))
    return context.bad("batch_dims is {} for ranks {} and {}", batch, rank, indices->size());
  SymInt const &chosen = indices->back();
  if (!chosen.isKnown())
    return;
  if (chosen.value() < 0 || chosen.value() > rank - batch)
    return context.bad("indices choose along {} axes, data has {}", chosen.value(), rank - batch);
  Shape y(indices->begin(), indices->end() - 1);
  y.append(data->begin() + batch + chosen.value(), data->end());
  context.set(0, context.element(0), std::move(y));
}

/// Elements of a one-dimensional constant replaced at known positions.
static void foldScatterNd(ShapeContext &context) {
  FoldedConstant const *data = context.constant(0), *updates = context.constant(2);
  auto const *indices = context.ints(1);
  bool plain = context.node.stringOr("reduction", "none") == "none";
  if (data == nullptr || updates == nullptr || indices == nullptr || !plain ||
      context.shape(0)->size() != 1 || indices->size() != elementCount(*updates))
    return;
  llvm::SmallVector<Scalar, 8> result = elementsOf(*data);
  auto size = static_cast<int64_t>(result.size());
  for (size_t i = 0; i < indices->size(); ++i) {
    SymInt const &index = (*indices)[i];
    if (!index.isKnown() || index.value() < -size || index.value() >= size)
      return;
    result[static_cast<size_t>((index.value() + size) % size)] = elementAt(*updates, i);
  }
  context.fold(0, makeConstant(context.element(0), result));
}

void scatterNd(ShapeContext &context) {
  if (!context.needsInputs(3))
    return;
  context.set(0, context.input(0));
  foldScatterNd(context);
}

/// indices[I…] -> y[I… with depth inserted at axis], of the type of `values`.
void oneHot(ShapeContext &context) {
  if (!context.needsInputs(3))
    return;
  context.setElement(0, context.element(2));
  Shape const *indices = context.shape(0);
  if (indices == nullptr)
    return;
  auto axis = context.normalizeAxis(context.node.intOr("axis", -1), indices->size() + 1);
  if (!axis)
    return;
  FoldedConstant const *given = context.constant(1);
  bool single = given != nullptr && elementCount(*given) == 1;
  SymInt depth = single ? elementAt(*given, 0).asInteger() : SymInt::unknown();
  if (depth.isUnknown())
    context.dataDependent("depth depends on data");
  if (depth.isKnown() && depth.value() < 0)
    return context.bad("depth is {}", depth.value());
  Shape y = *indices;
  y.insert(y.begin() + *axis, std::move(depth));
  context.set(0, context.element(2), std::move(y));
}

} // namespace eo::shape
