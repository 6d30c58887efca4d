#include "passes/canonical/OneNode.h"
#include "passes/canonical/Piecewise.h"
#include "passes/canonical/StepFunction.h"
#include "passes/canonical/Steps.h"

namespace eo::canonical {

/// Whether the node bends its one operand, and not by a bound.
static bool bends(OpKind kind) {
  using enum OpKind;
  auto is = [&](auto... kinds) { return ((kind == kinds) || ...); };
  return isPieceStep(kind) || is(Sigmoid, HardSigmoid, Tanh, Erf, Exp, Log, Softplus);
}

/// The steps that say nothing of what a region may be.
static bool isPlainStep(OpKind kind) {
  using enum OpKind;
  auto is = [&](auto... kinds) { return ((kind == kinds) || ...); };
  return is(Sqrt, Reciprocal, Pow, Expand);
}

bool mayBeStep(Knowledge const &known, Node const &node) {
  using enum OpKind;
  OpKind const kind = node.kind;
  auto is = [&](auto... kinds) { return ((kind == kinds) || ...); };
  if (kind == AveragePool)
    return node.hasInput(0) && node.hasOutput(0) && coversMaps(known, node);
  return isReductionStep(kind) || bends(kind) || isPlainStep(kind) ||
         is(Neg, Relu, Mul, Div, Add, Sub, Min, Max, Clip);
}

void StepCounts::count(Knowledge const &known, Node const &node) {
  using enum OpKind;
  auto is = [&](auto... kinds) { return ((node.kind == kinds) || ...); };
  auto isConstant = [&](size_t i) { return node.hasInput(i) && known.form.constant[node.inputs[i]] != 0; };
  bool withConstant = isConstant(0) || isConstant(1);
  if (isReductionStep(node.kind))
    ++reduced;
  else if (bends(node.kind))
    ++bent;
  else if (is(Neg))
    ++scale;
  else if (is(Relu))
    ++lower;
  else if (is(Mul, Div))
    ++(withConstant ? scale : bent);
  else if (is(Add, Sub))
    bent += withConstant ? 0 : 1;
  else if (is(Min, Max) && node.inputs.size() == 2)
    ++(!withConstant ? bent : is(Min) ? upper : lower);
  else if (is(Clip)) {
    bool below = node.hasInput(1) || node.has("min"), above = node.hasInput(2) || node.has("max");
    lower += below || !above ? 1 : 0;
    upper += above || !below ? 1 : 0;
  } else if (!isPlainStep(node.kind))
    ++other;
}

bool StepCounts::mayBeOperator() const {
  bool bounded = lower != 0 && upper != 0;          // a Relu behind a Relu stays one
  bool mirrored = scale >= 2 && lower + upper != 0; // -min(-x, 0)
  return other == 0 && (reduced != 0 || bent != 0 || bounded || mirrored);
}

} // namespace eo::canonical
