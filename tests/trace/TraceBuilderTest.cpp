// What becomes of stamps: each limit of StampLimits.h and SaturationLimits from both sides.
#include "lib/trace/formats/TraceBuilder.h"
#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;

namespace {

/// What is made of samples at these times.
struct BuiltTrace {
  explicit BuiltTrace(std::vector<double> const &seconds) {
    TraceReadOptions const options;
    TraceInput const input{"", "stamps", options, diagnostics};
    TraceBuilder builder(input, "test");
    for (size_t i = 0; i < seconds.size() && failure.empty(); ++i)
      if (llvm::Error error = builder.push(seconds[i], 1 + static_cast<double>(i % 7), i + 1, 1))
        failure = llvm::toString(std::move(error));
    if (!failure.empty())
      return;
    if (llvm::Expected<PowerTrace> made = builder.finish())
      trace = std::move(*made);
    else
      failure = llvm::toString(made.takeError());
  }
  bool says(DiagCode code) const { return diagnostics.count(code) > 0; }
  /// Whether the stamps were those of polls.
  bool isAveraged() const { return says(DiagCode::TraceResampled); }
  size_t missing() const {
    size_t sum = 0;
    for (SampleRange gap : trace.missing)
      sum += gap.size();
    return sum;
  }

  DiagnosticEngine diagnostics;
  PowerTrace trace;
  std::string failure;
};

/// Stamps from `first` on with these steps.
std::vector<double> stepped(std::vector<double> const &steps, double first = 0) {
  std::vector<double> stamps = {first};
  for (double step : steps)
    stamps.push_back(stamps.back() + step);
  return stamps;
}

/// So many steps of a second and so many others.
std::vector<double> seconds(size_t even, size_t others, double other) {
  std::vector<double> steps(even, 1.0);
  steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(even / 2), others, other);
  return stepped(steps);
}

/// `bursts` of `rows` stamps a second apart, then a pause.
std::vector<double> bursts(size_t count, size_t rows, double pause) {
  std::vector<double> steps;
  for (size_t i = 1; i < count * rows; ++i)
    steps.push_back(i % rows == 0 ? pause : 1);
  return stepped(steps);
}

bool areDevices(BuiltTrace const &built) { return built.failure.find("in turn") != std::string::npos; }

} // namespace

TEST(TraceBuilder, ATimeIsBelowATrillionSeconds) {
  EXPECT_EQ(BuiltTrace({0, 1e12}).failure.find("no time of a recording"), std::string::npos);
  EXPECT_THAT(BuiltTrace({0, 1.001e12}).failure, HasSubstr("no time of a recording"));
}

// Two samples a second, with whole seconds as stamps.
TEST(TraceBuilder, WholeSecondsFrom1985OnAreAClocks) {
  EXPECT_EQ(BuiltTrace(stepped({0, 1, 0, 1, 0}, 5e8)).trace.rateHz, 2.5);
  EXPECT_THAT(BuiltTrace(stepped({0, 1, 0, 1, 0}, 5e8 - 1)).failure,
              HasSubstr("the same time appears twice"));
}

TEST(TraceBuilder, AGapIsLongerThanAnIntervalAndAHalf) {
  EXPECT_EQ(BuiltTrace(seconds(40, 1, 1.49)).missing(), 0U);
  EXPECT_EQ(BuiltTrace(seconds(40, 1, 1.51)).missing(), 1U);
  EXPECT_EQ(BuiltTrace(seconds(40, 1, 2.49)).missing(), 1U);
  EXPECT_EQ(BuiltTrace(seconds(40, 1, 2.51)).missing(), 2U);
}

TEST(TraceBuilder, AGridHasNineEvenStepsOfTen) {
  EXPECT_FALSE(BuiltTrace(seconds(90, 10, 1.4)).isAveraged());
  EXPECT_TRUE(BuiltTrace(seconds(89, 11, 1.4)).isAveraged());
}

TEST(TraceBuilder, AnEvenStepIsNearAWholeNumberOfIntervals) {
  for (double even : {0.71, 1.29, 1.71, 2.29})
    EXPECT_FALSE(BuiltTrace(seconds(80, 20, even)).isAveraged()) << even;
  for (double uneven : {0.29, 0.69, 1.31, 1.69, 2.31})
    EXPECT_TRUE(BuiltTrace(seconds(80, 20, uneven)).isAveraged()) << uneven;
}

// Of 12 stamps a gap hides 10 each and 10 000; 10 120 are missing where the step is 10 121.
TEST(TraceBuilder, AGapHidesTenTimesTheSamplesAndTenThousand) {
  EXPECT_EQ(BuiltTrace(seconds(10, 1, 10121)).missing(), 10120U);
  EXPECT_THAT(BuiltTrace(seconds(10, 1, 10122)).failure, HasSubstr("a gap longer than the recording"));
}

// Of 41 stamps 4 each and 100 000 are on the grid: 100 123 between them, of which ten gaps hide 10 012 and three.
TEST(TraceBuilder, GapsHideThreeTimesTheSamplesAndAHundredThousand) {
  auto hidden = [](double more) {
    std::vector<double> steps(30, 1.0);
    steps.insert(steps.begin() + 20, 9, 10013);
    steps.insert(steps.begin() + 20, 10013 + more);
    return BuiltTrace(stepped(steps));
  };
  EXPECT_EQ(hidden(3).missing(), 100123U);
  EXPECT_THAT(hidden(4).failure, HasSubstr("10 gaps hide 100124 of 100165 samples"));
}

