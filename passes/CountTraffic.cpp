//===- CountTraffic.cpp ---------------------------------------------------------------------------------===//
//
// Elements and bytes that every live node reads and writes at the file's types, each operand once:
//
//   y: f32[1x64x112x112] = Conv(x: f32[1x3x224x224], w: f32[64x3x7x7])
//       reads 602112 + 37632 B, writes 3211264 B, params 9408
//
// Views (Reshape, Identity, …) and shape arithmetic move nothing; look-ups read what they pick
// (passes/OperandTraffic.h). Settings and single constants (axes, limits, a factor) are no traffic.
//
#include "passes/NodeText.h"
#include "passes/OperandTraffic.h"
#include "passes/PackedWeights.h"
#include "passes/ParameterSlots.h"
#include "passes/Passes.h"
#include "passes/PickedBranch.h"
#include "passes/TrafficCounter.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

TrafficCounter::TrafficCounter(PassContext const &context)
    : graph(context.graph), inferred(context.annotations.get<InferredTypes>()), types(inferred.types),
      roles(context.annotations.get<NodeRoles>()), stored(context.graph), handedOut(context.graph) {
  for (uint32_t body = 0; body < graph.bodyCount(); ++body)
    for (ValueId output : graph.body({body}).outputs)
      if (output.valid())
        handedOut[output] = 1;
}

MemoryTraffic TrafficCounter::run() {
  for (auto *map : {&traffic.params, &traffic.paramBytes, &traffic.bytesRead, &traffic.bytesWritten,
                    &traffic.activationsWritten, &traffic.parametersRead})
    *map = NodeMap<SymInt>(graph);
  std::vector<char> passedOver = passedOverBodies(graph, inferred, Decided::AtRun);
  for (bool never :
       {false, true}) // what runs first: a tensor that both branches read counts where it is read
    for (uint32_t body = 0; body < graph.bodyCount(); ++body)
      if ((passedOver[body] != 0) == never)
        for (NodeId id : graph.body({body}).nodes)
          if (roles.roles[id] == NodeRole::Live)
            count(graph.node(id));
  addActivations();
  return std::move(traffic);
}

void TrafficCounter::recount(Node const &node, MemoryTraffic &counted) {
  std::swap(traffic, counted);
  NodeId id = node.id;
  traffic.totalParams = traffic.totalParams - traffic.params[id];
  traffic.totalParamBytes = traffic.totalParamBytes - traffic.paramBytes[id];
  traffic.activationBytes = traffic.activationBytes - traffic.bytesWritten[id];
  for (auto *map : {&traffic.params, &traffic.paramBytes, &traffic.bytesRead, &traffic.bytesWritten,
                    &traffic.activationsWritten, &traffic.parametersRead})
    (*map)[id] = 0;
  for (ValueId input : node.inputs)
    if (input.valid() && roles.isParameter[input] != 0)
      stored[input] = 0;
  count(node);
  traffic.activationBytes += traffic.bytesWritten[id];
  std::swap(traffic, counted);
}

void TrafficCounter::count(Node const &node) {
  countParameters(node);
  if (opClass(node.kind) == OpClass::View || opClass(node.kind) == OpClass::ShapeArithmetic)
    return;
  for (size_t i = 0; i < node.outputs.size(); ++i) {
    if (!isRead(node.outputs[i]))
      continue; // an output that nobody reads is not written
    SymInt written = elementsWritten(node, i, types);
    traffic.activationsWritten[node.id] += written;
    traffic.bytesWritten[node.id] += bytesOfElements(written, types[node.outputs[i]].element);
  }
  for (size_t i = 0; i < node.inputs.size(); ++i)
    countOperand(node, i);
}

void TrafficCounter::countOperand(Node const &node, size_t i) {
  ValueId input = node.inputs[i];
  bool repeated = llvm::is_contained(llvm::makeArrayRef(node.inputs).take_front(i), input);
  if (!input.valid() || repeated)
    return;
  bool parameter = roles.isParameter[input] != 0;
  if (!parameter && readsPacked(node.kind) && isQuantisationTable(node, i, types[input])) {
    traffic.bytesRead[node.id] += bytesOfElements(elementsRead(node, i, types), types[input].element);
    return;
  }
  if (!parameter && (roles.isConstant[input] != 0 || slotOf(node, i) == Slot::Setting))
    return;
  SymInt read = elementsRead(node, i, types);
  if (parameter)
    traffic.parametersRead[node.id] += read;
  Node const *unpacked = parameter ? unpackedBy(input) : nullptr;
  if (unpacked == nullptr) {
    traffic.bytesRead[node.id] += bytesOfElements(read, types[input].element);
    return;
  }
  traffic.bytesRead[node.id] += bytesOfElements(read, types[unpacked->inputs[0]].element);
  for (ValueId table : llvm::makeArrayRef(unpacked->inputs).drop_front())
    if (table.valid() && !readsInPart(node.kind)) // a look-up reads the scales of its rows, which are few
      traffic.bytesRead[node.id] += types[table].bytes();
}

