#include "passes/LiveBytes.h"

#include "passes/Passes.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

namespace {
class LiveRange {
public:
  LiveRange(Graph const &network, TypeMap const &inferred, NodeRoles const &nodeRoles)
      : graph(network), types(inferred), roles(nodeRoles), buffer(network), lastUse(network),
        bodyPeak(network.bodyCount()) {}

  LivePeak run() {
    for (size_t body = graph.bodyCount(); body-- > 0;) // inner bodies first
      bodyPeak[body] = peakOf(graph.body({static_cast<uint32_t>(body)}));
    return {allKnown ? bodyPeak.front() : SymInt::unknown(), bodyPeak.front(), std::move(bodyPeak)};
  }

private:
  static constexpr uint32_t never = ~0U;

  /// The value that owns the memory: views share their operand's.
  ValueId bufferOf(Node const &node, ValueId output) {
    bool view = opClass(node.kind) == OpClass::View && node.hasInput(0) && isActivation(node.inputs[0]);
    return view && output == node.output(0) && buffer[node.inputs[0]].valid() ? buffer[node.inputs[0]]
                                                                              : output;
  }

  bool isActivation(ValueId id) const {
    Value const &value = graph.value(id);
    if (value.source == ValueSource::NodeOutput)
      return roles.roles[value.producer] == NodeRole::Live;
    return value.source == ValueSource::Input && roles.isParameter[id] == 0;
  }

  SymInt bytesOf(ValueId id) {
    SymInt bytes = types[id].bytes();
    allKnown &= !bytes.isUnknown();
    return bytes.isUnknown() ? SymInt(0) : bytes;
  }

  SymInt peakOf(Body const &body) {
    findBuffers(body);
    SymInt live = 0, peak = 0;
    auto born = [&](ValueId id) {
      if (buffer[id] == id)
        live += bytesOf(id);
    };
    for (ValueId input : body.inputs)
      if (isActivation(input))
        born(input);
    peak = live;
    std::vector<SymInt> dying(body.nodes.size()); // bytes by step
    for (ValueId id : owned)
      if (lastUse[id] != never)
        dying[lastUse[id]] += bytesOf(id);
    for (uint32_t step = 0; step < body.nodes.size(); ++step) {
      Node const &node = graph.node(body.nodes[step]);
      if (roles.roles[node.id] == NodeRole::Live) {
        for (ValueId output : node.outputs)
          if (output.valid())
            born(output);
        peak = max(peak, live + besideOutputs(node, innerPeak(node), types));
      }
      live = live - dying[step];
    }
    return peak;
  }

  /// Fills `buffer`, `lastUse` (the step after which the buffer is free; never: alive at the end) and
  /// `owned`.
  void findBuffers(Body const &body) {
    owned.clear();
    auto own = [&](ValueId id, uint32_t step) {
      buffer[id] = id;
      lastUse[id] = step;
      owned.push_back(id);
    };
    for (ValueId input : body.inputs)
      if (isActivation(input))
        own(input, body.nodes.empty() ? never : 0);
    for (uint32_t step = 0; step < body.nodes.size(); ++step) {
      Node const &node = graph.node(body.nodes[step]);
      if (roles.roles[node.id] != NodeRole::Live)
        continue;
      for (ValueId input : node.inputs)
        use(input, step);
      useOfBodies(node, step);
      for (ValueId output : node.outputs) {
        if (!output.valid())
          continue;
        ValueId shared = bufferOf(node, output);
        if (shared == output)
          own(output, step);
        else
          buffer[output] = shared;
      }
    }
    for (ValueId output : body.outputs)
      use(output, never);
  }

  void use(ValueId id, uint32_t step) {
    if (id.valid() && buffer[id].valid() && lastUse[buffer[id]] != never)
      lastUse[buffer[id]] = step;
  }

  /// Values of enclosing bodies that nested bodies read stay alive until the owner has run.
  void useOfBodies(Node const &node, uint32_t step) {
    for (Attribute const &attribute : node.attributes)
      if (auto const *id = std::get_if<BodyId>(&attribute.value)) {
        for (NodeId inner : graph.body(*id).nodes) {
          for (ValueId input : graph.node(inner).inputs)
            use(input, step);
          useOfBodies(graph.node(inner), step);
        }
        for (ValueId output : graph.body(*id).outputs)
          use(output, step);
      }
  }

  SymInt innerPeak(Node const &node) const {
    SymInt peak = 0;
    for (Attribute const &attribute : node.attributes)
      if (auto const *id = std::get_if<BodyId>(&attribute.value))
        peak = max(peak, bodyPeak[id->index]);
    return peak;
  }

  Graph const &graph;
  TypeMap const &types;
  NodeRoles const &roles;
  ValueMap<ValueId> buffer;
  ValueMap<uint32_t> lastUse;
  std::vector<SymInt> bodyPeak;
  std::vector<ValueId> owned;
  bool allKnown = true;
};
} // namespace

SymInt besideOutputs(Node const &node, SymInt const &inBodies, TypeMap const &types) {
  if (node.kind != OpKind::If)
    return inBodies;
  SymInt outputs = 0;
  for (ValueId output : node.outputs)
    if (output.valid() && !types[output].bytes().isUnknown())
      outputs += types[output].bytes();
  return max(inBodies - outputs, 0);
}

llvm::Error findPeak(PassContext &context) {
  LivePeak peak = peakLiveBytes(context.graph, context.annotations.get<InferredTypes>().types,
                                context.annotations.get<NodeRoles>());
  context.annotations.set(MemoryPlan{peak.bytes, peak.atLeast});
  return llvm::Error::success();
}

LivePeak peakLiveBytes(Graph const &graph, TypeMap const &types, NodeRoles const &roles) {
  return LiveRange(graph, types, roles).run();
}

} // namespace eo
