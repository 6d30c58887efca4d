//===- Figures.h - what a budget looks at --------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_FIGURES_H
#define ENERGY_OPT_LIB_LINT_FIGURES_H

#include "lib/lint/Budget.h"
#include "lib/report/Report.h"

namespace eo {

/// A metric of a network or of some of its layers, in the metric's unit.
struct Figure {
  std::optional<double> value, low, high; ///< low and high: both or neither; of counts both are the value
  std::string missing;    ///< what `value` leaves out: "93.1 % of the MACs have an estimate"; empty: nothing
  bool isGuess = false;   ///< by the estimate's trust: verdicts are those of lib/decide/Limit.h on a guess
  bool untrusted = false; ///< a guess of which no layer is left out: `missing` tells of the trust
};

/// Of the network. `minCoverage`: the share of the MACs that counts as all.
Figure networkFigure(Metric metric, Report const &report, double minCoverage);

/// Of one layer; a guess where it lies outside what the board was calibrated on, or another class stands in.
Figure layerFigure(Metric metric, ReportLayer const &layer);

/// The sum over layers (of powers: energy over time). The bounds are sums too, as if the error of all layers
/// were the same. A guess where less than half of it is of layers that are none.
Figure sumFigure(Metric metric, llvm::ArrayRef<ReportLayer const *> layers);

/// "encoder/conv1": what scopes are the beginning of.
std::string layerPath(ReportLayer const &layer);

/// The layers that a budget on a part of the network concerns. Of energy, latency and power, those that run
/// inside another layer's kernel or cost nothing have no part.
std::vector<ReportLayer const *> selectLayers(Budget const &budget, Report const &report);

} // namespace eo

#endif
