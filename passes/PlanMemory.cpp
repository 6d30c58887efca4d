//===- PlanMemory.cpp -----------------------------------------------------------------------------------===//
//
// The most bytes of activations alive at once as the board's runtime keeps them, at the precision it executes:
//
//   c = Conv(x, w); y = Relu(c)     one kernel: c never exists
//   a = Relu(b)                     in place, where b is read for the last time and no input of the network
//   d = Concat(e, f)                where the board's runtime makes it a view: e and f are parts of d
//
// Kernels run where their last node stands; views and no-ops share the buffer of what they show. Bodies of control
// flow keep what passes/LiveBytes.h says of them.
//
#include "lib/board/BoardModel.h"
#include "passes/MemoryPlanner.h"
#include "passes/Passes.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

static constexpr unsigned asInTheFile = 64; ///< bits: wider than any floating-point type

static unsigned bitsExecuted(PassContext const &context) {
  auto const *board = context.annotations.find<ChosenBoard>();
  return board != nullptr ? bitWidth(board->precision()) : asInTheFile;
}

MemoryPlanner::MemoryPlanner(PassContext const &context, unsigned floatBits)
    : graph(context.graph), types(context.annotations.get<InferredTypes>().types),
      roles(context.annotations.get<NodeRoles>()), form(context.annotations.get<CanonicalForm>()),
      groups(context.annotations.get<KernelGroups>()),
      inner(graph.bodyCount() > 1 ? peakLiveBytes(graph, types, roles) : LivePeak{0, 0, {}}), step(graph),
      spans(graph), owner(graph), executedBits(floatBits != 0 ? floatBits : bitsExecuted(context)) {
  placeNodes();
  for (Value const &value : graph.values())
    if (isKept(value)) {
      spans[value.id] = spanOf(value);
      kept.push_back(value.id);
    }
  shareViews();
  findInPlace();
  placed.reserve(kept.size());
  for (ValueId id : kept)
    placed.push_back({spans[id], owner[id]});
}

MemoryPlan MemoryPlanner::run() {
  size(executedBits);
  return sweep();
}

MemoryBuffers MemoryPlanner::buffers() {
  MemoryBuffers result;
  size(asInTheFile);
  result.filePeakBytes = sweep().peakBytes;
  size(executedBits);
  result.steps = end;
  for (ValueId id : kept)
    if (!owner[id].valid()) {
      Span const &span = spans[id];
      SymInt bytes = bytesOf(id, executedBits); // a span of unknown size counts as 0
      result.buffers.push_back(
          {id, {}, span.from, span.to, span.isInput, bytes.isUnknown() ? bytes : span.bytes});
    }
  if (graph.bodyCount() > 1)
    for (uint32_t now = 0; now < end; ++now)
      if (SymInt bytes = bodiesOf(graph.node(ordered[now])); !(bytes == 0))
        result.buffers.push_back({{}, ordered[now], now, now, false, std::move(bytes)});
  return result;
}

SymInt MemoryPlanner::bytesOf(ValueId id, unsigned bits) const {
  TensorType const &type = types[id];
  bool narrowed = isFloatingPoint(type.element) && bitWidth(type.element) > bits;
  return narrowed ? ceilDiv(type.elements() * static_cast<int64_t>(bits), 8) : type.bytes();
}

/// Sizes of all buffers, and what lies in what at these.
void MemoryPlanner::size(unsigned bits) {
  allKnown = true;
  for (size_t i = 0; i < kept.size(); ++i) {
    Span &span = spans[kept[i]] = placed[i].span;
    owner[kept[i]] = placed[i].owner;
    span.bytes = bytesOf(kept[i], bits);
    if (span.bytes.isUnknown()) {
      allKnown = false;
      span.bytes = 0;
    }
  }
  workInPlace();
}

