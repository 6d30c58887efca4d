//===- GenerationRules.cpp - searches that run a decoder once a token ------------------------------------===//
//
//   sequences[B, returned, max_length] = BeamSearch <decoder = …> (ids[B,S], max_length, min_length, beams, returned, …)
//

#include "passes/shape/ShapeRules.h"

namespace eo::shape {

static SymInt dimension(ShapeContext &context, size_t axis) {
  Shape const *ids = context.shape(0);
  return ids != nullptr && axis < ids->size() ? (*ids)[axis] : SymInt::unknown();
}

/// sequences[B,returned,max_length], their scores[B,returned] and those of all beams.
void beamSearch(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  SymInt batch = dimension(context, 0), returned = context.scalarInt(4);
  context.set(0, DataType::Int32, {batch, returned, context.scalarInt(1)});
  context.set(1, DataType::Float32, {batch, returned});
  context.setRank(2, DataType::Float32, 4);
}

/// sequences[B,max_length]; of Sampling also the scores[B,vocabulary].
void greedySearch(ShapeContext &context) {
  if (!context.needsInputs(2))
    return;
  SymInt batch = dimension(context, 0);
  context.set(0, DataType::Int32, {batch, context.scalarInt(1)});
  context.set(1, DataType::Float32, {batch, SymInt::unknown()});
}

} // namespace eo::shape
