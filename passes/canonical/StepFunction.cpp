//===- StepFunction.cpp - single steps as a function that can be tried at numbers ---------------------===//
//
//   n = Neg(x); e = Exp(n); s = Add(e, 1); y = Reciprocal(s)          at(0) = 0.5
//   m = ReduceMean(x, [-1]); y = Sub(x, m)                            over({1, 2, 3, 6}) = {-2, -1, 0, 3}
//
#include "passes/canonical/StepFunction.h"
#include "passes/canonical/OneNode.h"
#include "passes/canonical/PlainKind.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace eo::canonical {

bool isReductionStep(OpKind kind) {
  using enum OpKind;
  auto is = [&](auto... kinds) { return ((kind == kinds) || ...); };
  return is(ReduceMean, ReduceSum, ReduceMax, ReduceL1, ReduceL2, ReduceSumSquare, ReduceLogSum,
            ReduceLogSumExp, GlobalAveragePool, AveragePool);
}

bool isNear(double result, double expected) {
  constexpr double digits = 1.0 / 128;
  return std::isfinite(expected) &&
         std::fabs(result - expected) <= digits * std::max(std::fabs(expected), 0.1);
}

/// Of a function of numbers; NaN for all others.
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
         : is(Expand)         ? a
         : is(Abs)            ? std::fabs(a)
         : is(Exp)            ? std::exp(a)
         : is(Log)            ? std::log(a)
         : is(Sigmoid)        ? 1 / (1 + std::exp(-a))
         : is(Tanh)           ? std::tanh(a)
         : is(Erf)            ? std::erf(a)
         : is(Softplus)       ? std::max(a, 0.0) + std::log1p(std::exp(-std::fabs(a)))
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
         : is(Clip)           ? std::min(std::max(a, b), c)
                              : std::numeric_limits<double>::quiet_NaN();
}

static bool canCompute(OpKind kind, size_t operands) {
  using enum OpKind;
  auto is = [&](auto... kinds) { return ((kind == kinds) || ...); };
  if (isReductionStep(kind) ||
      is(Not, Cast, Expand, Abs, Neg, Relu, Exp, Log, Sigmoid, Tanh, Erf, Softplus, Sqrt, Reciprocal))
    return operands == 1;
  if (is(Where, Clip, HardSigmoid))
    return operands == 3;
  return operands == 2 && is(Greater, GreaterOrEqual, Less, LessOrEqual, Add, Sub, Mul, Div, Min, Max, Pow);
}

/// What stands in an attribute: bounds of a Clip, slope and shift of a HardSigmoid.
static double parameter(Node const &node, size_t i) {
  constexpr float endless = std::numeric_limits<float>::max();
  if (node.kind == OpKind::HardSigmoid)
    return i == 1 ? node.floatOr("alpha", 0.2F) : node.floatOr("beta", 0.5F);
  return i == 1 ? node.floatOr("min", -endless) : node.floatOr("max", endless);
}

StepFunction::StepFunction(Knowledge const &knowledge, llvm::ArrayRef<NodeId> nodes, ValueId input)
    : known(knowledge), inOrder(llvm::reverse(nodes)) {
  values.push_back({input, 0});
  withReductions = llvm::any_of(nodes, [&](NodeId id) { return isReductionStep(known.graph.node(id).kind); });
  for (NodeId id : inOrder)
    computes = computes && add(known.graph.node(id));
}

Lanes StepFunction::over(Lanes const &x, double made) const {
  llvm::SmallVector<Lanes, 17> results = {x};
  for (Step const &step : steps) {
    Lanes result{};
    for (size_t lane = 0; lane < result.size(); ++lane) {
      std::array<double, 3> from{};
      for (size_t i = 0; i < step.operands.size(); ++i) {
        Operand const &operand = step.operands[i];
        from[i] = operand.learned != 0 ? made * operand.learned
                  : operand.result < 0 ? operand.number
                                       : results[static_cast<size_t>(operand.result)][lane];
      }
      result[lane] = isReductionStep(step.kind) ? from[0] : compute(step.kind, from);
    }
    results.push_back(isReductionStep(step.kind) ? reduce(step.kind, result) : result);
  }
  return results.back();
}