TEST(TraceBuilder, APauseBetweenDevicesRowsIsTwentyTimesTheirStep) {
  EXPECT_TRUE(areDevices(BuiltTrace(bursts(10, 4, 20.1))));
  EXPECT_FALSE(areDevices(BuiltTrace(bursts(10, 4, 19.9))));
}

TEST(TraceBuilder, BurstsAreBelievedAtTheThirdAndHaveThirtyThreeRowsAtMost) {
  EXPECT_TRUE(areDevices(BuiltTrace(bursts(3, 4, 100))));
  EXPECT_FALSE(areDevices(BuiltTrace(stepped({1, 1, 1, 100, 1, 1, 1, 100, 1, 1}))));
  EXPECT_TRUE(areDevices(BuiltTrace(bursts(5, 33, 100))));
  EXPECT_FALSE(areDevices(BuiltTrace(bursts(5, 34, 100))));
}

// Of 40 steps in bursts of two, a pause that is none is one step off.
TEST(TraceBuilder, NineteenStepsOfTwentyAreThoseOfBursts) {
  auto withOthers = [](size_t count) {
    std::vector<double> steps;
    for (size_t i = 1; i <= 40; ++i)
      steps.push_back(i % 2 == 0 && i > 2 * count ? 100 : 1);
    std::rotate(steps.begin(), steps.begin() + 20, steps.end()); // the first bursts are as they should be
    return BuiltTrace(stepped(steps));
  };
  EXPECT_TRUE(areDevices(withOthers(2)));
  EXPECT_FALSE(areDevices(withOthers(3)));
}

// Two samples a second, 1 s at least as the usual step: three seconds between them are none, four are a break.
TEST(TraceBuilder, ABreakOfAClockIsTwoStepsAndASecond) {
  auto after = [](double pause) {
    std::vector<double> steps;
    for (int i = 0; i < 400; ++i)
      steps.push_back(i == 201 ? pause : i % 2 == 0 ? 0 : 1);
    return BuiltTrace(stepped(steps, 1.7e9));
  };
  EXPECT_EQ(after(3).missing(), 0U);
  EXPECT_EQ(after(4).missing(), 7U) << "at two samples a second";
  EXPECT_TRUE(after(4).says(DiagCode::TraceGap));
}

TEST(TraceBuilder, ABreakOfASlowClockIsTwoOfItsStepsAndASecond) {
  auto after = [](double pause) {
    std::vector<double> steps(400, 100);
    steps[200] = pause;
    return BuiltTrace(stepped(steps, 1.7e9)).missing();
  };
  EXPECT_EQ(after(201), 0U);
  EXPECT_EQ(after(202), 1U);
}

TEST(TraceBuilder, PollsFiveIntervalsApartHaveALineBetweenThemAndOthersNone) {
  auto polled = [](double pause) {
    std::vector<double> steps;
    for (int i = 0; i < 60; ++i)
      steps.push_back(i % 3 == 0 ? 0.6 : i % 3 == 1 ? 1 : 1.4);
    steps[30] = pause;
    steps.push_back(0.6); // the last cell is more than half
    BuiltTrace built(stepped(steps));
    EXPECT_TRUE(built.isAveraged());
    return built.missing();
  };
  EXPECT_EQ(polled(4.9), 0U);
  EXPECT_GE(polled(5.1), 4U);
}

// The last poll is this share of an interval behind the border of its cell.
TEST(TraceBuilder, ACellOfPollsIsCoveredByHalf) {
  auto endedAt = [](double share) {
    std::vector<double> steps;
    for (int i = 0; i < 30; ++i)
      steps.insert(steps.end(), {0.6, 1, 1.4});
    steps.back() += share;
    return BuiltTrace(stepped(steps)).missing();
  };
  EXPECT_EQ(endedAt(0.49), 1U);
  EXPECT_EQ(endedAt(0.51), 0U);
}

namespace {

/// Whether a meter is said to be at its limit that shows `top` largest values in a row, and `repeats` others twice.
bool isSaturated(size_t samples, size_t top, size_t repeats) {
  DiagnosticEngine diagnostics;
  TraceReadOptions options;
  options.rateHz = 10;
  TraceInput const input{"", "meter", options, diagnostics};
  TraceBuilder builder(input, "test");
  for (size_t i = 0; i < samples; ++i) {
    bool isTop = i >= 20 && i<20 + top, again = i> 40 && i <= 40 + 2 * repeats && i % 2 == 0;
    builder.push(isTop ? 9 : 1 + static_cast<double>((again ? i - 1 : i) % 17) / 10);
  }
  EXPECT_TRUE(static_cast<bool>(builder.finish()));
  return diagnostics.count(DiagCode::TraceSaturated) > 0;
}

} // namespace

TEST(TraceBuilder, AMeterAtItsLimitRepeatsTheLargestValueFiveTimes) {
  EXPECT_TRUE(isSaturated(100, 5, 0));
  EXPECT_FALSE(isSaturated(100, 4, 0));
  EXPECT_FALSE(isSaturated(99, 5, 0));
}

TEST(TraceBuilder, AMeterOfWhichATwentiethRepeatsIsCoarse) {
  EXPECT_TRUE(isSaturated(100, 5, 4));
  EXPECT_FALSE(isSaturated(100, 5, 5));
}
