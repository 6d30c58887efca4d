#include "lib/board/PrecisionMatch.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

DataType ArithmeticShares::most() const {
  DataType found = DataType::Undefined;
  double largest = 0;
  for (auto const &[type, share] : shares)
    if (share > largest) {
      found = type;
      largest = share;
    }
  return found;
}

/// What may run such arithmetic, the best first.
static std::vector<llvm::StringRef> runsAs(DataType arithmetic) {
  if (arithmetic == DataType::Float16)
    return {"fp16"};
  if (arithmetic == DataType::BFloat16)
    return {"bf16"};
  if (isFloatingPoint(arithmetic) && bitWidth(arithmetic) <= 8)
    return {"fp8", "fp16"}; // no runtime makes integers of them
  if (arithmetic == DataType::Int8)
    return {"int8", "fp16"};
  return {}; // as the board is set
}

void matchPrecision(DataType arithmetic, BoardModel const &board, SettingValues &settings) {
  for (SettingDeclaration const &setting : board.settings)
    for (llvm::StringRef wanted : runsAs(arithmetic))
      if (setting.name == "precision" && llvm::is_contained(setting.values, wanted)) {
        for (auto &[name, value] : settings)
          if (name == "precision")
            value = wanted.str();
        return;
      }
}

} // namespace eo
