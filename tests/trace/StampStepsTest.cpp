// Time stamps in single precision: roundings do not add up, and gaps do not shift what is behind them.
#include "lib/trace/formats/StampSteps.h"
#include <gtest/gtest.h>

using namespace eo;

static double sumOf(StampSteps const &stamps) {
  double seconds = stamps.first();
  for (size_t i = 1; i < stamps.size(); ++i)
    seconds += stamps.step(i);
  return seconds;
}

TEST(StampSteps, RoundingsDoNotAddUp) {
  // 1/48 kHz is no single precision number: added up a million times its rounding would be 0.03 of a step and more.
  StampSteps stamps;
  size_t count = 1000000;
  for (size_t i = 0; i < count; ++i)
    stamps.push(7 + static_cast<double>(i) / 48000);
  EXPECT_EQ(stamps.size(), count);
  EXPECT_DOUBLE_EQ(stamps.last(), 7 + 999999.0 / 48000);
  EXPECT_NEAR(sumOf(stamps), stamps.last(), 1e-6 / 48000);
  for (size_t i = 1; i < count; i += 997)
    ASSERT_NEAR(stamps.step(i), 1.0 / 48000, 1e-6 / 48000);
}

TEST(StampSteps, AGapsRoundingStaysInTheGap) {
  // A float holds the 86400.1 s of the gap to 0.004 s only: 400 steps of those around it.
  StampSteps stamps;
  for (double seconds : {0.0, 1e-5, 2e-5, 86400.1, 86400.10001, 86400.10002})
    stamps.push(seconds);
  EXPECT_NEAR(stamps.step(3), 86400.1, 0.005);
  for (size_t i : {1U, 2U, 4U, 5U})
    EXPECT_NEAR(stamps.step(i), 1e-5, 1e-10) << i;
}

TEST(StampSteps, StepsBackAndWholeSecondsAreSeen) {
  StampSteps stamps;
  for (double seconds : {1.7e9, 1.7e9 + 1, 1.7e9 - 3, 1.7e9 - 2})
    stamps.push(seconds);
  EXPECT_TRUE(stamps.areWhole());
  EXPECT_EQ(stamps.step(2), -4);
  EXPECT_EQ(stamps.step(3), 1);
  stamps.push(1.7e9 - 1.5);
  EXPECT_FALSE(stamps.areWhole());
}
