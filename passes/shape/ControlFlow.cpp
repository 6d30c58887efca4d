#include "passes/shape/ControlFlow.h"

#include "passes/shape/TypeJoin.h"

namespace eo {

/// Dimensions get this many turns to settle; then every carried value loses its shape, which settles it.
static constexpr unsigned turnsToSettle = 3;

namespace {

/// Formal parameters of one body and the values they stand for.
class BodyBinder {
public:
  BodyBinder(ShapeContext &shapeContext, BodyId id)
      : context(shapeContext), types(shapeContext.shared().result.types),
        body(shapeContext.shared().graph.body(id)) {}

  void bind(size_t formal, TensorType type) {
    if (formal >= body.inputs.size())
      return;
    ShapeState &state = context.shared();
    bool nothing = type.element == DataType::Undefined && !type.shape;
    types[body.inputs[formal]] =
        nothing ? state.declared.typeOf(state.graph.value(body.inputs[formal])) : std::move(type);
  }

  /// Iteration number or condition: a scalar, or [1] where the body declares it so (torch does, and runtimes run it).
  void bindCounter(size_t formal, DataType element) {
    if (formal >= body.inputs.size())
      return;
    TensorType const &declared = context.shared().graph.value(body.inputs[formal]).declared();
    TensorType type;
    type.element = element;
    type.shape.emplace();
    if (declared.hasRank() && declared.rank() == 1 && (*declared.shape)[0] == 1)
      type.shape->push_back(1);
    bind(formal, std::move(type));
  }

  /// The input without the axis, and without the batch axis before it.
  void bindSlice(size_t formal, size_t input, size_t axis, bool batched = false) {
    TensorType type = context.input(input);
    if (type.shape && axis < type.rank())
      type.shape->erase(type.shape->begin() + axis);
    if (type.shape && batched && type.rank() > 0)
      type.shape->erase(type.shape->begin());
    bind(formal, std::move(type));
  }

  /// A carried value keeps its folded elements only where the body hands it on as it is.
  void bindCarried(size_t formal, size_t input, size_t result, bool wide) {
    TensorType type = context.input(input);
    bool same = formal < body.inputs.size() && result < body.outputs.size() &&
                body.outputs[result] == body.inputs[formal];
    if (wide && !same)
      type.shape.reset();
    bind(formal, std::move(type));
    if (formal < body.inputs.size() && context.hasInput(input))
      context.shared().result.constants[body.inputs[formal]] =
          same && context.constant(input) != nullptr
              ? context.shared().result.constants[context.node.inputs[input]]
              : nullptr;
  }

  /// Widens the formal parameter to hold the body's result too. True where it changed.
  bool widen(size_t formal, size_t result) {
    if (formal >= body.inputs.size() || result >= body.outputs.size() || !body.outputs[result].valid())
      return false;
    TensorType &type = types[body.inputs[formal]];
    TensorType wider = joinTypes(type, types[body.outputs[result]]);
    bool changed = !sameType(wider, type);
    type = std::move(wider);
    return changed;
  }

