#include "lib/trace/formats/PowerSum.h"
#include "lib/trace/signal/Deconvolution.h"
#include "lib/trace/signal/Edges.h"
#include "lib/trace/signal/Fourier.h"
#include "lib/trace/signal/Ripple.h"
#include "lib/trace/signal/Statistics.h"
#include <cmath>
#include <gmock/gmock.h>
#include <random>

using namespace eo;
using testing::DoubleNear;

TEST(Statistics, MediansAndSpreads) {
  EXPECT_DOUBLE_EQ(medianOf({3, 1, 2}), 2);
  EXPECT_DOUBLE_EQ(medianOf({4, 1, 2, 3}), 2.5);
  EXPECT_DOUBLE_EQ(medianOf({}), 0);
  EXPECT_DOUBLE_EQ(quantileOf({0, 10}, 0.25), 2.5);
  EXPECT_DOUBLE_EQ(robustSpread({1, 2, 3, 4, 100}), 1.4826);
  EXPECT_DOUBLE_EQ(deviationOf({2.0, 4.0}), std::sqrt(2.0));
}

// Table values of Student's t, two-sided 95 %.
TEST(Statistics, StudentQuantiles) {
  EXPECT_NEAR(studentT95(1), 12.706, 1e-3);
  EXPECT_NEAR(studentT95(2), 4.303, 1e-3);
  EXPECT_NEAR(studentT95(4), 2.776, 1e-3);
  EXPECT_NEAR(studentT95(10), 2.228, 1e-3);
  EXPECT_NEAR(studentT95(100), 1.984, 1e-3);
}

TEST(Statistics, WhiteNoiseIgnoresLevelsAndSteps) {
  std::mt19937 random(1);
  std::normal_distribution<double> normal(0, 0.5);
  std::vector<double> samples;
  for (int i = 0; i < 20000; ++i)
    samples.push_back((i / 200 % 2 ? 100 : 3) + 0.01 * i + normal(random));
  EXPECT_NEAR(whiteNoise(samples), 0.5, 0.02);
}

// One bend, |0 - 2 · 1 + 0|: 1.4826 · 2 / √6; of two samples there is none.
TEST(Statistics, WhiteNoiseOfThreeSamples) {
  EXPECT_NEAR(whiteNoise(std::vector<double>{0, 1, 0}), 1.4826 * 2 / std::sqrt(6.0), 1e-12);
  EXPECT_EQ(whiteNoise(std::vector<double>{0, 1}), 0);
}

TEST(PowerSum, FractionsOfSamplesCount) {
  std::vector<float> samples(200, 1);
  samples[100] = 5;
  PowerSum sums(samples);
  EXPECT_DOUBLE_EQ(sums.sum(0, 200), 204);
  EXPECT_DOUBLE_EQ(sums.sum(100.25, 100.75), 2.5);
  EXPECT_DOUBLE_EQ(sums.sum(99.5, 100.5), 3);
  EXPECT_DOUBLE_EQ(sums.sum(-10, 1), 1);
  EXPECT_DOUBLE_EQ(sums.at(100.5), 5);
  EXPECT_DOUBLE_EQ(sums.at(101), 3);
}

TEST(Fourier, CorrelationFindsTheShift) {
  std::vector<double> a = {1, 2, 3}, b = {0, 0, 1, 2, 3, 0};
  std::vector<double> c = correlate(a, b, 4);
  EXPECT_THAT(c, testing::ElementsAre(DoubleNear(3, 1e-12), DoubleNear(8, 1e-12), DoubleNear(14, 1e-12),
                                      DoubleNear(8, 1e-12)));
}

// 3 samples at 6 lags fill a transform of 8 to the last place, at 7 lags one of 16 is needed.
TEST(Fourier, NoLagMeetsTheBeginningAgain) {
  std::vector<double> pattern = {5, -1, 2}, samples = {4, 1, 0, -3, 2, 7, 6, 9};
  for (size_t lags : {1U, 5U, 6U, 7U, 8U, 9U, 20U}) {
    std::vector<double> found = Correlator(pattern, samples.size(), lags).with(samples);
    ASSERT_EQ(found.size(), lags);
    for (size_t lag = 0; lag < lags; ++lag) {
      double sum = 0;
      for (size_t i = 0; i < pattern.size() && i + lag < samples.size(); ++i)
        sum += pattern[i] * samples[i + lag];
      EXPECT_NEAR(found[lag], sum, 1e-12) << "lag " << lag << " of " << lags;
    }
  }
}

TEST(Fourier, OnePatternMeetsManyStretches) {
  Correlator correlator(std::vector<double>{1, 2}, 4, 2);
  EXPECT_THAT(correlator.with(std::vector<double>{1, 1, 0, 0}),
              testing::ElementsAre(DoubleNear(3, 1e-12), DoubleNear(1, 1e-12)));
  EXPECT_THAT(correlator.with(std::vector<double>{0, 3}),
              testing::ElementsAre(DoubleNear(6, 1e-12), DoubleNear(3, 1e-12)));
}

