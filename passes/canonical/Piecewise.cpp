//===- Piecewise.cpp - activations by the numbers that their steps give --------------------------------===//
//
//   m = Greater(x, 0); y = Where(m, x, 0)                              a Relu
//   m = Greater(x, 0); c = Cast(m); y = Mul(x, c)                      likewise
//   r = Relu(x); n = Neg(x); s = Relu(n); t = Mul(s, a); y = Sub(r, t)  a PRelu, as Keras exports it
//   m = Greater(x, 0); e = Exp(x); s = Sub(e, 1); y = Where(m, x, s)   an Elu
//   h = Mul(x, 0.5); t = Tanh(h); u = Add(t, 1); y = Mul(h, u)         a Swish
//   n = Neg(x); e = Exp(n); s = Add(e, 1); y = Reciprocal(s)           a Sigmoid
//   n = Neg(x); s = Add(n, 1); r = Reciprocal(s); y = Exp(r)           none, of the same steps
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

namespace eo::canonical {

bool isPieceStep(OpKind kind) {
  using enum OpKind;
  auto is = [&](auto... kinds) { return ((kind == kinds) || ...); };
  return is(Where, Greater, GreaterOrEqual, Less, LessOrEqual, Not, Cast, Abs);
}

static double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
static double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x))); }
static double betweenZeroAndOne(double x) { return std::min(std::max(x, 0.0), 1.0); }

static bool isClose(double a, double b) {
  return std::fabs(a - b) <= 1e-6 * std::max(std::fabs(a), std::fabs(b));
}

/// What the function is, of straight pieces and an exponential below 0, with one made-up number in place of what is
/// learned.
static OpKind shapeOf(StepFunction const &function, double made) {
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
    return isClose(slope, -1) ? Abs : LeakyRelu;
  if (low < 0 && is([&](double x) { return x < 0 ? -low * std::expm1(x / -low) : x; }))
    return isClose(low, -1) ? Elu : Celu;
  double scale = at(1);
  if (low < 0 && scale > 0 && is([&](double x) { return x < 0 ? -low * std::expm1(x) : scale * x; }))
    return isClose(scale, 1) ? Elu : Selu;
  bool hasBound = low < high && (low > -far || high < far);
  return hasBound && is([&](double x) { return std::min(std::max(x, low), high); }) ? Clip : Unknown;
}

namespace {

/// A function at numbers on both sides of 0, none so large that an exponential of its double overflows single precision.
class Samples {
public:
  Samples(StepFunction const &tried, double madeUp) : function(tried), made(madeUp) {
    for (size_t i = 0; i < places.size(); ++i)
      results[i] = at(places[i]);
  }

  double at(double x) const { return function.at(x, made); }

  template <typename Expected> bool is(Expected expected) const {
    for (size_t i = 0; i < places.size(); ++i)
      if (!isNear(results[i], expected(places[i])))
        return false;
    return true;
  }

private:
  static constexpr std::array<double, 16> places = {-30,  -7.3, -3.1, -1.7, -1,  -0.4, -0.05, -0.01,
                                                    0.01, 0.05, 0.4,  1,    1.7, 3.1,  7.3,   30};
  StepFunction const &function;
  double made;
  std::array<double, places.size()> results{};
};

} // namespace

/// Of those that have no number of their own.
static OpKind smoothShapeOf(Samples const &samples) {
  using enum OpKind;
  using Expected = double (*)(double x);
  static constexpr std::pair<OpKind, Expected> shapes[] = {
      {Gelu, [](double x) { return x / 2 * (1 + std::erf(x / std::sqrt(2.0))); }},
      {Gelu, [](double x) { return x / 2 * (1 + std::tanh(0.7978845608 * (x + 0.044715 * x * x * x))); }},
      {Tanh, [](double x) { return std::tanh(x); }},
      {Softplus, softplus},
      {Softsign, [](double x) { return x / (1 + std::fabs(x)); }},
      {Mish, [](double x) { return x * std::tanh(softplus(x)); }},
  };
  for (auto const &[kind, expected] : shapes)
    if (samples.is(expected))
      return kind;
  return Unknown;
}

/// The argument that the sigmoid gives this for; 0 where there is none.
static double logit(double y) { return y > 0 && y < 1 ? std::log(y / (1 - y)) : 0; }

/// Of those that have a slope, and a shift: the ones that the function would have to have.
static Recognised slopedShapeOf(Samples const &samples) {
  using enum OpKind;
  if (double a = logit(samples.at(1)); a != 0) {
    if (samples.is([&](double x) { return sigmoid(a * x); }))
      return {Sigmoid, !isNear(a, 1)};
    if (samples.is([&](double x) { return x * sigmoid(a * x); }))
      return {Swish};
  }
  constexpr double h = 0.05;
  double left = samples.at(-h), right = samples.at(h);
  double slope = (right - left) / (2 * h), shift = (right + left) / 2;
  auto isShift = [](double b) { return b > 0 && b < 1; };
  if (slope != 0 && isShift(shift) &&
      samples.is([&](double x) { return betweenZeroAndOne(slope * x + shift); }))
    return {HardSigmoid, isNear(slope, 1)}; // a bias and two bounds: a factor may still belong to it
  double gateSlope = (right / h - left / -h) / (2 * h), gateShift = (right / h + left / -h) / 2;
  if (gateSlope > 0 && isShift(gateShift) &&
      samples.is([&](double x) { return x * betweenZeroAndOne(gateSlope * x + gateShift); }))
    return {HardSwish};
  return {};
}

/// x above a threshold, else 0; ONNX's is any number.
static bool isThresholded(StepFunction const &function) {
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

static Recognised ofNumbers(StepFunction const &function) {
  if (OpKind shape = shapeOf(function, 0); shape != OpKind::Unknown)
    return {shape};
  if (isThresholded(function))
    return {OpKind::ThresholdedRelu};
  Samples const samples(function, 0);
  if (OpKind shape = smoothShapeOf(samples); shape != OpKind::Unknown)
    return {shape};
  return slopedShapeOf(samples);
}

/// With constants that are learned, or not kept: it must hold for more than one.
static Recognised ofLearned(StepFunction const &function) {
  using enum OpKind;
  constexpr double below = -0.63, small = 0.37, above = 1.19;
  OpKind const shape = shapeOf(function, below), other = shapeOf(function, small);
  if (shape == other && shape == Relu)
    return {Relu};
  if (shape == other && shape == LeakyRelu)
    return {PRelu};
  if (shape == Clip || other == Clip) // one of them has its bounds the wrong way round
    return {Clip};
  Recognised const sloped = slopedShapeOf(Samples(function, small));
  return slopedShapeOf(Samples(function, above)).op == sloped.op ? sloped : Recognised();
}

Recognised activationOf(StepFunction const &function) {
  if (!function.isKnown() || function.reduces())
    return {};
  return function.hasLearned() ? ofLearned(function) : ofNumbers(function);
}

} // namespace eo::canonical
