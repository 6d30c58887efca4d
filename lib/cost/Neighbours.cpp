#include "lib/cost/Neighbours.h"

#include <cmath>

namespace eo {

std::vector<double> smearedPowers(llvm::ArrayRef<double> times, llvm::ArrayRef<double> powers, double tau) {
  if (tau <= 0)
    return powers.vec();
  // The smoothed curve s obeys s' = (p − s) / τ: it decays towards each interval's power. Over one period the
  // state at the start maps to gain · state + offset; the steady state is its fixed point.
  double gain = 1, offset = 0;
  for (size_t i = 0; i < times.size(); ++i) {
    double decay = std::exp(-times[i] / tau);
    gain *= decay;
    offset = powers[i] + (offset - powers[i]) * decay;
  }
  double state = gain < 1 ? offset / (1 - gain) : offset;
  std::vector<double> means;
  for (size_t i = 0; i < times.size(); ++i) {
    double lost = -std::expm1(-times[i] / tau); // 1 − decay, exact for short intervals
    means.push_back(powers[i] + (state - powers[i]) * lost * tau / times[i]);
    state = powers[i] + (state - powers[i]) * (1 - lost);
  }
  return means;
}

std::vector<double> networkPowers(llvm::ArrayRef<double> times, llvm::ArrayRef<double> alone, double base,
                                  double gamma, double tau) {
  std::vector<double> powers = smearedPowers(times, alone, tau);
  for (double &power : powers)
    power = base + gamma * (power - base);
  return powers;
}

} // namespace eo
