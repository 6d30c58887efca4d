//===- ParametersAboveMemory.cpp ----------------------------------------------------------------------===//
//
// The parameters are just more than the accelerator holds, so that a few channels less would keep all of them there:
//
//   memory of 1 MB; conv1 of 224 channels, 1.03 MB of parameters      32 kB are sent for every inference
//                   conv1 of 217 channels, 1.00 MB                    nothing is sent
//
// Of the largest layers' channels those are taken of which the smallest share has to go; layers that share them (residual
// additions, Concat) lose them, too. The saving is that of the whole network with those channels less.
//
#include "lib/cost/FigureSet.h"
#include "lib/lint/ChannelClasses.h"
#include "lib/lint/ParameterBytes.h"
#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"
#include "lib/support/Error.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <fmt/format.h>

namespace eo {

/// What is beyond this share of the memory takes another network, not a few channels.
static constexpr double justAbove = 0.15;
/// Layers whose channels are tried, the largest first.
static constexpr size_t mostLayers = 8;

namespace {
/// Channels to go of one row.
struct Narrowing {
  ChannelRow const *row = nullptr;
  int64_t channels = 0;

  double share() const { return static_cast<double>(channels) / static_cast<double>(row->channels); }
};
} // namespace

static Graph without(LintedNetwork const &network, ChannelClasses const &classes,
                     Narrowing const &narrowing) {
  GraphEdit edit(network.graph);
  edit.apply(classes.change(*narrowing.row, -narrowing.channels));
  return std::move(edit).build();
}

/// Bytes of parameters without those channels; nothing where the changed network cannot be analysed.
static std::optional<double> bytesWithout(LintedNetwork const &network, ChannelClasses const &classes,
                                          Narrowing const &narrowing) {
  Graph edited = without(network, classes, narrowing);
  DiagnosticEngine ignored;
  llvm::Expected<Annotations> after =
      network.estimator.analyze(edited, network.bindings, network.board, ignored);
  if (after)
    return delegatedParameterBytes(*after, *network.board);
  llvm::consumeError(after.takeError());
  return std::nullopt;
}

/// How many channels of the row have to go so that `memory` holds the rest; nothing where that is half of them or more. Channels
/// that go on both sides of a layer save less from one to the next.
static std::optional<Narrowing> narrowed(LintedNetwork const &network, ChannelClasses const &classes,
                                         ChannelRow const &row, double bytes, double memory) {
  Narrowing one{&row, 1};
  int64_t most = std::min(classes.mostRemovable(row), row.channels / 2);
  std::optional<double> rest = most < 1 ? std::nullopt : bytesWithout(network, classes, one);
  for (int attempt = 0; attempt < 4 && rest && *rest < bytes; ++attempt) {
    if (*rest <= memory)
      return one;
    double each = (bytes - *rest) / static_cast<double>(one.channels);
    one.channels += std::max<int64_t>(1, static_cast<int64_t>(std::ceil((*rest - memory) / each)));
    rest = one.channels > most ? std::nullopt : bytesWithout(network, classes, one);
  }
  return std::nullopt;
}

/// The rows of what the largest layers compute and read, each once.
static std::vector<size_t> rowsOfLargest(LintedNetwork const &network, ChannelClasses const &classes) {
  std::vector<Kernel const *> kernels;
  for (Kernel const &kernel : network.annotations.get<KernelGroups>().kernels)
    if (kernel.delegated && kernel.features.weightElements)
      kernels.push_back(&kernel);
  llvm::stable_sort(kernels, [](Kernel const *a, Kernel const *b) {
    return *a->features.weightElements > *b->features.weightElements;
  });
  std::vector<size_t> rows;
  for (Kernel const *kernel : llvm::makeArrayRef(kernels).take_front(mostLayers))
    for (NodeId id : kernel->nodes) {
      Node const &node = network.graph.node(id);
      if (!makesChannels(network, node))
        continue;
      for (ValueId value : {node.outputs[0], node.inputs[0]})
        for (size_t row : classes.rowsOf(value))
          if (classes.rows()[row].problem.empty() && !llvm::is_contained(rows, row))
            rows.push_back(row);
    }
  return rows;
}

/// The first layer that computes channels of the row.
static NodeId layerOf(LintedNetwork const &network, ChannelRow const &row) {
  for (NodeId id : network.graph.main().nodes)
    if (Node const &node = network.graph.node(id);
        makesChannels(network, node) &&
        llvm::any_of(row.values, [&](auto const &held) { return held.first == node.outputs[0]; }))
      return id;
  return {};
}

std::vector<Finding> rules::parametersAboveMemory(LintedNetwork const &network) {
  if (totalEnergyJ(network) <= 0)
    return {};
  double memory = resolveFigures(*network.board).get(BoardFigure::ParameterMemory, 0);
  double bytes = delegatedParameterBytes(network.annotations, *network.board);
  if (memory <= 0 || bytes <= memory || bytes > memory * (1 + justAbove))
    return {};
  ChannelClasses classes(network);
  std::optional<Narrowing> best;
  for (size_t row : rowsOfLargest(network, classes))
    if (std::optional<Narrowing> one = narrowed(network, classes, classes.rows()[row], bytes, memory))
      if (!best || one->share() < best->share())
        best = one;
  if (!best)
    return {};
  std::string change =
      fmt::format("{} of its {} channels", best->row->channels - best->channels, best->row->channels);
  WhatIf fitting = whatIf(network, without(network, classes, *best), change);
  if (!isNoticeable(network, fitting))
    return {};
  Finding finding = findingAt(network, layerOf(network, *best->row));
  finding.message = fmt::format(
      "{} of parameters are {} more than the {} that the accelerator holds, and that much is sent "
      "to it for every inference",
      formatBytes(bytes), formatBytes(bytes - memory), formatBytes(memory));
  finding.help = fmt::format("{} make all parameters fit", change);
  setSaving(finding, std::move(fitting));
  return {finding};
}

} // namespace eo
