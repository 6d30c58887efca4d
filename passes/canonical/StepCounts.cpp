#include "passes/canonical/Piecewise.h"
#include "passes/canonical/Steps.h"

namespace eo::canonical {

/// The steps that are one sort whatever their operands.
static int StepCounts::*plainStep(OpKind kind) {
  static constexpr std::pair<OpKind, int StepCounts::*> steps[] = {
      {OpKind::Neg, &StepCounts::scale},
      {OpKind::Relu, &StepCounts::lower},
      {OpKind::Sqrt, &StepCounts::root},
      {OpKind::Reciprocal, &StepCounts::reciprocal},
      {OpKind::Sigmoid, &StepCounts::sigmoid},
      {OpKind::HardSigmoid, &StepCounts::hardSigmoid},
      {OpKind::Tanh, &StepCounts::tanh},
      {OpKind::Erf, &StepCounts::erf},
      {OpKind::Exp, &StepCounts::exp},
      {OpKind::Log, &StepCounts::log},
      {OpKind::Softplus, &StepCounts::softplus},
      {OpKind::ReduceMean, &StepCounts::mean},
      {OpKind::ReduceSum, &StepCounts::sumOver},
      {OpKind::ReduceMax, &StepCounts::maxOver},
      {OpKind::ReduceL2, &StepCounts::norm},
      {OpKind::ReduceL1, &StepCounts::absolute},
      {OpKind::GlobalAveragePool, &StepCounts::mean},
  };
  auto const *found = llvm::find_if(steps, [&](auto const &step) { return step.first == kind; });
  return found != std::end(steps) ? found->second : nullptr;
}

bool mayBeStep(OpKind kind) {
  using enum OpKind;
  auto is = [&](auto... kinds) { return ((kind == kinds) || ...); };
  return plainStep(kind) != nullptr || isPieceStep(kind) ||
         is(Mul, Div, Add, Sub, Min, Max, Clip, Pow, ReduceSumSquare, ReduceLogSumExp, ReduceLogSum, Expand);
}

void StepCounts::countPower(Knowledge const &known, ValueId exponent) {
  if (!exponent.valid()) {
    ++other;
    return;
  }
  std::optional<double> value = uniformValue(known, exponent);
  bool rooted = value == 0.5 || value == -0.5;
  ++(rooted ? root : power);
  if (value == -0.5)
    ++reciprocal;
}

void StepCounts::count(Knowledge const &known, Node const &node) {
  using enum OpKind;
  auto isConstant = [&](size_t i) { return node.hasInput(i) && known.form.constant[node.inputs[i]] != 0; };
  auto same = [&] {
    return node.hasInput(0) && node.hasInput(1) && !isConstant(0) && !isConstant(1) &&
           known.form.source[node.inputs[0]] == known.form.source[node.inputs[1]];
  };
  auto is = [&](OpKind kind) { return node.kind == kind; };
  bool withConstant = isConstant(0) || isConstant(1);
  if (int StepCounts::*step = plainStep(node.kind))
    ++(this->*step);
  else if (isPieceStep(node.kind))
    ++piece;
  else if (is(Mul))
    ++(withConstant ? scale : same() ? power : product);
  else if (is(Div))
    ++(isConstant(1) ? scale : isConstant(0) ? reciprocal : quotient);
  else if (is(Add))
    ++(withConstant ? shift : sum);
  else if (is(Sub))
    ++(withConstant ? shift : difference);
  else if (is(Min))
    ++(node.inputs.size() == 2 && withConstant ? upper : other);
  else if (is(Max))
    ++(node.inputs.size() != 2 ? other : withConstant ? lower : larger);
  else if (is(Clip)) {
    bool below = node.hasInput(1) || node.has("min"), above = node.hasInput(2) || node.has("max");
    lower += below || !above ? 1 : 0;
    upper += above || !below ? 1 : 0;
  } else if (is(ReduceSumSquare))
    ++sumOver, ++power;
  else if (is(ReduceLogSumExp))
    ++sumOver, ++exp, ++log;
  else if (is(ReduceLogSum))
    ++sumOver, ++log;
  else if (is(Pow))
    countPower(known, isConstant(1) ? node.inputs[1] : ValueId());
  // an Expand only makes a reduced value as wide as it was
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
  if (n.larger != 0) // of x and 0.1 · x
    return n.larger == 1 && n.scale == 1 && transcendental + bounds == 0 && exact &&
                   n.shift + n.product + n.sum + n.power + n.reciprocal == 0
               ? LeakyRelu
               : Unknown;
  bool softplus = n.softplus == 1 || (n.exp == 1 && n.log == 1 && n.shift == 1);
  if (n.tanh == 1 && softplus && exact && bounds == 0 && n.product == 1 && n.sum == 0)
    return Mish;
  if (n.sigmoid == 1 && transcendental == 1 && exact && n.product == 1 && n.shift + n.sum + bounds == 0)
    return Swish;
  bool gated = (n.reciprocal == 1 && n.product == 1 && n.quotient == 0) ||
               (n.quotient == 1 && n.reciprocal + n.product == 0);
  if (n.exp == 1 && transcendental == 1 && gated && n.shift == 1 && n.scale >= 1 &&
      n.root + n.difference + n.sum + n.power + bounds == 0) // x / (1 + exp(-x))
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

/// Of steps with the logarithm of a sum of exponentials among them: x - log(sum(exp(x))), which is LogSoftmax, with what
/// is largest taken from x before or without; its exponential is Softmax.
static OpKind byLogarithm(StepCounts const &n) {
  using enum OpKind;
  bool plain =
      n.mean + n.norm + n.absolute + n.power + n.root + n.reciprocal + n.product + n.quotient + n.lower == 0;
  bool shifted = n.maxOver <= 1 && n.difference >= 1 && n.difference + n.sum <= 1 + 2 * n.maxOver;
  if (!plain || !shifted || n.log != 1 || n.sumOver != 1 || n.scale + n.shift != 0)
    return Unknown;
  return n.exp == 1 ? LogSoftmax : n.exp == 2 ? Softmax : Unknown;
}

/// Of steps with reductions among them.
static OpKind overAxes(StepCounts const &n) {
  using enum OpKind;
  int others = n.sigmoid + n.hardSigmoid + n.tanh + n.erf + n.softplus + n.upper + n.larger;
  if (others != 0)
    return Unknown;
  if (n.log != 0)
    return byLogarithm(n);
  bool divides = n.quotient == 1 || (n.reciprocal == 1 && n.product >= 1);
  bool variance = (n.power == 1 && n.difference >= 1) || // the mean of (x - m)², or that of x² less m²
                  (n.power == 2 && n.difference == 2);
  if (n.mean + n.sumOver == 2 && n.mean >= 1 && variance && n.root == 1 && divides &&
      n.exp + n.maxOver + n.norm + n.absolute + n.lower == 0)
    return LayerNormalization;
  if (n.mean == 1 && n.power == 1 && n.root == 1 && divides && n.difference == 0 &&
      n.exp + n.sumOver + n.maxOver + n.norm + n.absolute + n.lower == 0)
    return RMSNormalization;
  if (n.exp == 1 && n.sumOver + n.absolute == 1 && divides && n.maxOver <= 1 &&
      n.power + n.root + n.mean + n.norm + n.lower == 0)
    return Softmax;
  bool length = n.norm + n.absolute == 1 || (n.sumOver == 1 && n.power == 1 && n.root == 1);
  bool apartFromZero = n.lower <= 1; // the length, before something is divided by it
  if (length && divides && apartFromZero && n.exp + n.mean + n.maxOver + n.difference == 0 &&
      n.sumOver + n.norm + n.absolute == 1)
    return LpNormalization;
  return Unknown;
}

OpKind StepCounts::recognise() const {
  if (other + piece != 0)
    return OpKind::Unknown;
  return reductions() == 0 ? pointwise(*this) : overAxes(*this);
}

bool StepCounts::maybeFunction() const {
  int smooth = sigmoid + tanh + exp + log + erf;
  bool bounds = lower != 0 && upper != 0 && lower + upper > 2; // a Relu behind a Relu stays one
  bool bent = piece + sum + difference + larger + smooth != 0 || bounds;
  bool mirrored = scale >= 2 && lower + upper != 0; // -min(-x, 0)
  return other + reductions() == 0 && (bent || mirrored);
}

} // namespace eo::canonical