/// Every node's step; nodes of a kernel have that of its last one, nodes of bodies that of their row.
void MemoryPlanner::placeNodes() {
  ordered.reserve(form.nodes.size());
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
bool MemoryPlanner::isKept(Value const &value) const {
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

MemoryPlanner::Span MemoryPlanner::spanOf(Value const &value) const {
  Span span{true, value.source == ValueSource::Input, 0, 0, 0};
  span.from = span.isInput ? 0 : step[value.producer];
  span.to = form.leaves[value.id] != 0 ? end : span.from;
  for (NodeId reader : form.readers(value.id))
    span.to = std::max(span.to, step[reader]);
  return span;
}

/// The value whose buffer the value lies in.
ValueId MemoryPlanner::ownerOf(ValueId id) {
  while (owner[id].valid()) {
    if (ValueId next = owner[owner[id]]; next.valid())
      owner[id] = next;
    id = owner[id];
  }
  return id;
}

/// `part` lies in the buffer of `whole` from now on.
void MemoryPlanner::join(ValueId part, ValueId whole) {
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
void MemoryPlanner::shareViews() {
  for (NodeId id : ordered) {
    Node const &node = graph.node(id);
    if (groups.free[id] == 0 || !node.hasOutput(0))
      continue;
    llvm::SmallVector<ValueId, 4> inputs = form.inputs(graph, id);
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

/// Elementwise kernels can write over an input.
void MemoryPlanner::findInPlace() {
  for (Kernel const &kernel : groups.kernels) {
    CostClass work = kernel.features.costClass;
    Node const &anchor = graph.node(kernel.nodes.front());
    if ((work != CostClass::Elementwise && work != CostClass::Activation) ||
        form.homeOf(graph, anchor.id) != graph.main().id)
      continue;
    InPlace one{{}, step[anchor.id], {}};
    for (NodeId id : kernel.nodes)
      for (ValueId output : graph.node(id).outputs)
        if (output.valid() && spans[output].kept)
          one.result = output;
    if (!one.result.valid() || owner[one.result].valid())
      continue;
    for (NodeId id : kernel.nodes)
      for (ValueId input : form.inputs(graph, id))
        if (spans[input].kept)
          one.inputs.push_back(input);
    inPlace.push_back(std::move(one));
  }
}

/// They do so where it is of their result's size and nobody reads it afterwards.
void MemoryPlanner::workInPlace() {
  for (InPlace const &one : inPlace)
    for (ValueId input : one.inputs) {
      ValueId held = ownerOf(input);
      if (held != one.result && !spans[held].isInput && spans[held].to == one.now &&
          spans[held].bytes == spans[one.result].bytes) {
        join(one.result, held);
        break;
      }
    }
}

MemoryPlan MemoryPlanner::sweep() const {
  std::vector<SymInt> born(end + 1), dying(end + 1); // bytes by step
  for (ValueId id : kept)
    if (!owner[id].valid()) {
      born[spans[id].from] += spans[id].bytes;
      dying[spans[id].to] += spans[id].bytes;
    }
  bool hasBodies = graph.bodyCount() > 1;
  SymInt live = 0, peak = 0;
  for (uint32_t now = 0; now <= end; ++now) {
    live += born[now];
    peak = max(peak, hasBodies && now < end ? live + bodiesOf(graph.node(ordered[now])) : live);
    live = live - dying[now];
  }
  bool known = allKnown && !inner.bytes.isUnknown();
  return {known ? peak : SymInt::unknown(), peak};
}

SymInt MemoryPlanner::bodiesOf(Node const &node) const {
  SymInt most = 0;
  if (form.part[node.id] == NodePart::Branch)
    return most; // its nodes are among the others
  for (Attribute const &attribute : node.attributes)
    if (auto const *body = std::get_if<BodyId>(&attribute.value); body != nullptr)
      most = max(most, inner.bodies[body->index]);
  return besideOutputs(node, most, types);
}

llvm::Error planMemory(PassContext &context) {
  context.annotations.set(MemoryPlanner(context).run());
  return llvm::Error::success();
}

llvm::Error listBuffers(PassContext &context) {
  context.annotations.set(MemoryPlanner(context).buffers());
  return llvm::Error::success();
}

} // namespace eo
