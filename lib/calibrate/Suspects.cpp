#include "lib/calibrate/Suspects.h"

#include "lib/trace/signal/Statistics.h"
#include <cmath>
#include <fmt/format.h>

namespace eo {

std::optional<std::string> unitSuspicion(double energyJ, double macs) {
  if (macs <= 0)
    return std::nullopt;
  double perMac = energyJ / macs;
  if (perMac > mostJoulesPerMac)
    return fmt::format("{:.3g} J per MAC, more than {:g}: mJ or µJ labelled J?", perMac, mostJoulesPerMac);
  if (perMac < leastJoulesPerMac)
    return fmt::format("{:.3g} J per MAC, less than {:g}: J labelled mJ or µJ?", perMac, leastJoulesPerMac);
  return std::nullopt;
}

std::optional<std::string> powerSuspicion(double powerW) {
  if (powerW > mostWatts)
    return fmt::format("{:.3g} W, more than {:g}: mW labelled W, or W labelled kW?", powerW, mostWatts);
  if (powerW < leastWatts)
    return fmt::format("{:.3g} W, less than {:g}: W labelled mW, or kW labelled W?", powerW, leastWatts);
  return std::nullopt;
}

std::optional<std::string> timeSuspicion(double timeS, double macs) {
  if (macs <= 0)
    return std::nullopt;
  double rate = macs / timeS;
  if (rate > mostMacsPerSecond)
    return fmt::format("{:.3g} MAC/s, more than {:g}: s labelled ms or µs?", rate, mostMacsPerSecond);
  if (rate < leastMacsPerSecond)
    return fmt::format("{:.3g} MAC/s, less than {:g}: ms or µs labelled s?", rate, leastMacsPerSecond);
  return std::nullopt;
}

std::vector<size_t> outliers(llvm::ArrayRef<double> predicted, llvm::ArrayRef<double> measured) {
  std::vector<double> ratios;
  for (size_t i = 0; i < measured.size(); ++i)
    ratios.push_back(std::log(predicted[i] / measured[i]));
  if (ratios.size() < 8)
    return {};
  double middle = medianOf(ratios), limit = std::max(4 * robustSpread(ratios), std::log(1.2));
  std::vector<size_t> found;
  for (size_t i = 0; i < ratios.size(); ++i)
    if (std::abs(ratios[i] - middle) > limit)
      found.push_back(i);
  return found;
}

} // namespace eo