Lanes StepFunction::reduce(OpKind kind, Lanes const &from) const {
  using enum OpKind;
  auto mean = [&](auto of) {
    return std::accumulate(from.begin(), from.end(), 0.0, [&](double sum, double x) { return sum + of(x); }) /
           static_cast<double>(from.size());
  };
  auto is = [&](auto... kinds) { return ((kind == kinds) || ...); };
  auto sum = [&](auto of) { return elements * mean(of); };
  auto itself = [](double x) { return x; };
  auto square = [](double x) { return x * x; };
  double result = is(ReduceMax)         ? *std::max_element(from.begin(), from.end())
                  : is(ReduceSum)       ? sum(itself)
                  : is(ReduceL1)        ? sum([](double x) { return std::fabs(x); })
                  : is(ReduceL2)        ? std::sqrt(sum(square))
                  : is(ReduceSumSquare) ? sum(square)
                  : is(ReduceLogSum)    ? std::log(sum(itself))
                  : is(ReduceLogSumExp) ? std::log(sum([](double x) { return std::exp(x); }))
                                        : mean(itself);
  return {result, result, result, result};
}

bool StepFunction::add(Node const &node) {
  Step step{node.kind, {}};
  bool parameters = node.kind == OpKind::Clip || node.kind == OpKind::HardSigmoid;
  bool alone = isReductionStep(node.kind) || node.kind == OpKind::Expand;
  for (size_t i = 0; i < (parameters ? 3 : alone ? 1 : node.inputs.size()); ++i)
    if (!addOperand(node, i, step))
      return false;
  if (!canCompute(step.kind, step.operands.size()))
    return false;
  if (step.operands.front().result >= 0 && isReducedAgain(node)) {
    values.push_back({node.outputs[0], step.operands.front().result}); // the other reduces all of it
    return true;
  }
  if (step.kind == OpKind::Cast) { // of a mask: a number with a fraction could lose it
    DataType given = known.inferred.types[node.inputs[0]].element;
    if (given == DataType::Undefined || isFloatingPoint(given))
      return false;
  }
  if (isReductionStep(node.kind) ? !addReduction(node, step) : !meets(node, step))
    return false;
  steps.push_back(step);
  values.push_back({node.outputs[0], static_cast<int>(steps.size())});
  return true;
}

/// The reduction of the same kind that this one goes on with, as means over one spatial axis after the other; nullptr
/// where there is none.
Node const *StepFunction::reducedFirst(Node const &reduction) const {
  NodeId first = known.graph.value(known.form.source[reduction.inputs[0]]).producer;
  bool goesOn = first.valid() && llvm::is_contained(inOrder, first) &&
                known.graph.node(first).kind == reduction.kind && reduction.kind != OpKind::ReduceSumSquare &&
                reduction.kind != OpKind::ReduceLogSum &&
                known.form.readers(known.graph.node(first).outputs[0]).size() == 1;
  TensorType const &left = known.inferred.types[reduction.inputs[0]];
  return goesOn && left.shape == known.inferred.types[known.graph.node(first).outputs[0]].shape
             ? &known.graph.node(first)
             : nullptr;
}

/// Whether only another reduction, which goes on with it, reads the node.
bool StepFunction::isReducedAgain(Node const &node) const {
  return isReductionStep(node.kind) && llvm::any_of(inOrder, [&](NodeId id) {
           Node const &next = known.graph.node(id);
           return isReductionStep(next.kind) && next.hasInput(0) && reducedFirst(next) == &node;
         });
}

/// Whether both reduce the same of one tensor, which they may show with axes joined or cut, or others of length 1.
bool StepFunction::Frame::isSameAs(Frame const &other) const {
  auto pieces = [](Frame const &frame) { // runs of axes that are all reduced, or all kept
    llvm::SmallVector<std::pair<bool, SymInt>, 6> runs;
    for (size_t i = 0; i < frame.lengths.size(); ++i) {
      bool const reduced = llvm::is_contained(frame.axes, static_cast<int64_t>(i));
      if (frame.lengths[i] == 1)
        continue;
      if (runs.empty() || runs.back().first != reduced)
        runs.push_back({reduced, 1});
      runs.back().second = runs.back().second * frame.lengths[i];
    }
    return runs;
  };
  return (axes == other.axes && lengths == other.lengths) || pieces(*this) == pieces(other);
}

