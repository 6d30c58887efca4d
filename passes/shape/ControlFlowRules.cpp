//===- ControlFlowRules.cpp - If, Loop, Scan, SequenceMap ---------------------------------------===//
//
// The bodies are inferred already: their results are read here.
//

#include "passes/shape/ControlFlow.h"
#include "passes/shape/ShapeRules.h"
#include "passes/shape/TypeJoin.h"

namespace eo::shape {

/// The type of result i of the body; nothing known where there is none.
static TensorType bodyResult(ShapeContext &context, BodyId body, size_t i) {
  std::vector<ValueId> const &outputs = context.shared().graph.body(body).outputs;
  return i < outputs.size() && outputs[i].valid() ? context.shared().result.types[outputs[i]] : TensorType();
}

/// The type of formal parameter i: what holds for a carried value on all turns.
static TensorType carriedType(ShapeContext &context, BodyId body, size_t i) {
  std::vector<ValueId> const &inputs = context.shared().graph.body(body).inputs;
  return i < inputs.size() ? context.shared().result.types[inputs[i]] : TensorType();
}

/// Outputs are the chosen branch's where the condition is folded, otherwise what holds for both.
void ifOp(ShapeContext &context) {
  if (!context.needsInputs(1))
    return;
  BodyId yes = context.node.bodyAttribute("then_branch"), no = context.node.bodyAttribute("else_branch");
  if (!yes.valid() || !no.valid())
    return context.bad("{} is missing", yes.valid() ? "else_branch" : "then_branch");
  SymInt condition = context.scalarInt(0);
  for (size_t i = 0; i < context.node.outputs.size(); ++i) {
    if (!condition.isKnown()) {
      context.set(i, joinTypes(bodyResult(context, yes, i), bodyResult(context, no, i)));
      continue;
    }
    BodyId chosen = condition == 0 ? no : yes;
    context.set(i, bodyResult(context, chosen, i));
    std::vector<ValueId> const &results = context.shared().graph.body(chosen).outputs;
    if (i < results.size() && results[i].valid())
      context.foldFrom(i, results[i]);
  }
}

/// The number of turns. Initializers that decide it are folded first, for the passes behind this one too.
static SymInt readTripCount(ShapeContext &context, BodyId body) {
  ShapeState &state = context.shared();
  std::vector<ValueId> const &results = state.graph.body(body).outputs;
  if (!results.empty() && results.front().valid())
    state.constant(results.front());
  context.constant(0);
  context.constant(1);
  return loopTripCount(state.graph, state.result, context.node);
}

/// Results of the carried values, then one [trip count, …] tensor per further result of the body.
void loop(ShapeContext &context) {
  BodyId body = context.node.bodyAttribute("body");
  if (!body.valid())
    return context.bad("body is missing");
  SymInt trips = readTripCount(context, body);
  size_t carried = context.inputCount() > 2 ? context.inputCount() - 2 : 0;
  if (trips.isUnknown() && context.node.outputs.size() > carried)
    context.dataDependent("the trip count depends on data");
  bool runs = evidentlyAtLeast(trips, 1);
  for (size_t i = 0; i < context.node.outputs.size(); ++i) {
    TensorType type = bodyResult(context, body, 1 + i);
    if (i < carried) {
      context.set(i, runs ? std::move(type) : joinTypes(carriedType(context, body, 2 + i), type));
      continue;
    }
    if (type.shape)
      type.shape->insert(type.shape->begin(), trips);
    context.set(i, std::move(type));
  }
}

/// The length of the scanned axis: that of the first scanned input that knows it.
static SymInt scanLength(ShapeContext &context, ScanLayout const &layout) {
  for (size_t i = 0; i < layout.scanned; ++i) {
    Shape const *shape = context.shape(layout.firstScanned() + i);
    auto axis =
        shape != nullptr ? scanAxis(context, layout, "scan_input_axes", i, shape->size()) : std::nullopt;
    if (axis && (*shape)[*axis].isExpression())
      return (*shape)[*axis];
  }
  return SymInt::unknown();
}

void scan(ShapeContext &context) {
  BodyId body = context.node.bodyAttribute("body");
  if (!body.valid())
    return context.bad("body is missing");
  auto layout = scanLayout(context);
  if (!layout)
    return;
  SymInt length = scanLength(context, *layout);
  Shape const *first = context.shape(layout->firstScanned());
  SymInt batch = first != nullptr && !first->empty() ? first->front() : SymInt::unknown();
  for (size_t i = 0; i < context.node.outputs.size() && !context.isBad(); ++i) {
    TensorType type = bodyResult(context, body, i);
    bool isState = i < layout->states;
    if (type.shape && layout->batched)
      type.shape->insert(type.shape->begin(), batch);
    if (type.shape && !isState) {
      auto axis = scanAxis(context, *layout, "scan_output_axes", i - layout->states, type.rank() + 1);
      if (!axis)
        return;
      type.shape->insert(type.shape->begin() + *axis, length);
    }
    context.set(i, std::move(type));
  }
}

/// One sequence per result of the body.
void sequenceMap(ShapeContext &context) {
  BodyId body = context.node.bodyAttribute("body");
  if (!body.valid())
    return context.bad("body is missing");
  for (size_t i = 0; i < context.node.outputs.size(); ++i) {
    TensorType type = bodyResult(context, body, i);
    type.form = ValueForm::Sequence;
    context.set(i, std::move(type));
  }
}

} // namespace eo::shape
