//===- GroupKernels.cpp ---------------------------------------------------------------------------------===//
//
// Turns nodes into what the runtime launches, by the rules of the board (lib/board/KernelRules.h):
//
//   c = Conv(x, w)                  one kernel, anchored at Conv; it reads x and s and writes y
//   n = BatchNormalization(c)
//   a = Add(n, s)
//   y = Relu(a)
//
// Grouped is the canonical form (lib/pass/CanonicalForm.h): each of its units counts as one node here, and
// values are the sources that hold them, so that views and no-ops part nothing.
//
// A kernel grows from its result: whoever reads the result joins, where a rule allows it and the result is
// read by nobody else. With several readers (x · sigmoid(x), layer normalization in single steps) all of them
// join up to the next place through which everything passes, or none.
//
#include "lib/board/BoardModel.h"
#include "lib/board/KernelFamily.h"
#include "lib/cost/KernelGroups.h"
#include "lib/pass/CanonicalForm.h"
#include "lib/pass/NetworkAnnotations.h"
#include "passes/Branches.h"
#include "passes/Companions.h"
#include "passes/KernelEdges.h"
#include "passes/NodeText.h"
#include "passes/Passes.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

namespace {

class Grouping {
public:
  Grouping(PassContext &context, KernelRules const &kernelRules, SettingValues const &settings)
      : graph(context.graph), rules(kernelRules), types(context.annotations.get<InferredTypes>().types),
        form(context.annotations.get<CanonicalForm>()), features(context.annotations.get<NodeFeatures>()),
        edges(graph, form), order(graph) {
    if (rules.delegate && llvm::all_of(rules.delegate->when, [&](auto const &setting) {
          return llvm::is_contained(settings, setting);
        }))
      delegation = &*rules.delegate;
    uint32_t place = 0;
    for (NodeId id : form.nodes)
      order[id] = ++place;
    result.position = NodeMap<uint32_t>(graph);
    result.free = NodeMap<char>(graph);
    onHost = NodeMap<char>(graph);
    if (delegation != nullptr)
      findHost();
  }

  KernelGroups run() {
    result.kernels.reserve(features.kernels.size()); // growing copies all of them
    for (NodeId id : form.nodes)
      if (CostFeatures const *node = features.find(id);
          node != nullptr && result.position[id] == 0 && !form.isOpen(graph, graph.node(id)))
        start(*node);
    if (!rules.merge.empty())
      mergeSiblings();
    for (Kernel &kernel : result.kernels)
      if (kernel.nodes.size() > 1)
        edges.sumUp(features, types, kernel);
    if (!rules.slow.empty() || rules.overridable)
      for (Kernel &kernel : result.kernels)
        countPasses(kernel);
    if (rules.runsBeside())
      addCompanions(
          graph, form, types, rules,
          [&](Kernel const &kernel) { return readsOverridable(kernel.nodes.front()); }, result.kernels);
    addMembers();
    return std::move(result);
  }

private:
  /// Bounds that keep the work linear; kernels of real runtimes are far smaller.
  static constexpr size_t maxReaders = 4, maxJoining = 16, maxNodes = 64;

  void start(CostFeatures const &anchor) {
    NodeId id = anchor.node;
    if (llvm::any_of(rules.free, [&](NodeSelector const &selector) { return selector.matches(anchor); })) {
      result.free[id] = 1;
      return;
    }
    Kernel &kernel = result.kernels.emplace_back();
    kernel.features = anchor;
    kernel.nodes = {id};
    kernel.turns = form.turns[graph.node(id).body.index];
    kernel.delegated = !kernelFamily(anchor) || isDelegated(anchor);
    result.position[id] = static_cast<uint32_t>(result.kernels.size());
    bool mayGrow =
        llvm::any_of(rules.fuse, [&](FusionRule const &rule) { return rule.into.matches(anchor); });
    for (ValueId tail = onlyOutput(id); mayGrow && tail.valid();)
      tail = grow(result.kernels.back(), tail);
  }