bool StepFunction::addReduction(Node const &node, Step &step) {
  std::optional<Frame> found = frameOf(node);
  if (!found || found->axes.empty())
    return false;
  step.reduced = true;
  if (!frame.axes.empty())
    return found->isSameAs(frame);
  frame = std::move(*found);
  SymInt all = 1;
  for (int64_t axis : frame.axes)
    all = all * frame.lengths[static_cast<size_t>(axis)];
  if (std::optional<int64_t> count = all.tryValue(); count && *count > 0)
    elements = static_cast<double>(*count);
  return true;
}

/// The axes that a reduction of `rank` axes reduces, from the front; nullopt where they are not known.
std::optional<std::vector<int64_t>> StepFunction::axesNamed(Node const &reduction, size_t rank) const {
  using enum OpKind;
  std::vector<int64_t> named(rank);
  std::iota(named.begin(), named.end(), 0);
  if (reduction.kind == GlobalAveragePool || reduction.kind == AveragePool) {
    bool whole = rank > 2 && (reduction.kind == GlobalAveragePool || coversMaps(known, reduction));
    named.erase(named.begin(), named.begin() + (whole ? 2 : 0));
    return whole ? std::optional(named) : std::nullopt;
  }
  return reduction.has("axes") || reduction.hasInput(1) ? namedAxes(known, reduction, 1, rank) : named;
}

/// nullopt where a rank or an axis is not known.
std::optional<StepFunction::Frame> StepFunction::frameOf(Node const &reduction) const {
  Node const *first = reducedFirst(reduction);
  ValueId shown = (first != nullptr ? *first : reduction).inputs[0];
  TensorType const &type = known.inferred.types[shown];
  if (!type.hasRank())
    return std::nullopt;
  std::vector<int64_t> left(type.rank()), named; // axes that the first has left
  std::iota(left.begin(), left.end(), 0);
  for (Node const *node : {first, &reduction}) {
    if (node == nullptr)
      continue;
    std::optional<std::vector<int64_t>> some = axesNamed(*node, left.size());
    if (!some)
      return std::nullopt;
    for (int64_t axis : *some)
      named.push_back(left[static_cast<size_t>(axis)]);
    bool gone = node == first && node->intOr("keepdims", 1) == 0;
    if (gone)
      llvm::erase_if(left, [&](int64_t axis) { return llvm::is_contained(named, axis); });
  }
  Frame reduced;
  reduced.lengths.resize(type.rank(), SymInt(1));
  for (size_t i = 0; i < type.rank(); ++i) {
    reduced.written.push_back(known.form.axisAsRun(shown, static_cast<int64_t>(i)));
    reduced.lengths[static_cast<size_t>(reduced.written.back())] = (*type.shape)[i];
  }
  for (int64_t axis : named)
    reduced.axes.push_back(known.form.axisAsRun(shown, axis));
  llvm::sort(reduced.axes);
  reduced.axes.erase(std::unique(reduced.axes.begin(), reduced.axes.end()), reduced.axes.end());
  return reduced;
}

bool StepFunction::isReduced(Operand const &operand) const {
  return operand.result < 0 || (operand.result > 0 && steps[static_cast<size_t>(operand.result - 1)].reduced);
}

/// Which axis of the tensor that runs this one of the value is. What is made of reduced values alone, and is smaller, stands
/// in no order of its own: its axes are written as those that were reduced.
int64_t StepFunction::axisOf(ValueId value, int64_t axis) const {
  auto const place = static_cast<size_t>(axis);
  bool ownOrder = known.form.orders.count(value.index) != 0 ||
                  known.inferred.types[value].elements() == elementCount(frame.lengths);
  return ownOrder || place >= frame.written.size() ? known.form.axisAsRun(value, axis) : frame.written[place];
}

/// Whether an operand that has been reduced is spread over the elements that it is of: 1 wherever an axis was reduced.
bool StepFunction::standsFor(Node const &node, size_t i) const {
  ValueId shown = node.inputs[i], held = known.form.source[shown];
  if (known.inferred.types[shown].elements() != known.inferred.types[held].elements())
    shown = held; // a view that repeats it
  TensorType const &type = known.inferred.types[shown], &result = known.inferred.types[node.outputs[0]];
  if (!type.hasRank() || !result.hasRank())
    return false;
  if (type.elements() == 1)
    return true;
  if (result.rank() != frame.lengths.size())
    return isSpread(node, type);
  if (type.rank() > frame.lengths.size())
    return false;
  auto missing = static_cast<int64_t>(frame.lengths.size() - type.rank());
  return llvm::all_of(frame.axes, [&](int64_t axis) {
    for (size_t j = 0; j < type.rank(); ++j)
      if (axisOf(node.outputs[0], missing + static_cast<int64_t>(j)) == axis && !((*type.shape)[j] == 1))
        return false;
    return true;
  });
}

