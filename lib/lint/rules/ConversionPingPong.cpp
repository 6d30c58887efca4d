//===- ConversionPingPong.cpp -------------------------------------------------------------------------===//
//
// Values that are converted to another number format and back for a few layers in between:
//
//   h = float16 …; f = Cast(h, float); s = Exp(f); b = Cast(s, float16)            s = Exp(h)
//   h = float16 …; f = Cast(h, float); s = Sigmoid(f); m = Mul(f, s); b = Cast(m, float16)
//   q = QLinearConv(…); f = DequantizeLinear(q); s = Exp(f); b = QuantizeLinear(s)  an integer operator
//   q = int8 …; f = DequantizeLinear(q, s, z); b = QuantizeLinear(f, s, z)          nothing
//
// The layers in between may branch and join again, as long as all of them lie between the two conversions.
//
// DequantizeLinear in front of and QuantizeLinear behind every layer, without operators on integers, is how quantised
// networks are written down (QDQ), and runtimes take them in: those do not count. One finding for the network.
//
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include "lib/pass/NetworkAnnotations.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

namespace {
class PingPong {
public:
  explicit PingPong(LintedNetwork const &linted)
      : graph(linted.graph), types(linted.annotations.get<InferredTypes>().types),
        roles(linted.annotations.get<NodeRoles>()) {
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

  /// What lies between a conversion and the one behind it.
  struct Between {
    NodeId there;              ///< invalid where there is no one conversion that everything starts from
    std::vector<NodeId> nodes; ///< no more than `farthest`
  };

  bool isConstant(ValueId value) const {
    NodeId producer = graph.value(value).producer;
    return roles.isParameter[value] != 0 ||
           (producer.valid() ? roles.roles[producer] == NodeRole::Foldable
                             : graph.value(value).source == ValueSource::Initializer);
  }

  /// Takes one more layer in; false where that leads out of what two conversions enclose.
  bool take(NodeId producer, Between &between, std::vector<ValueId> &open) const {
    Node const &node = graph.node(producer);
    if (isConversion(node)) {
      bool isFirst = !between.there.valid() || between.there == producer;
      between.there = producer;
      return isFirst;
    }
    if (llvm::is_contained(between.nodes, producer))
      return true;
    if (node.outputs.size() != 1 || between.nodes.size() == farthest)
      return false;
    between.nodes.push_back(producer);
    for (ValueId input : node.inputs)
      if (input.valid())
        open.push_back(input);
    return true;
  }

  /// Whether nobody else reads what `there` and the nodes behind it make.
  bool isEnclosed(Between const &between, Node const &back) const {
    llvm::DenseMap<uint32_t, size_t> inside;
    ++inside[back.inputs[0].index];
    for (NodeId id : between.nodes)
      for (ValueId input : graph.node(id).inputs)
        if (input.valid())
          ++inside[input.index];
    auto onlyInside = [&](NodeId id) {
      uint32_t made = graph.node(id).outputs[0].index;
      return reads.lookup(made) == inside.lookup(made);
    };
    return onlyInside(between.there) && llvm::all_of(between.nodes, onlyInside);
  }

  /// The conversion that `back` undoes; invalid where it undoes none.
  NodeId conversionBefore(NodeId back) const {
    Node const &last = graph.node(back);
    if (!isConversion(last) || last.kind == OpKind::DequantizeLinear)
      return {};
    Between between;
    for (std::vector<ValueId> open{last.inputs[0]}; !open.empty();) {
      ValueId value = open.back();
      open.pop_back();
      if (isConstant(value))
        continue;
      NodeId producer = graph.value(value).producer;
      if (!producer.valid() || !take(producer, between, open))
        return {};
    }
    bool undone = between.there.valid() && isEnclosed(between, last) &&
                  undoes(graph.node(between.there), last, between.nodes.empty());
    return undone ? between.there : NodeId();
  }

  /// `directly`: nothing lies between them. Then a scale or a zero point of its own makes it another number.
  bool undoes(Node const &there, Node const &back, bool directly) const {
    if (typeOf(there.inputs[0]) != typeOf(back.outputs[0]) || typeOf(there.inputs[0]) == DataType::Undefined)
      return false;
    if (there.kind == OpKind::Cast && back.kind == OpKind::Cast)
      return isFloatingPoint(typeOf(there.inputs[0])) && isFloatingPoint(typeOf(there.outputs[0]));
    if (there.kind != OpKind::DequantizeLinear || back.kind != OpKind::QuantizeLinear)
      return false;
    if (directly)
      return llvm::makeArrayRef(there.inputs).drop_front() == llvm::makeArrayRef(back.inputs).drop_front();
    NodeId maker = graph.value(there.inputs[0]).producer;
    return maker.valid() && graph.node(maker).opType.str().rfind("QLinear", 0) == 0;
  }

  void note(NodeId there, NodeId back) {
    if (backs.count(there.index) != 0)
      return; // the way back of one pair does not set out for the next
    backs.insert(back.index);
    first = first.valid() ? first : there;
    ++(graph.node(back).kind == OpKind::Cast ? casts : quantisers);
  }

  Graph const &graph;
  TypeMap const &types;
  NodeRoles const &roles;
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
  finding.message = "values are converted and soon converted back: " + pairs;
  finding.savingUnknown =
      "the board's figures are those of one number format throughout: conversions have no price";
  return {finding};
}

} // namespace eo
