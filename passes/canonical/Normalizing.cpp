//===- Normalizing.cpp - softmaxes and normalizations by the numbers that their steps give -------------===//
//
//   m = ReduceMax(x); d = Sub(x, m); e = Exp(d); s = ReduceSum(e); y = Div(e, s)              a Softmax
//   m = ReduceMean(x); d = Sub(x, m); p = Mul(d, d); v = ReduceMean(p); a = Add(v, 1e-5); r = Sqrt(a); y = Div(d, r)
//                                                                                             a LayerNormalization
//   m = ReduceMean(x); p = Mul(x, x); v = ReduceMean(p); a = Add(v, 1e-5); r = Sqrt(a); q = Div(x, r); y = Sub(q, m)
//                                                                                             none, of such steps
//
#include "passes/canonical/Normalizing.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <numeric>

namespace eo::canonical {

/// Two inputs with nothing in common: neither mean, deviation nor how far lengths by squares and by absolutes differ.
static constexpr Lanes oneInput = {-1.3, 0.4, 0.9, 2.2}, otherInput = {0.2, -2.9, 0.4, -0.3};

static double meanOf(Lanes const &x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

template <typename Change> static Lanes each(Lanes x, Change change) {
  for (double &one : x)
    one = change(one);
  return x;
}

static double lengthOf(Lanes const &x) {
  return std::sqrt(meanOf(each(x, [](double one) { return one * one; })));
}

static Lanes centred(Lanes const &x) {
  return each(x, [mean = meanOf(x)](double one) { return one - mean; });
}

static Lanes ofLengthOne(Lanes const &x) {
  return each(x, [length = lengthOf(x)](double one) { return one / length; });
}

static bool areNear(Lanes const &results, Lanes const &expected) {
  for (size_t i = 0; i < results.size(); ++i)
    if (!isNear(results[i], expected[i]))
      return false;
  return true;
}

namespace {

/// What the steps make of both inputs.
struct Results {
  Lanes ofFirst, ofSecond;
};

/// A straight line: factor · x + shift.
struct Line {
  double factor = 0, shift = 0;
};

} // namespace

/// Through what two elements of one become of another.
static Line lineFrom(Lanes const &from, Lanes const &to) {
  double factor = (to[3] - to[0]) / (from[3] - from[0]);
  return {factor, to[0] - factor * from[0]};
}

/// Whether both results are one line of what `normalized` makes of the inputs.
static bool areLineOf(Results const &results, Lanes (*normalized)(Lanes const &)) {
  Line const line = lineFrom(normalized(oneInput), results.ofFirst);
  auto back = [&](Lanes const &result) {
    return each(result, [&](double one) { return (one - line.shift) / line.factor; });
  };
  return line.factor != 0 && std::isfinite(line.factor) &&
         areNear(back(results.ofFirst), normalized(oneInput)) &&
         areNear(back(results.ofSecond), normalized(otherInput));
}

/// Of logarithms of shares: a · x up to a number that makes the shares of all elements 1.
static Recognised softmaxOf(Results const &logarithms, double elements, OpKind op) {
  double const factor = lineFrom(oneInput, logarithms.ofFirst).factor;
  auto expected = [&](Lanes const &x) {
    Lanes const scaled = each(x, [&](double one) { return factor * one; });
    double const all = elements * meanOf(each(scaled, [](double one) { return std::exp(one); }));
    return each(scaled, [&](double one) { return one - std::log(all); });
  };
  bool holds = factor != 0 && std::isfinite(factor) && areNear(logarithms.ofFirst, expected(oneInput)) &&
               areNear(logarithms.ofSecond, expected(otherInput));
  return holds ? Recognised{op, !isNear(factor, 1)} : Recognised();
}

/// x / length itself, of squares or of absolutes.
static bool isOverLength(Results const &results, double elements) {
  auto bySquares = [&](Lanes const &x) {
    return each(x, [length = std::sqrt(elements) * lengthOf(x)](double one) { return one / length; });
  };
  auto byAbsolutes = [&](Lanes const &x) {
    double const length = elements * meanOf(each(x, [](double one) { return std::fabs(one); }));
    return each(x, [&](double one) { return one / length; });
  };
  auto is = [&](auto const &expected) {
    auto alike = [&](Lanes const &result, Lanes const &wanted) { // however small they are
      double const most = 1 / std::fabs(wanted[3]);
      auto larger = [&](double one) { return one * most; };
      return areNear(each(result, larger), each(wanted, larger));
    };
    return alike(results.ofFirst, expected(oneInput)) && alike(results.ofSecond, expected(otherInput));
  };
  return is(bySquares) || is(byAbsolutes);
}

/// With one made-up number in the place of what is learned.
static Recognised normalizationAt(StepFunction const &function, double made) {
  using enum OpKind;
  double const elements = function.reducedElements();
  Results const results = {function.over(oneInput, made), function.over(otherInput, made)};
  if (isOverLength(results, elements))
    return {LpNormalization};
  if (areLineOf(results, [](Lanes const &x) { return ofLengthOne(centred(x)); }))
    return {LayerNormalization};
  if (areLineOf(results, ofLengthOne))
    return {RMSNormalization};
  auto logarithm = [](Lanes const &x) { return each(x, [](double one) { return std::log(one); }); };
  if (Recognised found = softmaxOf(results, elements, LogSoftmax); found.op != Unknown)
    return found;
  return softmaxOf({logarithm(results.ofFirst), logarithm(results.ofSecond)}, elements, Softmax);
}

bool isVariance(StepFunction const &function) {
  if (!function.isKnown() || !function.reduces() || function.hasLearned())
    return false;
  return llvm::all_of(std::array{oneInput, otherInput}, [&](Lanes const &x) {
    double const length = lengthOf(centred(x));
    return areNear(function.over(x, 0), each(x, [&](double) { return length * length; }));
  });
}

Recognised normalizationOf(StepFunction const &function) {
  if (!function.isKnown() || !function.reduces())
    return {};
  constexpr double above = 0.63, below = -0.47; // of scale and bias: a bound at 0 shows at one of them
  Recognised const found = normalizationAt(function, above);
  bool holds = found.op == OpKind::Unknown || !function.hasLearned() ||
               normalizationAt(function, below).op == found.op;
  // e / (sum + 1) is near a softmax of many; a mean may be a sum divided by how many there are
  if (found.op != OpKind::Unknown && found.op != OpKind::LayerNormalization)
    holds = holds && normalizationAt(function.ofFew(), above).op == found.op;
  return holds ? found : Recognised();
}

} // namespace eo::canonical