  /// Beside multiply-accumulates what runs with them does not show: those of the anchor count.
  void countPasses(Kernel &kernel) const {
    llvm::ArrayRef<NodeId> counting = kernel.nodes;
    if (kernel.features.macs.value_or(0) != 0)
      counting = counting.take_front();
    for (NodeId id : counting)
      kernel.features.passes = std::max(kernel.features.passes, passesOf(rules.slow, *features.find(id)));
    if (kernel.features.rare->scores) {
      CostFeatures softmax;
      softmax.op = OpKind::Softmax;
      softmax.costClass = CostClass::Softmax;
      kernel.features.rare.edit().softmaxPasses = passesOf(rules.slow, softmax);
    }
    if (NodeId anchor = kernel.nodes.front(); readsOverridable(anchor))
      kernel.features.passes *= passesOf(rules.overridable->slow, *features.find(anchor));
  }

  /// Whether the runtime has rules for initializers that a caller may override, and the node reads one.
  bool readsOverridable(NodeId id) const {
    constexpr int64_t firstVersion = 4; // before it all initializers had to be listed among the inputs
    return rules.overridable && graph.info().irVersion >= firstVersion &&
           llvm::any_of(graph.node(id).inputs, [&](ValueId input) {
             return input.valid() && graph.value(input).listedAsInput &&
                    graph.value(input).constant != nullptr;
           });
  }

  bool isDelegated(CostFeatures const &node) const { return onHost[node.node] == 0; }

  /// What the accelerator does not support; where it stops, also what depends on that.
  void findHost() {
    for (NodeId id : form.nodes) {
      CostFeatures const *node = features.find(id);
      if (node == nullptr)
        continue;
      bool ifs =
          (form.isOpen(graph, graph.node(id)) && form.part[id] == NodePart::Work) ||
          form.homeOf(graph, id) != graph.main().id; // no accelerator that stops takes a branch or a loop
      bool own = (kernelFamily(*node) && !delegation->covers(*node)) || (ifs && delegation->stops);
      bool behind = delegation->stops && llvm::any_of(form.inputs(graph, id), [&](ValueId input) {
                      NodeId producer = graph.value(input).producer;
                      return producer.valid() && onHost[form.anchorOf(producer)] != 0;
                    });
      onHost[id] = own || behind ? 1 : 0;
      if (own && delegation->stops && !result.stop.valid())
        result.stop = id;
    }
  }

  bool isRead(ValueId output) const {
    return output.valid() && (form.leaves[output] != 0 || !form.readers(output).empty());
  }

  /// The node's only output that anybody reads; invalid where it has several.
  ValueId onlyOutput(NodeId id) const {
    ValueId only;
    for (ValueId output : edges.outputsOf(id)) {
      if (!isRead(output))
        continue;
      if (only.valid())
        return {};
      only = output;
    }
    return only;
  }

  /// Lets the readers of `tail`, the kernel's only result, join. Returns the new result; invalid where the
  /// kernel ends.
  ValueId grow(Kernel &kernel, ValueId tail) {
    llvm::SmallVector<NodeId, 8> joining;
    llvm::SmallVector<ValueId, 4> open = {tail};
    do {
      if (joining.size() == maxJoining || kernel.nodes.size() >= maxNodes)
        return {};
      NodeId next = earliestReader(open, joining);
      if (!next.valid() || !joins(next, kernel, joining, tail))
        return {};
      joining.push_back(next);
      ValueId output = onlyOutput(next);
      if (!output.valid())
        return {};
      open.push_back(output);
      llvm::erase_if(open, [&](ValueId value) {
        return value != output && form.leaves[value] == 0 &&
               llvm::all_of(form.readers(value),
                            [&](NodeId user) { return llvm::is_contained(joining, user); });
      });
    } while (open.size() > 1);
    for (NodeId id : joining) {
      kernel.nodes.push_back(id);
      result.position[id] = static_cast<uint32_t>(result.kernels.size());
    }
    return open.front();
  }

