// Every limit that decides about states, from both sides of it; the weights that were counted, as they were counted.
#include "lib/trace/measure/Inferences.h"
#include "lib/trace/signal/Activity.h"
#include "lib/trace/signal/Outliers.h"
#include "lib/trace/signal/Repetition.h"
#include "lib/trace/signal/Ripple.h"
#include "lib/trace/signal/States.h"
#include "tests/trace/Recordings.h"
#include <gtest/gtest.h>

using namespace eo;

namespace {

/// A stretch of samples.
struct Piece {
  size_t samples;
  bool high;
  double watts;
  double rippleW = 0; ///< RMS of a wave of 20 samples
};

/// What findActivity sees of a recording whose states are known: 5 W and 2 W, white noise of 0.1 mW.
struct Known {
  explicit Known(std::vector<Piece> const &pieces) {
    sim::Dice dice(11);
    trace.source = "known";
    trace.rateHz = 100;
    states = {3.5, 2, 5, 1, 1e-4, {}};
    for (Piece const &piece : pieces) {
      size_t begin = trace.watts.size();
      for (size_t i = 0; i < piece.samples; ++i)
        trace.watts.push_back(static_cast<float>(piece.watts +
                                                 std::sqrt(2.0) * piece.rippleW *
                                                     std::sin(6.283185307 * static_cast<double>(i) / 20) +
                                                 1e-4 * dice.normal()));
      states.runs.push_back({{begin, trace.watts.size()}, piece.high});
    }
  }
  std::optional<bool> activeHigh() const { return findActivity(trace, states).high; }

  PowerTrace trace;
  PowerStates states;
};

/// Four executions of 30 samples with whole pauses between them.
Known between(size_t first, size_t whole, size_t last) {
  std::vector<Piece> pieces{{first, false, 2}};
  for (int i = 0; i < 4; ++i) {
    pieces.push_back({30, true, 5});
    pieces.push_back({i < 3 ? whole : last, false, 2});
  }
  return Known(pieces);
}

/// Begun in one state and ended in the other, with something that repeats in both.
Known rippled(double lowW, double highW) {
  std::vector<Piece> pieces;
  for (int i = 0; i < 5; ++i) {
    pieces.push_back({400, false, 2, lowW});
    pieces.push_back({400, true, 5, highW});
  }
  return Known(pieces);
}

double periodIn(std::vector<double> const &periods, double leastSamples = 400) {
  std::vector<float> watts;
  std::vector<SampleRange> runs;
  sim::Dice dice(5);
  for (double period : periods) {
    size_t begin = watts.size();
    for (double i = 0; i < leastSamples; ++i)
      watts.push_back(
          static_cast<float>((period > 0 ? std::sin(6.283185307 * i / period) : 0) + 0.01 * dice.normal()));
    runs.push_back({begin, watts.size()});
  }
  return findRepetition(watts, runs, 8).periodW.value_or(-1);
}

} // namespace

TEST(Limits, BothEndsAreAsLongAsAPauseToASampleAndATenth) {
  EXPECT_EQ(between(17, 20, 19).activeHigh(), true);
  EXPECT_EQ(between(16, 20, 25).activeHigh(), std::nullopt);
  EXPECT_EQ(between(18, 20, 18).activeHigh(), std::nullopt);
}

TEST(Limits, OfFewSamplesOneEndIsNoShorterAtAll) {
  EXPECT_EQ(between(11, 12, 11).activeHigh(), true);
  EXPECT_EQ(between(10, 11, 10).activeHigh(), std::nullopt);
  EXPECT_EQ(between(10, 11, 11).activeHigh(), true);
}

TEST(Limits, IdleAroundALoneExecutionIsMeant) {
  EXPECT_EQ(Known({{20, false, 2}, {30, true, 5}, {25, false, 2}}).activeHigh(), true);
}

TEST(Limits, EndsThatAreEqualToASampleOrAFiveHundredthAreMeant) {
  EXPECT_EQ(between(50, 100, 51).activeHigh(), true);
  EXPECT_EQ(between(50, 100, 52).activeHigh(), std::nullopt);
  EXPECT_EQ(between(50, 99, 51).activeHigh(), std::nullopt);
  EXPECT_EQ(between(500, 1000, 502).activeHigh(), true);
  EXPECT_EQ(between(500, 1000, 503).activeHigh(), std::nullopt);
}

TEST(Limits, AnEndThatIsNoCutOffRunIsLongerByFarThanAWholeOne) {
  auto begunFor = [](size_t first) {
    std::vector<Piece> pieces{{first, false, 2}};
    for (int i = 0; i < 4; ++i) {
      pieces.push_back({20, true, 5});
      pieces.push_back({20, false, 2});
    }
    pieces.push_back({10, true, 5});
    return Known(pieces).activeHigh();
  };
  auto most =
      static_cast<size_t>(ActivityLimits().tooLong * 20) + 1; // and the sample that borders are known to
  EXPECT_EQ(begunFor(most), std::nullopt);
  EXPECT_EQ(begunFor(most + 1), true);
}

