// Expected values: tables of NIST's Engineering Statistics Handbook, 1.3.6.7.1 and 1.3.6.7.2.
#include "lib/support/Quantiles.h"
#include <gtest/gtest.h>

using namespace eo;

TEST(Quantiles, Normal) {
  EXPECT_NEAR(normalQuantile(0.975), 1.960, 5e-4);
  EXPECT_NEAR(normalQuantile(0.95), 1.645, 5e-4);
  EXPECT_DOUBLE_EQ(normalQuantile(0.5), 0);
}

TEST(Quantiles, BinomialProbabilitiesAreCountedByHand) {
  EXPECT_DOUBLE_EQ(binomialProbability(1, 2, 0.5), 0.75); // all but two of two
  EXPECT_NEAR(binomialProbability(0, 3, 0.9), 0.001, 1e-15);
  EXPECT_DOUBLE_EQ(binomialProbability(3, 3, 0.9), 1);
  EXPECT_DOUBLE_EQ(binomialProbability(2, 3, 1), 0) << "all are successes";
}

TEST(Quantiles, Student) {
  EXPECT_NEAR(studentQuantile(0.975, 1), 12.706, 5e-4);
  EXPECT_NEAR(studentQuantile(0.975, 2), 4.303, 5e-4);
  EXPECT_NEAR(studentQuantile(0.975, 3), 3.182, 5e-4);
  EXPECT_NEAR(studentQuantile(0.975, 5), 2.571, 5e-4);
  EXPECT_NEAR(studentQuantile(0.975, 10), 2.228, 5e-4);
  EXPECT_NEAR(studentQuantile(0.95, 30), 1.697, 5e-4);
  EXPECT_NEAR(studentQuantile(0.999, 4), 7.173, 5e-4);
  EXPECT_NEAR(studentQuantile(0.975, 1000000), 1.960, 5e-4);
  EXPECT_EQ(studentQuantile(0.975, 0), studentQuantile(0.975, 1));
}