/// The DequantizeLinear that makes the weights of 4 bits or less: they stay packed, and are unpacked as they are
/// multiplied. nullptr for all other operands.
Node const *TrafficCounter::unpackedBy(ValueId weights) const {
  constexpr unsigned fewLayouts = 8, mostBits = 4;
  for (unsigned i = 0; i < fewLayouts && weights.valid(); ++i) {
    NodeId producer = graph.value(weights).producer;
    if (!producer.valid() || !graph.node(producer).hasInput(0) || !passesThrough(graph.node(producer).kind))
      return nullptr;
    Node const &node = graph.node(producer);
    if (node.kind == OpKind::DequantizeLinear) {
      unsigned bits = bitWidth(types[node.inputs[0]].element);
      return bits != 0 && bits <= mostBits ? &node : nullptr;
    }
    weights = node.inputs[0];
  }
  return nullptr;
}

bool TrafficCounter::isRead(ValueId output) const {
  return output.valid() && (handedOut[output] != 0 || llvm::any_of(graph.users(output), [&](NodeId user) {
                              return roles.roles[user] != NodeRole::Dead;
                            }));
}

/// Parameters count at the first node that reads them, and once in the totals: the tensors that the file stores,
/// whatever is computed from them before the network runs (a table's rows for the length asked, say). What is computed
/// from no stored tensor (Range, ConstantOfShape) is none.
void TrafficCounter::countParameters(Node const &node) {
  for (size_t i = 0; i < node.inputs.size(); ++i) {
    ValueId input = node.inputs[i];
    if (!input.valid())
      continue;
    bool rotates = isRotationTable(node.kind, i);
    if (!rotates && roles.isParameter[input] != 0)
      countStored(node, i);
    else if (rotates || isQuantisationTable(node, i, types[input]))
      countScale(node, input);
  }
}

/// All stored tensors behind operand i of the node, and the scales of those that are quantised.
void TrafficCounter::countStored(Node const &reader, size_t i) {
  pending.push_back(reader.inputs[i]);
  bool direct = true;
  while (!pending.empty()) {
    ValueId id = behindBranches(graph, inferred, pending.pop_back_val());
    if (stored[id] != 0)
      continue;
    stored[id] = 1;
    NodeId producer = graph.value(id).producer;
    if (!producer.valid() || graph.node(producer).inputs.empty()) {
      if (isTensor(id))
        countTensor(reader, i, id, direct);
      continue;
    }
    Node const &made = graph.node(producer);
    direct &= passesThrough(made.kind);
    for (size_t j = 0; j < made.inputs.size(); ++j) {
      if (!made.inputs[j].valid())
        continue;
      if (isQuantisationTable(made, j, types[made.inputs[j]]))
        countScale(reader, made.inputs[j]);
      else if (holdsWeights(made, j))
        pending.push_back(made.inputs[j]);
    }
  }
}

/// In the file as it is: an initializer, a Constant node, an input taken for a parameter.
bool TrafficCounter::isTensor(ValueId id) const {
  NodeId producer = graph.value(id).producer;
  return producer.valid() ? graph.node(producer).kind == OpKind::Constant
                          : graph.value(id).constant != nullptr || roles.isConstant[id] != 0;
}

/// A condition chooses and is no weight itself.
bool TrafficCounter::holdsWeights(Node const &node, size_t i) const {
  bool condition = node.kind == OpKind::Where && i == 0;
  return !condition && slotOf(node, i) != Slot::Setting && types[node.inputs[i]].element != DataType::Bool;
}

/// A tensor of the file that operand i of the reader is or, if not `direct`, is computed from.
void TrafficCounter::countTensor(Node const &reader, size_t i, ValueId id, bool direct) {
  TensorType const &type = types[id];
  SymInt const elements = type.elements();
  if (!direct && (!isWeightType(type.element) || elements == 1))
    return;
  // behind a view, the weights that the reader takes it for
  bool whole = direct && elements == types[reader.inputs[i]].elements();
  SymInt const weights = whole && readsPacked(reader.kind) ? weightsIn(reader, i, types) : elements;
  traffic.params[reader.id] += weights;
  traffic.totalParams += weights;
  addBytes(reader, bytesOfElements(elements, type.element));
}

void TrafficCounter::countScale(Node const &reader, ValueId id) {
  if (stored[id] != 0 || !isTensor(id))
    return;
  stored[id] = 1;
  addBytes(reader, types[id].bytes());
}

void TrafficCounter::addBytes(Node const &reader, SymInt const &bytes) {
  traffic.paramBytes[reader.id] += bytes;
  traffic.totalParamBytes += bytes;
}

void TrafficCounter::addActivations() {
  for (ValueId input : graph.main().inputs)
    if (roles.isParameter[input] == 0)
      traffic.activationBytes += types[input].bytes();
  for (NodeId id : graph.main().nodes)
    if (roles.roles[id] == NodeRole::Live)
      traffic.activationBytes += traffic.bytesWritten[id];
}

llvm::Error countTraffic(PassContext &context) {
  context.annotations.set(TrafficCounter(context).run());
  return llvm::Error::success();
}

std::string describeTraffic(PassContext const &context, Node const &node) {
  auto const &traffic = context.annotations.get<MemoryTraffic>();
  return fmt::format("reads {} B, writes {} B, params {}", traffic.bytesRead[node.id].str(),
                     traffic.bytesWritten[node.id].str(), traffic.params[node.id].str());
}

} // namespace eo
