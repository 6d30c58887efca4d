//===- NormalizationRules.cpp - BatchNormalization, LayerNormalization ------------------------===//

#include "passes/shape/ShapeRules.h"

namespace eo::shape {

/// Y has the shape of X. All further outputs (running or saved mean and variance, whichever the version has)
/// hold one number per channel.
void batchNormalization(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  context.set(0, context.input(0));
  Shape const *x = context.shape(0), *scale = context.shape(1);
  SymInt channels = x == nullptr ? SymInt::unknown() : x->size() > 1 ? (*x)[1] : SymInt(1);
  if (scale != nullptr && scale->size() == 1) {
    SymInt const &given = scale->front();
    if (given.isKnown() && channels.isKnown() && !(given == channels))
      return context.bad("scale has {} channels but x has {}", given.str(), channels.str());
    if (!channels.isExpression())
      channels = given;
  }
  DataType element = context.hasInput(3) ? context.element(3) : context.element(0);
  for (size_t i = 1; i < context.node.outputs.size(); ++i)
    context.set(i, element, {channels});
}

/// Mean and InvStdDev keep the axes before `axis`; the others become 1.
void layerNormalization(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  context.set(0, context.input(0));
  DataType element = dataTypeFromOnnx(context.node.intOr("stash_type", 1));
  context.setElement(1, element);
  context.setElement(2, element);
  Shape const *x = context.shape(0);
  if (x == nullptr)
    return;
  auto axis = context.normalizeAxis(context.node.intOr("axis", -1), x->size());
  if (!axis)
    return;
  Shape statistics = *x;
  for (size_t i = *axis; i < statistics.size(); ++i)
    statistics[i] = 1;
  context.set(1, element, statistics);
  context.set(2, element, std::move(statistics));
}

} // namespace eo::shape
