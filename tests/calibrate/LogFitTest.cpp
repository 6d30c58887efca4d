// What a fit in logarithms does with data, priors and slips, worked out by hand.
#include "lib/calibrate/LogFit.h"

#include <cmath>
#include <gmock/gmock.h>

using namespace eo;

namespace {

Eigen::VectorXd vectorOf(std::initializer_list<double> values) {
  std::vector<double> const kept = values;
  return Eigen::Map<Eigen::VectorXd const>(kept.data(), static_cast<Eigen::Index>(kept.size()));
}

/// One parameter that every row measures by itself.
LogFitResult meanOfRows(Eigen::VectorXd const &rows, double spread = 1) {
  return fitLogarithms({{"x", "s", 0, spread}},
                       [rows](Eigen::VectorXd const &x) -> Eigen::VectorXd {
                         return Eigen::VectorXd::Constant(rows.size(), x(0)) - rows;
                       },
                       {vectorOf({0})});
}

TEST(LogFit, RowsAndPriorShareAParameterByTheirVariances) {
  // Four rows that agree leave the least noise, 2 %; the prior is a fifth row of standard deviation 1.
  LogFitResult fit = meanOfRows(vectorOf({0.1, 0.1, 0.1, 0.1}));
  double precision = 4 / (0.02 * 0.02);
  EXPECT_NEAR(fit.noise, 0.02, 1e-12);
  EXPECT_NEAR(fit.values(0), 0.1 * precision / (precision + 1), 1e-6);
  EXPECT_NEAR(fit.covariance(0, 0) * (precision + 1), 1, 1e-3);
  EXPECT_NEAR(fit.effectiveParameters, precision / (precision + 1), 1e-6);
  EXPECT_NEAR(fit.conditionNumber, 1, 1e-6);
}

TEST(LogFit, WhatNoRowShowsStaysAtItsPrior) {
  LogFitResult fit = fitLogarithms(
      {{"x", "s", 0.3, 0.7}, {"y", "s", 2, 0.5}, {"z", "s", -1, 0}},
      [](Eigen::VectorXd const &x) -> Eigen::VectorXd { return Eigen::VectorXd::Constant(4, x(0) - 0.4); },
      {vectorOf({0.3, 2, -1})});
  EXPECT_NEAR(fit.values(0), 0.4, 1e-3);
  EXPECT_NEAR(fit.values(1), 2, 1e-9);
  EXPECT_NEAR(fit.covariance(1, 1), 0.25, 1e-9);
  EXPECT_EQ(fit.values(2), -1) << "known";
  EXPECT_EQ(fit.covariance(2, 2), 0);
  EXPECT_NEAR(fit.effectiveParameters, 1, 1e-2);
  EXPECT_TRUE(std::isinf(fit.conditionNumber));
}

TEST(LogFit, TheNoiseIsWhatIsLeftWithinBounds) {
  EXPECT_NEAR(meanOfRows(vectorOf({0.05, -0.05, 0.05, -0.05})).noise, 0.05, 2e-3);
  EXPECT_EQ(meanOfRows(vectorOf({0.3, -0.3, 0.3, -0.3})).noise, 0.1);
  EXPECT_EQ(meanOfRows(vectorOf({0.01, -0.01, 0.01, -0.01})).noise, 0.02);
}

TEST(LogFit, WithFiveRowsToAParameterOddOnesCountByTheirSizeOnly) {
  // The mean is a tenth; a sum of sizes is least at the median, 0.
  LogFitResult many = meanOfRows(vectorOf({0, 0, 0, 0, 0, 0, 0, 0, 0.4, 0.4, 0.4}), 10);
  EXPECT_LT(many.values(0), 0.05);
  // Of four rows one may still say what the others do not: 0.1, less what Cauchy's loss takes from it.
  LogFitResult few = meanOfRows(vectorOf({0, 0, 0, 0.4}), 10);
  EXPECT_GT(few.values(0), 0.05);
  EXPECT_LT(few.values(0), 0.1);
}

TEST(LogFit, ManyRowsThatAgreeLeaveTheLeastNoiseAsFewDo) {
  for (size_t rows : {size_t{4}, size_t{5}, size_t{40}}) {
    LogFitResult fit = meanOfRows(Eigen::VectorXd::Constant(static_cast<Eigen::Index>(rows), 0.1));
    EXPECT_NEAR(fit.noise, 0.02, 1e-12) << rows;
    EXPECT_NEAR(fit.values(0), 0.1, 1e-4) << rows;
  }
}

TEST(LogFit, ASlipOfThePenHardlyCounts) {
  for (double slip : {std::log(3.0), std::log(1000.0), -std::log(1000.0)}) {
    LogFitResult fit = meanOfRows(vectorOf({0.01, -0.01, 0.02, -0.02, 0, 0, 0.01, -0.01, 0, slip}), 10);
    EXPECT_NEAR(fit.values(0), 0, 0.02) << slip;
  }
}

TEST(LogFit, OfSeveralStartsTheLeastIsTaken) {
  // Two valleys: at 0 with a floor of 0.2, at 3 without.
  auto valleys = [](Eigen::VectorXd const &x) -> Eigen::VectorXd {
    double left = std::abs(x(0)) + 0.2, right = std::abs(x(0) - 3);
    return Eigen::VectorXd::Constant(3, std::min(left, right));
  };
  EXPECT_NEAR(fitLogarithms({{"x", "s", 0, 50}}, valleys, {vectorOf({0.1}), vectorOf({2.8})}).values(0), 3,
              0.01);
  EXPECT_NEAR(fitLogarithms({{"x", "s", 0, 50}}, valleys, {vectorOf({2.8}), vectorOf({0.1})}).values(0), 3,
              0.01);
}

} // namespace
