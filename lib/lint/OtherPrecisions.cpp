#include "lib/lint/OtherPrecisions.h"

#include "lib/lint/CostlyKernels.h"
#include "lib/support/Quantity.h"
#include <fmt/format.h>

namespace eo {

static DataType precisionNamed(llvm::StringRef word) {
  for (auto const &[name, type] : precisionWords())
    if (name == word)
      return type;
  return DataType::Undefined;
}

/// What saves most among the precisions that the board's setting has and whose bits of an element `wanted` accepts; the
/// one in force is not among them. Not known without such a precision.
static WhatIf atOtherPrecision(LintedNetwork const &network, llvm::function_ref<bool(unsigned bits)> wanted) {
  WhatIf best = noSaving("the board has no other precision");
  ChosenBoard const &board = *network.board;
  for (SettingDeclaration const &declaration : board.model->settings) {
    if (declaration.name != "precision")
      continue;
    for (std::string const &value : declaration.values) {
      unsigned bits = bitWidth(precisionNamed(value));
      if (bits == 0 || bits == bitWidth(board.precision()) || !wanted(bits))
        continue;
      ChosenBoard other = board;
      for (auto &[key, current] : other.settings)
        if (key == "precision")
          current = value;
      best = better(std::move(best), whatIf(network, other, "precision=" + value));
    }
  }
  return best;
}

std::vector<Finding> cheaperPrecision(LintedNetwork const &network, bool larger, double worthwhile) {
  double total = totalEnergyJ(network);
  if (total <= 0)
    return {};
  ChosenBoard const &board = *network.board;
  unsigned now = bitWidth(board.precision());
  WhatIf best = atOtherPrecision(network, [&](unsigned bits) { return larger ? bits > now : bits < now; });
  if (!isNoticeable(network, best, worthwhile))
    return {};
  Finding finding;
  finding.message = fmt::format("{} runs the network at {}; {} takes {} less", board.model->id,
                                precisionWord(board.precision()), best.saving->change,
                                formatShare(best.saving->energyJ / total));
  setSaving(finding, std::move(best));
  return {finding};
}

} // namespace eo
