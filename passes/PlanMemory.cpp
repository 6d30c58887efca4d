//===- PlanMemory.cpp -----------------------------------------------------------------------------------===//
//
// The most bytes of activations alive at once as the board's runtime keeps them, at the file's types:
//
//   c = Conv(x, w); y = Relu(c)     one kernel: c never exists
//   a = Relu(b)                     in place, where b is read for the last time and no input of the network
//   d = Concat(e, f)                where the board's runtime makes it a view: e and f are parts of d
//
// Kernels run where their last node stands; views and no-ops share the buffer of what they show. Bodies of control
// flow keep what passes/LiveBytes.h says of them.
//
#include "lib/cost/KernelGroups.h"
#include "lib/pass/CanonicalForm.h"
#include "lib/pass/NetworkAnnotations.h"
#include "passes/LiveBytes.h"
#include "passes/Passes.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

namespace {

class MemoryPlanner {
public:
  explicit MemoryPlanner(PassContext &context)
      : graph(context.graph), types(context.annotations.get<InferredTypes>().types),
        roles(context.annotations.get<NodeRoles>()), form(context.annotations.get<CanonicalForm>()),
        groups(context.annotations.get<KernelGroups>()),
        inner(graph.bodyCount() > 1 ? peakLiveBytes(graph, types, roles) : LivePeak{0, 0, {}}),
        step(context.graph), spans(context.graph), owner(context.graph) {}

  MemoryPlan run() {
    placeNodes();
    for (Value const &value : graph.values())
      if (isKept(value))
        spans[value.id] = spanOf(value);
    shareViews();
    workInPlace();
    return sweep();
  }

private:
  /// From the step that writes it to the last that reads it; `end` steps: to the end.
  struct Span {
    bool kept = false, isInput = false;
    uint32_t from = 0, to = 0;
    SymInt bytes = 0;
  };

  /// Every node's step; nodes of a kernel have that of its last one, nodes of bodies that of their row.
  void placeNodes() {
    for (NodeId id : form.nodes)
      if (form.homeOf(graph, id) == graph.main().id) {
        step[id] = static_cast<uint32_t>(ordered.size());
        ordered.push_back(id);
      }
    end = static_cast<uint32_t>(ordered.size());
    for (Kernel const &kernel : groups.kernels)
      if (form.homeOf(graph, kernel.nodes.front()) == graph.main().id) {
        uint32_t last = 0;
        for (NodeId id : kernel.nodes)
          last = std::max(last, step[id]);
        for (NodeId id : kernel.nodes)
          step[id] = last;
      }
    for (uint32_t body = 1; body < graph.bodyCount(); ++body) // outer bodies first
      if (form.home[body] != graph.main().id)
        for (NodeId id : graph.body({body}).nodes)
          step[id] = step[graph.body({body}).owner];
  }

  /// A source of the main graph that some other kernel, or who runs the network, reads.
  bool isKept(Value const &value) const {
    if (form.home[value.body.index] != graph.main().id || form.source[value.id] != value.id ||
        form.constant[value.id] != 0)
      return false;
    if (value.source == ValueSource::Input)
      return roles.isParameter[value.id] == 0;
    if (value.source != ValueSource::NodeOutput || roles.roles[value.producer] != NodeRole::Live)
      return false;
    uint32_t kernel = groups.position[value.producer];
    return form.leaves[value.id] != 0 || llvm::any_of(form.readers(value.id), [&](NodeId reader) {
             return kernel == 0 || groups.position[reader] != kernel;
           });
  }

  Span spanOf(Value const &value) {
    Span span{true, value.source == ValueSource::Input, 0, 0, types[value.id].bytes()};
    if (span.bytes.isUnknown()) {
      allKnown = false;
      span.bytes = 0;
    }
    span.from = span.isInput ? 0 : step[value.producer];
    span.to = form.leaves[value.id] != 0 ? end : span.from;
    for (NodeId reader : form.readers(value.id))
      span.to = std::max(span.to, step[reader]);
    return span;
  }

  /// The value whose buffer the value lies in.
  ValueId ownerOf(ValueId id) {
    while (owner[id].valid()) {
      if (ValueId next = owner[owner[id]]; next.valid())
        owner[id] = next;
      id = owner[id];
    }
    return id;
  }

