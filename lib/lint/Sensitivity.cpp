#include "lib/lint/Sensitivity.h"

#include "lib/cost/EnergyEstimate.h"
#include "lib/lint/ChannelClasses.h"
#include "lib/support/Error.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace eo {

namespace {
/// What a network takes; absent where it is not known.
struct ChangedFigures {
  std::optional<double> energyJ, latencyS, macs, params;
};
} // namespace

static ChangedFigures figuresOf(Graph const &graph, Annotations const &annotations) {
  ChangedFigures figures;
  if (auto const *estimate = annotations.find<EnergyEstimate>()) {
    if (estimate->total.energy)
      figures.energyJ = estimate->total.energy->value;
    if (estimate->latency)
      figures.latencyS = estimate->latency->value;
  }
  SymInt macs = 0;
  for (NodeId id : graph.main().nodes)
    macs += annotations.get<MacCounts>().macs[id];
  auto number = [](SymInt const &count) {
    return count.isKnown() ? std::optional(static_cast<double>(count.value())) : std::nullopt;
  };
  figures.macs = number(macs);
  figures.params = number(annotations.get<MemoryTraffic>().totalParams);
  return figures;
}

/// The layers of the main graph that compute channels of the row.
static std::vector<std::string> layersOf(LintedNetwork const &network, ChannelRow const &row) {
  llvm::DenseSet<uint32_t> held;
  for (auto const &one : row.values)
    held.insert(one.first.index);
  std::vector<std::string> names;
  for (NodeId id : network.graph.main().nodes)
    if (Node const &node = network.graph.node(id);
        makesChannels(network, node) && held.contains(node.outputs[0].index))
      names.push_back(node.name.str());
  return names;
}

static void addDifference(ChangedFigures const &before, ChangedFigures const &after, ChannelGroup &group) {
  auto removed = static_cast<double>(group.removed);
  auto difference = [&](std::optional<double> ChangedFigures::*figure) {
    return before.*figure && after.*figure ? std::optional((*(before.*figure) - *(after.*figure)) / removed)
                                           : std::nullopt;
  };
  group.energyJ = difference(&ChangedFigures::energyJ);
  group.latencyS = difference(&ChangedFigures::latencyS);
  group.macs = difference(&ChangedFigures::macs);
  group.params = difference(&ChangedFigures::params);
  if (group.params &&
      *group.params < 0) // weights that nodes make were no parameters before the edit, and are now
    group.params.reset();
}

/// Whether each layer whose MACs the change touches, or of which nobody knows, has an estimate: else what it saves there is
/// in no difference.
static bool isPriced(LintedNetwork const &network, Graph const &edited, Annotations const &after) {
  auto const *estimate = network.annotations.find<EnergyEstimate>();
  if (estimate == nullptr || estimate->isAll)
    return true;
  auto const &had = network.annotations.get<MacCounts>().macs, &has = after.get<MacCounts>().macs;
  for (auto [id, changed] : llvm::zip(network.graph.main().nodes, edited.main().nodes)) {
    bool same = had[id].isKnown() && has[changed].isKnown() && had[id].value() == has[changed].value();
    if (!same && (estimate->nodes[id].basis == Basis::None || estimate->nodes[id].atLeast))
      return false;
  }
  return true;
}

/// The network analysed again without `group.removed` channels of the row.
static void estimate(LintedNetwork const &network, ChannelClasses const &classes, ChannelRow const &row,
                     ChangedFigures const &before, ChannelGroup &group) {
  GraphEdit edit(network.graph);
  edit.apply(classes.change(row, -group.removed));
  Graph edited = std::move(edit).build();
  DiagnosticEngine diagnostics;
  llvm::Expected<Annotations> after =
      network.estimator.analyze(edited, network.bindings, network.board, diagnostics);
  if (!after) {
    group.unknown = takeErrorText(after.takeError()).message;
    return;
  }
  addDifference(before, figuresOf(edited, *after), group);
  if (!isPriced(network, edited, *after))
    group.energyJ = group.latencyS = std::nullopt;
}

std::vector<ChannelGroup> channelSensitivity(LintedNetwork const &network, int64_t remove) {
  std::vector<ChannelGroup> groups;
  ChannelClasses classes(network);
  std::vector<char> done(classes.rows().size());
  ChangedFigures before = figuresOf(network.graph, network.annotations);
  for (NodeId id : network.graph.main().nodes) {
    Node const &node = network.graph.node(id);
    if (!makesChannels(network, node))
      continue;
    std::vector<size_t> rows = classes.rowsOf(node.outputs[0]);
    for (size_t i = 0; i < rows.size(); ++i) {
      if (done[rows[i]] != 0)
        continue;
      done[rows[i]] = 1;
      ChannelRow const &row = classes.rows()[rows[i]];
      ChannelGroup group;
      group.layers = layersOf(network, row);
      group.channels = row.channels;
      group.width = static_cast<int64_t>(rows.size());
      group.first = static_cast<int64_t>(i);
      for (size_t k = i; k < rows.size(); ++k)
        group.last = rows[k] == rows[i] ? static_cast<int64_t>(k) : group.last;
      group.removed = std::min(remove, classes.mostRemovable(row));
      group.unknown = !row.problem.empty() ? row.problem : group.removed < 1 ? "it has one channel" : "";
      if (group.unknown.empty())
        estimate(network, classes, row, before, group);
      groups.push_back(std::move(group));
    }
  }
  return groups;
}

} // namespace eo
