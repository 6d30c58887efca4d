//===- Piecewise.cpp - activations written as choices and masks ---------------------------------------===//
//
//   m = Greater(x, 0); y = Where(m, x, 0)                              a Relu
//   m = Greater(x, 0); c = Cast(m); y = Mul(x, c)                      likewise
//   r = Relu(x); n = Neg(x); s = Relu(n); t = Mul(s, a); y = Sub(r, t)  a PRelu, as Keras exports it
//   m = Greater(x, 0); e = Exp(x); s = Sub(e, 1); y = Where(m, x, s)   an Elu
//   h = Mul(x, 0.5); t = Tanh(h); u = Add(t, 1); y = Mul(h, u)         a Swish
//
// There are too many ways to write these to list them. All are functions of one number, made of straight pieces and
// of at most one exponential, or smooth, so what they are shows at a few numbers on both sides of where pieces may meet.
//
#include "passes/canonical/Piecewise.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace eo::canonical {

bool isPieceStep(OpKind kind) {
  using enum OpKind;
  auto is = [&](auto... kinds) { return ((kind == kinds) || ...); };
  return is(Where, Greater, GreaterOrEqual, Less, LessOrEqual, Not, Cast, Abs);
}

/// log(1 + exp(x)) without an overflow.
static double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x))); }

static double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

namespace {

/// The nodes as a function of one number.
class Function {
public:
  Function(Knowledge const &knowledge, llvm::ArrayRef<NodeId> nodes, ValueId input) : known(knowledge) {
    values.push_back({input, 0});
    for (NodeId id : llvm::reverse(nodes))
      computes = computes && add(known.graph.node(id));
  }

  /// Whether `at` can be asked.
  bool isKnown() const { return computes; }
  /// Whether a constant in it is not one known number.
  bool hasLearned() const { return learned != 0; }

  /// The result for x, with `made`, twice it and so on in place of constants that are not one known number.
  double at(double x, double made) const {
    llvm::SmallVector<double, 16> results = {x};
    for (Step const &step : steps) {
      std::array<double, 3> from{};
      for (size_t i = 0; i < step.operands.size(); ++i) {
        Operand const &operand = step.operands[i];
        from[i] = operand.learned != 0 ? made * operand.learned
                  : operand.result < 0 ? operand.number
                                       : results[static_cast<size_t>(operand.result)];
      }
      results.push_back(compute(step.kind, from));
    }
    return results.back();
  }

private:
  struct Operand {
    double number = 0;
    int result = -1; ///< the place of a result, 0 for x
    int learned = 0; ///< 1, 2, … for constants that are not one known number
  };
  struct Step {
    OpKind kind;
    llvm::SmallVector<Operand, 3> operands;
  };

  static double compute(OpKind kind, std::array<double, 3> const &from) {
    using enum OpKind;
    double a = from[0], b = from[1], c = from[2];
    auto is = [&](OpKind one) { return kind == one; };
    auto truth = [](bool yes) { return yes ? 1.0 : 0.0; };
    return is(Where)            ? (a != 0 ? b : c)
           : is(Greater)        ? truth(a > b)
           : is(GreaterOrEqual) ? truth(a >= b)
           : is(Less)           ? truth(a < b)
           : is(LessOrEqual)    ? truth(a <= b)
           : is(Not)            ? truth(a == 0)
           : is(Cast)           ? a
           : is(Abs)            ? std::fabs(a)
           : is(Exp)            ? std::exp(a)
           : is(Log)            ? std::log(a)
           : is(Sigmoid)        ? sigmoid(a)
           : is(Tanh)           ? std::tanh(a)
           : is(Erf)            ? std::erf(a)
           : is(Softplus)       ? softplus(a)
           : is(HardSigmoid)    ? std::min(std::max(a * b + c, 0.0), 1.0)
           : is(Sqrt)           ? std::sqrt(a)
           : is(Reciprocal)     ? 1 / a
           : is(Pow)            ? std::pow(a, b)
           : is(Neg)            ? -a
           : is(Relu)           ? std::max(a, 0.0)
           : is(Add)            ? a + b
           : is(Sub)            ? a - b
           : is(Mul)            ? a * b
           : is(Div)            ? a / b
           : is(Min)            ? std::min(a, b)
           : is(Max)            ? std::max(a, b)
                                : std::min(std::max(a, b), c); // Clip
  }

