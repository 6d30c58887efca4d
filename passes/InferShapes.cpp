//===- InferShapes.cpp ----------------------------------------------------------------------------===//
//
// Finds the type of every value by one rule per operator (passes/shape/), in node order, and folds the
// integer arithmetic that feeds shapes:
//
//   s = Shape(x); n = Gather(s, 0); t = Concat(n, -1); y = Reshape(x, t)     x: float32[N x 3 x 8 x 8]
//   y: float32[N x 192]
//
// What the file declares fills in where the rule says nothing; where they contradict, the rule wins with a
// warning.
//
#include "passes/Passes.h"
#include "passes/UserRules.h"
#include "passes/shape/ControlFlow.h"
#include "passes/shape/ShapeRules.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

#include <set>

namespace eo {

namespace {
class ShapeInference {
public:
  explicit ShapeInference(PassContext &passContext)
      : graph(passContext.graph), diagnostics(passContext.diagnostics),
        bound(passContext.annotations.get<BoundInputs>()), userRules(passContext.annotations.find<OpRules>()),
        state(graph, bound) {}

  InferredTypes run() {
    seedTypes();
    frames.push_back({graph.main().id});
    while (!frames.empty())
      advance();
    noteUserRules();
    return std::move(state.result);
  }

private:
  /// A body on its way; bodies of control flow lie above their owner's, so that nesting costs no stack.
  struct Frame {
    BodyId body;
    size_t next = 0;    ///< position in the body's nodes
    unsigned step = 0;  ///< bodies of the node at `next` that are done
    bool quiet = false; ///< a further turn of a loop, or a branch that is never taken: nothing to report
  };

  /// Deeper loops settle in one turn, with less known of their carried values, so that the work stays linear.
  static constexpr size_t deepLoops = 2;

  void seedTypes() {
    for (Value const &value : graph.values()) {
      TensorType &type = state.result.types[value.id];
      if (value.constant != nullptr)
        type = value.constant->tensorType();
      else if (value.source != ValueSource::NodeOutput)
        type = state.declared.typeOf(value);
    }
    for (ValueId id : graph.main().inputs)
      state.result.types[id] = bound.types[id];
    for (Value const &value : graph.values())
      if (TensorType &type = state.result.types[value.id]; type.shape && type.rank() > maxRank)
        type.shape.reset();
  }

  void advance() {
    Frame &frame = frames.back();
    Body const &body = graph.body(frame.body);
    if (frame.next == body.nodes.size()) {
      frames.pop_back();
      return;
    }
    Node const &node = graph.node(body.nodes[frame.next]);
    DiagnosticEngine &engine = frame.quiet ? muted : diagnostics;
    ShapeContext context(state, node, engine);
    if (opClass(node.kind) == OpClass::ControlFlow && userRule(node) == nullptr) {
      BodyId child = nextBody(context, frame.step, frames.size() > deepLoops);
      if (child.valid()) {
        bool quiet = frame.quiet || isRepeatedOrIdle(context, frame.step);
        ++frame.step;
        frames.push_back({child, 0, 0, quiet}); // `frame` is gone from here on
        return;
      }
    }
    if (frame.quiet)
      forgetOutputs(node);
    infer(context, engine);
    ++frame.next;
    frame.step = 0;
  }

  void forgetOutputs(Node const &node) {
    for (ValueId id : node.outputs) {
      if (!id.valid())
        continue;
      state.result.types[id] = {};
      state.result.constants[id] = nullptr;
      state.sequences.erase(id.index);
    }
  }

  void infer(ShapeContext &context, DiagnosticEngine &engine) {
    Node const &node = context.node;
    OpRule const *ofUser = userRule(node);
    if (ofUser != nullptr && !ofUser->builtIn)
      usedRules.insert(node.opType.str());
    if (ShapeRule rule = shapeRule(node.kind); rule == nullptr && ofUser == nullptr)
      noteMissingRule(node);
    else if (!context.isBad())
      apply(rule, ofUser, context);
    if (node.opset > newestOpset && node.domain.empty())
      noteNewerOpset(node);
    if (context.isBad())
      forgetOutputs(node);
    for (ValueId id : node.outputs)
      if (id.valid())
        state.declared.complete(graph.value(id), node, state.result.types[id], context.isBad(), engine);
  }

  /// What would have a negative size or no sensible rank cannot run.
  void apply(ShapeRule rule, OpRule const *ofUser, ShapeContext &context) {
    ofUser != nullptr ? applyUserRule(*ofUser, context) : rule(context);
    for (size_t i = 0; i < context.node.outputs.size(); ++i) {
      Shape const *shape = context.outputShape(i);
      if (shape == nullptr)
        continue;
      if (shape->size() > maxRank)
        context.bad("output {} would have rank {}", i, shape->size());
      for (size_t axis = 0; axis < shape->size(); ++axis)
        if ((*shape)[axis].isKnown() && (*shape)[axis].value() < 0)
          context.bad("output {} would have size {} on axis {}", i, (*shape)[axis].value(), axis);
    }
  }

  void noteMissingRule(Node const &node) {
    std::string domain = node.domain.str();
    if (!withoutRule.insert(domain + ":" + node.opType.str()).second)
      return;
    diagnostics.warn(DiagCode::NoShapeRule, node.name,
                     fmt::format("operator {} of domain '{}' has no shape rule", node.opType.str(),
                                 domain.empty() ? "ai.onnx" : domain),
                     node.opType == "EPContext"
                         ? "it holds a part of the network compiled for an accelerator, whose layers cannot be "
                           "seen: analyse the file it was made from"
                         : "");
  }

  OpRule const *userRule(Node const &node) const {
    return userRules != nullptr ? userRules->find(node) : nullptr;
  }

  void noteUserRules() {
    if (!usedRules.empty())
      diagnostics.note(DiagCode::RuleFromOpFile, "",
                       "counted by rules of the op-file: " + llvm::join(usedRules, ", "));
  }

  void noteNewerOpset(Node const &node) {
    if (!newerOpsetNoted)
      diagnostics.note(
          DiagCode::NewerOpset, node.name,
          fmt::format("opset {} of ai.onnx is newer than the rules, which know {}", node.opset, newestOpset));
    newerOpsetNoted = true;
  }

  Graph const &graph;
  DiagnosticEngine &diagnostics;
  BoundInputs const &bound;
  OpRules const *userRules;
  std::set<std::string> usedRules;
  ShapeState state;
  DiagnosticEngine muted{0};
  std::vector<Frame> frames;
  llvm::StringSet<> withoutRule;
  bool newerOpsetNoted = false;
};
} // namespace

llvm::Error inferShapes(PassContext &context) {
  context.annotations.set(ShapeInference(context).run());
  return llvm::Error::success();
}

} // namespace eo
