// The powers of layers beside each other, from the steady state of a supply's capacitors.
#include "lib/cost/Neighbours.h"

#include <gtest/gtest.h>

using namespace eo;

TEST(Neighbours, SmearingConservesEnergy) {
  std::vector<double> times = {1e-3, 4e-3, 2e-3}, powers = {4, 7, 5};
  for (double tau : {1e-6, 1e-3, 1.0}) {
    std::vector<double> smeared = smearedPowers(times, powers, tau);
    double before = 0, after = 0;
    for (size_t i = 0; i < times.size(); ++i) {
      before += times[i] * powers[i];
      after += times[i] * smeared[i];
    }
    EXPECT_NEAR(after / before, 1, 1e-9) << tau;
  }
}

TEST(Neighbours, TwoEqualIntervalsMixByTheClosedForm) {
  // Powers 0 and 1, both of length t = τ. In steady state the curve starts the second interval at
  // s = e⁻¹·u, ends it at u = 1 + (s − 1)e⁻¹: u = (1 − e⁻¹)/(1 − e⁻²) = 0.731059; s = 0.268941.
  // Mean over the second: 1 + (s − 1)(1 − e⁻¹) = 0.537883; over the first: u (1 − e⁻¹) = 0.462117.
  for (double time : {2.0, 2e-3}) {
    std::vector<double> smeared = smearedPowers({time, time}, {0.0, 1.0}, time);
    EXPECT_NEAR(smeared[0], 0.462117, 1e-6) << time;
    EXPECT_NEAR(smeared[1], 0.537883, 1e-6) << time;
  }
}

TEST(Neighbours, NoTimeConstantLeavesPowersAndALongOneGivesTheMean) {
  std::vector<double> times = {1, 3}, powers = {2, 6};
  EXPECT_EQ(smearedPowers(times, powers, 0), powers);
  for (double tau : {1e6, 1e20})
    EXPECT_NEAR(smearedPowers(times, powers, tau)[0], 5, 1e-4) << tau;
}