  static bool canCompute(OpKind kind, size_t operands) {
    using enum OpKind;
    auto is = [&](auto... kinds) { return ((kind == kinds) || ...); };
    if (is(Not, Cast, Abs, Neg, Relu, Exp, Log, Sigmoid, Tanh, Erf, Softplus, Sqrt, Reciprocal))
      return operands == 1;
    if (is(Where, Clip, HardSigmoid))
      return operands == 3;
    return operands == 2 && is(Greater, GreaterOrEqual, Less, LessOrEqual, Add, Sub, Mul, Div, Min, Max, Pow);
  }

  bool add(Node const &node) {
    Step step{node.kind, {}};
    bool parameters = node.kind == OpKind::Clip || node.kind == OpKind::HardSigmoid;
    for (size_t i = 0; i < (parameters ? 3 : node.inputs.size()); ++i)
      if (!addOperand(node, i, step))
        return false;
    values.push_back({node.outputs[0], static_cast<int>(values.size())});
    steps.push_back(step);
    if (step.kind == OpKind::Cast) { // of a mask: a number with a fraction could lose it
      DataType given = known.inferred.types[node.inputs[0]].element;
      if (given == DataType::Undefined || isFloatingPoint(given))
        return false;
    }
    return canCompute(step.kind, step.operands.size());
  }

  /// A constant of many elements is not gone through at every step.
  std::optional<double> numberOf(ValueId id) const {
    constexpr int64_t many = 4096;
    std::optional<int64_t> elements = known.inferred.types[id].elements().tryValue();
    return elements && *elements <= many ? uniformValue(known, id) : std::nullopt;
  }

  /// What stands in an attribute: bounds of a Clip, slope and shift of a HardSigmoid.
  static double parameter(Node const &node, size_t i) {
    constexpr float endless = std::numeric_limits<float>::max();
    if (node.kind == OpKind::HardSigmoid)
      return i == 1 ? node.floatOr("alpha", 0.2F) : node.floatOr("beta", 0.5F);
    return i == 1 ? node.floatOr("min", -endless) : node.floatOr("max", endless);
  }

  bool addOperand(Node const &node, size_t i, Step &step) {
    Operand operand;
    if (!node.hasInput(i)) {
      if ((node.kind != OpKind::Clip && node.kind != OpKind::HardSigmoid) || i == 0)
        return false;
      operand.number = parameter(node, i);
      step.operands.push_back(operand);
      return true;
    }
    ValueId value = known.form.source[node.inputs[i]];
    auto const *found = llvm::find_if(values, [&](auto const &one) { return one.first == value; });
    bool constant = known.form.constant[node.inputs[i]] != 0;
    bool maskOfPlaces = node.kind == OpKind::Where && i == 0;
    std::optional<double> number = constant ? numberOf(node.inputs[i]) : std::nullopt;
    if (found != values.end())
      operand.result = found->second;
    else if (number)
      operand.number = *number;
    else if (constant && !maskOfPlaces)
      operand.learned = ++learned;
    else
      return false;
    step.operands.push_back(operand);
    return true;
  }

  Knowledge const &known;
  llvm::SmallVector<std::pair<ValueId, int>, 16> values;
  llvm::SmallVector<Step, 16> steps;
  int learned = 0;
  bool computes = true;
};

} // namespace

static bool isClose(double a, double b) {
  return std::fabs(a - b) <= 1e-6 * std::max(std::fabs(a), std::fabs(b));
}