TEST(Limits, WhatLiesAQuarterOfTheStepBeyondAllRunsIsAnotherLevel) {
  auto endedAt = [](double watts) {
    std::vector<Piece> pieces{{25, true, 5}};
    for (int i = 0; i < 4; ++i) {
      pieces.push_back({30, false, 2});
      pieces.push_back({20, true, 5});
    }
    pieces.back().samples = 25;
    pieces.push_back({15, false, watts});
    return Known(pieces).activeHigh();
  };
  EXPECT_EQ(endedAt(2 - 0.26 * 3), false); // switched off: begins and ends in the high state
  EXPECT_EQ(endedAt(2 - 0.24 * 3), std::nullopt);
}

TEST(Limits, WhatRepeatsDecidesFromAThousandthOfTheStepOn) {
  EXPECT_EQ(rippled(0, 0.0036).activeHigh(), true);
  EXPECT_EQ(rippled(0, 0.0026).activeHigh(), std::nullopt);
}

TEST(Limits, WhatRepeatsDecidesWhereItIsTwiceThatOfTheOtherState) {
  EXPECT_EQ(rippled(0.1, 0.22).activeHigh(), true);
  EXPECT_EQ(rippled(0.1, 0.18).activeHigh(), std::nullopt);
  EXPECT_EQ(rippled(0.22, 0.1).activeHigh(), false);
}

TEST(Limits, APeriodIsSeenSixTimesInARun) {
  // Of 400 samples 8 at both ends are left out.
  EXPECT_GT(periodIn({60, 60, 60, 60}), 0.5);
  EXPECT_EQ(periodIn({68, 68, 68, 68}), 0);
}

TEST(Limits, APeriodIsInThreeRunsOfFour) {
  EXPECT_GT(periodIn({20, 20, 20, 20, 20, 20, 0, 0}), 0.5);
  EXPECT_EQ(periodIn({20, 20, 20, 20, 20, 0, 0, 0}), 0);
}

TEST(Limits, PeriodsAgreeToThreeInAHundred) {
  // Robust spread: 1.4826 times half of their difference.
  EXPECT_GT(periodIn({20, 20, 20.7, 20.7}), 0.5);
  EXPECT_EQ(periodIn({20, 20, 21, 21}), 0);
}

TEST(Limits, MeansHalfAStepApartAreOfTwoStates) {
  PowerStates states{3.5, 2, 5, 1, 0, {}};
  EXPECT_EQ(stateInside(states, 4.01, 2.5), true);
  EXPECT_EQ(stateInside(states, 3.99, 2.5), std::nullopt);
  EXPECT_EQ(stateInside(states, 2.5, 4.01), false);
}

TEST(Limits, OutliersAreFiveRobustDeviationsAway) {
  // Of five 99, five 101 and one above, the median is 101 and the median deviation 2: 5 · 1.4826 · 2 = 14.83.
  auto isOutlier = [](double value) {
    Features rows{{value}};
    for (int i = 0; i < 10; ++i)
      rows.push_back({i % 2 == 0 ? 99.0 : 101.0});
    return static_cast<bool>(robustOutliers(rows).front());
  };
  EXPECT_FALSE(isOutlier(115.8));
  EXPECT_TRUE(isOutlier(115.9));
}

TEST(Limits, OutliersAreHalfAPerCentAway) {
  auto isOutlier = [](double value) {
    Features rows(10, {100.0});
    rows.push_back({value});
    return static_cast<bool>(robustOutliers(rows).back());
  };
  EXPECT_FALSE(isOutlier(100.49));
  EXPECT_TRUE(isOutlier(100.51));
}

namespace {

/// Idle, one execution of equal layers of unlike power, idle; `flat`: no execution at all.
struct LoneRun {
  explicit LoneRun(uint64_t seed) {
    sim::Dice dice(seed);
    lead = 10 + dice.below(60);
    run = 20 + dice.below(200);
    size_t tail = 10 + dice.below(60), layers = 1 + dice.below(4);
    double noise = dice.logBetween(0.01, 0.6);
    std::vector<double> levels;
    for (size_t layer = 0; layer < layers; ++layer)
      levels.push_back(1 + dice.between(0.3, 1.7));
    flat = dice.chance(0.2);
    for (size_t i = 0; i < lead + run + tail; ++i) {
      bool inside = i >= lead && i < lead + run && !flat;
      watts.push_back(
          static_cast<float>((inside ? levels[(i - lead) * layers / run] : 1) + noise * dice.normal()));
    }
  }
  /// The execution to three samples; of a flat recording nothing.
  bool isRead(StateWeights const &weights) const {
    std::optional<PowerStates> states = findStates(watts, weights);
    if (flat || !states)
      return flat && !states;
    if (states->runs.size() != 3 || !states->runs[1].high)
      return false;
    auto off = [](size_t a, size_t b) { return a > b ? a - b : b - a; };
    SampleRange found = states->runs[1].samples;
    return off(found.begin, lead) <= 3 && off(found.end, lead + run) <= 3;
  }

