//===- LayoutTransposes.cpp --------------------------------------------------------------------------===//
//
// Transposes that move elements, for the sake of a layout:
//
//   t = Transpose(x, [0, 2, 3, 1]); y = f(t)        y = f(x), f in the layout of x
//
// The what-if puts a Reshape to the same sizes in the place of each: the layers behind see what they saw, and nothing is
// copied. One finding for the network.
//
#include "lib/ir/GraphEdit.h"
#include "lib/lint/OpGroups.h"
#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"
#include "lib/support/Quantity.h"
#include <fmt/format.h>

namespace eo {

/// Whether the channels of a picture or a volume go from the second place to the last or back; other orders, as of the
/// heads of an attention, are no layout.
static bool movesChannels(Node const &node) {
  llvm::ArrayRef<int64_t> order = node.ints("perm");
  auto rank = static_cast<int64_t>(order.size());
  if (node.kind != OpKind::Transpose || rank < 4 || rank > 5 || order[0] != 0)
    return false;
  bool toLast = true, toSecond = true;
  for (int64_t axis = 1; axis < rank; ++axis) {
    toLast &= order[static_cast<size_t>(axis)] == (axis + 1 < rank ? axis + 1 : 1);
    toSecond &= order[static_cast<size_t>(axis)] == (axis == 1 ? rank - 1 : axis - 1);
  }
  return toLast || toSecond;
}

/// The sizes of the value, where all are known.
static std::optional<std::vector<int64_t>> knownSizes(TensorType const &type) {
  if (!type.hasRank())
    return std::nullopt;
  std::vector<int64_t> sizes;
  for (SymInt const &size : *type.shape) {
    if (!size.isKnown())
      return std::nullopt;
    sizes.push_back(size.value());
  }
  return sizes;
}

static WhatIf withoutCopies(LintedNetwork const &network, OpGroup const &group) {
  auto const &types = network.annotations.get<InferredTypes>().types;
  GraphEdit edit(network.graph);
  for (NodeId id : group.anchors) {
    Node const &node = network.graph.node(id);
    std::optional<std::vector<int64_t>> sizes;
    if (node.hasInput(0) && node.hasOutput(0))
      sizes = knownSizes(types[node.outputs[0]]);
    if (!sizes)
      return noSaving("the sizes of '" + node.name.str() + "' are not known");
    edit.bypass(id, edit.insertBefore(id, OpKind::Reshape, {node.inputs[0], edit.addInts(*sizes)}));
  }
  return whatIf(network, std::move(edit).build(), "no copies between layouts");
}

std::vector<Finding> rules::layoutTransposes(LintedNetwork const &network) {
  std::vector<Finding> findings;
  double total = totalEnergyJ(network);
  if (total <= 0)
    return findings;
  auto isTranspose = [&](Kernel const &kernel) {
    return !kernel.nodes.empty() && movesChannels(network.graph.node(kernel.nodes.front()));
  };
  for (OpGroup const &group : groupByOp(network, isTranspose)) {
    if (group.energyJ < noticeableShare * total)
      continue;
    WhatIf saved = withoutCopies(network, group);
    if (!isNoticeable(network, saved))
      continue;
    Finding finding = findingAt(network, group);
    finding.message = fmt::format("{} between layouts take{} {} of the energy ({})", groupText(group),
                                  group.anchors.size() == 1 ? "s" : "", formatShare(group.energyJ / total),
                                  toText(Joules{group.energyJ}));
    setSaving(finding, std::move(saved));
    findings.push_back(std::move(finding));
  }
  return findings;
}

} // namespace eo