  /// The first node in graph order that reads one of the values and is still free; invalid where one of them
  /// leaves the network or has too many readers.
  NodeId earliestReader(llvm::ArrayRef<ValueId> open, llvm::ArrayRef<NodeId> joining) const {
    NodeId first;
    for (ValueId value : open) {
      llvm::ArrayRef<NodeId> users = form.readers(value);
      if (form.leaves[value] != 0 || users.empty() || users.size() > maxReaders)
        return {};
      for (NodeId user : users)
        if (!isPlaced(user) && !llvm::is_contained(joining, user) &&
            (!first.valid() || order[user] < order[first]))
          first = user;
    }
    return first;
  }

  bool isPlaced(NodeId id) const { return result.position[id] != 0 || result.free[id] != 0; }

  bool joins(NodeId id, Kernel const &kernel, llvm::ArrayRef<NodeId> joining, ValueId tail) const {
    CostFeatures const *node = features.find(id);
    bool together = form.together(graph, id, kernel.nodes.front()); // no branch, or the same one
    if (node == nullptr || order[id] == 0 || !together || !isDelegated(*node) || !kernel.delegated)
      return false;
    if (readsOverridable(id) && rules.overridable->apart.matches(*node))
      return false;
    return llvm::any_of(rules.fuse, [&](FusionRule const &rule) {
      return rule.into.matches(kernel.features) && rule.nodes.matches(*node) &&
             (rule.after.empty() || contains(kernel, rule.after)) && !contains(kernel, rule.unless) &&
             readsOnly(*node, rule.residual, kernel, joining, tail);
    });
  }

  bool contains(Kernel const &kernel, NodeSelector const &selector) const {
    return llvm::any_of(kernel.nodes, [&](NodeId id) { return selector.matches(*features.find(id)); });
  }

  /// Whether all activations the node reads come from the kernel or are read by it already. `residual`: or
  /// are as large as the kernel's result and the node's.
  bool readsOnly(CostFeatures const &node, bool residual, Kernel const &kernel,
                 llvm::ArrayRef<NodeId> joining, ValueId tail) const {
    SymInt size = types[tail].elements();
    auto inside = [&](NodeId id) {
      return llvm::is_contained(kernel.nodes, id) || llvm::is_contained(joining, id);
    };
    auto alreadyRead = [&](ValueId value) { return llvm::any_of(form.readers(value), inside); };
    return llvm::all_of(form.inputs(graph, node.node), [&](ValueId input) {
      NodeId producer = graph.value(input).producer;
      if (producer.valid() && inside(form.anchorOf(producer)))
        return true;
      return alreadyRead(input) || (residual && types[input].elements() == size && node.outputElements &&
                                    size == *node.outputElements);
    });
  }

  /// Kernels that read the same single activation and are otherwise alike run as one, the first one's.
  void mergeSiblings() {
    llvm::DenseMap<uint32_t, llvm::SmallVector<uint32_t, 2>> firstOf; // by value
    std::vector<uint32_t> target(result.kernels.size()), siblings(result.kernels.size());
    bool merges = false;
    for (uint32_t k = 0; k < result.kernels.size(); ++k) {
      target[k] = k;
      llvm::SmallVector<ValueId, 4> inputs;
      if (mayHaveSiblings(result.kernels[k].nodes.front()) && isMergeable(result.kernels[k].features))
        inputs = edges.inputsOf(result.kernels[k]);
      if (inputs.size() != 1)
        continue;
      llvm::SmallVector<uint32_t, 2> &seen = firstOf[inputs.front().index];
      auto bodyOf = [&](uint32_t kernel) { return form.homeOf(graph, result.kernels[kernel].nodes.front()); };
      auto twin = llvm::find_if(seen, [&](uint32_t first) {
        return bodyOf(first) == bodyOf(k) && alike(result.kernels[first], result.kernels[k]);
      });
      if (twin == seen.end() && seen.size() < maxReaders)
        seen.push_back(k);
      else if (twin != seen.end() && ++siblings[*twin] < maxNodes) {
        target[k] = *twin;
        merges = true;
      }
    }
    if (merges)
      moveTogether(target);
  }

