// Networks that run at one pace or another, worked out by hand: a launch of 1 s and 1 s of arithmetic a kernel.
#include "lib/cost/Pace.h"

#include "lib/cost/Limits.h"
#include "lib/cost/NetworkCost.h"
#include "tests/cost/Boards.h"
#include <gmock/gmock.h>

using namespace eo;
using namespace eo::test;

namespace {
BoardModel twoPaces() {
  return board({{"launch", 1, "s"},
                {"peak", 1e6, "MAC/s"},
                {"base", 2, "W"},
                {"dynamic", 4, "W"},
                {"fast_at", 1, "1"},
                {"fast_slope", 2, "1"},
                {"fast_speed", 3, "1"},
                {"fast_power", 5, "1"}});
}

Pace paceOfKernel(BoardModel const &model, double seconds) {
  return paceOf(resolveFigures(model, {}), {1, 0}, seconds);
}
} // namespace

TEST(Pace, HalfwayWhereBusyTimeOverTheRestIsAsTheBoardSays) {
  Pace pace = paceOfKernel(twoPaces(), 2);
  EXPECT_NEAR(pace.time, 1 / 2.0, 1e-12);
  EXPECT_NEAR(pace.dynamicPower, 3, 1e-12);
}

TEST(Pace, FollowsTheLoadByItsSlope) { // 2 s busy in 3 s: 4 of 4 + 1 parts
  Pace pace = paceOfKernel(twoPaces(), 3);
  EXPECT_NEAR(pace.time, 1 / 2.6, 1e-12);
  EXPECT_NEAR(pace.dynamicPower, 4.2, 1e-12);
}

TEST(Pace, LaunchesAloneAreSlowAndEndlessWorkIsFast) {
  EXPECT_EQ(paceOfKernel(twoPaces(), 1).time, 1);
  EXPECT_EQ(paceOfKernel(twoPaces(), 1).dynamicPower, 1);
  EXPECT_NEAR(paceOfKernel(twoPaces(), 1e9).time, 1 / 3.0, 1e-6);
  EXPECT_NEAR(paceOfKernel(twoPaces(), 1e9).dynamicPower, 5, 1e-6);
}

TEST(Pace, ABoardWithoutItOrWithoutRestHasOne) {
  BoardModel without = board({{"launch", 1, "s"}, {"fast_speed", 3, "1"}, {"fast_power", 5, "1"}});
  EXPECT_EQ(paceOfKernel(without, 9).time, 1);
  BoardModel restless = board({{"fast_at", 1, "1"}, {"fast_speed", 3, "1"}});
  EXPECT_EQ(paceOfKernel(restless, 9).time, 1);
}

TEST(Pace, ANetworkTakesAndDrawsWhatItsPaceSays) {
  // 2 s at the slow pace, 1 s half-way: 2 J of the base and half a second at 4 W · 3.
  NetworkCost cost = priceNetwork(chosen(twoPaces()), kernelOf(convolution(3, 1, 1)));
  EXPECT_NEAR(cost.latency->value, 1, 1e-12);
  EXPECT_NEAR(cost.deviceLatency->value, 1, 1e-12);
  EXPECT_NEAR(cost.base->value, 2, 1e-12);
  EXPECT_NEAR(cost.total.energy->value, 8, 1e-12);
}

TEST(Pace, WhatAnInferenceTakesBesideItsKernelsIsRestOfOnePace) {
  // 1 s busy in 2 s of rest: a quarter of 5 quarters, so a fifth of the way.
  BoardModel model = twoPaces();
  model.coefficients.push_back({"overhead", 1, "s", false, std::nullopt, ""});
  NetworkCost cost = priceNetwork(chosen(model), kernelOf(convolution(3, 1, 1)));
  EXPECT_NEAR(cost.latency->value, 1 + 2 / 1.4, 1e-12);
  EXPECT_NEAR(cost.total.energy->value, 2 * (1 + 2 / 1.4) + 4 * 1.8 / 1.4, 1e-12);
}

TEST(Pace, MeasuredTimesAreThoseOfThePaceThatWasMeasured) {
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1))};
  MeasuredTimes times{{{4, {0}}}};
  NetworkCost cost = priceNetwork(chosen(twoPaces()), kernels, &times);
  EXPECT_NEAR(cost.latency->value, 4, 1e-12);
  EXPECT_NEAR(cost.total.energy->value, 4 * 8, 1e-12) << "8 W at the predicted pace";
}

TEST(Pace, WhatLimitsKernelsSumsToTheirTimes) {
  Kernel kernels[] = {kernelOf(convolution(3, 1, 1))};
  auto limits = kernelLimits(chosen(twoPaces()), kernels);
  EXPECT_NEAR(limits[0]->causes.sum(), 1, 1e-12);
  EXPECT_NEAR(limits[0]->roofS, 0.5, 1e-12);
  EXPECT_NEAR(limits[0]->peakMacsPerS, 2e6, 1e-6);
}
