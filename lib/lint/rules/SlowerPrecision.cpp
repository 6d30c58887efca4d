//===- SlowerPrecision.cpp --------------------------------------------------------------------------===//
//
// A larger number format is cheaper on this board:
//
//   precision=int8 on a processor without such arithmetic     precision=fp32 saves 12 %
//
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/OtherPrecisions.h"
#include "lib/lint/Rules.h"
#include "lib/support/Quantity.h"
#include <fmt/format.h>

namespace eo {

std::vector<Finding> rules::slowerPrecision(LintedNetwork const &network) {
  double total = totalEnergyJ(network);
  if (total <= 0)
    return {};
  ChosenBoard const &board = *network.board;
  unsigned now = bitWidth(board.precision());
  WhatIf best = atOtherPrecision(network, [&](unsigned bits) { return bits > now; });
  if (!isNoticeable(network, best))
    return {};
  Finding finding;
  finding.message = fmt::format("{} runs the network at {}; {} takes {} less", board.model->id,
                                precisionWord(board.precision()).str(), best.saving->change,
                                formatShare(best.saving->energyJ / total));
  setSaving(finding, std::move(best));
  return {finding};
}

} // namespace eo
