//===- DecidedFigures.h - what budgets take from lib/decide ---------------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_DECIDEDFIGURES_H
#define ENERGY_OPT_LIB_LINT_DECIDEDFIGURES_H

#include "lib/decide/Mission.h"
#include "lib/lint/Figures.h"
#include "lib/lint/LintReport.h"
#include "lib/lint/Rule.h"

namespace eo {

/// Bytes of the parameters and of an arena for the activations, at the precision executed (energy-opt memory). Empty where
/// no plan can be made.
Figure memoryFigure(LintedNetwork const &network);

/// Bytes of the parameters that the weight memory of the board's model does not hold, so that they are read again for every
/// inference. Empty where the board knows no such memory.
Figure streamedFigure(LintedNetwork const &network);

/// The same verdict in the words of budgets.
Verdict asVerdict(MissionVerdict verdict);

/// How long the battery of a mission lasts.
struct MissionFigure {
  Figure hours;                       ///< h; `missing` as of the energy
  Verdict verdict = Verdict::Unknown; ///< of all demands of the plan
  std::string reason; ///< each demand with its figures: "24 h asked for, it lasts 19.2 h (17.9 h to 20.8 h)"
};
/// The plan has `lastS`. Errors as of missionInference: no energy or no time is known, or what is drawn between.
llvm::Expected<MissionFigure> missionFigure(LintedNetwork const &network, MissionPlan const &plan,
                                            double minCoverage);

} // namespace eo

#endif
