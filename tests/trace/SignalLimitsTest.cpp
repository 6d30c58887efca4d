// The limits of edges, discharges, repetitions and windows from both sides, on signals of which the answer is a formula.
#include "lib/support/Quantiles.h"
#include "lib/trace/signal/BasePower.h"
#include "lib/trace/signal/Deconvolution.h"
#include "lib/trace/signal/Edges.h"
#include "lib/trace/signal/Repetition.h"
#include "lib/trace/signal/Ripple.h"
#include "lib/trace/signal/States.h"
#include "lib/trace/signal/Statistics.h"
#include "lib/trace/signal/Windows.h"
#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

using namespace eo;

namespace {

/// Idle up to sample 100, 20 samples of a weak first layer, then 1 W up to sample 200.
struct WeakFirst {
  double weak = 1;
  double swing = 0; ///< of idle, from one sample to the next

  double edge() const {
    std::vector<double> profile;
    for (int i = 0; i < 200; ++i)
      profile.push_back(i < 100 ? (i % 2 == 0 ? swing : -swing) : i < 120 ? weak : 1);
    std::optional<Edge> found = findEdge(profile, 1e-6);
    return found ? found->position : -1;
  }
};

/// 5 W for 100 samples, four times, with 40 samples of 2 W between; then what is asked.
struct Stretches {
  Stretches() { trace.rateHz = 100; }
  Stretches &add(size_t samples, bool high) {
    size_t begin = trace.watts.size();
    trace.watts.insert(trace.watts.end(), samples, high ? 5.0F : 2.0F);
    states.runs.push_back({{begin, trace.watts.size()}, high});
    return *this;
  }
  Stretches &addWhole(int count, size_t size = 100, size_t gap = 40) {
    for (int i = 0; i < count; ++i)
      add(size, true).add(gap, false);
    return *this;
  }
  WindowSet windows() const {
    return findWindows(trace, PowerSum(trace.watts), states, true, {false, false, std::nullopt});
  }

  PowerTrace trace;
  PowerStates states{3.5, 2, 5, 1, 1e-6, {}};
};

/// A wave of 50 samples and this height on one of 1000 samples and a height of 1.
double periodBesideASlowWave(double height) {
  std::vector<float> samples;
  for (int i = 0; i < 4000; ++i)
    samples.push_back(
        static_cast<float>(std::sin(2 * M_PI * i / 1000) + height * std::sin(2 * M_PI * i / 50)));
  return findRipple(samples).period;
}

/// Waves of 60 samples, of which every second has this height in the place of 1.
double periodOfUnlikeWaves(double height) {
  std::vector<float> samples;
  for (int i = 0; i < 1200; ++i)
    samples.push_back(static_cast<float>((i / 60 % 2 == 0 ? 1 : height) * std::sin(2 * M_PI * i / 60)));
  return findRipple(samples).period;
}

/// Runs of so many samples in turn, low first. The two inside a run are 0.2 W apart; what a meter mixes at its ends makes them bends of
/// more than a watt.
double noiseOfShortRuns(std::vector<size_t> const &sizes) {
  std::vector<float> watts;
  for (size_t i = 0; i < sizes.size(); ++i) {
    float level = i % 2 == 0 ? 1 : 9, mixed = i % 2 == 0 ? 1.5F : -1.5F;
    std::vector<float> run(sizes[i], level);
    run[1] += 0.2F;
    run.front() = run.back() = level + mixed;
    watts.insert(watts.end(), run.begin(), run.end());
  }
  std::optional<PowerStates> states = findStates(watts);
  return states && states->runs.size() == sizes.size() ? states->noiseW : -1;
}

} // namespace

TEST(SignalLimits, FactorsAreThoseOfTheNormalDistribution) {
  EXPECT_NEAR(deviationOfMedian, 1 / normalQuantile(0.75), 5e-5);
  EXPECT_NEAR(deviations95, normalQuantile(0.975), 5e-5);
  EXPECT_NEAR(deviationsOf80, 2 * normalQuantile(0.9), 5e-3);
  EXPECT_NEAR(medianOverMean, std::sqrt(M_PI / 2), 5e-5);
}

