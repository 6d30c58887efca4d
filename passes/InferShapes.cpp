//===- InferShapes.cpp ----------------------------------------------------------------------------===//
//
// Finds the type of every value by one rule per operator (passes/shape/), in node order, and folds the
// integer arithmetic that feeds shapes:
//
//   s = Shape(x); n = Gather(s, 0); t = Concat(n, -1); y = Reshape(x, t)     x: float32[N x 3 x 8 x 8]
//   y: float32[N x 192]
//
// What the file declares fills in where the rule says nothing; where they contradict, the rule wins with a
// warning. Sizes that only data know (the length of a speech, the number of boxes) are open first, and follow from
// dimensions of outputs and inner values that the user gives a value (--dim).
//
#include "passes/Passes.h"
#include "passes/SamplesPerRun.h"
#include "passes/SizesOfData.h"
#include "passes/UserRules.h"
#include "passes/shape/ApplyRule.h"
#include "passes/shape/ControlFlow.h"
#include "passes/shape/ShapeRules.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

#include <set>

namespace eo {

namespace {
class ShapeInference {
public:
  ShapeInference(PassContext &passContext, DiagnosticEngine &engine)
      : graph(passContext.graph), diagnostics(engine), bound(passContext.annotations.get<BoundInputs>()),
        userRules(passContext.annotations.find<OpRules>()), state(graph, bound) {}

  /// With openSize() for the sizes that data decide; only to look for these.
  KnownSizes findSizes() {
    leavesOpen = true;
    sizes = bound.inner;
    InferredTypes inferred = run();
    KnownSizes found = sizesOfData(graph, state.declared, inferred);
    found.insert(bound.inner.begin(), bound.inner.end());
    return found;
  }

  InferredTypes run(KnownSizes known) {
    sizes = std::move(known);
    return run();
  }

private:
  InferredTypes run() {
    seedTypes();
    frames.push_back({graph.main().id});
    while (!frames.empty())
      advance();
    noteUserRules();
    state.result.types.share();
    return std::move(state.result);
  }

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
      if (ConstantTensor const *tensor = value.constant) {
        type.element = tensor->type;
        type.shape.emplace(tensor->dims.begin(), tensor->dims.end());
      } else if (value.source != ValueSource::NodeOutput && value.declaration != nullptr) {
        type = state.declared.typeOf(value);
      }
    }
    for (auto const &[id, type] : bound.types)
      state.result.types[id] = type;
    for (Value const &value : graph.values())
      if (TensorType &type = state.result.types[value.id]; type.shape && type.rank() > maxRank)
        type.shape.reset();
    for (auto const &[id, number] : bound.given)
      seedElements(id, number);
  }

  /// --value: all elements of a small input.
  void seedElements(ValueId id, double number) {
    TensorType const &type = state.result.types[id];
    std::optional<size_t> count = type.shape ? foldableCount(*type.shape) : std::nullopt;
    if (!count || !state.charge(*count))
      return;
    FoldedConstant folded;
    if (isFloatingPoint(type.element))
      folded.floats.assign(*count, number);
    else
      folded.ints.assign(*count, SymInt(static_cast<int64_t>(number)));
    state.result.constants[id] = std::make_shared<FoldedConstant const>(std::move(folded));
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
      applyShapeRule([&](ShapeContext &own) { ofUser != nullptr ? applyUserRule(*ofUser, own) : rule(own); },
                     context);
    if (node.opset > newestOpset && node.domain.empty())
      noteNewerOpset(node);
    if (context.isBad()) {
      forgetOutputs(node);
      if (frames.size() == 1)
        state.result.refused.push_back(node.id);
    }
    bool surely = sizesKnown(node);
    for (ValueId id : node.outputs) {
      if (!id.valid())
        continue;
      state.declared.complete(graph.value(id), node, state.result.types[id], context.isBad(), engine);
      if (!context.isBad())
        takeSizes(id, surely);
    }
  }

  /// No input has a size that is not known: what is not known of the outputs is decided here.
  bool sizesKnown(Node const &node) const {
    return llvm::all_of(node.inputs, [&](ValueId id) {
      TensorType const *type = id.valid() ? &state.result.types[id] : nullptr;
      return type == nullptr ||
             (type->shape && llvm::none_of(*type->shape, [](SymInt const &dim) { return dim.isUnknown(); }));
    });
  }

  void takeSizes(ValueId id, bool decidedHere) {
    TensorType &type = state.result.types[id];
    if (!type.shape || (sizes.empty() && !leavesOpen))
      return;
    for (unsigned axis = 0; axis < type.rank(); ++axis) {
      SymInt &dim = (*type.shape)[axis];
      auto found = sizes.find({id, axis});
      if (dim.isUnknown() && found != sizes.end())
        dim = found->second;
      else if (dim.isUnknown() && leavesOpen && decidedHere)
        dim = openSize(id, axis);
      else if (found != sizes.end() && !(dim == found->second))
        diagnostics.warn(DiagCode::DimensionOverridden, "",
                         fmt::format("value '{}': axis {} is {} by its operator, {} is not used",
                                     graph.value(id).name, axis, dim.str(), found->second));
    }
  }

  void noteMissingRule(Node const &node) {
    std::string domain = node.domain.str();
    if (!withoutRule.insert(domain + ":" + node.opType.str()).second)
      return;
    diagnostics.warn(
        DiagCode::NoShapeRule, node.name,
        fmt::format("operator {} of domain '{}' has no shape rule", node.opType,
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
  KnownSizes sizes;        ///< of what data decide
  bool leavesOpen = false; ///< put openSize() where nobody knows
  DiagnosticEngine muted{0};
  std::vector<Frame> frames;
  llvm::StringSet<> withoutRule;
  bool newerOpsetNoted = false;
};
} // namespace

llvm::Error inferShapes(PassContext &context) {
  auto const &bound = context.annotations.get<BoundInputs>();
  KnownSizes sizes;
  if (bound.bindsInner) {
    DiagnosticEngine unheard(0);
    sizes = ShapeInference(context, unheard).findSizes();
  }
  InferredTypes inferred = ShapeInference(context, context.diagnostics).run(std::move(sizes));
  inferred.batch = samplesPerRun(context.graph, bound, inferred);
  context.annotations.set(std::move(inferred));
  return llvm::Error::success();
}

} // namespace eo