  std::vector<float> watts;
  size_t lead, run;
  bool flat;
};

/// As many whole executions as were made.
bool isRead(sim::Recording const &recording, StateWeights const &weights) {
  std::optional<PowerStates> states = findStates(recording.trace.watts, weights);
  size_t found = 0;
  for (size_t i = 1; states && i + 1 < states->runs.size(); ++i)
    found += states->runs[i].high == recording.activeHigh ? 1 : 0;
  return states && found == recording.runs;
}

struct MovedWeight {
  char const *name;
  double StateWeights::*weight;
  double factor;
  uint64_t seed;
  bool lone = false; ///< of LoneRun, else of record()
};
void PrintTo(MovedWeight const &one, std::ostream *stream) { *stream << one.name; }

class Weights : public testing::TestWithParam<MovedWeight> {};

} // namespace

// Recordings whose truth is known are read right, and no longer where a weight is moved: what each weight decides.
TEST_P(Weights, MovedReadARecordingWrong) {
  MovedWeight const &moved = GetParam();
  StateWeights weights;
  weights.*moved.weight *= moved.factor;
  if (moved.lone) {
    LoneRun recording(moved.seed);
    EXPECT_TRUE(recording.isRead({}));
    EXPECT_FALSE(recording.isRead(weights));
  } else {
    sim::Recording recording = sim::record(moved.seed);
    EXPECT_TRUE(isRead(recording, {}));
    EXPECT_FALSE(isRead(recording, weights));
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, Weights,
    testing::Values(MovedWeight{"inequalityDown", &StateWeights::inequality, 0.5, 1004},
                    MovedWeight{"inequalityUp", &StateWeights::inequality, 1.25, 481},
                    MovedWeight{"loneInequalityDown", &StateWeights::loneInequality, 0.25, 646, true},
                    MovedWeight{"loneInequalityUp", &StateWeights::loneInequality, 1.25, 44, true},
                    MovedWeight{"clearSeparationDown", &StateWeights::clearSeparation, 0.25, 139},
                    MovedWeight{"clearSeparationUp", &StateWeights::clearSeparation, 1.5, 702},
                    MovedWeight{"littleIdleUp", &StateWeights::littleIdle, 1.5, 569, true},
                    MovedWeight{"loneUnexplainedDown", &StateWeights::loneUnexplained, 0.67, 155, true},
                    MovedWeight{"loneUnexplainedUp", &StateWeights::loneUnexplained, 1.25, 150, true},
                    MovedWeight{"beyondLevelsDown", &StateWeights::beyondLevels, 0.8, 718},
                    MovedWeight{"beyondLevelsUp", &StateWeights::beyondLevels, 2, 72},
                    MovedWeight{"cutDown", &StateWeights::cut, 0.5, 489},
                    MovedWeight{"cutUp", &StateWeights::cut, 1.25, 702},
                    MovedWeight{"cutTooLongDown", &StateWeights::cutTooLong, 0.8, 718},
                    MovedWeight{"cutTooLongUp", &StateWeights::cutTooLong, 4, 24},
                    MovedWeight{"smoothingUp", &StateWeights::smoothing, 4, 188, true},
                    MovedWeight{"mostDown", &StateWeights::most, 0.8, 44, true},
                    MovedWeight{"mostUp", &StateWeights::most, 1.25, 646, true}),
    [](auto const &moved) { return std::string(moved.param.name); });

// Found by counting on the recordings of Recordings.h (scripts/recordings.sh): whoever moves one counts again.
TEST(Limits, WeightsOfStatesAreThoseThatWereCounted) {
  StateWeights weights;
  EXPECT_EQ(weights.inequality, 0.8);
  EXPECT_EQ(weights.loneInequality, 0.1);
  EXPECT_EQ(weights.clearSeparation, 4);
  EXPECT_EQ(weights.littleIdle, 0.003);
  EXPECT_EQ(weights.loneUnexplained, 0.25);
  EXPECT_EQ(weights.beyondLevels, 0.1);
  EXPECT_EQ(weights.cut, 0.02);
  EXPECT_EQ(weights.cutTooLong, 0.16);
  EXPECT_EQ(weights.smoothing, 0.001);
  EXPECT_EQ(weights.most, 0.6);
  ActivityLimits limits;
  EXPECT_EQ(limits.repetitionRatio, 2);
  EXPECT_EQ(limits.commonRipple, 0.5);
  EXPECT_EQ(limits.tooLong, 1.25);
}

namespace {

/// `count` windows of 600 samples with 100 of idle between them: a wave of `period` samples, of which every second is
/// lower by `unlike`, and noise of 0.1.
struct Rippled {
  Rippled(size_t count, double period, double unlike, double longer = 0) {
    sim::Dice dice(5);
    for (size_t w = 0; w < count; ++w) {
      watts.insert(watts.end(), 100, 1.0F);
      set.windows.push_back({static_cast<double>(watts.size()), static_cast<double>(watts.size() + 600)});
      double own = period + longer * static_cast<double>(w);
      for (size_t i = 0; i < 600; ++i) {
        double phase = static_cast<double>(i) / own, low = std::fmod(phase, 2) < 1 ? 1 : 1 - unlike;
        watts.push_back(static_cast<float>(5 + low * std::sin(6.283185307 * phase) + 0.1 * dice.normal()));
      }
    }
  }
  std::optional<double> perWindow(CountLimits const &limits) const {
    return countInferences(set, PowerSum(watts), std::nullopt, 0, limits).perWindow;
  }
  Ripple ripple() const { return findRipple(llvm::makeArrayRef(watts).slice(100, 600)); }

  std::vector<float> watts;
  WindowSet set;
};

} // namespace

// A limit just below what was measured lets ten waves be counted, one just above does not: each decides.
TEST(Limits, WhatRepeatsIsCountedWhereItIsLikeAndSteadyEnough) {
  Rippled ten(4, 60, 0.3);
  Ripple ripple = ten.ripple();
  ASSERT_NEAR(ripple.period, 60, 1);
  CountLimits limits;
  EXPECT_EQ(ten.perWindow(limits), 10);
  for (double CountLimits::*limit : {&CountLimits::likeness, &CountLimits::steadiness}) {
    double measured = limit == &CountLimits::likeness ? ripple.likeness : ripple.steadiness;
    limits = {};
    limits.*limit = measured - 0.05;
    EXPECT_EQ(ten.perWindow(limits), 10) << measured;
    limits.*limit = measured + 0.05;
    EXPECT_NE(ten.perWindow(limits), 10) << measured;
  }
  limits = {};
  limits.fewPeriods = 10.5; // now ten are few
  limits.likenessOfFew = ripple.likeness + 0.05;
  EXPECT_NE(ten.perWindow(limits), 10);
  limits.fewPeriods = 9.5;
  EXPECT_EQ(ten.perWindow(limits), 10);
}

TEST(Limits, WindowsOfOtherPeriodsRepeatSomethingElse) {
  // Periods of 60, 61, 62, 63: their robust spread is 1.4826 · 1 of 61.5, 2.4 %.
  EXPECT_EQ(Rippled(4, 60, 0, 1).perWindow({}), 1)
      << "the windows have a shape in common, or there is no count";
  CountLimits limits;
  limits.periodSpread = 0.03;
  EXPECT_NEAR(*Rippled(4, 60, 0, 1).perWindow(limits), 10, 0.5);
}

TEST(Limits, CountsAreThoseThatWereChosen) {
  CountLimits limits;
  EXPECT_EQ(limits.periodSpread, 0.02);
  EXPECT_EQ(limits.likeness, 0.7);
  EXPECT_EQ(limits.fewPeriods, 3.5);
  EXPECT_EQ(limits.likenessOfFew, 0.85);
  EXPECT_EQ(limits.steadiness, 0.75);
  EXPECT_EQ(limits.commonShape, 0.5);
}

// Short runs are cut where power crosses, which may be twice between two samples, the last two too.
TEST(Limits, AWindowBetweenTwoSamplesHoldsNone) {
  WindowSet set;
  set.windows = {{1.2, 1.8}, {3.3, 3.9}, {5.2, 5.9}};
  std::vector<float> watts = {1, 5, 1, 5, 1, 5};
  PowerSum sums(watts);
  EXPECT_EQ(countInferences(set, sums, std::nullopt, 0).perWindow, std::nullopt);
}

// The report's total is the user's word: half a total more or less is another whole number of them.
TEST(Limits, AReportsTotalGoesIntoTheWindowAsOftenAsIsNearest) {
  WindowSet set;
  set.windows = {{0, 600}};
  std::vector<float> watts(600, 1.0F);
  PowerSum sums(watts);
  for (auto [total, count] : {std::pair(401.0, 1.0), {399.0, 2.0}, {1300.0, 1.0}, {60.5, 10.0}, {54.0, 11.0}})
    EXPECT_EQ(countInferences(set, sums, std::nullopt, total).perWindow, count) << total;
}