  /// `part` lies in the buffer of `whole` from now on.
  void join(ValueId part, ValueId whole) {
    part = ownerOf(part);
    whole = ownerOf(whole);
    if (part == whole)
      return;
    Span &into = spans[whole];
    into.from = std::min(into.from, spans[part].from);
    into.to = std::max(into.to, spans[part].to);
    owner[part] = whole;
  }

  /// What the board's runtime makes views: parts of a Concat are written where it reads them, what a Slice gives lies
  /// in what it is given.
  void shareViews() {
    for (NodeId id : ordered) {
      Node const &node = graph.node(id);
      if (groups.free[id] == 0 || !node.hasOutput(0))
        continue;
      std::vector<ValueId> inputs = form.inputs(graph, id);
      if (node.kind == OpKind::Concat) {
        for (ValueId input : inputs)
          if (spans[node.outputs[0]].kept && spans[input].kept && !spans[input].isInput &&
              !owner[input].valid())
            join(input, node.outputs[0]);
      } else if (inputs.size() == 1 && spans[inputs.front()].kept) {
        for (ValueId output : node.outputs)
          if (output.valid() && spans[output].kept)
            join(output, inputs.front());
      }
    }
  }

  /// Elementwise kernels write over an input of their result's size that nobody reads afterwards.
  void workInPlace() {
    for (Kernel const &kernel : groups.kernels) {
      CostClass work = kernel.features.costClass;
      Node const &anchor = graph.node(kernel.nodes.front());
      if ((work != CostClass::Elementwise && work != CostClass::Activation) ||
          form.homeOf(graph, anchor.id) != graph.main().id)
        continue;
      ValueId result;
      for (NodeId id : kernel.nodes)
        for (ValueId output : graph.node(id).outputs)
          if (output.valid() && spans[output].kept)
            result = output;
      if (!result.valid() || owner[result].valid())
        continue;
      uint32_t now = step[anchor.id];
      for (NodeId id : kernel.nodes)
        for (ValueId input : form.inputs(graph, id)) {
          ValueId held = spans[input].kept ? ownerOf(input) : ValueId();
          if (!owner[result].valid() && held.valid() && held != result && !spans[held].isInput &&
              spans[held].to == now && spans[held].bytes == spans[result].bytes)
            join(result, held);
        }
    }
  }

  MemoryPlan sweep() {
    std::vector<SymInt> born(end + 1), dying(end + 1); // bytes by step
    for (Value const &value : graph.values())
      if (Span const &span = spans[value.id]; span.kept && !owner[value.id].valid()) {
        born[span.from] += span.bytes;
        dying[span.to] += span.bytes;
      }
    SymInt live = 0, peak = 0;
    for (uint32_t now = 0; now <= end; ++now) {
      live += born[now];
      peak = max(peak, live + (now < end ? bodiesOf(graph.node(ordered[now])) : SymInt(0)));
      live = live - dying[now];
    }
    bool known = allKnown && !inner.bytes.isUnknown();
    return {known ? peak : SymInt::unknown(), peak};
  }

  SymInt bodiesOf(Node const &node) const {
    SymInt most = 0;
    if (form.part[node.id] == NodePart::Branch)
      return most; // its nodes are among the others
    for (Attribute const &attribute : node.attributes)
      if (auto const *body = std::get_if<BodyId>(&attribute.value); body != nullptr)
        most = max(most, inner.bodies[body->index]);
    return besideOutputs(node, most, types);
  }

  Graph const &graph;
  ValueMap<TensorType> const &types;
  NodeRoles const &roles;
  CanonicalForm const &form;
  KernelGroups const &groups;
  LivePeak inner; ///< of bodies; nothing where there are none
  NodeMap<uint32_t> step;
  ValueMap<Span> spans;
  ValueMap<ValueId> owner;     ///< of what lies in another's buffer
  std::vector<NodeId> ordered; ///< what runs in the main graph, with the branches that known conditions pick
  uint32_t end = 0;
  bool allKnown = true;
};

} // namespace

llvm::Error planMemory(PassContext &context) {
  context.annotations.set(MemoryPlanner(context).run());
  return llvm::Error::success();
}

} // namespace eo
