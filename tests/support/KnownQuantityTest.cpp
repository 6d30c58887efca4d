#include "lib/support/KnownQuantity.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

using namespace eo;

TEST(KnownQuantity, IsNothingUntilItIsKnown) {
  KnownJoules energy;
  EXPECT_FALSE(energy);
  EXPECT_EQ(energy.value_or(Joules{2}).value, 2);
  energy = Joules{0};
  EXPECT_TRUE(energy) << "no energy is a figure";
  EXPECT_EQ(energy->value, 0);
  energy = std::nullopt;
  EXPECT_FALSE(energy.has_value());
}

// A price that went wrong must show, not vanish.
TEST(KnownQuantity, ResultsOfCalculationsAreKnownWhateverTheyAre) {
  double const infinity = std::numeric_limits<double>::infinity();
  for (double odd : {infinity, -infinity, infinity - infinity, 0 * infinity, std::sqrt(-1.0),
                     std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::quiet_NaN()})
    EXPECT_TRUE(KnownSeconds(Seconds{odd}).has_value()) << odd;
}

TEST(KnownQuantity, IsExchangedWithAnOptional) {
  EXPECT_EQ(KnownSeconds(std::optional(Seconds{3}))->value, 3);
  EXPECT_FALSE(KnownSeconds(std::optional<Seconds>()));
  std::optional<Joules> known = KnownJoules(Joules{4}), nothing = KnownJoules();
  ASSERT_TRUE(known);
  EXPECT_EQ(known->value, 4);
  EXPECT_FALSE(nothing);
}

TEST(KnownQuantity, NothingEqualsNothingAlone) {
  EXPECT_EQ(KnownJoules(), KnownJoules());
  EXPECT_EQ(KnownJoules(Joules{1}), KnownJoules(Joules{1}));
  EXPECT_FALSE(KnownJoules(Joules{1}) == KnownJoules(Joules{2}));
  EXPECT_FALSE(KnownJoules(Joules{1}) == KnownJoules());
}
