#include "lib/cost/Neighbours.h"

#include <cmath>

namespace eo {

std::vector<double> smearedPowers(llvm::ArrayRef<double> times, llvm::ArrayRef<double> powers, double tau) {
  if (tau <= 0)
    return powers.vec();
  // The smoothed curve s obeys s' = (p − s) / τ: it decays towards each interval's power. Over one period the
  // state at the start maps to gain · state + offset; the steady state is its fixed point.
  auto lostIn = [tau](double time) { return -std::expm1(-time / tau); }; // 1 − decay, exact for short ones
  double period = 0, offset = 0;
  for (size_t i = 0; i < times.size(); ++i) {
    period += times[i];
    offset += (powers[i] - offset) * lostIn(times[i]);
  }
  double state = offset / lostIn(period); // 1 − gain
  std::vector<double> means;
  for (size_t i = 0; i < times.size(); ++i) {
    double lost = lostIn(times[i]);
    means.push_back(powers[i] + (state - powers[i]) * lost * tau / times[i]);
    state += (powers[i] - state) * lost;
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
