#include "passes/LimitedFeatures.h"

#include "passes/canonical/Layouts.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace eo {

/// Axes behind the first that are longer than 1; nullopt where that is not known.
static Count longAxes(TensorType const &type) {
  if (!type.hasRank())
    return std::nullopt;
  int64_t found = 0;
  for (SymInt const &size : llvm::makeArrayRef(*type.shape).drop_front(type.rank() > 0 ? 1 : 0)) {
    if (!size.isKnown())
      return std::nullopt;
    found += size == 1 ? 0 : 1;
  }
  return found;
}

/// Fewest of the value's, of those of what it is a view of, and of those that the readers who are views show of it: a
/// runtime keeps a tensor in the shape that it can work on.
static Count longAxesOf(Graph const &graph, CanonicalForm const &form, InferredTypes const &inferred,
                        ValueId id, llvm::ArrayRef<NodeId> users) {
  Count fewest = longAxes(inferred.types[id]);
  auto show = [&](ValueId other) {
    Count axes = longAxes(inferred.types[other]);
    if (axes && fewest && inferred.types[other].elements() == inferred.types[id].elements())
      fewest = std::min(*fewest, *axes);
  };
  show(form.source[id]);
  for (NodeId user : users)
    if (form.part[user] == NodePart::View && graph.node(user).hasOutput(0))
      show(graph.node(user).outputs[0]);
  return fewest;
}

/// Of a Transpose: axes that stay side by side are one.
static Count axesMoved(Node const &transpose, TensorType const &x) {
  std::vector<int64_t> order =
      x.hasRank() ? canonical::permutationOf(transpose, x.rank()) : std::vector<int64_t>();
  if (order.empty() || !llvm::all_of(*x.shape, [](SymInt const &size) { return size.isKnown(); }))
    return std::nullopt;
  llvm::erase_if(order, [&](int64_t axis) { return (*x.shape)[static_cast<size_t>(axis)] == 1; });
  auto follows = [&](int64_t axis, int64_t next) { // but for axes of length 1 between them
    return axis < next &&
           llvm::all_of(llvm::makeArrayRef(*x.shape).slice(static_cast<size_t>(axis) + 1,
                                                           static_cast<size_t>(next - axis) - 1),
                        [](SymInt const &size) { return size == 1; });
  };
  int64_t groups = order.empty() ? 0 : 1;
  for (size_t i = 1; i < order.size(); ++i)
    groups += follows(order[i - 1], order[i]) ? 0 : 1;
  return groups;
}

static void addPadding(Node const &node, CostFeatures &f) {
  if (f.kernel.empty())
    return;
  Count most;
  for (int64_t pad : node.ints("pads"))
    most = std::max(most.value_or(0), pad);
  if (!most && !node.has("auto_pad"))
    most = 0;
  if (most)
    f.limits.edit().pad = most;
}

static bool namesLimits(NodeSelector const &selector) {
  return llvm::any_of(selector.bounds, [](FeatureBounds const &bound) {
    return llvm::any_of(limitColumns(),
                        [&](FeatureColumn const &column) { return column.name == bound.feature; });
  });
}

static bool namesLimits(FusionRule const &rule) {
  return namesLimits(rule.into) || namesLimits(rule.after) || namesLimits(rule.unless) ||
         namesLimits(rule.nodes);
}

static bool namesLimits(SlowOperator const &slow) { return namesLimits(slow.nodes); }

static bool namesLimits(CompanionOperators const &companions) { return namesLimits(companions.nodes); }

static bool namesLimits(SizeLimit const &limit) { return namesLimits(limit.nodes); }

bool namesLimits(KernelRules const &rules) {
  auto any = [](auto const &some) {
    return llvm::any_of(some, [](auto const &rule) { return namesLimits(rule); });
  };
  std::optional<Delegation> const &delegate = rules.delegate;
  std::optional<OverridableRules> const &overridable = rules.overridable;
  return any(rules.fuse) || any(rules.free) || any(rules.merge) || any(rules.slow) || any(rules.companions) ||
         (delegate &&
          (namesLimits(delegate->supported) || namesLimits(delegate->except) || any(delegate->limits))) ||
         (overridable && (namesLimits(overridable->apart) || any(overridable->slow)));
}

void addLimited(Graph const &graph, CanonicalForm const &form, InferredTypes const &inferred,
                Node const &node, CostFeatures &f) {
  Count mostAxes;
  auto note = [&](ValueId id, llvm::ArrayRef<NodeId> users) {
    if (id.valid() && form.constant[id] == 0)
      if (Count axes = longAxesOf(graph, form, inferred, id, users))
        mostAxes = std::max(mostAxes.value_or(0), *axes);
  };
  for (ValueId input : node.inputs)
    note(input, {});
  for (ValueId output : node.outputs)
    if (output.valid())
      note(output, graph.users(output));
  if (f.op == OpKind::Transpose && node.kind == OpKind::Transpose && node.hasInput(0) && mostAxes)
    mostAxes = std::min(*mostAxes, axesMoved(node, inferred.types[node.inputs[0]]).value_or(*mostAxes));
  if (mostAxes)
    f.limits.edit().longAxes = mostAxes;
  addPadding(node, f);
  if (node.kind == OpKind::LRN)
    f.limits.edit().window = node.intOr("size", 0);
  ValueId y = node.output(0);
  if (f.op != OpKind::Concat || !y.valid() || !inferred.types[y].hasRank())
    return;
  int64_t rank = static_cast<int64_t>(inferred.types[y].rank()), axis = node.intOr("axis", 0);
  axis += axis < 0 ? rank : 0;
  if (axis >= 0 && axis < rank)
    f.limits.edit().axis = form.axisAsRun(y, axis);
}

} // namespace eo
