//===- FigureSet.h - the figures of a board under its settings ---------------------------------------===//
#ifndef ENERGY_OPT_LIB_COST_FIGURESET_H
#define ENERGY_OPT_LIB_COST_FIGURESET_H

#include "lib/board/BoardModel.h"
#include <array>

namespace eo {

/// The figures in force, by family of kernels; absent ones are nullopt.
struct FigureSet {
  std::array<std::array<std::optional<double>, familyCount>, boardFigureCount> values;

  double get(BoardFigure figure, KernelFamily family, double otherwise) const {
    return values[static_cast<size_t>(figure)][static_cast<size_t>(family)].value_or(otherwise);
  }
  /// Of a figure without families.
  double get(BoardFigure figure, double otherwise) const {
    return get(figure, KernelFamily::Matrix, otherwise);
  }
};

/// What the board file holds for these settings: a figure is the coefficient of its family, else of the wider
/// one, else the common one, times the factors of the settings in force, measured or declared. A factor without
/// a value ("dynamic@precision=fp16": nobody metered it) leaves the figure absent.
FigureSet resolveFigures(BoardModel const &board, SettingValues const &settings);
/// The same of a board as it was chosen.
FigureSet resolveFigures(ChosenBoard const &board);

} // namespace eo

#endif
