//===- Piecewise.cpp - activations written as choices and masks ---------------------------------------===//
//
//   m = Greater(x, 0); y = Where(m, x, 0)                              a Relu
//   m = Greater(x, 0); c = Cast(m); y = Mul(x, c)                      likewise
//   r = Relu(x); n = Neg(x); s = Relu(n); t = Mul(s, a); y = Sub(r, t)  a PRelu, as Keras exports it
//   m = Greater(x, 0); e = Exp(x); s = Sub(e, 1); y = Where(m, x, s)   an Elu
//
// There are too many ways to write these to list them. All are functions of one number made of straight pieces and
// of at most one exponential, so what they are shows at a few numbers on both sides of where the pieces may meet.
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
    if (is(Not, Cast, Abs, Neg, Relu, Exp))
      return operands == 1;
    if (is(Where, Clip))
      return operands == 3;
    return operands == 2 && is(Greater, GreaterOrEqual, Less, LessOrEqual, Add, Sub, Mul, Div, Min, Max);
  }

  bool add(Node const &node) {
    Step step{node.kind, {}};
    bool bounds = node.kind == OpKind::Clip;
    for (size_t i = 0; i < (bounds ? 3 : node.inputs.size()); ++i)
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

  bool addOperand(Node const &node, size_t i, Step &step) {
    Operand operand;
    if (!node.hasInput(i)) {
      if (node.kind != OpKind::Clip || i == 0)
        return false;
      constexpr float endless = std::numeric_limits<float>::max();
      operand.number = i == 1 ? node.floatOr("min", -endless) : node.floatOr("max", endless);
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
  double scale = at(1);
  if (low < 0 && scale > 0 && is([&](double x) { return x < 0 ? -low * std::expm1(x) : scale * x; }))
    return isClose(scale, 1) ? Elu : Selu;
  bool bounded = low < high && (low > -far || high < far);
  return bounded && is([&](double x) { return std::min(std::max(x, low), high); }) ? Clip : Unknown;
}

OpKind piecewiseActivation(Knowledge const &known, llvm::ArrayRef<NodeId> nodes, ValueId input) {
  if (!isFloatingPoint(known.inferred.types[input].element))
    return OpKind::Unknown;
  Function const function(known, nodes, input);
  if (!function.isKnown())
    return OpKind::Unknown;
  OpKind shape = shapeOf(function, -0.63); // one below 0 and one above 1: it must hold for every slope
  if (!function.hasLearned() || shape == OpKind::Relu)
    return shape;
  return shape == OpKind::LeakyRelu && shapeOf(function, 1.19) == shape ? OpKind::PRelu : OpKind::Unknown;
}

} // namespace eo::canonical