/// What the function is with one made-up number in place of what is learned.
static OpKind shapeOf(Function const &function, double made) {
  using enum OpKind;
  auto at = [&](double x) { return function.at(x, made); };
  constexpr double far = 1e6;
  double low = at(-far), high = at(far), slope = -at(-1);
  // a border between two pieces anywhere else than at 0, or at the bounds of a Clip, shows at one of these
  llvm::SmallVector<double, 24> places;
  for (double place : {1e-3, 0.02, 0.3, 1.0, 3.7, 50.0, 900.0, far})
    places.insert(places.end(), {place, -place});
  for (double limit : {low, high}) // on both sides of where Clip would meet its bounds
    if (std::fabs(limit) < far)
      places.insert(places.end(), {limit - 0.01, limit + 0.01});
  auto is = [&](auto expected) {
    return llvm::all_of(places, [&](double x) { return isClose(at(x), expected(x)); });
  };
  if (is([](double x) { return std::max(x, 0.0); }))
    return Relu;
  bool bent = !isClose(slope, 1) && slope != 0;
  if (bent && is([&](double x) { return x < 0 ? slope * x : x; }))
    return LeakyRelu;
  if (low < 0 && is([&](double x) { return x < 0 ? -low * std::expm1(x / -low) : x; }))
    return isClose(low, -1) ? Elu : Celu;
  double scale = at(1);
  if (low < 0 && scale > 0 && is([&](double x) { return x < 0 ? -low * std::expm1(x) : scale * x; }))
    return isClose(scale, 1) ? Elu : Selu;
  bool bounded = low < high && (low > -far || high < far);
  return bounded && is([&](double x) { return std::min(std::max(x, low), high); }) ? Clip : Unknown;
}

/// Of smooth functions, which constants of single precision give to a few digits.
static OpKind smoothShapeOf(Function const &function) {
  using enum OpKind;
  using Expected = double (*)(double x);
  static constexpr std::pair<OpKind, Expected> shapes[] = {
      {Sigmoid, sigmoid},
      {Tanh, [](double x) { return std::tanh(x); }},
      {Softplus, softplus},
      {Softsign, [](double x) { return x / (1 + std::fabs(x)); }},
      {Swish, [](double x) { return x * sigmoid(x); }},
      {Mish, [](double x) { return x * std::tanh(softplus(x)); }},
      {Gelu, [](double x) { return x / 2 * (1 + std::erf(x / std::sqrt(2.0))); }},
      {Gelu, [](double x) { return x / 2 * (1 + std::tanh(0.7978845608 * (x + 0.044715 * x * x * x))); }},
      {HardSigmoid, [](double x) { return std::min(std::max(x / 6 + 0.5, 0.0), 1.0); }},
      {HardSwish, [](double x) { return x * std::min(std::max(x / 6 + 0.5, 0.0), 1.0); }},
  };
  // no larger than what the exponential of its double does not overflow single precision
  constexpr std::array<double, 14> places = {-30,  -7.3, -3.1, -1.7, -1,  -0.4, -0.05,
                                             0.05, 0.4,  1,    1.7,  3.1, 7.3,  30};
  constexpr double digits = 1e-4;
  for (auto const &[kind, expected] : shapes)
    if (llvm::all_of(places, [&, f = expected](double x) {
          return std::fabs(function.at(x, 0) - f(x)) <= digits * std::max(std::fabs(f(x)), digits);
        }))
      return kind;
  return Unknown;
}

/// x above a threshold, else 0; ONNX's is any number.
static bool isThresholded(Function const &function) {
  constexpr int places = 64;
  bool above = false, hasBelow = false;
  for (int i = -places; i <= places; ++i) {
    double x = i * 0.37 + 0.011,
           y = function.at(x, 0); // neither 0 nor a number that somebody takes as threshold
    if (!isClose(y, x) && (y != 0 || above))
      return false;
    above |= isClose(y, x);
    hasBelow |= y == 0;
  }
  return above && hasBelow;
}

OpKind piecewiseActivation(Knowledge const &known, llvm::ArrayRef<NodeId> nodes, ValueId input) {
  if (!isFloatingPoint(known.inferred.types[input].element))
    return OpKind::Unknown;
  Function const function(known, nodes, input);
  if (!function.isKnown())
    return OpKind::Unknown;
  OpKind shape = shapeOf(function, -0.63); // one below 0 and one above 1: it must hold for every slope
  if (!function.hasLearned() && shape == OpKind::Unknown)
    return isThresholded(function) ? OpKind::ThresholdedRelu : smoothShapeOf(function);
  if (!function.hasLearned() || shape == OpKind::Relu)
    return shape;
  return shape == OpKind::LeakyRelu && shapeOf(function, 1.19) == shape ? OpKind::PRelu : OpKind::Unknown;
}

} // namespace eo::canonical
