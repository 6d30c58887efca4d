//===- RandomRules.cpp - random tensors of a given shape ----------------------------------------===//

#include "passes/shape/ShapeRules.h"

namespace eo::shape {

static DataType drawnType(ShapeContext &context, DataType otherwise) {
  return context.node.has("dtype") ? dataTypeFromOnnx(context.node.intOr("dtype", 0)) : otherwise;
}

/// RandomNormal, RandomUniform: the attribute shape.
void randomShape(ShapeContext &context) {
  if (!context.node.has("shape"))
    return context.bad("shape is missing");
  llvm::ArrayRef<int64_t> dims = context.node.ints("shape");
  context.set(0, drawnType(context, DataType::Float32), Shape(dims.begin(), dims.end()));
}

/// x[N,classes] -> y[N,sample_size].
void multinomial(ShapeContext &context) {
  if (!context.needsInputs(1) || !context.checkRank(0, 2, "x"))
    return;
  Shape const *x = context.shape(0);
  context.set(0, drawnType(context, DataType::Int32),
              {x != nullptr ? x->front() : SymInt::unknown(), context.node.intOr("sample_size", 1)});
}

} // namespace eo::shape
