//===- WindowEnergy.h - joules of a window and how sure they are ------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_MEASURE_WINDOWENERGY_H
#define ENERGY_OPT_LIB_TRACE_MEASURE_WINDOWENERGY_H

#include "lib/support/Diagnostics.h"
#include "lib/trace/measure/Figures.h"
#include "lib/trace/measure/WindowFile.h"
#include "lib/trace/signal/BasePower.h"
#include "lib/trace/signal/Windows.h"

namespace eo {

/// Energy of a detected window: the integral between its edges plus tau·(x(end) - x(begin)), what the
/// capacitors took and gave (Deconvolution.h). The interval has the noise of the samples and the uncertainty
/// of both edges.
EnergyFigure windowEnergy(ActiveWindow const &window, WindowSet const &set, PowerSum const &sums,
                          double sampleS);

/// Fills energy, mean power, base and dynamic share of every detected window.
std::vector<WindowFigures> detectedWindowFigures(PowerTrace const &trace, WindowSet const &set,
                                                 PowerSum const &sums, BasePower const *base);

/// The same for windows the user gave: integrals between borders known to a sample, plus tau·(x(end) -
/// x(begin)), `tau` in samples, 0 for none.
llvm::Expected<std::vector<WindowFigures>>
givenWindowFigures(PowerTrace const &trace, std::vector<GivenWindow> const &given, PowerSum const &sums,
                   double noiseW, double tau, BasePower const *base, DiagnosticEngine &diagnostics);

/// The stretches that the file itself names, as windows; without time in the file they have a mean power
/// only.
std::vector<WindowFigures> sectionFigures(PowerTrace const &trace, PowerSum const &sums, double noiseW);

} // namespace eo

#endif
