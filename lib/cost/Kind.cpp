#include "lib/cost/Kind.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

FormulaPrice FormulaPrice::none(Reason why) {
  FormulaPrice price;
  price.reason = std::move(why);
  return price;
}

FormulaPrice FormulaPrice::fit(BoardModel const &board, double timeS, double energyJ) {
  if (energyJ <= 0 && timeS <= 0) {
    auto missing = llvm::find_if(board.coefficients, [](Coefficient const &c) { return !c.missing.empty(); });
    return none(missing != board.coefficients.end() ? missing->missing : "the board has no figures for it");
  }
  FormulaPrice price;
  price.basis = Basis::Fit;
  if (energyJ > 0)
    price.energy = Joules{energyJ};
  if (timeS > 0)
    price.time = Seconds{timeS};
  return price;
}

namespace kinds {
#define EO_BOARD_KIND(id, ...) extern CostKind const id;
#include "lib/board/Kinds.def"
} // namespace kinds

CostKind const &costKind(BoardKind kind) {
  static CostKind const *const table[] = {
#define EO_BOARD_KIND(id, ...) &kinds::id,
#include "lib/board/Kinds.def"
  };
  return *table[static_cast<size_t>(kind)];
}

} // namespace eo