  void forgetShape(size_t formal, size_t result) {
    bool inRange = formal < body.inputs.size() && result < body.outputs.size();
    if (inRange && body.outputs[result] != body.inputs[formal])
      types[body.inputs[formal]].shape.reset();
  }

private:
  ShapeContext &context;
  TypeMap &types;
  Body const &body;
};
} // namespace

static BodyId ifBody(Node const &node, unsigned step) {
  if (step > 1)
    return {};
  return node.bodyAttribute(step == 0 ? "then_branch" : "else_branch");
}

/// Widens all `count` carried values from (firstFormal, firstResult) on; true where any changed.
static bool widenCarried(BodyBinder &binder, size_t count, size_t firstFormal, size_t firstResult,
                         unsigned step) {
  if (step > turnsToSettle)
    return false;
  bool changed = false;
  for (size_t i = 0; i < count; ++i)
    changed |= binder.widen(firstFormal + i, firstResult + i);
  if (changed && step == turnsToSettle)
    for (size_t i = 0; i < count; ++i)
      binder.forgetShape(firstFormal + i, firstResult + i);
  return changed;
}

/// Formals: iteration, condition, carried values; results: condition, carried values, scanned values.
static BodyId loopBody(ShapeContext &context, unsigned step, bool wide) {
  BodyId id = context.node.bodyAttribute("body");
  if (!id.valid())
    return {};
  BodyBinder binder(context, id);
  size_t carried = context.inputCount() > 2 ? context.inputCount() - 2 : 0;
  if (step > 0)
    return !wide && widenCarried(binder, carried, 2, 1, step) ? id : BodyId();
  binder.bindCounter(0, DataType::Int64);
  binder.bindCounter(1, DataType::Bool);
  for (size_t i = 0; i < carried; ++i)
    binder.bindCarried(2 + i, 2 + i, 1 + i, wide);
  return id;
}

static bool isGeneration(OpKind kind) {
  return kind == OpKind::BeamSearch || kind == OpKind::GreedySearch || kind == OpKind::Sampling;
}

bool isRepeatedOrIdle(ShapeContext &context, unsigned step) {
  if (isGeneration(context.node.kind))
    return false;
  if (context.node.kind != OpKind::If)
    return step > 0;
  SymInt condition = context.scalarInt(0);
  return condition.isKnown() && (condition == 0) == (step == 0);
}

std::optional<ScanLayout> scanLayout(ShapeContext &context) {
  ScanLayout layout;
  layout.batched = context.opset() < 9;
  layout.firstState = layout.batched ? 1 : 0;
  int64_t scanned = context.node.intOr("num_scan_inputs", 0);
  auto given = static_cast<int64_t>(context.inputCount()) - static_cast<int64_t>(layout.firstState);
  if (scanned < 1 || scanned > given) {
    context.bad("num_scan_inputs is {} for {} inputs", scanned, context.inputCount());
    return std::nullopt;
  }
  layout.scanned = static_cast<size_t>(scanned);
  layout.states = static_cast<size_t>(given - scanned);
  return layout;
}

std::optional<size_t> scanAxis(ShapeContext &context, ScanLayout const &layout, llvm::StringRef attribute,
                               size_t i, size_t rank) {
  llvm::ArrayRef<int64_t> axes = context.node.ints(attribute);
  int64_t axis = layout.batched ? 1 : i < axes.size() ? axes[i] : 0;
  return context.normalizeAxis(axis, rank);
}

/// Formals: states, one slice of every scanned input; results: states, one slice of every scanned output.
static BodyId scanBody(ShapeContext &context, unsigned step, bool wide) {
  BodyId id = context.node.bodyAttribute("body");
  auto layout = id.valid() ? scanLayout(context) : std::nullopt;
  if (!layout)
    return {};
  BodyBinder binder(context, id);
  if (step > 0)
    return !wide && widenCarried(binder, layout->states, 0, 0, step) ? id : BodyId();
  for (size_t i = 0; i < layout->states; ++i) {
    binder.bindCarried(i, layout->firstState + i, i, wide);
    if (layout->batched)
      binder.bindSlice(i, layout->firstState + i, 0);
  }
  for (size_t i = 0; i < layout->scanned; ++i) {
    size_t input = layout->firstScanned() + i;
    Shape const *shape = context.shape(input);
    auto axis =
        shape != nullptr ? scanAxis(context, *layout, "scan_input_axes", i, shape->size()) : std::nullopt;
    if (context.isBad())
      return {};
    binder.bindSlice(layout->states + i, input, axis.value_or(0), layout->batched);
  }
  return id;
}

/// Formals: one element of every sequence; tensors as they are.
static BodyId sequenceMapBody(ShapeContext &context, unsigned step) {
  BodyId id = context.node.bodyAttribute("body");
  if (!id.valid() || step > 0)
    return {};
  BodyBinder binder(context, id);
  for (size_t i = 0; i < context.inputCount(); ++i) {
    TensorType type = context.input(i);
    type.form = ValueForm::Tensor;
    binder.bind(i, std::move(type));
  }
  return id;
}

/// The single integer or bool that the value is folded to; unknown otherwise.
static SymInt foldedScalar(InferredTypes const &inferred, ValueId id) {
  FoldedConstant const *folded = id.valid() ? inferred.constants[id].get() : nullptr;
  return folded != nullptr && folded->ints.size() == 1 ? folded->ints.front() : SymInt::unknown();
}

/// The body hands its condition on unchanged (through Identity or Cast), or always says true.
static bool neverStops(Graph const &graph, InferredTypes const &inferred, Body const &body) {
  if (body.outputs.empty() || !body.outputs.front().valid())
    return false;
  ValueId condition = body.outputs.front();
  constexpr unsigned longestChain = 8;
  for (unsigned i = 0; i < longestChain; ++i) {
    if (foldedScalar(inferred, condition) == 1 || (body.inputs.size() > 1 && condition == body.inputs[1]))
      return true;
    NodeId producer = graph.value(condition).producer;
    if (!producer.valid())
      return false;
    Node const &node = graph.node(producer);
    if ((node.kind != OpKind::Identity && node.kind != OpKind::Cast) || !node.hasInput(0))
      return false;
    condition = node.inputs[0];
  }
  return false;
}

SymInt loopTripCount(Graph const &graph, InferredTypes const &inferred, Node const &loop) {
  BodyId body = loop.bodyAttribute("body");
  if (loop.hasInput(1) && foldedScalar(inferred, loop.inputs[1]) == 0)
    return 0; // it does not start
  bool starts = !loop.hasInput(1) || foldedScalar(inferred, loop.inputs[1]) == 1;
  if (!body.valid() || !starts || !neverStops(graph, inferred, graph.body(body)))
    return SymInt::unknown();
  return max(foldedScalar(inferred, loop.input(0)), 0);
}

/// The runtime binds the inputs of encoder and decoder by their places: they have the types that the file declares.
static BodyId generationBody(Node const &node, unsigned step) {
  unsigned seen = 0;
  for (Attribute const &attribute : node.attributes)
    if (auto const *body = std::get_if<BodyId>(&attribute.value); body != nullptr && seen++ == step)
      return *body;
  return {};
}

BodyId nextBody(ShapeContext &context, unsigned step, bool wide) {
  if (isGeneration(context.node.kind))
    return generationBody(context.node, step);
  if (context.node.kind == OpKind::If)
    return ifBody(context.node, step);
  if (context.node.kind == OpKind::Loop)
    return loopBody(context, step, wide);
  if (context.node.kind == OpKind::Scan)
    return scanBody(context, step, wide);
  return sequenceMapBody(context, step);
}

} // namespace eo
