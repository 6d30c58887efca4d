#include "passes/canonical/Steps.h"

namespace eo::canonical {

void StepCounts::count(Knowledge const &known, Node const &node) {
  using enum OpKind;
  auto isConstant = [&](size_t i) { return node.hasInput(i) && known.form.constant[node.inputs[i]] != 0; };
  auto same = [&] {
    return node.hasInput(0) && node.hasInput(1) && !isConstant(0) && !isConstant(1) &&
           known.form.source[node.inputs[0]] == known.form.source[node.inputs[1]];
  };
  bool withConstant = isConstant(0) || isConstant(1);
  switch (node.kind) {
  case Mul:
    ++(withConstant ? scale : same() ? power : product);
    break;
  case Div:
    ++(isConstant(1) ? scale : isConstant(0) ? reciprocal : quotient);
    break;
  case Add:
    ++(withConstant ? shift : sum);
    break;
  case Sub:
    ++(withConstant ? shift : difference);
    break;
  case Neg:
    ++scale;
    break;
  case Min:
    ++(node.inputs.size() == 2 && withConstant ? upper : other);
    break;
  case Max:
    ++(node.inputs.size() == 2 && withConstant ? lower : other);
    break;
  case Relu:
    ++lower;
    break;
  case Clip:
    ++lower, ++upper;
    break;
  case Pow:
    if (!isConstant(1))
      ++other;
    else if (std::optional<double> exponent = uniformValue(known, node.inputs[1]);
             exponent == 0.5 || exponent == -0.5)
      *exponent > 0 ? ++root : (++root, ++reciprocal);
    else
      ++power;
    break;
  case Sqrt:
    ++root;
    break;
  case Reciprocal:
    ++reciprocal;
    break;
  case Sigmoid:
    ++sigmoid;
    break;
  case HardSigmoid:
    ++hardSigmoid;
    break;
  case Tanh:
    ++tanh;
    break;
  case Erf:
    ++erf;
    break;
  case Exp:
    ++exp;
    break;
  case Log:
    ++log;
    break;
  case Softplus:
    ++softplus;
    break;
  case ReduceMean:
  case GlobalAveragePool:
    ++mean;
    break;
  case ReduceSum:
    ++sumOver;
    break;
  case ReduceSumSquare:
    ++sumOver, ++power;
    break;
  case ReduceMax:
    ++maxOver;
    break;
  case ReduceL2:
    ++norm;
    break;
  case Expand: // a reduced value as wide as it was
    break;
  default: // no step of anything recognised here
    ++other;
  }
}

bool mayBeStep(OpKind kind) {
  using enum OpKind;
  switch (kind) {
  case Mul:
  case Div:
  case Add:
  case Sub:
  case Neg:
  case Min:
  case Max:
  case Relu:
  case Clip:
  case Pow:
  case Sqrt:
  case Reciprocal:
  case Sigmoid:
  case HardSigmoid:
  case Tanh:
  case Erf:
  case Exp:
  case Log:
  case Softplus:
  case ReduceMean:
  case ReduceSum:
  case ReduceSumSquare:
  case ReduceMax:
  case ReduceL2:
  case Expand:
    return true;
  default: // every other operator ends a region
    return false;
  }
}

/// Of steps that all work on the elements one by one.
static OpKind pointwise(StepCounts const &n) {
  using enum OpKind;
  int transcendental = n.sigmoid + n.hardSigmoid + n.tanh + n.erf + n.exp + n.log + n.softplus;
  int bounds = n.lower + n.upper;
  bool exact = n.root + n.difference + n.quotient == 0;
  if (n.erf == 1 && transcendental == 1 && exact && bounds == 0 && n.product == 1 && n.shift + n.sum == 1)
    return Gelu;
  if (n.tanh == 1 && transcendental == 1 && exact && bounds == 0 && n.product >= 1 && n.shift + n.sum >= 2 &&
      n.power + n.product >= 2)
    return Gelu;
  bool softplus = n.softplus == 1 || (n.exp == 1 && n.log == 1 && n.shift == 1);
  if (n.tanh == 1 && softplus && exact && bounds == 0 && n.product == 1 && n.sum == 0)
    return Mish;
  if (n.sigmoid == 1 && transcendental == 1 && exact && n.product == 1 && n.shift + n.sum + bounds == 0)
    return Swish;
  if (n.hardSigmoid == 1 && transcendental == 1 && exact && n.product == 1 && n.shift + n.sum + bounds == 0)
    return HardSwish;
  if (n.lower == 1 && n.upper == 1 && transcendental == 0 && exact && n.power + n.sum + n.reciprocal == 0) {
    if (n.shift == 1 && n.product == 1)
      return HardSwish;
    if (n.shift == 1 && n.product == 0 && n.scale == 1)
      return HardSigmoid;
    if (n.shift + n.product + n.scale == 0)
      return Clip;
  }
  if (n.exp == 1 && n.log == 1 && transcendental == 2 && exact && n.shift == 1 &&
      n.product + n.sum + bounds + n.reciprocal == 0)
    return Softplus;
  if (n.exp == 1 && transcendental == 1 && exact && n.shift == 1 && n.reciprocal == 1 &&
      n.product + n.sum + bounds == 0)
    return Sigmoid;
  return Unknown;
}

/// Of steps with reductions among them.
static OpKind overAxes(StepCounts const &n) {
  using enum OpKind;
  int others = n.sigmoid + n.hardSigmoid + n.tanh + n.erf + n.log + n.softplus + n.lower + n.upper;
  if (others != 0)
    return Unknown;
  bool divides = n.quotient == 1 || (n.reciprocal == 1 && n.product >= 1);
  if (n.mean == 2 && n.power == 1 && n.root == 1 && divides && n.difference >= 1 &&
      n.exp + n.sumOver + n.maxOver + n.norm == 0)
    return LayerNormalization;
  if (n.mean == 1 && n.power == 1 && n.root == 1 && divides && n.difference == 0 &&
      n.exp + n.sumOver + n.maxOver + n.norm == 0)
    return RMSNormalization;
  if (n.exp == 1 && n.sumOver == 1 && divides && n.maxOver <= 1 && n.power + n.root + n.mean + n.norm == 0)
    return Softmax;
  bool length = n.norm == 1 || (n.sumOver == 1 && n.power == 1 && n.root == 1);
  if (length && divides && n.exp + n.mean + n.maxOver + n.difference == 0 && n.sumOver + n.norm == 1)
    return LpNormalization;
  return Unknown;
}

OpKind StepCounts::recognise() const {
  if (other != 0)
    return OpKind::Unknown;
  return mean + sumOver + maxOver + norm == 0 ? pointwise(*this) : overAxes(*this);
}

} // namespace eo::canonical