TEST(SignalLimits, AWeakFirstLayerIsAFifthOfTheStep) {
  EXPECT_NEAR(WeakFirst{0.21}.edge(), 100, 0.01);
  // Half-way up, between the middles of samples 119 and 120.
  EXPECT_NEAR(WeakFirst{0.19}.edge(), 119.5 + (0.5 - 0.19) / (1 - 0.19), 0.01);
}

TEST(SignalLimits, AWeakFirstLayerIsHalfAsMuchAgainAsIdleSwings) {
  EXPECT_NEAR((WeakFirst{0.46, 0.3}.edge()), 100, 0.5);
  EXPECT_NEAR((WeakFirst{0.44, 0.3}.edge()), 120, 0.5);
}

namespace {

/// The edge in 200 samples of what `power` says of each; the same where it is turned over.
template <typename Power> double edgeOf(Power power) {
  std::vector<double> up, down;
  for (int i = 0; i < 200; ++i) {
    up.push_back(power(i));
    down.push_back(5 - power(i));
  }
  std::optional<Edge> rise = findEdge(up, 1e-6), fall = findEdge(down, 1e-6);
  EXPECT_TRUE(rise && fall);
  EXPECT_NEAR(rise->position, fall->position, 1e-9);
  return rise->position;
}

} // namespace

// The level reached is the median of three samples from where it climbs no more, five samples on at most: .5 and climbing to 1.
TEST(SignalLimits, PowerClimbsWhileItGainsAHundredthOfTheStepInASample) {
  auto climbingBy = [](double gain) {
    return edgeOf([&](int i) { return i < 100 ? 0 : std::min(1.0, 0.5 + gain * (i - 100)); });
  };
  EXPECT_NEAR(climbingBy(0.011), 99.5 + (0.5 + 6 * 0.011) / 2 / 0.5, 0.005);
  EXPECT_NEAR(climbingBy(0.009), 99.5 + (0.5 + 1 * 0.009) / 2 / 0.5, 0.005);
}

// A thirty-second of 200 samples are six.
TEST(SignalLimits, IdleBeforeAnEdgeLastsAThirtySecondOfTheProfile) {
  auto calmFor = [](int samples) {
    return edgeOf([&](int i) { return i < 80 || (i >= 100 - samples && i < 100) ? 0 : 1; });
  };
  EXPECT_NEAR(calmFor(5), 80, 0.01);
  EXPECT_NEAR(calmFor(6), 100, 0.01);
}

// Of 200 samples a mean over 200 / 12, made odd: 17. Five deviations of it are 1 where the noise is √17 / 5 = 0.825.
TEST(SignalLimits, AnEdgeIsFiveDeviationsOfNoiseAfterSmoothing) {
  std::vector<double> profile(200, 0.0);
  std::fill(profile.begin() + 100, profile.end(), 1.0);
  EXPECT_TRUE(findEdge(profile, 0.82).has_value());
  EXPECT_FALSE(findEdge(profile, 0.83).has_value());
}

TEST(SignalLimits, AnEdgeWithoutNoiseIsKnownToAFifthOfASample) {
  std::vector<double> profile(200, 0.0);
  std::fill(profile.begin() + 100, profile.end(), 1.0);
  EXPECT_NEAR(findEdge(profile, 1e-6)->spread, 0.2, 1e-6);
}

// Power in mW or kW has its edges at the same places, known to the same part of a sample.
TEST(SignalLimits, EdgesDoNotDependOnTheUnitOfPower) {
  auto smoothedEdge = [](double unit, bool ends) {
    std::mt19937 random(3);
    std::vector<double> profile;
    double supply = ends ? 5 : 2;
    for (int i = 0; i < 400; ++i) {
      supply += ((i < 200) == ends ? 5 - supply : 2 - supply) / 8;
      profile.push_back(unit * (supply + 0.1 * (static_cast<double>(random() % 1000) / 1000 - 0.5)));
    }
    return findSmoothedEdge(profile, 8, unit * 0.1 / std::sqrt(12.0), ends);
  };
  for (bool ends : {false, true}) {
    std::optional<Edge> watts = smoothedEdge(1, ends);
    ASSERT_TRUE(watts.has_value());
    EXPECT_NEAR(watts->position, 200, 1);
    EXPECT_GT(watts->spread, EdgeLimits().leastSpread);
    for (double unit : {1e-3, 1e3}) {
      std::optional<Edge> other = smoothedEdge(unit, ends);
      ASSERT_TRUE(other.has_value()) << unit;
      EXPECT_NEAR(other->position, watts->position, 1e-6) << unit;
      EXPECT_NEAR(other->spread, watts->spread, 1e-6) << unit;
    }
  }
}

