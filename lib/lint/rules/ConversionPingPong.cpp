//===- ConversionPingPong.cpp -------------------------------------------------------------------------===//
//
// Values that are converted to another number format and back for a few layers in between:
//
//   h = float16 …; f = Cast(h, float); s = Exp(f); b = Cast(s, float16)            s = Exp(h)
//   q = QLinearConv(…); f = DequantizeLinear(q); s = Exp(f); b = QuantizeLinear(s)  an integer operator
//
// DequantizeLinear in front of and QuantizeLinear behind every layer, without operators on integers, is how quantised
// networks are written down (QDQ), and runtimes take them in: those do not count. One finding for the network.
//
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include <fmt/format.h>

namespace eo {

namespace {
class PingPong {
public:
  explicit PingPong(LintedNetwork const &linted)
      : graph(linted.graph), types(linted.annotations.get<InferredTypes>().types) {
    for (NodeId id : graph.main().nodes)
      for (ValueId input : graph.node(id).inputs)
        if (input.valid())
          ++reads[input.index];
    for (ValueId output : graph.main().outputs)
      if (output.valid())
        ++reads[output.index];
  }

  void find() {
    for (NodeId id : graph.main().nodes)
      if (NodeId there = conversionBefore(id); there.valid())
        note(there, id);
  }

  size_t casts = 0, quantisers = 0; ///< pairs
  NodeId first;                     ///< of the first pair

private:
  static constexpr size_t farthest =
      8; ///< layers in between: beyond that a part of the network has its own format

  static bool isConversion(Node const &node) {
    return (node.kind == OpKind::Cast || node.kind == OpKind::QuantizeLinear ||
            node.kind == OpKind::DequantizeLinear) &&
           node.hasInput(0) && node.hasOutput(0);
  }

  DataType typeOf(ValueId value) const { return types[value].element; }

  /// The node that makes the value, where nothing else reads it.
  NodeId onlyFor(ValueId value) const {
    auto found = reads.find(value.index);
    return found != reads.end() && found->second == 1 ? graph.value(value).producer : NodeId();
  }

  /// One activation in, one out, nothing else but constants.
  bool passesOn(Node const &node) const {
    if (!node.hasInput(0) || node.outputs.size() != 1)
      return false;
    for (size_t i = 1; i < node.inputs.size(); ++i)
      if (node.hasInput(i) && graph.value(node.inputs[i]).producer.valid())
        return false;
    return true;
  }

  /// The conversion that `back` undoes; invalid where it undoes none or nothing is done in between.
  NodeId conversionBefore(NodeId back) const {
    Node const &last = graph.node(back);
    if (!isConversion(last) || last.kind == OpKind::DequantizeLinear)
      return {};
    ValueId at = last.inputs[0];
    for (size_t between = 0; between <= farthest; ++between) {
      NodeId producer = onlyFor(at);
      if (!producer.valid())
        return {};
      Node const &node = graph.node(producer);
      if (isConversion(node))
        return between > 0 && undoes(node, last) ? producer : NodeId();
      if (!passesOn(node))
        return {};
      at = node.inputs[0];
    }
    return {};
  }

  bool undoes(Node const &there, Node const &back) const {
    if (typeOf(there.inputs[0]) != typeOf(back.outputs[0]) || typeOf(there.inputs[0]) == DataType::Undefined)
      return false;
    if (there.kind == OpKind::Cast && back.kind == OpKind::Cast)
      return isFloatingPoint(typeOf(there.inputs[0])) && isFloatingPoint(typeOf(there.outputs[0]));
    NodeId maker = graph.value(there.inputs[0]).producer;
    return there.kind == OpKind::DequantizeLinear && back.kind == OpKind::QuantizeLinear && maker.valid() &&
           graph.node(maker).opType.str().rfind("QLinear", 0) == 0;
  }

  void note(NodeId there, NodeId back) {
    if (backs.count(there.index) != 0)
      return; // the way back of one pair does not set out for the next
    backs.insert(back.index);
    first = first.valid() ? first : there;
    ++(graph.node(back).kind == OpKind::Cast ? casts : quantisers);
  }

  Graph const &graph;
  ValueMap<TensorType> const &types;
  llvm::DenseMap<uint32_t, size_t> reads;
  llvm::DenseSet<uint32_t> backs;
};
} // namespace

std::vector<Finding> rules::conversionPingPong(LintedNetwork const &network) {
  if (network.board == nullptr)
    return {};
  PingPong found(network);
  found.find();
  if (!found.first.valid())
    return {};
  std::string pairs;
  for (auto [count, words] : {std::pair(found.casts, "between floating-point formats"),
                              {found.quantisers, "out of integers and back"}})
    if (count != 0)
      pairs += fmt::format("{}{} {}", pairs.empty() ? "" : ", ", count, words);
  Finding finding = findingAt(network, found.first);
  finding.message = "values are converted and converted back for a few layers: " + pairs;
  finding.savingUnknown =
      "the board's figures are those of one number format throughout: conversions have no price";
  return {finding};
}

} // namespace eo
