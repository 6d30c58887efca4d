#include "lib/lint/Sensitivity.h"

#include "lib/cost/EnergyEstimate.h"
#include "lib/lint/ChannelChange.h"
#include "lib/lint/ConvLayer.h"
#include "lib/support/Error.h"

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

/// The convolutions of the main graph whose output is among the values.
static std::vector<std::string> layersOf(LintedNetwork const &network, llvm::DenseSet<uint32_t> const &values,
                                         llvm::DenseSet<uint32_t> &done) {
  std::vector<std::string> names;
  for (NodeId id : network.graph.main().nodes)
    if (std::optional<ConvLayer> conv = convLayer(network, id);
        conv && values.contains(conv->node->outputs[0].index)) {
      names.push_back(conv->node->name.str());
      done.insert(id.index);
    }
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

std::vector<ChannelGroup> channelSensitivity(LintedNetwork const &network, int64_t remove) {
  std::vector<ChannelGroup> groups;
  llvm::DenseSet<uint32_t> done;
  ChangedFigures before = figuresOf(network.graph, network.annotations);
  for (NodeId id : network.graph.main().nodes) {
    std::optional<ConvLayer> conv = convLayer(network, id);
    if (!conv || done.contains(id.index))
      continue;
    ChannelGroup group;
    group.channels = conv->out;
    group.removed = std::min(remove, conv->out - 1);
    GraphEdit edit(network.graph);
    llvm::DenseSet<uint32_t> changed;
    group.unknown = group.removed < 1 ? "it has one channel"
                                      : changeChannels(network, edit, conv->node->outputs[0],
                                                       conv->out - group.removed, changed);
    changed.insert(conv->node->outputs[0].index);
    group.layers = layersOf(network, changed, done);
    if (group.unknown.empty()) {
      DiagnosticEngine diagnostics;
      Graph edited = std::move(edit).build();
      llvm::Expected<Annotations> after =
          network.estimator.analyze(edited, network.bindings, network.board, diagnostics);
      if (after)
        addDifference(before, figuresOf(edited, *after), group);
      else
        group.unknown = takeErrorText(after.takeError()).message;
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

} // namespace eo
