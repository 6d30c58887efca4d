//===- FoldElementwise.cpp - arithmetic on shapes: Add, Div, Equal, And, … --------------------===//

#include "passes/shape/Broadcast.h"
#include "passes/shape/Fold.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

namespace eo {

namespace {
/// Both operands have the type of input 0. `real`: both are plain floating-point numbers; otherwise the
/// integers (symbolic ones too, and those of floating-point tensors that hold dimensions) are worked on.
struct Operation {
  OpKind kind;
  double (*onReals)(double, double);
  SymInt (*onIntegers)(SymInt const &, SymInt const &);
};
} // namespace

static SymInt truth(bool value) { return value ? 1 : 0; }

static SymInt lessInt(SymInt const &a, SymInt const &b) {
  if (evidentlyAtLeast(b - a, 1))
    return 1;
  return evidentlyAtLeast(a - b, 0) ? 0 : SymInt::unknown();
}

static SymInt notInt(SymInt const &a) { return a.isKnown() ? truth(a.value() == 0) : SymInt::unknown(); }

static SymInt equalInt(SymInt const &a, SymInt const &b) {
  if (a == b)
    return 1;
  bool differ = (a.isKnown() && b.isKnown()) || evidentlyAtLeast(a - b, 1) || evidentlyAtLeast(b - a, 1);
  return differ ? 0 : SymInt::unknown();
}

static SymInt andInt(SymInt const &a, SymInt const &b) {
  if (a == 0 || b == 0)
    return 0;
  return a.isKnown() && b.isKnown() ? 1 : SymInt::unknown();
}

static SymInt orInt(SymInt const &a, SymInt const &b) { return notInt(andInt(notInt(a), notInt(b))); }

/// Integer division cuts towards zero; for an expression that may be negative we do not know which way.
static SymInt divideInt(SymInt const &a, SymInt const &b) {
  if (a.isKnown() && b.isKnown())
    return b.value() == 0                       ? SymInt::unknown()
           : (a.value() < 0) == (b.value() < 0) ? floorDiv(a, b)
                                                : ceilDiv(a, b);
  return evidentlyAtLeast(a, 0) && evidentlyAtLeast(b, 1) ? floorDiv(a, b) : SymInt::unknown();
}

static SymInt powerInt(SymInt const &base, SymInt const &exponent) {
  if (!exponent.isKnown() || exponent.value() < 0 || exponent.value() > 64)
    return SymInt::unknown();
  SymInt result = 1;
  for (int64_t i = 0; i < exponent.value(); ++i)
    result *= base;
  return result;
}

static double modReal(double a, double b) { // the sign of b, as in Python
  double rest = std::fmod(a, b);
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

static constexpr Operation binaryOperations[] = {
    {OpKind::Add, [](double a, double b) { return a + b; },
     [](SymInt const &a, SymInt const &b) { return a + b; }},
    {OpKind::Sum, [](double a, double b) { return a + b; },
     [](SymInt const &a, SymInt const &b) { return a + b; }},
    {OpKind::Sub, [](double a, double b) { return a - b; },
     [](SymInt const &a, SymInt const &b) { return a - b; }},
    {OpKind::Mul, [](double a, double b) { return a * b; },
     [](SymInt const &a, SymInt const &b) { return a * b; }},
    {OpKind::Div, [](double a, double b) { return a / b; }, divideInt},
    {OpKind::Mod, modReal, [](SymInt const &a, SymInt const &b) { return floorMod(a, b); }},
    {OpKind::Pow, [](double a, double b) { return std::pow(a, b); }, powerInt},
    {OpKind::Min, [](double a, double b) { return std::min(a, b); },
     [](SymInt const &a, SymInt const &b) { return min(a, b); }},
    {OpKind::Max, [](double a, double b) { return std::max(a, b); },
     [](SymInt const &a, SymInt const &b) { return max(a, b); }},
    {OpKind::Equal, [](double a, double b) { return a == b ? 1.0 : 0.0; }, equalInt},
    {OpKind::Less, [](double a, double b) { return a < b ? 1.0 : 0.0; }, lessInt},
    {OpKind::Greater, [](double a, double b) { return a > b ? 1.0 : 0.0; },
     [](SymInt const &a, SymInt const &b) { return lessInt(b, a); }},
    {OpKind::LessOrEqual, [](double a, double b) { return a <= b ? 1.0 : 0.0; },
     [](SymInt const &a, SymInt const &b) { return notInt(lessInt(b, a)); }},
    {OpKind::GreaterOrEqual, [](double a, double b) { return a >= b ? 1.0 : 0.0; },
     [](SymInt const &a, SymInt const &b) { return notInt(lessInt(a, b)); }},
    {OpKind::And, nullptr, andInt},
    {OpKind::Or, nullptr, orInt},
    {OpKind::Xor, nullptr,
     [](SymInt const &a, SymInt const &b) {
       return a.isKnown() && b.isKnown() ? truth((a.value() != 0) != (b.value() != 0)) : SymInt::unknown();
     }},
};

/// The second operand is the first once more.
static constexpr Operation unaryOperations[] = {
    {OpKind::Neg, [](double a, double) { return -a; },
     [](SymInt const &a, SymInt const &) { return SymInt(0) - a; }},
    {OpKind::Abs, [](double a, double) { return std::fabs(a); },
     [](SymInt const &a, SymInt const &) { return max(a, SymInt(0) - a); }},
    {OpKind::Not, nullptr, [](SymInt const &a, SymInt const &) { return notInt(a); }},
    {OpKind::Floor, [](double a, double) { return std::floor(a); },
     [](SymInt const &a, SymInt const &) { return a; }},
    {OpKind::Ceil, [](double a, double) { return std::ceil(a); },
     [](SymInt const &a, SymInt const &) { return a; }},
    {OpKind::Round, [](double a, double) { return std::nearbyint(a); },
     [](SymInt const &a, SymInt const &) { return a; }},
    {OpKind::Sqrt, [](double a, double) { return std::sqrt(a); },
     [](SymInt const &, SymInt const &) { return SymInt::unknown(); }},
    {OpKind::Reciprocal, [](double a, double) { return 1 / a; },
     [](SymInt const &, SymInt const &) { return SymInt::unknown(); }},
    {OpKind::Relu, [](double a, double) { return std::max(a, 0.0); },
     [](SymInt const &a, SymInt const &) { return max(a, 0); }},
};

static Operation const *findOperation(llvm::ArrayRef<Operation> table, OpKind kind) {
  auto const *found = llvm::find_if(table, [&](Operation const &one) { return one.kind == kind; });
  return found == table.end() ? nullptr : found;
}

static Scalar apply(Operation const &operation, Scalar const &a, Scalar const &b, bool floating) {
  auto left = a.asReal(), right = b.asReal();
  if (floating && left && right)
    return operation.onReals != nullptr ? Scalar(operation.onReals(*left, *right)) : Scalar();
  SymInt x = a.asInteger(), y = b.asInteger();
  SymInt result = operation.onIntegers(x, y);
  // Floating-point division does not cut off: only an exact quotient is the same.
  bool exact = !floating || operation.kind != OpKind::Div || result * y == x;
  return exact ? Scalar(std::move(result)) : Scalar();
}

/// Mod with fmod=1 has the sign of the dividend; that and the default agree where nothing is negative.
static bool isOrdinaryMod(Node const &node, FoldedConstant const &a, FoldedConstant const &b) {
  auto notNegative = [](FoldedConstant const &constant) {
    return llvm::all_of(constant.ints, [](SymInt const &one) { return evidentlyAtLeast(one, 0); }) &&
           llvm::all_of(constant.floats, [](double one) { return one >= 0; });
  };
  return node.intOr("fmod", 0) == 0 || (notNegative(a) && notNegative(b));
}

/// Min, Max and Sum take any number of operands, the other two-sided operators exactly two.
static Operation const *operationOf(Node const &node, size_t count) {
  bool combines = node.kind == OpKind::Min || node.kind == OpKind::Max || node.kind == OpKind::Sum;
  if (combines || count == 2)
    return findOperation(binaryOperations, node.kind);
  return count == 1 ? findOperation(unaryOperations, node.kind) : nullptr;
}

void foldElementwise(ShapeContext &context) {
  Node const &node = context.node;
  size_t count = context.inputCount();
  for (size_t i = 0; i < count; ++i)
    if (context.constant(i) == nullptr)
      return;
  Operation const *operation = operationOf(node, count);
  Shape const *shape = context.outputShape(0);
  auto elements = shape != nullptr ? foldableCount(*shape) : std::nullopt;
  if (operation == nullptr || count == 0 || !elements || !context.shared().affords(*elements))
    return;
  if (node.kind == OpKind::Mod && !isOrdinaryMod(node, *context.constant(0), *context.constant(1)))
    return;
  for (size_t i = 0; i < count; ++i)
    if (!broadcastsTo(*context.shape(i), *shape))
      return;
  bool floating = isFloatingPoint(context.element(0));
  auto operandAt = [&](size_t i) {
    llvm::SmallVector<Scalar, 8> all = elementsOf(*context.constant(i)), result;
    for (size_t position : broadcastPositions(*context.shape(i), *shape))
      result.push_back(all[position]);
    return result;
  };
  bool unary = findOperation(unaryOperations, node.kind) != nullptr;
  llvm::SmallVector<Scalar, 8> result = operandAt(0);
  for (size_t i = unary ? 0 : 1; i < count; ++i) {
    llvm::SmallVector<Scalar, 8> other = operandAt(i);
    for (size_t k = 0; k < result.size(); ++k)
      result[k] = apply(*operation, result[k], other[k], floating);
  }
  context.fold(0, makeConstant(context.outputElement(0), result));
}

} // namespace eo
