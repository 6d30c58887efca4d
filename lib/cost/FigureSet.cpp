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
  using OfFamilies = std::array<std::optional<double>, familyCount>;
  std::array<OfFamilies, boardFigureCount> own; // by the family that the coefficient names
  std::array<std::array<double, familyCount>, boardFigureCount> factors;
  std::array<std::optional<double>, boardFigureCount> common;
  std::array<bool, boardFigureCount> unknown = {};
  for (auto &families : factors)
    families.fill(1);
  for (Coefficient const &coefficient : board.coefficients) {
    std::optional<CoefficientKey> key = parseCoefficient(board.kind, coefficient.name);
    if (!key || key->monomial || !key->holds(settings))
      continue;
    size_t figure = static_cast<size_t>(key->figure);
    if (!coefficient.value)
      unknown[figure] |= !key->conditions.empty();
    else if (key->conditions.empty())
      (key->family ? own[figure][static_cast<size_t>(*key->family)] : common[figure]) = coefficient.value;
    else
      for (size_t family = 0; family < familyCount; ++family)
        if (key->concerns(static_cast<KernelFamily>(family)))
          factors[figure][family] *= *coefficient.value;
  }
  for (auto const &[setting, value] : settings)
    if (DeclaredPoint const *point = board.declaredPoint(setting, value))
      for (BoardFigureInfo const &info : boardFigures())
        for (double &factor : factors[static_cast<size_t>(info.figure)])
          factor *= declaredFactor(*point, info.figure);
  FigureSet set;
  for (size_t figure = 0; figure < boardFigureCount; ++figure)
    for (size_t family = 0; family < familyCount && !unknown[figure]; ++family) {
      std::optional<double> value = own[figure][family];
      if (std::optional<KernelFamily> wider = widerFamily(static_cast<KernelFamily>(family)); wider && !value)
        value = own[figure][static_cast<size_t>(*wider)];
      if (!value)
        value = common[figure];
      if (value)
        set.values[figure][family] = *value * factors[figure][family];
    }
  return set;
}

FigureSet resolveFigures(ChosenBoard const &board) { return resolveFigures(*board.model, board.settings); }

} // namespace eo
