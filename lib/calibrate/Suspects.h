//===- Suspects.h - points that look wrong --------------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_SUSPECTS_H
#define ENERGY_OPT_LIB_CALIBRATE_SUSPECTS_H

#include "llvm/ADT/ArrayRef.h"
#include <optional>
#include <string>
#include <vector>

namespace eo {

/// No processor of today computes a multiply-accumulate for less than 10 fJ, none that runs networks needs
/// more than 1 µJ.
inline constexpr double leastJoulesPerMac = 1e-14, mostJoulesPerMac = 1e-6;

/// Why the energy looks like a slip of units ("2.3e-05 J per MAC, more than 1e-06: mJ labelled J?"); nullopt
/// where it is plausible or there are no multiply-accumulates to compare with.
std::optional<std::string> unitSuspicion(double energyJ, double macs);

/// No board that runs networks draws less than 10 mW while it does, none at the edge more than 2 kW.
inline constexpr double leastWatts = 0.01, mostWatts = 2000;
/// The same of the mean power.
std::optional<std::string> powerSuspicion(double powerW);

/// Networks run at 100 kMAC/s (microcontrollers) to 1 PMAC/s.
inline constexpr double leastMacsPerSecond = 1e5, mostMacsPerSecond = 1e15;
/// The same of the time of a whole network; nullopt without multiply-accumulates.
std::optional<std::string> timeSuspicion(double timeS, double macs);

/// Indices of points whose log ratio of predicted to measured lies more than four robust standard deviations
/// (1.4826 · median deviation) from the median, and more than 20 % from it. Needs 8 points.
std::vector<size_t> outliers(llvm::ArrayRef<double> predicted, llvm::ArrayRef<double> measured);

} // namespace eo

#endif