// Falls of 2 W with a time constant of 42 samples.
TEST(SignalLimits, ADischargeIsFourDeviationsHigh) {
  std::vector<double> discharge;
  for (int i = 0; i < 600; ++i)
    discharge.push_back(i < 100 ? 3 : 1 + 2 * std::exp(-(i - 100) / 42.0));
  EXPECT_TRUE(decayTime(discharge, 100, 0.499).has_value());
  EXPECT_FALSE(decayTime(discharge, 100, 0.501).has_value());
}

// The same falls, begun after so many samples and cut off so long behind that.
TEST(SignalLimits, ADischargeHasFourSamplesBeforeAndTwelveBehindAndAllTwentyFour) {
  auto found = [](size_t before, size_t behind) {
    std::vector<double> edge(before, 3.0);
    for (size_t i = 0; i < behind; ++i)
      edge.push_back(1 + 2 * std::exp(-static_cast<double>(i) / 2));
    return decayTime(edge, before, 1e-6).has_value();
  };
  EXPECT_TRUE(found(4, 40));
  EXPECT_FALSE(found(3, 40));
  EXPECT_TRUE(found(40, 24));
  EXPECT_FALSE(found(40, 11));
}

TEST(SignalLimits, ATraceOfEightSamplesMayHaveStates) {
  std::vector<float> watts = {1, 1, 1, 5, 5, 5, 1, 1};
  EXPECT_TRUE(findStates(watts).has_value());
  watts.pop_back();
  EXPECT_FALSE(findStates(watts).has_value());
}

TEST(SignalLimits, ADischargeIsLookedForInSevenTenthsOfIdle) {
  EXPECT_EQ(decayReach(16), 12U);
  EXPECT_EQ(decayReach(20), 14U);
  EXPECT_EQ(decayReach(100000), 20000U);
}

// noise · tau · √2 / length behind the inverse filter, noise / √length without: 28.3 and 4, made odd.
TEST(SignalLimits, SmoothingIsTheLeastOddLengthThatHoldsNoiseDown) {
  EXPECT_EQ(smoothingFor(10, 0.1, 0.05, 100), 29U);
  EXPECT_EQ(smoothingFor(0, 0.1, 0.05, 100), 5U);
  EXPECT_EQ(smoothingFor(10, 0.1, 0.05, 20), 21U) << "the limit, made odd";
  EXPECT_EQ(smoothingFor(10, 0.1, 0, 100), 1U);
}

// Stretches of 160 samples at 1, 2 and 3 W with their middles at 80, 280 and 480.
TEST(SignalLimits, NoiseInsideRunsNeedsFourDifferences) {
  // 1.4826 median |difference| / √2; of fewer the bends of the whole are what there is, and no smaller.
  EXPECT_NEAR(noiseOfShortRuns({4, 4, 4, 4, 3}), 1.4826 * 0.2 / std::sqrt(2.0), 1e-6);
  EXPECT_GT(noiseOfShortRuns({3, 4, 4, 4, 3}), 0.5);
}

TEST(SignalLimits, BasePowerIsBetweenTheStretchesOfIdle) {
  std::vector<float> watts(560, 9.0F);
  std::vector<SampleRange> idle;
  for (size_t k = 0; k < 3; ++k) {
    idle.push_back({200 * k, 200 * k + 160});
    std::fill_n(watts.begin() + static_cast<std::ptrdiff_t>(200 * k), 160, static_cast<float>(k + 1));
  }
  PowerSum sums(watts);
  BasePower base(idle, sums);
  EXPECT_DOUBLE_EQ(base.watts(), 2);
  EXPECT_DOUBLE_EQ(base.around(0), 1);
  EXPECT_DOUBLE_EQ(base.around(180), 1.5);
  EXPECT_DOUBLE_EQ(base.around(330), 2.25);
  EXPECT_DOUBLE_EQ(base.around(560), 3);
  EXPECT_NEAR(base.error(), std::sqrt(M_PI / 2) * 1.4826 / std::sqrt(3.0), 1e-4);
}