  /// Whether others read an activation that the anchor reads, as far as that can be seen at a glance.
  bool mayHaveSiblings(NodeId anchor) const {
    return form.unitOf(anchor) != nullptr || llvm::any_of(graph.node(anchor).inputs, [&](ValueId input) {
             return input.valid() && form.constant[input] == 0 && form.readers(form.source[input]).size() > 1;
           });
  }

  bool isMergeable(CostFeatures const &anchor) const {
    return llvm::any_of(rules.merge, [&](NodeSelector const &selector) { return selector.matches(anchor); });
  }

  static bool alike(Kernel const &a, Kernel const &b) {
    CostFeatures const &f = a.features, &g = b.features;
    return f.op == g.op && f.costClass == g.costClass && f.kernel == g.kernel && f.stride == g.stride &&
           f.dilation == g.dilation && f.outSize == g.outSize && a.delegated == b.delegated;
  }

  void moveTogether(llvm::ArrayRef<uint32_t> target) {
    std::vector<Kernel> kept;
    kept.reserve(target.size());
    std::vector<uint32_t> place(target.size());
    for (uint32_t k = 0; k < target.size(); ++k) {
      if (target[k] == k) {
        place[k] = static_cast<uint32_t>(kept.size());
        kept.push_back(std::move(result.kernels[k]));
        continue;
      }
      Kernel &first = kept[place[target[k]]];
      Kernel &twin = result.kernels[k];
      first.nodes.insert(first.nodes.end(), twin.nodes.begin(), twin.nodes.end());
      if (first.features.ofm && twin.features.ofm)
        first.features.ofm = (SymInt(*first.features.ofm) + *twin.features.ofm).tryValue();
    }
    result.kernels = std::move(kept);
    for (uint32_t k = 0; k < result.kernels.size(); ++k)
      for (NodeId id : result.kernels[k].nodes)
        result.position[id] = k + 1;
  }

  /// Puts the other nodes of every unit into the kernel of its anchor.
  void addMembers() {
    for (CanonicalUnit const &unit : form.units) {
      uint32_t position = result.position[unit.nodes.front()];
      if (position == 0) { // free
        for (NodeId id : unit.nodes)
          result.free[id] = result.free[unit.nodes.front()];
        continue;
      }
      auto &nodes = result.kernels[position - 1].nodes;
      for (NodeId id : llvm::makeArrayRef(unit.nodes).drop_front()) {
        nodes.push_back(id);
        result.position[id] = position;
      }
    }
    for (Kernel &kernel : result.kernels)
      std::sort(kernel.nodes.begin() + 1, kernel.nodes.end(),
                [&](NodeId a, NodeId b) { return order[a] < order[b]; });
  }

  Graph const &graph;
  KernelRules const &rules;
  Delegation const *delegation = nullptr;
  TypeMap const &types;
  CanonicalForm const &form;
  NodeFeatures const &features;
  KernelEdges edges;
  NodeMap<char> onHost;    ///< 1: left to what is beside the accelerator
  NodeMap<uint32_t> order; ///< 1 + place in the canonical form; 0 for nodes of bodies of loops
  KernelGroups result;
};

} // namespace

llvm::Error groupKernels(PassContext &context) {
  static ChosenBoard const none;
  auto const *chosen = context.annotations.find<ChosenBoard>();
  static KernelRules const noRules;
  KernelRules const &rules = chosen != nullptr ? chosen->model->kernels : noRules;
  KernelGroups groups = Grouping(context, rules, chosen != nullptr ? chosen->settings : none.settings).run();
  chooseBranches(context.graph, context.annotations, groups);
  context.annotations.set(std::move(groups));
  return llvm::Error::success();
}

std::string describeKernel(PassContext const &context, Node const &node) {
  auto const &groups = context.annotations.get<KernelGroups>();
  Kernel const *kernel = groups.find(node.id);
  if (kernel == nullptr)
    return groups.free[node.id] != 0 ? "a view for the runtime" : "";
  if (kernel->nodes.front() != node.id)
    return fmt::format("runs with '{}'", context.graph.node(kernel->nodes.front()).name);
  if (kernel->nodes.size() == 1)
    return "a kernel of its own";
  return fmt::format("kernel of {} nodes", kernel->nodes.size());
}

} // namespace eo
