//===- LowPrecision.cpp -------------------------------------------------------------------------------===//
//
// The board was also measured with a smaller number format than the one in force:
//
//   jetson-nano, precision=fp32     precision=fp16 saves 41 %
//
#include "lib/lint/CostlyKernels.h"
#include "lib/lint/OtherPrecisions.h"
#include "lib/lint/Rules.h"
#include "lib/lint/WhatIf.h"
#include "lib/support/Quantity.h"
#include <fmt/format.h>

namespace eo {

/// A change of number format is worth a word from this share of the energy.
static constexpr double worthwhile = 0.1;

std::vector<Finding> rules::lowPrecision(LintedNetwork const &network) {
  double total = totalEnergyJ(network);
  if (total <= 0)
    return {};
  ChosenBoard const &board = *network.board;
  unsigned now = bitWidth(board.precision());
  WhatIf best = atOtherPrecision(network, [&](unsigned bits) { return bits < now; });
  if (!isNoticeable(network, best, worthwhile))
    return {};
  Finding finding;
  finding.message = fmt::format("{} runs the network at {}; {} takes {} less", board.model->id,
                                precisionWord(board.precision()).str(), best.saving->change,
                                formatShare(best.saving->energyJ / total));
  setSaving(finding, std::move(best));
  return {finding};
}

} // namespace eo
