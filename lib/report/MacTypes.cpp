#include "lib/report/MacTypes.h"

namespace eo {

static std::string factorType(Node const &node, TypeMap const &types) {
  using enum OpKind;
  if (opClass(node.kind) == OpClass::ControlFlow)
    return "bodies";
  if (node.kind == MatMulNBits || node.kind == MatMulBnb4)
    return "int" + std::to_string(node.intOr("bits", 4));
  if (node.kind == QMixtureOfExperts)
    return "int" + std::to_string(node.intOr("expert_weight_bits", 4));
  bool scaledOperands = node.kind == QLinearConv || node.kind == MsQLinearConv ||
                        node.kind == InternalNhwcQLinearConv || node.kind == QLinearMatMul ||
                        node.kind == QGemm;
  ValueId factor = node.input(scaledOperands ? 3 : 1);
  if (!factor.valid()) // attention with its keys packed behind the queries
    factor = node.input(0);
  return dataTypeName(types[factor].element).str();
}

std::map<std::string, int64_t> macsByType(Graph const &graph, TypeMap const &types,
                                          NodeMap<SymInt> const &macs) {
  std::map<std::string, SymInt> sums;
  for (NodeId id : graph.main().nodes)
    if (macs[id].isKnown() && macs[id].value() > 0)
      sums[factorType(graph.node(id), types)] += macs[id];
  std::map<std::string, int64_t> result;
  for (auto const &[type, sum] : sums)
    if (sum.isKnown())
      result[type] = sum.value();
  return result;
}

} // namespace eo
