//===- TrainingRules.cpp - gradients and optimizer steps -------------------------------------------===//

#include "passes/shape/ShapeRules.h"

namespace eo::shape {

/// One derivative per input, of its type.
void gradient(ShapeContext &context) {
  for (size_t i = 0; i < context.node.outputs.size(); ++i)
    context.set(i, context.input(i));
}

/// Adagrad, Adam, Momentum: learning rate and step, then n tensors each of weights, gradients and one or two
/// states. Outputs are the n new weights and the n of each new state.
void optimizerStep(ShapeContext &context) {
  size_t states = context.node.kind == OpKind::Adam ? 2 : 1, given = context.inputCount();
  size_t groups = 2 + states;
  if (given < 2 + groups || (given - 2) % groups != 0)
    return context.bad("{} inputs are not 2 and a multiple of {}", given, groups);
  size_t count = (given - 2) / groups;
  for (size_t i = 0; i < context.node.outputs.size(); ++i) {
    size_t skipsGradients = i < count ? 0 : count;
    context.set(i, context.input(2 + i + skipsGradients));
  }
}

} // namespace eo::shape