// Blocks of ten samples: seven of 6 W, one of nine such samples (5.5 W), eight of 1 W; the middle two are 1 and 5.5 W.
TEST(SignalLimits, AStretchOfIdleHasSixteenBlocks) {
  std::vector<float> watts(160, 1.0F);
  std::fill_n(watts.begin(), 79, 6.0F);
  std::vector<SampleRange> idle = {{0, 160}};
  PowerSum sums(watts);
  EXPECT_NEAR(BasePower(idle, sums).watts(), 3.25, 1e-9);
}

// Of heights a and b the likeness after one wave is 2ab / (a² + b²): 0.9 at b = 0.63 a; after two it is 1.
TEST(SignalLimits, OfPeaksTheFirstWithinATenthOfTheHighestIsThePeriod) {
  EXPECT_NEAR(periodOfUnlikeWaves(0.65), 60, 0.5);
  EXPECT_NEAR(periodOfUnlikeWaves(0.60), 120, 0.5);
}

// The rise out of the first valley is (2 b² - 0.037) / (1 + b²): 0.3 at b = 0.44.
TEST(SignalLimits, APeriodRisesThreeTenthsOutOfAValley) {
  EXPECT_NEAR(periodBesideASlowWave(0.48), 50, 0.5);
  EXPECT_GT(periodBesideASlowWave(0.40), 900);
}

TEST(SignalLimits, APauseIsAQuarterOfIdle) {
  auto pausedFor = [](size_t samples) {
    return Stretches()
        .add(40, false)
        .addWhole(4)
        .add(50, true)
        .add(samples, false)
        .addWhole(1, 50)
        .windows()
        .windows.size();
  };
  EXPECT_EQ(pausedFor(9), 5U);
  EXPECT_EQ(pausedFor(10), 6U);
}

TEST(SignalLimits, ADisturbanceIsAFifthOfAnExecution) {
  auto disturbedFor = [](size_t samples) {
    return Stretches()
        .add(40, false)
        .addWhole(5)
        .add(samples, true)
        .addWhole(0)
        .add(40, false)
        .windows()
        .windows.size();
  };
  EXPECT_EQ(disturbedFor(19), 5U);
  EXPECT_EQ(disturbedFor(20), 6U);
}

// Two bursts in idle, 20 samples apart and from an execution of 3000: of three samples, a thousandth of it, they are activity, and what
// lies between a pause.
TEST(SignalLimits, FlickerIsShorterThanAThousandthOfAnExecution) {
  auto lastWindow = [](size_t burst) {
    Stretches stretches;
    stretches.add(100, false).addWhole(5, 3000, 100).add(20, false).add(burst, true).add(20, false);
    stretches.add(burst, true).add(20, false).addWhole(1, 3000, 100);
    return stretches.windows().windows.back();
  };
  EXPECT_NEAR(lastWindow(2).size(), 3000, 1);
  EXPECT_NEAR(lastWindow(3).size(), 3046, 1);
}

TEST(SignalLimits, OfAWindowATwentiethMayBeMissing) {
  Stretches stretches;
  stretches.add(40, false).addWhole(3);
  stretches.trace.missing = {{50, 55}, {190, 196}};
  WindowSet set = stretches.windows();
  ASSERT_EQ(set.windows.size(), 3U);
  EXPECT_FALSE(set.windows[0].damaged);
  EXPECT_TRUE(set.windows[1].damaged);
  EXPECT_FALSE(set.windows[2].damaged);
}

TEST(SignalLimits, RunsThatReachAnEndAreCutOff) {
  EXPECT_EQ(Stretches().add(40, false).addWhole(3).windows().cutWindows, 0U);
  EXPECT_EQ(Stretches().addWhole(4).windows().cutWindows, 1U);
}

namespace {

/// RMS about its line of a run of ±1 in turn, whose first samples are 100 in their place.
double aroundTheLine(size_t samples, size_t disturbed, size_t margin) {
  std::vector<float> watts;
  for (size_t i = 0; i < samples; ++i)
    watts.push_back(i < disturbed ? 100.0F : i % 2 == 0 ? 1.0F : -1.0F);
  return findRepetition(watts, SampleRange{0, samples}, margin).totalW;
}

} // namespace

