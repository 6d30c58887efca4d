#include "lib/cost/FigureSet.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

/// What an operating point that the board declares without having measured it does to a figure.
static double declaredFactor(DeclaredPoint const &point, BoardFigure figure) {
  return figure == BoardFigure::Peak      ? point.computeRate()
         : figure == BoardFigure::Dynamic ? point.dynamicPower()
                                          : 1;
}

FigureSet resolveFigures(BoardModel const &board, SettingValues const &settings) {
  std::array<std::optional<double>, boardFigureCount> common;
  std::array<double, boardFigureCount> factors;
  factors.fill(1);
  FigureSet set;
  for (Coefficient const &coefficient : board.coefficients) {
    std::optional<CoefficientKey> key = parseCoefficient(board.kind, coefficient.name);
    if (!key || key->monomial || !coefficient.value)
      continue;
    size_t figure = static_cast<size_t>(key->figure);
    if (key->family)
      set.values[figure][static_cast<size_t>(*key->family)] = *coefficient.value;
    else if (key->setting.empty())
      common[figure] = *coefficient.value;
    else if (llvm::is_contained(settings, std::pair(key->setting, key->value)))
      factors[figure] *= *coefficient.value;
  }
  for (auto const &[setting, value] : settings)
    if (DeclaredPoint const *point = board.declaredPoint(setting, value))
      for (BoardFigureInfo const &info : boardFigures())
        factors[static_cast<size_t>(info.figure)] *= declaredFactor(*point, info.figure);
  for (size_t figure = 0; figure < boardFigureCount; ++figure)
    for (std::optional<double> &value : set.values[figure]) {
      if (!value)
        value = common[figure];
      if (value)
        *value *= factors[figure];
    }
  return set;
}

FigureSet resolveFigures(ChosenBoard const &board) { return resolveFigures(*board.model, board.settings); }

} // namespace eo