// x[n] = a·x[n-1] + (1 - a)·u[n]: the inverse gives u back exactly.
TEST(Deconvolution, InverseIsExact) {
  double tau = 37, a = std::exp(-1 / tau);
  std::vector<double> device, measured;
  for (int i = 0; i < 500; ++i) {
    device.push_back(i % 120 < 60 ? 3 : 1.25);
    measured.push_back(i ? a * measured.back() + (1 - a) * device.back() : device.back());
  }
  std::vector<double> back = deconvolve(measured, tau, 1);
  for (size_t i = 0; i < back.size(); ++i)
    EXPECT_NEAR(back[i], device[i], 1e-9);
}

TEST(Deconvolution, WhatDoesNotFallHasNoDecayTime) {
  EXPECT_FALSE(decayTime(std::vector<double>(200, 1.5), 100, 0)); // found by the fuzzer
}

TEST(Deconvolution, DecayTimeOfADischargeAndOfAStep) {
  std::vector<double> discharge, step;
  for (int i = 0; i < 600; ++i) {
    discharge.push_back(i < 100 ? 3 : 1 + 2 * std::exp(-(i - 100) / 42.0));
    step.push_back(i < 100 ? 3 : 1);
  }
  ASSERT_TRUE(decayTime(discharge, 100, 0.01));
  EXPECT_NEAR(*decayTime(discharge, 100, 0.01), 42, 0.5);
  EXPECT_FALSE(decayTime(step, 100, 0.01));
}

TEST(Edges, StepBetweenSamples) {
  std::vector<double> profile(200, 1.0);
  for (size_t i = 120; i < 200; ++i)
    profile[i] = i < 150 ? 2.0 : 4.0;
  std::optional<Edge> edge = findEdge(profile, 1e-6);
  ASSERT_TRUE(edge);
  EXPECT_NEAR(edge->position, 120, 0.01);
}

TEST(Edges, SmoothedStepInBothDirections) {
  double tau = 25;
  std::vector<double> rise, fall;
  for (int i = 0; i < 400; ++i) {
    double t = i + 0.5;
    rise.push_back(t < 210 ? 1 : 1 + 2 * (1 - std::exp(-(t - 210) / tau)));
    fall.push_back(t < 180 ? 3 : 1 + 2 * std::exp(-(t - 180) / tau));
  }
  std::optional<Edge> begin = findSmoothedEdge(rise, tau, 1e-4, false),
                      end = findSmoothedEdge(fall, tau, 1e-4, true);
  ASSERT_TRUE(begin && end);
  EXPECT_NEAR(begin->position, 210, 0.5);
  EXPECT_NEAR(end->position, 180, 0.5);
  // A hinge through what is hardly noise is known as well as any edge.
  EXPECT_NEAR(begin->spread, EdgeLimits().leastSpread, 0.05);
  EXPECT_NEAR(end->spread, EdgeLimits().leastSpread, 0.05);
}

TEST(Ripple, WhatIsLeftOfALineAndItsResiduals) {
  // mean 4.25, slope (-1.5 · 1 - 0.5 · 3 + 0.5 · 5 + 1.5 · 8) / 5 = 2.3 a sample
  std::vector<double> left = detrended(std::vector<float>{1, 3, 5, 8});
  std::vector<double> expected = {0.2, -0.1, -0.4, 0.3};
  ASSERT_EQ(left.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(left[i], expected[i], 1e-9) << i;
}

// Pulses of 10 samples around 10, 50 and 90 of 100: alike from end to end, so that nothing is taken off but the mean. 40 samples later
// 60 are left, of which 20 are high: a third, and not the three tenths of the whole.
TEST(Ripple, IsAsHighAsWhatOverlaps) {
  std::vector<float> pulses(100);
  for (ptrdiff_t middle : {10, 50, 90})
    std::fill_n(pulses.begin() + middle - 5, 10, 1.0F);
  Ripple ripple = findRipple(pulses);
  EXPECT_NEAR(ripple.period, 40, 0.5);
  EXPECT_NEAR(ripple.amplitude, std::sqrt(1.0 / 3 * (1 - 1.0 / 3)), 1e-9);
}

TEST(Ripple, PeriodOfARepeatingShape) {
  std::mt19937 random(2);
  std::normal_distribution<double> normal(0, 0.05);
  std::vector<float> steady, flat;
  for (int i = 0; i < 4000; ++i) {
    double phase = std::fmod(i / 61.3, 1);
    steady.push_back(static_cast<float>((phase < 0.3 ? 2 : phase < 0.8 ? 1.4 : 1.1) + normal(random)));
    flat.push_back(static_cast<float>(1.5 + normal(random)));
  }
  Ripple ripple = findRipple(steady);
  EXPECT_NEAR(ripple.period, 61.3, 0.05);
  EXPECT_GT(ripple.likeness, 0.9);
  EXPECT_GT(ripple.steadiness, 0.9);
  Ripple none = findRipple(flat);
  EXPECT_EQ(none.period, 0);
  EXPECT_EQ(none.amplitude, 0);
  EXPECT_EQ(none.likeness, 0);
  EXPECT_EQ(none.steadiness, 0);
}