/// Whether the axes that the operand has not, or only once, are those that were reduced, in a result that shows them with
/// others joined or cut.
bool StepFunction::isSpread(Node const &node, TensorType const &operand) const {
  TensorType const &result = known.inferred.types[node.outputs[0]];
  if (operand.rank() > result.rank())
    return false;
  size_t const missing = result.rank() - operand.rank();
  Frame spread;
  spread.lengths.resize(result.rank(), SymInt(1));
  for (size_t i = 0; i < result.rank(); ++i) {
    int64_t const run = known.form.axisAsRun(node.outputs[0], static_cast<int64_t>(i));
    spread.lengths[static_cast<size_t>(run)] = (*result.shape)[i];
    if (i < missing || (*operand.shape)[i - missing] == 1)
      spread.axes.push_back(run);
  }
  return spread.isSameAs(frame);
}

/// Notes in the step whether its result is reduced; false where a reduced operand meets other elements.
bool StepFunction::meets(Node const &node, Step &step) const {
  bool all = true;
  SymInt most = 1;
  for (size_t i = 0; i < step.operands.size(); ++i) {
    all &= isReduced(step.operands[i]);
    if (step.operands[i].result > 0)
      most = max(most, known.inferred.types[node.inputs[i]].elements());
  }
  bool widened = node.kind == OpKind::Expand || known.inferred.types[node.outputs[0]].elements() != most;
  step.reduced = all && !widened; // by a constant along the axes
  if (step.reduced)
    return true;
  for (size_t i = 0; i < step.operands.size(); ++i)
    if (step.operands[i].result > 0 && isReduced(step.operands[i]) && !standsFor(node, i))
      return false;
  return true;
}

/// A constant of many elements is not gone through at every step. Of a normalization it is its learned scale or bias,
/// whatever they are.
std::optional<double> StepFunction::numberOf(ValueId id, OpKind reader) const {
  using enum OpKind;
  constexpr int64_t many = 4096;
  std::optional<int64_t> count = known.inferred.types[id].elements().tryValue();
  bool scales = reader == Mul || reader == Div || reader == Add || reader == Sub;
  bool learns = withReductions && scales && count && *count != 1;
  NodeId producer = known.graph.value(id).producer;
  bool filled = producer.valid() && known.graph.node(producer).kind == OpKind::ConstantOfShape;
  return count && (*count <= many || filled) && !learns ? uniformValue(known, id) : std::nullopt;
}

bool StepFunction::addOperand(Node const &node, size_t i, Step &step) {
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
  std::optional<double> number = constant ? numberOf(node.inputs[i], node.kind) : std::nullopt;
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

/// Whether a softmax or a reduction is of the axis with this number from behind.
static bool isOfAxis(Knowledge const &known, Node const &node, int64_t fromBehind) {
  if (!node.hasInput(0))
    return false;
  TensorType const &x = known.inferred.types[node.inputs[0]];
  if (opClass(node.kind) == OpClass::Softmax) {
    bool coerced = node.domain.empty() && node.opset < 13; // what stands behind the axis is taken as one
    int64_t axis = node.intOr("axis", coerced ? 1 : -1);
    return (!coerced || fromBehind == 1) &&
           (axis == -fromBehind || (x.hasRank() && axis + fromBehind == static_cast<int64_t>(x.rank())));
  }
  std::optional<std::vector<int64_t>> axes = x.hasRank() ? namedAxes(known, node, 1, x.rank()) : std::nullopt;
  return axes && axes->size() == 1 && axes->front() + fromBehind == static_cast<int64_t>(x.rank());
}

bool worksOnLastAxis(Knowledge const &known, llvm::ArrayRef<NodeId> nodes, int64_t fromBehind) {
  return llvm::all_of(nodes, [&](NodeId id) {
    Node const &node = known.graph.node(id);
    bool has = opClass(node.kind) == OpClass::Softmax || isReductionStep(node.kind);
    return !has || isOfAxis(known, node, fromBehind);
  });
}

} // namespace eo::canonical
