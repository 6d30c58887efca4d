#include "lib/lint/OtherPrecisions.h"

namespace eo {

static DataType precisionNamed(llvm::StringRef word) {
  for (auto const &[name, type] : precisionWords())
    if (name == word)
      return type;
  return DataType::Undefined;
}

WhatIf atOtherPrecision(LintedNetwork const &network, llvm::function_ref<bool(unsigned bits)> wanted) {
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

} // namespace eo
