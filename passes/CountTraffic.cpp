//===- CountTraffic.cpp ---------------------------------------------------------------------------------===//
//
// Elements and bytes that every live node reads and writes at the file's types, each operand once, and the
// most bytes of activations alive at once when nodes run in graph order:
//
//   y: f32[1x64x112x112] = Conv(x: f32[1x3x224x224], w: f32[64x3x7x7])
//       reads 602112 + 37632 B, writes 3211264 B, params 9408
//
// Views (Reshape, Identity, …) and shape arithmetic move nothing; operators that pick elements (Gather,
// Slice, …) read what they write.
//
#include "lib/pass/NetworkAnnotations.h"
#include "passes/LiveBytes.h"
#include "passes/NodeText.h"
#include "passes/ParameterSlots.h"
#include "passes/Passes.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

/// The operator reads of its first operand only the elements that it writes.
static bool picksElements(OpKind kind) {
  using enum OpKind;
  return kind == Gather || kind == GatherND || kind == GatherElements || kind == Slice || kind == Split;
}

namespace {
class TrafficCounter {
public:
  explicit TrafficCounter(PassContext &passContext)
      : graph(passContext.graph), types(passContext.annotations.get<InferredTypes>().types),
        roles(passContext.annotations.get<NodeRoles>()), storageSeen(passContext.graph) {
    for (auto *map : {&traffic.params, &traffic.paramBytes, &traffic.bytesRead, &traffic.bytesWritten,
                      &traffic.activationsRead, &traffic.activationsWritten})
      *map = NodeMap<SymInt>(graph);
  }

  MemoryTraffic run() {
    for (uint32_t body = 0; body < graph.bodyCount(); ++body)
      for (NodeId id : graph.body({body}).nodes)
        if (roles.roles[id] == NodeRole::Live)
          count(graph.node(id));
    addActivations();
    traffic.peakActivationBytes = peakLiveBytes(graph, types, roles);
    return std::move(traffic);
  }

private:
  void count(Node const &node) {
    countParameters(node);
    if (opClass(node.kind) == OpClass::View || opClass(node.kind) == OpClass::ShapeArithmetic)
      return;
    for (ValueId output : node.outputs) {
      if (!output.valid() || graph.users(output).empty())
        if (!output.valid() || !llvm::is_contained(graph.main().outputs, output))
          continue; // an output that nobody reads is not written
      traffic.activationsWritten[node.id] += types[output].elements();
      traffic.bytesWritten[node.id] += types[output].bytes();
    }
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      ValueId input = node.inputs[i];
      bool repeated = llvm::is_contained(llvm::makeArrayRef(node.inputs).take_front(i), input);
      if (!input.valid() || repeated)
        continue;
      bool picked = i == 0 && picksElements(node.kind);
      traffic.bytesRead[node.id] += picked ? traffic.bytesWritten[node.id] : types[input].bytes();
      if (roles.isParameter[input] == 0 && slotOf(node, i) != Slot::Setting)
        traffic.activationsRead[node.id] +=
            picked ? traffic.activationsWritten[node.id] : types[input].elements();
    }
  }

  /// Parameters count at the first node that reads them, and once in the totals.
  void countParameters(Node const &node) {
    for (ValueId input : node.inputs) {
      if (!input.valid() || roles.isParameter[input] == 0)
        continue;
      ValueId storage = roles.storage[input];
      if (storageSeen[storage] != 0)
        continue;
      storageSeen[storage] = 1;
      traffic.params[node.id] += types[storage].elements();
      traffic.paramBytes[node.id] += types[storage].bytes();
      traffic.totalParams += types[storage].elements();
      traffic.totalParamBytes += types[storage].bytes();
    }
  }

  void addActivations() {
    for (ValueId input : graph.main().inputs)
      if (roles.isParameter[input] == 0)
        traffic.activationBytes += types[input].bytes();
    for (NodeId id : graph.main().nodes)
      if (roles.roles[id] == NodeRole::Live)
        traffic.activationBytes += traffic.bytesWritten[id];
  }

  Graph const &graph;
  ValueMap<TensorType> const &types;
  NodeRoles const &roles;
  ValueMap<char> storageSeen;
  MemoryTraffic traffic;
};
} // namespace

llvm::Error countTraffic(PassContext &context) {
  context.annotations.set(TrafficCounter(context).run());
  return llvm::Error::success();
}

std::string describeTraffic(Annotations const &annotations, Node const &node) {
  auto const &traffic = annotations.get<MemoryTraffic>();
  return fmt::format("reads {} B, writes {} B, params {}", traffic.bytesRead[node.id].str(),
                     traffic.bytesWritten[node.id].str(), traffic.params[node.id].str());
}

} // namespace eo
