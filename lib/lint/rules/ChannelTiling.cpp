//===- ChannelTiling.cpp ------------------------------------------------------------------------------===//
//
// Accelerators work on tiles of channels; what does not fill its last tile pays for the whole of it:
//
//   tiles of 128 output channels, 144 channels: two tiles, 56 % of them used
//   128 channels                                one tile, all of it; or 256 for the price of 144
//
#include "lib/cost/FigureSet.h"
#include "lib/lint/ChannelClasses.h"
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"
#include "lib/support/Quantity.h"
#include "llvm/ADT/DenseSet.h"
#include <cmath>
#include <fmt/format.h>

namespace eo {

/// Tiles filled to this share are well used.
static constexpr double wellFilled = 0.8;

/// Channels of a tile on either side; 0 where the board has none for such kernels.
static int64_t tileOf(FigureSet const &figures, BoardFigure figure, CostFeatures const &features) {
  std::optional<KernelFamily> family = kernelFamily(features);
  double tile = family ? figures.get(figure, *family, 0) : 0;
  constexpr double largest = 1 << 20;
  return tile >= 2 && tile <= largest ? static_cast<int64_t>(std::llround(tile)) : 0;
}

static bool wastes(int64_t channels, int64_t tile) {
  if (tile == 0 || channels <= tile) // less than one tile works on several positions at once
    return false;
  int64_t used = (channels - 1) / tile + 1;
  return static_cast<double>(channels) < wellFilled * static_cast<double>(used) * static_cast<double>(tile);
}

namespace {
/// Values whose channels a finding has spoken of, and everything that shares them.
using Spoken = llvm::DenseSet<uint32_t>;

/// One side of a convolution.
struct ChannelSide {
  llvm::StringRef name;
  ValueId value;
  int64_t channels, tile;
};
} // namespace

static WhatIf withChannels(LintedNetwork const &network, ChannelClasses const &classes, ValueId value,
                           int64_t channels, Spoken &changed) {
  ChannelClasses::Resize resize = classes.resize(value, channels);
  for (size_t row : resize.rows)
    for (auto const &held : classes.rows()[row].values)
      changed.insert(held.first.index);
  if (!resize.problem.empty())
    return noSaving(fmt::format("{} channels: {}", channels, resize.problem));
  GraphEdit edit(network.graph);
  edit.apply(resize.changes);
  return whatIf(network, std::move(edit).build(), fmt::format("{} channels", channels));
}

/// "; 256 channels cost 1.2 mJ more", or less; empty where that is not known.
static std::string roundedUpText(LintedNetwork const &network, ChannelClasses const &classes, ValueId value,
                                 int64_t channels) {
  Spoken ignored;
  WhatIf up = withChannels(network, classes, value, channels, ignored);
  if (!up.saving)
    return {};
  double cost = -up.saving->energyJ;
  return fmt::format("; {} cost {} {}", up.saving->change, toText(Joules{std::abs(cost)}),
                     cost >= 0 ? "more" : "less");
}

static std::optional<Finding> checkSide(LintedNetwork const &network, std::optional<ChannelClasses> &classes,
                                        CostlyKernel const &kernel, ChannelSide const &side, Spoken &spoken) {
  if (!wastes(side.channels, side.tile) || spoken.count(side.value.index) != 0)
    return std::nullopt;
  if (!classes)
    classes.emplace(network);
  int64_t down = side.channels / side.tile * side.tile, up = down + side.tile;
  WhatIf fewer = withChannels(network, *classes, side.value, down, spoken);
  if (!isNoticeable(network, fewer))
    return std::nullopt;
  Finding finding = findingAt(network, kernel);
  finding.message = fmt::format(
      "its {} {} channels fill {} of {} tiles of {} channels; it takes {} of the energy ({})", side.channels,
      side.name, formatShare(static_cast<double>(side.channels) / static_cast<double>(up)), up / side.tile,
      side.tile, formatShare(kernel.share), toText(Joules{kernel.energyJ}));
  finding.help =
      fmt::format("use {} or {} channels{}", down, up, roundedUpText(network, *classes, side.value, up));
  setSaving(finding, std::move(fewer));
  return finding;
}

std::vector<Finding> rules::channelTiling(LintedNetwork const &network) {
  std::vector<Finding> findings;
  if (totalEnergyJ(network) <= 0)
    return findings;
  FigureSet figures = resolveFigures(*network.board);
  Spoken spoken;
  std::optional<ChannelClasses> classes; // made where a layer asks
  for (CostlyKernel const &kernel : costlyKernels(network)) {
    CostFeatures const &features = kernel.kernel->features;
    Node const &node = network.graph.node(kernel.anchor);
    if (node.kind != OpKind::Conv || features.group.value_or(0) != 1 || !features.ofm || !features.ifm ||
        !node.hasInput(0) || !node.hasOutput(0))
      continue;
    ChannelSide out{"output", node.outputs[0], *features.ofm,
                    tileOf(figures, BoardFigure::OutTile, features)};
    ChannelSide in{"input", node.inputs[0], *features.ifm, tileOf(figures, BoardFigure::InTile, features)};
    std::optional<Finding> found = checkSide(network, classes, kernel, out, spoken);
    if (!found)
      found = checkSide(network, classes, kernel, in, spoken);
    if (found)
      findings.push_back(std::move(*found));
  }
  return findings;
}

} // namespace eo