// A line takes 3 / n² of the power of n samples that alternate.
TEST(SignalLimits, AMarginIsLeftOutAFiftiethAtLeastAndAThirdAtMost) {
  EXPECT_NEAR(aroundTheLine(400, 20, 20), 1, 5e-5);
  EXPECT_GT(aroundTheLine(400, 21, 20), 2);
  EXPECT_NEAR(aroundTheLine(400, 8, 0), 1, 5e-5);
  EXPECT_GT(aroundTheLine(400, 9, 0), 2);
  EXPECT_NEAR(aroundTheLine(12, 4, 20), std::sqrt(1 - 3.0 / 15),
              1e-3);                            // four of twelve are left: 1 - 3 / (n² - 1)
  EXPECT_EQ(aroundTheLine(9, 0, 20), HUGE_VAL); // three have no line of their own
}

// What decides only together with the rest of a signal, as it was chosen.
TEST(SignalLimits, AreThoseThatWereChosen) {
  EdgeLimits edge;
  EXPECT_EQ(edge.idlePart, 5U);
  EXPECT_EQ(edge.noiseOfStep, 1.0 / 40);
  EXPECT_EQ(edge.smoothestPart, 12U);
  EXPECT_EQ(edge.calmPart, 32U);
  EXPECT_EQ(edge.climbing, 0.01);
  EXPECT_EQ(edge.climbingNoise, 2);
  SmoothedEdgeLimits smoothed;
  EXPECT_EQ(smoothed.beyondNoise, 6);
  EXPECT_EQ(smoothed.beyondSwing, 1.5);
  EXPECT_EQ(smoothed.beyondSamples, 2);
  EXPECT_EQ(smoothed.ahead, 2);
  EXPECT_EQ(smoothed.leastAhead, 6);
  EXPECT_EQ(smoothed.mostAheadPart, 8);
  DecayLimits decay;
  EXPECT_EQ(decay.noiseOfHeight, 0.02);
  EXPECT_EQ(decay.residualNoise, 1.3);
  EXPECT_EQ(decay.residualHeight, 0.01);
  EXPECT_EQ(decay.decaying, 0.75);
  EXPECT_EQ(decay.leastOfHalving, 0.5);
  EXPECT_EQ(decay.mostOfHalving, 2);
  EXPECT_EQ(decay.residualGrowth, 1.1);
  EXPECT_EQ(decay.beyondAdded, 2.5);
  RippleLimits ripple;
  EXPECT_EQ(ripple.likeness, 0.5);
  EXPECT_EQ(ripple.ofFirst, 0.3);
  EXPECT_EQ(ripple.beyondChance, 4.5);
  WindowLimits window;
  EXPECT_EQ(window.fewSamples, 16);
  EXPECT_EQ(window.beyondNoise, 5);
  EXPECT_EQ(window.settled, 6);
  EXPECT_EQ(StateWeights().tooLong, 1.05);
}

// Of which no recording was found that is read wrong where one moves: as it was chosen.
TEST(SignalLimits, SearchesAreThoseThatWereChosen) {
  EdgeSearchLimits edge;
  EXPECT_EQ(edge.timeConstants, 12);
  EXPECT_EQ(edge.coarsePoints, 512U);
  EXPECT_EQ(edge.closeSamples, 256);
  EXPECT_EQ(edge.closeBlocks, 6);
  EXPECT_EQ(edge.closeTimeConstants, 10);
  EXPECT_EQ(edge.closeHalf, 0.5);
  EXPECT_EQ(edge.alignedSamples, 16);
  EXPECT_EQ(edge.alignedSmoothings, 4);
  EXPECT_EQ(edge.alignedTimeConstants, 3);
  EXPECT_EQ(edge.nearestLevel, 0.03);
  EXPECT_EQ(edge.outermost, 0.75);
  DecayLimits decay;
  EXPECT_EQ(decay.stepPart, 16);
  EXPECT_EQ(decay.begun, (std::array<double, 4>{0.5, 0.35, 0.25, 0.15}));
  EXPECT_EQ(decay.halvings, 8U);
  EXPECT_EQ(decay.leastFitted, 10U);
  EXPECT_EQ(decay.leastLeft, 8U);
  EXPECT_EQ(decay.idlePart, 8U);
  EXPECT_EQ(decay.longestMeanPart, 16U);
  EXPECT_EQ(decay.leastTau, 1);
  EXPECT_EQ(decay.mostTauPart, 2);
  EXPECT_EQ(StateSearch().differences, 1024U); // bounds the work alone
}
